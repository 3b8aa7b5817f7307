"""Parentheses: two strokes bent around a line of digits are none, nor is one alone that is taller than they are; those inside it are digits."""

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from lambda_fn.numbers.ones import bend
from lambda_fn.numbers.parentheses import parentheses

# web/tests/parentheses.test.js draws the same.
UPRIGHT = [14] * 20
OPENING = [16, 15, 14, 14, 13, 13, 12, 12, 12, 12, 12, 12, 12, 12, 13, 13, 14, 14, 15, 16]
CLOSING = [28 - column for column in OPENING]
LEANING = [18 - row // 3 for row in range(20)]
# Half as bent.
WEAKLY = [14 + (column - 14) // 2 for column in OPENING]
BACK = [28 - column for column in WEAKLY]


def stroke(columns):
    """Three pixels broad, about a column in each row from the fourth on: uint8 [28, 28]."""
    pixels = np.zeros((28, 28), np.uint8)
    for row, column in enumerate(columns, 4):
        pixels[row, column - 1 : column + 2] = (120, 255, 120)
    return pixels


def step(columns, digit=1, tall=100):
    glyph = SimpleNamespace(pixels=stroke(columns), box=(0, 0, 40, tall))
    return SimpleNamespace(
        segment=SimpleNamespace(glyph=glyph), choice=SimpleNamespace(probabilities=np.eye(10)[digit])
    )


def left(steps):
    """Which of them are no parentheses."""
    marks = parentheses(steps)
    return [i for i, own in enumerate(steps) if not any(own is mark for mark in marks)]


def test_a_stroke_bends_by_a_part_of_its_height():
    assert bend(stroke(UPRIGHT)) == 0
    assert bend(stroke(OPENING)) == -bend(stroke(CLOSING)) == pytest.approx(-0.1, abs=0.03)
    assert abs(bend(stroke(LEANING))) < 0.02
    assert bend(stroke([14, 14])) == bend(stroke([])) == 0
    assert bend(cv2.circle(np.zeros((28, 28), np.uint8), (14, 14), 9, 255, 2)) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    "line, kept",
    [
        ([OPENING, UPRIGHT, CLOSING], [1]),
        ([OPENING, UPRIGHT, LEANING, CLOSING], [1, 2]),
        ([UPRIGHT, LEANING, CLOSING], [0, 1, 2]),
        ([OPENING, UPRIGHT, LEANING], [0, 1, 2]),
        ([CLOSING, UPRIGHT, OPENING], [0, 1, 2]),
        ([UPRIGHT, OPENING, CLOSING, LEANING], [0, 1, 2, 3]),
        ([OPENING, CLOSING], [0, 1]),
        ([], []),
    ],
    ids=[
        *(
            "around one",
            "around two",
            "the closing one alone",
            "the opening one alone",
            "the wrong way round",
            "inside",
        ),
        *("nothing between them", "nothing"),
    ],
)
def test_they_are_left_out_at_the_ends_of_a_line(line, kept):
    steps = [step(columns) for columns in line]
    assert left(steps) == kept


def test_what_is_no_1_is_no_parenthesis():
    steps = [step(OPENING, 6), step(UPRIGHT), step(CLOSING, 7)]
    assert left(steps) == [0, 1, 2]


@pytest.mark.parametrize(
    "line, kept",
    [
        ([(OPENING, 120), (UPRIGHT, 100)], [1]),
        ([(WEAKLY, 120), (UPRIGHT, 100)], [1]),
        ([(UPRIGHT, 100), (BACK, 120)], [0]),
        ([(UPRIGHT, 100), (UPRIGHT, 100), (CLOSING, 120)], [0, 1]),
        ([(UPRIGHT, 100), (CLOSING, 110)], [0, 1]),
        ([(UPRIGHT, 100), (WEAKLY, 120)], [0, 1]),
        ([(UPRIGHT, 100), (LEANING, 120)], [0, 1]),
        ([(UPRIGHT, 130), (UPRIGHT, 100), (CLOSING, 120)], [0, 1]),
        ([(UPRIGHT, 100), (UPRIGHT, 115), (CLOSING, 120)], [0, 1, 2]),
        ([(UPRIGHT, 100), (UPRIGHT, 120), (UPRIGHT, 120), (UPRIGHT, 100), (CLOSING, 120)], [0, 1, 2, 3, 4]),
        ([(WEAKLY, 106), (UPRIGHT, 100), (BACK, 106)], [1]),
        ([(WEAKLY, 104), (UPRIGHT, 100), (BACK, 106)], [0, 1, 2]),
        ([(OPENING, 120), (CLOSING, 100)], [1]),
    ],
    ids=[
        *("opening", "opening, less bent", "closing, less bent", "closing", "not so tall", "bent the wrong way"),
        *("leaning", "the first digit is taller", "the last digit is as tall", "most are as tall"),
        *("two, less bent", "one of two not so tall", "not all of a line"),
    ],
)
def test_one_alone_is_taller_than_the_digits(line, kept):
    assert left([step(columns, tall=tall) for columns, tall in line]) == kept
