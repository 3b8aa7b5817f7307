"""The sets of pictures: labelled, seeded by index, and read alike by any number of processes."""

import csv

import numpy as np
import pytest

from lambda_fn.predict import DIGITS
from train import empty, fonts, sets
from train.outcomes import read_all
from train.pictures import shapes
from train.sets import EVALUATION, GROUPS, SETS, Source, enlarge, pictures, select, unambiguous

HERE = [key for key, one in SETS.items() if one.missing(EVALUATION) is None]


@pytest.mark.parametrize("key", HERE)
def test_a_picture_depends_on_its_index_alone(key):
    first, second = list(pictures(SETS[key], Source(3), 0, 2))
    (again,) = pictures(SETS[key], Source(3), 1, 2)
    assert np.array_equal(again.picture, second.picture)
    assert again[1:] == second[1:]
    assert first.picture.dtype == np.uint8
    assert first.picture.shape[2:] == ((3,) if key != "mnist" else ())
    if SETS[key].group == "numbers":
        assert all(2 <= len(line) <= 8 and line.isdigit() for line in first.text.split("\n"))
        assert len(first.text.split("\n")) == (5 if key == "pages" else 1)
    else:
        assert first.text == "" if SETS[key].group == "no-digit" else first.text in DIGITS


@pytest.mark.parametrize("key", [k for k in HERE if k not in ("mnist", "mnist-pictures", "seed", "optdigits", "usps")])
def test_another_seed_makes_another_picture(key):
    # The first blank picture is white whatever the seed.
    one, other = (list(pictures(SETS[key], Source(seed), 0, 7)) for seed in (0, 1))
    assert any(not np.array_equal(a.picture, b.picture) for a, b in zip(one, other, strict=True))


def test_blank_pictures_are_of_every_kind_in_turn():
    names = [picture.name for picture in pictures(SETS["blank"], Source(0), 0, len(empty.BLANK))]
    assert names == list(empty.BLANK)
    assert {
        "white",
        "black",
        "ruled paper",
        "uneven light",
        "gaussian noise",
        "uniform noise",
        "salt and pepper",
    } <= set(names)


def test_letters_are_no_digit_in_their_hand():
    held_out = {font.name: font for font in fonts.load() if font.held_out}
    for labelled in pictures(SETS["letters"], Source(0), 0, 30):
        letter, name = labelled.name.split(" ")
        assert letter in unambiguous(held_out[name])
    assert "u" not in unambiguous(held_out["handlee"]._replace(lookalikes="u"))
    assert not set(shapes.LETTERS) & shapes.AMBIGUOUS_LETTERS


@pytest.mark.parametrize(
    "key, asked, size",
    [("photos", None, 2000), ("photos", 30, 30), ("mnist", None, 10_000), ("mnist", 20_000, 10_000), ("blank", 7, 7)],
)
def test_as_many_pictures_as_asked_and_there_are(key, asked, size):
    assert SETS[key].size(Source(0), asked) == size


@pytest.mark.parametrize("digit", [np.eye(16, dtype=np.uint8) * 255, np.eye(32, dtype=np.uint8) * 255])
def test_an_enlarged_digit_is_dark_on_white_with_a_margin(digit):
    picture = enlarge(digit)
    assert picture.shape == (sets.TALL + 2 * sets.MARGIN, sets.TALL + 2 * sets.MARGIN, 3)
    assert (picture[: sets.MARGIN] == 255).all()
    assert picture[sets.MARGIN + 4, sets.MARGIN + 4, 0] < 80


@pytest.mark.parametrize(
    "names, count",
    [
        (None, len(SETS)),
        (["photos"], 1),
        (["corruptions"], 15),
        (["no-digit", "letters", "seed"], 5),
        (GROUPS, len(SETS) - 2),
    ],
)
def test_sets_are_chosen_by_key_and_by_group(names, count):
    assert len(select(names)) == count


def test_an_unknown_set_is_named():
    with pytest.raises(ValueError, match=r"no set photo;.*photos"):
        select(["photo"])


def test_a_set_that_is_not_here_says_why(tmp_path):
    assert "no folder" in SETS["usps"].missing(tmp_path / "nowhere")
    assert SETS["usps"].missing(tmp_path).endswith("has no usps.npz")
    assert SETS["photos"].missing(tmp_path / "nowhere") is None


def test_other_hands_are_read_from_the_folder(tmp_path):
    np.savez(tmp_path / "usps.npz", images=np.full((3, 16, 16), 9, np.uint8), labels=np.uint8([1, 2, 2]))
    source = Source(0, tmp_path)
    assert SETS["usps"].size(source) == 3
    assert sorted(labelled.text for labelled in pictures(SETS["usps"], source, 0, 3)) == ["1", "2", "2"]


def test_the_sample_jpegs_are_read_as_the_files_they_are():
    if reason := SETS["seed"].missing(EVALUATION):
        pytest.skip(reason)
    with (EVALUATION / sets.SAMPLES / "labels.csv").open(newline="") as file:
        labels = [row["label"] for row in csv.DictReader(file)]
    found = list(pictures(SETS["seed"], Source(0), 0, SETS["seed"].size(Source(0))))
    assert [labelled.text for labelled in found] == labels
    assert {labelled.picture.shape for labelled in found} == {(28, 28, 3)}


def test_the_number_of_processes_changes_nothing():
    chosen = select(["mnist", "blank", "fog"])
    one, two = (read_all(chosen, Source(0), asked=27, processes=n) for n in (1, 2))
    for key in one:
        assert [outcome.index for outcome in one[key]] == list(range(27))
        for a, b in zip(one[key], two[key], strict=True):
            assert (a.label, a.text, a.closed, a.confidence) == (b.label, b.text, b.closed, b.confidence)
            assert np.array_equal(a.glyph, b.glyph)
