"""One picture's whole road: bytes in, Reading out, every stage to be looked at."""

import json
import subprocess
import sys

import cv2
import numpy as np
import pytest

from lambda_fn.choose import NO_DIGIT, choose
from lambda_fn.choose import WEIGHTS as OF_CHOICE
from lambda_fn.numbers import WEIGHTS
from lambda_fn.preprocess import Glyph, Ink, preprocess
from lambda_fn.preprocess.colour import colour
from lambda_fn.preprocess.grey import shrink
from lambda_fn.read import read, written


def png(rgb):
    return cv2.imencode(".png", rgb[..., ::-1])[1].tobytes()


@pytest.mark.parametrize("digit", [*"0123456789"])
def test_a_digit_drawn_with_a_pen_is_read(digit, drawn, model):
    if digit == "1":  # the font's 1 has a long flag; a plain stroke is what a hand draws
        picture = cv2.line(drawn(""), (125, 50), (115, 190), (40, 40, 60), 12, cv2.LINE_AA)
    else:
        picture = drawn(digit)
    answer = read(png(picture), "drawn.png", model)
    assert answer["text"] == digit
    assert answer["digits"][0]["accepted"]


@pytest.mark.parametrize("paper", [0, 128, 255])
def test_an_empty_picture_is_blank(paper, model):
    answer = read(png(np.full((120, 160, 3), paper, np.uint8)), "empty.png", model)
    assert answer == {
        "schema": 1,
        "source": "empty.png",
        "text": "",
        "digits": [],
        "reason": "blank",
        "image": {"width": 160, "height": 120},
        "model": f"digits-{model.metadata['version']}",
    }


def test_the_box_surrounds_the_digit_in_pixels_of_the_picture(model, drawn):
    frame = np.full((600, 900, 3), 235, np.uint8)
    frame[300:540, 500:740] = drawn("8")
    x, y, width, height = read(png(frame), "corner.png", model)["digits"][0]["box"]
    ink = np.argwhere(frame[..., 0] < 128)
    (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0) + 1
    assert [x, y, x + width, y + height] == pytest.approx([left, top, right, bottom], abs=12)


def test_every_stage_is_left_in_order_from_picture_to_probabilities(model, drawn):
    stages = {}
    answer = read(png(drawn("3")), "three.png", model, stages)
    names = list(stages)
    assert (names[0], names[-3:]) == ("picture", ["glyphs", "probabilities", "chosen"])
    assert len(names) > 4
    assert (stages["picture"] == drawn("3")).all()
    assert stages["glyphs"].shape[1:] == (28, 28)
    assert len(stages["probabilities"]) == len(stages["glyphs"]) > 1
    assert stages["probabilities"][0].argmax() == answer["digits"][0]["digit"] == 3
    assert stages["chosen"].shape == (1, 10)
    assert stages["chosen"][0] == pytest.approx(answer["digits"][0]["probabilities"], abs=1e-4)


@pytest.mark.parametrize("number", ["42", "2026", "88", "11", "1111"])
def test_a_number_is_read_from_left_to_right(number, drawn, model):
    answer = read(png(drawn(number, width=120 + 90 * len(number))), "number.png", model)
    assert answer["text"] == number
    assert [digit["digit"] for digit in answer["digits"]] == [int(digit) for digit in number]
    lefts = [digit["box"][0] for digit in answer["digits"]]
    assert lefts == sorted(lefts) and {digit["line"] for digit in answer["digits"]} == {0}


@pytest.mark.parametrize(
    "number, is_one, looks",
    [("4", False, 0), ("42", False, 0), ("42", True, 1)],
    ids=["one digit", "all read", "one passed over"],
)
def test_where_a_sure_find_was_passed_over_the_picture_is_looked_at_once_more(
    number, is_one, looks, drawn, model, monkeypatch
):
    asked = []
    monkeypatch.setattr("lambda_fn.read.find_coarser_inks", lambda view: asked.append(view) or iter(()))
    if is_one:
        monkeypatch.setattr("lambda_fn.read.decide", lambda lone, *_: [lone] if lone else [])
    answer = read(png(drawn(number, width=420)), "number.png", model)
    assert len(asked) == looks
    assert answer["text"] == number or (looks and answer["text"] in number)


@pytest.mark.parametrize("strength, grain", [(0.12, 20), (0.15, 25), (0.18, 30), (0.22, 30)])
def test_a_number_that_grain_hides_is_read_in_a_coarser_view(strength, grain, drawn, model, monkeypatch):
    faint = 200 - (235 - drawn("427", width=600).astype(float)) * strength
    noise = np.random.default_rng(3).normal(0, grain, (*faint.shape[:2], 1))
    picture = np.clip(faint + noise, 0, 255).astype(np.uint8)
    assert read(png(picture), "grain.png", model)["text"] == "427"
    monkeypatch.setattr("lambda_fn.read.find_coarser_inks", lambda _: iter(()))
    assert read(png(picture), "grain.png", model)["text"] != "427"


def test_a_number_as_bright_as_its_paper_is_read_by_its_colour(drawn, model, monkeypatch):
    ink = (235 - drawn("427", width=600).astype(float).mean(axis=2, keepdims=True)) / 195
    picture = (196 + ink * [48, 4, -52] + 0.5).astype(np.uint8)
    answer = read(png(picture), "bright.png", model)
    assert answer["text"] == "427"
    assert all(digit["accepted"] for digit in answer["digits"])
    stages = {}
    read(png(picture), "bright.png", model, stages)
    assert (stages["flatten_light"] == colour(shrink(picture, 256)[1])).all()
    monkeypatch.setattr("lambda_fn.read.written", lambda inks, *_: [ink for ink in inks if ink.polarity])
    assert len(read(png(picture), "bright.png", model)["text"]) < 2


@pytest.mark.parametrize("text, width", [("5", 240), ("42", 360), ("", 240)], ids=["one digit", "two digits", "none"])
def test_where_colour_shows_no_more_than_grey_it_is_not_looked_at_for_numbers(text, width, drawn, model, monkeypatch):
    looked_at = []
    monkeypatch.setattr(
        "lambda_fn.read.written", lambda inks, *_: looked_at.append([one.polarity for one in inks]) or inks
    )
    assert read(png(drawn(text, width=width)), "a.png", model)["text"] == text
    assert looked_at[0] == ["dark", "dark", "light", "light"]
    assert [""] not in looked_at


def test_lines_of_writing_are_read_from_top_to_bottom(drawn, model):
    page = np.vstack([drawn("42", width=360), drawn("806", width=360)])
    answer = read(png(page), "page.png", model)
    assert answer["text"] == "42\n806"
    assert [digit["line"] for digit in answer["digits"]] == [0, 0, 1, 1, 1]


def test_of_a_page_one_view_is_enough_and_its_stages_are_that_views(drawn, model, monkeypatch):
    lines = ["253728", "835263", "380252", "522038", "083225", "232580"]
    page = np.vstack([np.hstack([drawn(digit) for digit in line]) for line in lines])
    assert read(png(page), "page.png", model)["text"].split("\n") == lines
    monkeypatch.setattr("lambda_fn.read.find_glyphs", None)
    stages = {}
    assert read(png(page), "page.png", model, stages)["text"].split("\n") == lines
    assert list(stages) == ["picture", "flatten_light", "ink", "glyphs", "probabilities", "chosen"]
    assert stages["glyphs"].shape == (36, 28, 28)


def test_a_numbers_stages_are_those_of_its_ink_and_its_glyphs_in_order(drawn, model):
    stages = {}
    answer = read(png(drawn("42", width=360)), "number.png", model, stages)
    assert list(stages) == ["picture", "flatten_light", "ink", "glyphs", "probabilities", "chosen"]
    assert stages["glyphs"].shape == (2, 28, 28)
    assert stages["probabilities"][:, :10].argmax(axis=1).tolist() == [4, 2]
    assert stages["chosen"] == pytest.approx(np.array([d["probabilities"] for d in answer["digits"]]), abs=1e-4)


METADATA = {
    "name": "sure",
    "version": "0123456789ab",
    "output": {"classes": [*"0123456789", "no digit"]},
    "calibration": {"temperature": 1.0},
    "choice": dict.fromkeys(OF_CHOICE, 0.0) | {"odds": 1.0},
    "numbers": dict.fromkeys(WEIGHTS, 0.0),
    "accept_threshold": 0.5,
    "no_digit_threshold": 0.5,
    "no_digit_threshold_as_is": 0.5,
}


class Sure:
    """A model that takes one of the glyphs for a 7, and all others for no digit."""

    def __init__(self, glyph):
        self.metadata, self.glyph = METADATA, glyph.pixels

    def predict(self, glyphs):
        probabilities = np.full((len(glyphs), 11), 0.001, np.float32)
        probabilities[:, 10] = 0.99
        probabilities[(glyphs == self.glyph).all(axis=(1, 2))] = np.float32([0.001] * 7 + [0.99] + [0.001] * 3)
        return probabilities


def test_an_empty_pictures_stages_end_without_a_choice(model):
    stages = {}
    read(png(np.full((120, 160, 3), 255, np.uint8)), "empty.png", model, stages)
    assert {name: array.shape for name, array in stages.items()} == {
        "picture": (120, 160, 3),
        "glyphs": (0, 28, 28),
        "probabilities": (0, len(model.classes)),
    }


@pytest.mark.parametrize("index", [0, 1, 2])
def test_of_several_candidates_the_one_that_is_a_digit_is_read(index, drawn):
    picture = drawn("3", width=400)
    cv2.rectangle(picture, (20, 60), (60, 180), (0, 0, 0), 8)
    found = preprocess(picture)
    stages = {}
    answer = read(png(picture), "three.png", Sure(found[index]), stages)
    assert answer["text"] == "7"
    assert answer["digits"][0]["box"] == list(found[index].box)
    order = [index, *(i for i in range(len(found)) if i != index)]
    assert (stages["glyphs"] == [found[i].pixels for i in order]).all()
    assert stages["probabilities"][0].argmax() == 7


def test_looking_at_the_stages_changes_nothing(model, drawn):
    assert read(png(drawn("5")), "a", model, {}) == read(png(drawn("5")), "a", model)


def test_a_reading_is_plain_json(model, drawn):
    answer = read(png(drawn("5")), "a", model)
    assert json.loads(json.dumps(answer)) == answer


def test_what_cannot_be_decoded_is_an_error_reading(model):
    answer = read(b"", "empty.jpg", model)
    assert answer["error"] == {"code": "not-an-image", "message": "the file is empty"}


def test_reading_needs_the_small_runtime_set_only():
    program = "import sys, lambda_fn.read; print([n for n in ('tensorflow', 'keras', 'matplotlib', 'PIL', 'boto3', "
    program += "'train') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "none, clearest, looked_at",
    [
        ({"dark": 0.01, "light": 0.999}, "dark", ["dark"]),
        ({"dark": 0.999, "light": 0.01}, "light", ["light"]),
        ({"dark": 0.2, "light": 0.2}, "dark", ["dark", "light"]),
        ({"dark": 0.9999, "light": 0.97}, "dark", ["dark", "light", ""]),
        ({"dark": 0.999, "light": 0.01}, "dark", ["dark", "light"]),
        ({"dark": 0.999, "light": 0.01}, "", ["light", ""]),
        ({"dark": 0.999, "light": 0.01, "": 0.2}, "light", ["light", ""]),
        ({"dark": 0.01, "light": 0.999, "": 0.0001}, "dark", ["dark", ""]),
        ({}, "", []),
    ],
    ids=[
        "a digit in dark ink",
        "in light ink",
        "in both",
        "in neither, the less in dark ink",
        "in light ink, but what is dark is clearer",
        "in light ink, but a colour is clearer",
        "in light ink, and in a colour",
        "in dark ink, be a colour the likelier",
        "no find at all",
    ],
)
def test_several_digits_are_looked_for_in_the_ink_of_the_lone_one_or_in_all_where_there_is_none(
    none, clearest, looked_at
):
    metadata = {
        "output": {"classes": [*"0123456789", NO_DIGIT]},
        "calibration": {"temperature": 1.0},
        "choice": dict.fromkeys(OF_CHOICE, 0.0) | {"odds": 1.0},
        "no_digit_threshold": 0.5,
    }
    flat = np.zeros((28, 28), np.uint8)
    none = {"": 0.999} | none if none else {}
    glyphs = [Glyph(flat, (0, 0, 9, 9), score=0.9 + 0.1 * (own == clearest), polarity=own) for own in none]
    said = np.zeros((len(none), 11), np.float32)
    said[:, 7], said[:, 10] = [1 - part for part in none.values()], list(none.values())
    inks = [Ink(flat, 1, 1, flat, polarity) for polarity in ("dark", "light", "")]
    kept = written(inks, glyphs, said, choose(glyphs, said, metadata), metadata)
    assert [ink.polarity for ink in kept] == looked_at
