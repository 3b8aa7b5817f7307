"""The model card's parts, and README's table between its markers."""

import cv2
import numpy as np
import pytest
from PIL import Image

from train import card, failures, table
from train.metrics import NONE
from train.npm import DataError
from train.outcomes import Outcome
from train.sets import Source

INK = np.full((28, 28), 200, np.uint8)
LINE = {
    "title": "simulated photos",
    "key": "photos",
    "figure": 0.98765,
    "floor": 0.985,
    "most": False,
    "met": True,
    "interval": (0.98, 0.99),
    "pictures": 2000,
    "refused": 0.001,
    "accepted": 0.9,
}
SPEED = LINE | {"title": "time", "key": "speed", "figure": 0.5, "floor": 1.0, "most": True, "interval": None,
                "pictures": None, "refused": None, "accepted": None}  # fmt: skip
FOUND = {
    "table": [LINE, SPEED, LINE | {"title": "scans", "floor": None, "met": None}],
    "missing": {"usps": "no folder"},
    "model": {"name": "digits", "version": "abc"},
    "command": "python -m train.evaluate",
    "seed": 0,
    "date": "2026-01-01",
    "machine": {"cpu": "a CPU", "cores": 2},
}


def wrong(index, label=3, text="8", confidence=0.9, glyph=INK):
    written = "" if label == NONE else str(label)
    return Outcome(index, written, "x", text, True, text, confidence, glyph)


@pytest.mark.parametrize(
    "line, cells",
    [
        (LINE, ["simulated photos", "98.77 %", "≥ 98.50 %", "met", "98.00–99.00 %", "2,000", "0.10 %", "90.00 %"]),
        (SPEED, ["time", "0.50 ×", "≤ 1.00 ×", "met", "", "", "", ""]),
        (LINE | {"met": False, "floor": 1.0}, ["simulated photos", "98.77 %", "≥ 100.00 %", "falls short", *[...] * 4]),
    ],
)
def test_a_line_for_people(line, cells):
    assert all(cell == wanted for cell, wanted in zip(table.row(line), cells, strict=True) if wanted is not ...)


def test_the_terminals_table_ends_with_what_is_missing():
    assert table.plain(FOUND).splitlines()[-1] == "usps: not measured: no folder"


def test_readmes_table_has_the_lines_that_something_is_asked_of(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n")
    card.write_readme(readme, FOUND)
    once = readme.read_text()
    card.write_readme(readme, FOUND)
    assert readme.read_text() == once
    assert once.startswith("before\n<!-- figures -->\n| set |") and once.endswith("<!-- /figures -->\nafter\n")
    assert "simulated photos" in once and "scans" not in once and "old" not in once


def test_a_readme_without_markers_is_left_alone(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("nothing\n")
    with pytest.raises(DataError, match="has no <!-- figures -->"):
        card.write_readme(readme, FOUND)
    assert readme.read_text() == "nothing\n"


def test_the_repositorys_readme_has_the_markers():
    from train.evaluate import README

    assert all(README.read_text().count(marker) == 1 for marker in card.MARKERS)


def test_the_licences_are_those_of_the_fonts_table():
    part = card.data()
    assert "OFL-1.1" in part and "rock-salt" in part


def test_failures_come_from_each_set_in_turn_the_surest_first():
    right = Outcome(9, "8", "x", "8", True, "8", 1.0, INK)
    outcomes = {
        "photos": [wrong(0, confidence=0.5), wrong(1, confidence=0.8), wrong(2, text="", confidence=0.99), right],
        "blank": [wrong(4, label=NONE)],
        "fog": [right],
    }
    chosen = failures.in_turn(outcomes, most=3)
    assert [(key, outcome.index) for key, outcome in chosen] == [("photos", 1), ("blank", 4), ("photos", 0)]


@pytest.mark.parametrize(
    "outcome, words",
    [
        (wrong(0), "3, said 8 (0.90)"),
        (wrong(0, text=""), "3, refused"),
        (wrong(0, text="", glyph=None), "3, no ink found"),
        (wrong(0, label=NONE, text="1"), "no digit, said 1 (0.90)"),
    ],
)
def test_a_failure_in_words(outcome, words):
    assert failures.said(outcome) == words


@pytest.mark.parametrize("shape", [(28, 28), (40, 400, 3), (500, 300, 3), (28, 28, 3)])
def test_a_thumbnail_fits_and_shows_the_box(shape):
    small = failures.thumbnail(np.zeros(shape, np.uint8), (2, 2, 10, 10))
    assert max(small.shape[:2]) == failures.THUMB
    assert (cv2.cvtColor(small, cv2.COLOR_RGB2GRAY) > 0).any()


def test_the_sheet_is_small_and_has_a_tile_a_failure(tmp_path):
    outcomes = {key: [wrong(i) for i in range(20)] for key in ("mnist", "photos", "blank")}
    count = failures.sheet(outcomes, Source(0), tmp_path / "failures.png")
    assert count == failures.MOST
    assert (tmp_path / "failures.png").stat().st_size < 300_000
    with Image.open(tmp_path / "failures.png") as image:
        assert image.width > failures.ACROSS * failures.THUMB
