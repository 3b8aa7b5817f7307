"""Many pictures at once: the table, Cancel, a closer look, and what can be taken along."""

import csv
import io
import json
import re

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.web.hand import ONE, ROOT, STROKES, boxes, digits_of, draw, named, row_of, saved, upload, wait_for_reading

with open(ROOT / "digits" / "labels.csv", newline="") as file:
    SAMPLES = [(row["picture"], row["label"]) for row in csv.DictReader(file)]


def small(index):
    """A small picture of an upright stroke, somewhere else in each."""
    picture = np.full((64, 64, 3), 235, np.uint8)
    x = 16 + index % 32
    cv2.line(picture, (x, 14), (x, 50), (40, 40, 60), 5, cv2.LINE_AA)
    return cv2.imencode(".png", picture)[1].tobytes()


def test_every_sample_picture_is_read_right_all_at_once(page):
    rows = upload(page, *(ROOT / "digits" / name for name, _ in SAMPLES))
    told = [row_of(row) for row in rows]
    assert [(name, text) for name, text, _, _ in told] == SAMPLES
    assert all(sure.endswith("%") for _, _, sure, _ in told)
    assert all(row.locator("canvas").count() == 1 for row in rows), "the thumbnail"
    wait_for_reading(page, SAMPLES[-1][1])
    expect(page.locator("#note")).to_contain_text(f"{SAMPLES[-1][0]}, the last of all")


def test_two_hundred_pictures_are_read_and_saved(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    names = [f"{index}.png" for index in range(199)] + ['bad, and "odd".png']
    upload(page, *(named(name, small(index)) for index, name in enumerate(names[:-1])), named(names[-1], b"?"))
    expect(page.locator("#summary")).to_have_text("200 pictures read: 199 sure, 1 with a problem.")
    expect(page.locator("#progress")).to_be_hidden()

    readings = json.loads(saved(page, "Save as JSON"))
    assert [reading["source"] for reading in readings] == names
    assert [reading["text"] for reading in readings[:-1]] == ["1"] * 199
    assert readings[0].keys() == {"schema", "source", "text", "digits", "image", "model"}
    assert readings[0]["image"] == {"width": 64, "height": 64}
    assert readings[-1]["error"]["code"] == "not-an-image"

    rows = list(csv.DictReader(io.StringIO(saved(page, "Save as CSV"), newline="")))
    assert [row["picture"] for row in rows] == names
    assert [row["text"] for row in rows] == ["1"] * 199 + [""]
    assert [float(row["confidence"]) for row in rows[:-1]] == [
        reading["digits"][0]["confidence"] for reading in readings[:-1]
    ]
    assert rows[-1]["problem"] == readings[-1]["error"]["message"]

    page.get_by_role("button", name="Copy as text").click()
    page.get_by_text("Copied.").wait_for()
    lines = page.evaluate("() => navigator.clipboard.readText()").split("\n")
    assert lines[:2] == ["0.png\t1", "1.png\t1"]
    assert len(lines) == 200


def test_reading_can_be_cancelled_and_gone_on_with(page):
    files = [named(f"{index}.png", small(index)) for index in range(60)]
    page.locator("#pictures").set_input_files(files)
    page.get_by_role("button", name="Cancel").click()
    go_on = page.get_by_role("button", name="Go on")
    go_on.wait_for()
    read = page.locator(".rows .row[data-tone]").count()
    assert 0 < read < 60
    expect(page.locator("#summary")).to_have_text(f"{read} of 60 pictures read: {read} sure.")
    go_on.click()
    expect(page.locator("#summary")).to_have_text("60 pictures read: 60 sure.")
    expect(page.locator(".rows .row[data-tone]")).to_have_count(60)


def test_cancel_pressed_twice_cancels(page):
    page.locator("#pictures").set_input_files([named(f"{index}.png", small(index)) for index in range(60)])
    page.get_by_role("button", name="Cancel").evaluate("button => { button.click(); button.click(); }")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#summary")).to_have_text("60 pictures read: 60 sure.")


def test_other_pictures_take_the_place_of_those_under_way(page):
    page.locator("#pictures").set_input_files([named(f"{index}.png", small(index)) for index in range(60)])
    page.locator(".rows .row").first.wait_for()
    rows = upload(page, named("a.png", ONE), named("b.png", ONE))
    assert [row_of(row)[0] for row in rows] == ["a.png", "b.png"]
    expect(page.locator("#summary")).to_have_text("2 pictures read: 2 sure.")
    page.click("#clear")
    expect(page.locator("#results")).to_be_hidden()


@pytest.mark.parametrize(
    "act, text",
    [
        (lambda page: draw(page, STROKES["7"]), "7"),
        (lambda page: page.click("#clear"), ""),
        (lambda page: page.locator("#pictures").set_input_files([named("one.png", ONE)]), "1"),
        (lambda page: page.locator("#pictures").set_input_files([named("bad.png", b"?")]), ""),
    ],
    ids=["a drawing", "Clear", "one picture", "one that is none"],
)
def test_what_comes_while_pictures_are_read_is_told_as_ever(page, act, text):
    page.locator("#pictures").set_input_files([named(f"{index}.png", small(index)) for index in range(60)])
    page.locator(".rows .row").first.wait_for()
    expect(page.locator("#reading")).to_have_attribute("aria-busy", "true")
    act(page)
    expect(page.locator("#note")).not_to_have_text(re.compile("^Reading"))
    wait_for_reading(page, text)
    expect(page.locator("#reading")).not_to_have_attribute("aria-busy", "true")


def test_a_row_opens_a_closer_look_that_walks_through_all(page, two_lines):
    upload(page, named("one.png", ONE), two_lines, named("bad.png", b"?"))
    page.get_by_role("button", name="page.png").click()
    dialog = page.get_by_role("dialog", name="page.png")
    expect(dialog.locator(".text")).to_have_text("40\n17", use_inner_text=True)
    assert digits_of(boxes(dialog)) == "4017"
    dialog.locator(".box").nth(3).click()
    assert dialog.locator(".bars li.answer .value").all_inner_texts() == ["7"]
    page.keyboard.press("ArrowRight")
    dialog = page.get_by_role("dialog", name="bad.png")
    expect(dialog.locator(".note")).to_have_text("This is not a picture.")
    assert boxes(dialog) == []
    dialog.get_by_role("button", name="Previous").click()
    page.keyboard.press("ArrowLeft")
    dialog = page.get_by_role("dialog", name="one.png")
    expect(dialog.locator(".text")).to_have_text("1")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="one.png")).to_be_focused()


def test_thumbnails_and_what_is_out_of_sight_cost_little(page):
    rng = np.random.default_rng(0)
    photo = rng.integers(0, 255, (900, 1200, 3), np.uint8)
    large = cv2.imencode(".jpg", photo)[1].tobytes()
    rows = upload(page, *(named(f"{index}.jpg", large, "image/jpeg") for index in range(3)))
    for row in rows:
        canvas = row.locator("canvas")
        assert (canvas.evaluate("node => node.width"), canvas.evaluate("node => node.height")) == (96, 72)
        assert row.evaluate("node => getComputedStyle(node).contentVisibility") == "auto"
