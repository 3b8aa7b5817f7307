"""Your own labelled pictures are read as users' pictures are, and what is wrong with a folder is told plainly."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from train import extra
from train.__main__ import main
from train.metrics import NONE
from train.npm import DataError

ROOT = Path(__file__).parents[2]
GLYPH = cv2.line(np.zeros((28, 28), np.uint8), (14, 4), (14, 23), 255, 3)


@pytest.fixture
def folder(tmp_path, drawn):
    """Makes a folder of pictures, by name, and their labels."""

    def make(**labels):
        rows = ["picture,label"]
        for name, (picture, label) in labels.items():
            cv2.imwrite(str(tmp_path / f"{name}.png"), drawn(picture) if isinstance(picture, str) else picture)
            rows.append(f"{name}.png,{label}")
        (tmp_path / "labels.csv").write_text("\n".join(rows) + "\n")
        return tmp_path

    return make


def test_a_picture_is_learnt_as_its_label_whatever_it_looks_like(folder):
    glyphs, labels = extra.load(folder(seven=("7", 1), letter=("A", "no digit")))
    assert glyphs.dtype == labels.dtype == np.uint8
    assert glyphs.shape[1:] == (28, 28)
    assert set(labels) == {1, NONE}


def test_what_is_learnt_is_what_would_be_read(folder):
    glyphs, labels = extra.load(folder(seven=("7", 7)))
    assert (labels == 7).all()
    assert all(glyph.max() == 255 for glyph in glyphs)


def test_a_glyph_is_taken_as_it_is(folder):
    glyphs, labels = extra.load(folder(one=(GLYPH, 7), inverted=(255 - GLYPH, 1)))
    assert list(labels) == [7, 1]
    assert (glyphs == GLYPH).all()


def test_pictures_without_ink_are_named_and_left_out(folder, capsys):
    _, labels = extra.load(folder(white=(np.full((60, 80), 255, np.uint8), 3), one=(GLYPH, 1)))
    assert list(labels) == [1]
    assert "white.png" in capsys.readouterr().out


def test_the_samples_are_such_a_folder():
    with open(ROOT / "digits" / "labels.csv", newline="") as file:
        expected = [row["label"] for row in csv.DictReader(file)]
    named = [str(label) for _, label in extra.labelled(ROOT / "digits")]
    assert named == expected


@pytest.mark.parametrize(
    "content, complaint",
    [
        (None, "labels.csv: No such file or directory"),
        (b"file,label\none.png,1\n", "labels.csv: the first line must be picture,label"),
        (b"", "labels.csv: the first line must be picture,label"),
        (
            b"picture,label\none.png,1\ntwo.png,ten\n",
            "labels.csv, line 3: the label is 'ten', not 0 to 9 or 'no digit'",
        ),
        (b"picture,label\none.png\n", "labels.csv, line 2: the label is None"),
        (b"picture,label\ngone.png,1\n", "gone.png: No such file or directory"),
        (b"picture,label\nbad.png,1\n", "bad.png: this is not a picture"),
        (b"\xff\xfe\x00", "labels.csv: this is no text in UTF-8"),
    ],
)
def test_what_is_wrong_with_a_folder_is_told_with_its_name(tmp_path, content, complaint):
    cv2.imwrite(str(tmp_path / "one.png"), GLYPH)
    cv2.imwrite(str(tmp_path / "two.png"), GLYPH)
    (tmp_path / "bad.png").write_bytes(b"no picture at all")
    if content is not None:
        (tmp_path / "labels.csv").write_bytes(content)
    with pytest.raises(DataError) as error:
        extra.load(tmp_path)
    assert complaint in str(error.value)


def test_the_command_says_it_and_trains_nothing(tmp_path, capsys):
    assert main(["--extra", str(tmp_path / "nowhere"), "--runs", str(tmp_path / "runs")]) == 1
    assert "nowhere/labels.csv: No such file or directory" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_the_well_known_recipe_takes_none(tmp_path):
    with pytest.raises(SystemExit):
        main(["--arch", "mlp", "--extra", str(tmp_path)])


@pytest.mark.parametrize("made, own, times", [(1900, 10, 10), (1900, 1, 100), (100, 300, 1), (0, 3, 1)])
def test_few_are_repeated_until_they_count(made, own, times):
    many = (np.zeros((made, 28, 28), np.uint8), np.zeros(made, np.uint8))
    few = (np.repeat(GLYPH[None], own, axis=0), np.full(own, 7, np.uint8))
    glyphs, labels = extra.joined(many, few)
    assert len(glyphs) == len(labels) == made + times * own
    assert (labels == 7).sum() == times * own
    assert (glyphs[labels == 7] == GLYPH).all()


def test_without_any_nothing_changes():
    made = (np.zeros((5, 28, 28), np.uint8), np.zeros(5, np.uint8))
    assert extra.joined(made, extra.NOTHING) is made


def test_a_run_knows_its_own_pictures_again():
    one, other = (GLYPH[None], np.array([1], np.uint8)), (GLYPH[None], np.array([7], np.uint8))
    assert extra.fingerprint(one) == extra.fingerprint(tuple(array.copy() for array in one))
    assert extra.fingerprint(one) != extra.fingerprint(other)
