"""Parentheses: two strokes bent around a line of digits are left out of it, one alone and those inside it are not."""

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from lambda_fn.numbers.parentheses import bend, without_parentheses

# web/tests/parentheses.test.js draws the same.
UPRIGHT = [14] * 20
OPENING = [16, 15, 14, 14, 13, 13, 12, 12, 12, 12, 12, 12, 12, 12, 13, 13, 14, 14, 15, 16]
CLOSING = [28 - column for column in OPENING]
LEANING = [18 - row // 3 for row in range(20)]


def stroke(columns):
    """Three pixels broad, about a column in each row from the fourth on: uint8 [28, 28]."""
    pixels = np.zeros((28, 28), np.uint8)
    for row, column in enumerate(columns, 4):
        pixels[row, column - 1 : column + 2] = (120, 255, 120)
    return pixels


def step(columns, digit=1):
    choice = SimpleNamespace(probabilities=np.eye(10)[digit])
    return SimpleNamespace(segment=SimpleNamespace(glyph=SimpleNamespace(pixels=stroke(columns))), choice=choice)


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
    assert without_parentheses(steps) == [steps[i] for i in kept]


def test_what_is_no_1_is_no_parenthesis():
    steps = [step(OPENING, 6), step(UPRIGHT), step(CLOSING, 7)]
    assert without_parentheses(steps) == steps
