"""Slashes: tall strokes that lean between digits are left out of a date, in every view of it; 1s are not."""

from types import SimpleNamespace

import numpy as np
import pytest

from lambda_fn.numbers.ones import lean
from lambda_fn.numbers.slashes import slashes

# web/tests/slashes.test.js draws the same.
UPRIGHT = [14] * 20
LEANING = [17 - 6 * row // 20 for row in range(20)]
FAR_LEANING = [19 - 10 * row // 20 for row in range(20)]
BACK = LEANING[::-1]
BENT = [column + (2 if 6 < row < 13 else 0) for row, column in enumerate(LEANING)]


def stroke(columns):
    """Three pixels broad, about a column in each row from the fourth on: uint8 [28, 28]."""
    pixels = np.zeros((28, 28), np.uint8)
    for row, column in enumerate(columns, 4):
        pixels[row, column - 1 : column + 2] = (120, 255, 120)
    return pixels


def line(*digits):
    """Digits side by side; of each the columns of its stroke (None: it is no 1), its first row and the one after its last."""
    steps = []
    for i, (columns, top, bottom) in enumerate(digits):
        glyph = SimpleNamespace(
            pixels=stroke(columns or UPRIGHT), box=(40 * i, top, 30, bottom - top), polarity="dark", line=0
        )
        choice = SimpleNamespace(probabilities=np.eye(10)[1 if columns else 7])
        run = SimpleNamespace(start=i, stop=i + 1, box=(40 * i, top, 40 * i + 30, bottom))
        steps.append(SimpleNamespace(segment=SimpleNamespace(glyph=glyph, run=run), choice=choice))
    return steps


DIGIT = (None, 100, 200)


@pytest.mark.parametrize(
    "digits, found",
    [
        ([DIGIT, (LEANING, 90, 212), DIGIT], [1]),
        ([DIGIT, (LEANING, 99, 202), DIGIT], []),
        ([DIGIT, (LEANING, 94, 206), DIGIT], []),
        ([DIGIT, (LEANING, 80, 199), DIGIT], []),
        ([DIGIT, (UPRIGHT, 90, 212), DIGIT], []),
        ([DIGIT, (BACK, 90, 212), DIGIT], []),
        ([DIGIT, (BENT, 90, 212), DIGIT], []),
        ([(LEANING, 90, 212), DIGIT, DIGIT], []),
        ([DIGIT, DIGIT, (LEANING, 90, 212)], []),
        ([DIGIT, (None, 90, 212), DIGIT], []),
        ([DIGIT, (LEANING, 97, 204), DIGIT, DIGIT, (LEANING, 97, 204), DIGIT], [1, 4]),
        ([DIGIT, (LEANING, 97, 204), DIGIT, DIGIT, DIGIT, (LEANING, 97, 204), DIGIT], []),
        ([DIGIT, (LEANING, 97, 204), DIGIT, DIGIT, (FAR_LEANING, 97, 204), DIGIT], []),
        ([(None, 90, 210), (LEANING, 88, 212), (None, 100, 180), (None, 100, 180)], []),
        ([DIGIT, (LEANING, 88, 208), (None, 96, 196), DIGIT, DIGIT], [1]),
        ([(None, 130, 230), (LEANING, 95, 215), (None, 80, 180)], [1]),
        ([(LEANING, 90, 212)], []),
        ([], []),
    ],
    ids=[
        *("taller", "as tall", "a little taller", "too high up", "upright", "leaning back", "bent", "first", "last"),
        *(
            "no 1",
            "two of a date",
            "too far apart",
            "unlike each other",
            "as tall as one beside it",
            "taller than most",
            "a rising line",
        ),
        *("alone", "nothing"),
    ],
)
def test_a_slash_is_a_tall_straight_stroke_between_digits(digits, found):
    steps = line(*digits)
    boxes = [own.segment.glyph.box for own in slashes(steps, [])]
    assert [i for i, step in enumerate(steps) if step.segment.glyph.box in boxes] == found


def test_what_leans_with_its_line_is_upright_on_it():
    rising = [(None, 100 - 20 * i, 200 - 20 * i) for i in range(5)]
    rising[2] = (LEANING, 50, 172)
    assert len(slashes(line(*rising), [])) == 1
    falling = [(None, 100 + 20 * i, 200 + 20 * i) for i in range(5)]
    falling[2] = (LEANING, 130, 252)
    assert slashes(line(*falling), []) == []


def test_a_stroke_leans_by_columns_a_row():
    assert lean(stroke(UPRIGHT)) == 0
    assert lean(stroke(LEANING)) == pytest.approx(0.3, abs=0.02) == -lean(stroke(BACK))
    assert lean(stroke([14])) == lean(stroke([])) == 0


def test_centres_one_above_the_other_are_no_slope():
    steps = line(DIGIT, (LEANING, 90, 212), DIGIT)
    for step in steps:
        step.segment.glyph.box = (0, *step.segment.glyph.box[1:])
    assert slashes(steps, []) == [steps[1]]


def percent(upper=(100, 125), lower=(175, 200), columns=LEANING):
    """A digit and a percent sign: the steps, of which the last is its bar, and all atoms; upper, lower: rows of the rings."""
    digit, bar = line(DIGIT, (columns, 100, 200))
    bar.segment.run.start, bar.segment.run.stop = 2, 3
    rows = [(100, 200), upper, (100, 200), lower]
    return [digit, bar], [SimpleNamespace(box=(0, *own[:1], 9, own[1]), height=own[1] - own[0]) for own in rows]


@pytest.mark.parametrize(
    "changes, is_bar",
    [
        ({}, True),
        ({"columns": UPRIGHT}, False),
        ({"columns": BENT}, False),
        ({"columns": BACK}, False),
        ({"columns": None}, False),
        ({"upper": (100, 160)}, False),
        ({"upper": (140, 165)}, False),
        ({"lower": (140, 165)}, False),
        ({"lower": (190, 200)}, False),
    ],
    ids=["a percent sign", "upright", "bent", "leaning back", "no 1", "a digit", "too low", "too high", "a point"],
)
def test_the_bar_of_a_percent_sign_leans_between_its_rings(changes, is_bar):
    steps, atoms = percent(**changes)
    assert slashes(steps, atoms) == (steps[1:] if is_bar else [])
    assert slashes(steps[1:], atoms) == slashes(steps, atoms[:3]) == []
