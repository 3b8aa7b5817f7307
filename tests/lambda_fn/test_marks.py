"""marks: parentheses around a line, then slashes in it; what any view knows for one is none in all."""

import cv2
import numpy as np
import pytest

from lambda_fn.numbers.marks import marks, without_marks
from lambda_fn.predict import Model
from lambda_fn.read import read
from tests.lambda_fn.test_parentheses import CLOSING, OPENING
from tests.lambda_fn.test_slashes import DIGIT, LEANING, line


def test_slashes_are_looked_for_within_the_parentheses():
    steps = line((OPENING, 85, 215), DIGIT, (LEANING, 90, 212), DIGIT, (CLOSING, 85, 215))
    assert {id(own) for own in marks(steps, [])} == {id(steps[i]) for i in (0, 2, 4)}
    assert without_marks(steps, marks(steps, [])) == [steps[1], steps[3]]
    assert marks([], []) == []


def test_parts_of_a_mark_that_another_view_shows_are_left_out():
    whole = line(DIGIT, (LEANING, 90, 212), DIGIT)
    torn = line(DIGIT, (LEANING, 90, 150), (None, 150, 212), (LEANING, 90, 212))
    torn[2].segment.glyph.box = whole[1].segment.glyph.box
    known = marks(whole, [])
    assert without_marks(torn, known) == [torn[0], torn[2], torn[3]]
    torn[1].segment.glyph.polarity = "light"
    assert without_marks(torn, known) == torn
    assert without_marks(whole, []) == whole


def sevens(count, *strokes):
    """So many 7s, and strokes (points) beside them, on white: the bytes of a PNG."""
    picture = np.full((160, 300), 255, np.uint8)
    for points in (*([(x, 50), (x + 40, 50), (x + 16, 112)] for x in range(60, 60 + 60 * count, 60)), *strokes):
        cv2.polylines(picture, [np.int32(points)], False, 30, 6, cv2.LINE_AA)
    return cv2.imencode(".png", picture)[1].tobytes()


def arc(x, to_left):
    points = cv2.ellipse2Poly((x, 80), (24, 46), 180 if to_left else 0, -65, 65, 5)
    return [tuple(point) for point in points.tolist()]


@pytest.mark.parametrize(
    "count, strokes",
    [
        (1, []),
        (1, [arc(54, True), arc(110, False)]),
        (2, [arc(54, True), arc(170, False)]),
        (2, [arc(170, False)]),
        (2, [arc(54, True)]),
    ],
    ids=["alone", "one in both", "two in both", "before a closing one", "after an opening one"],
)
def test_digits_beside_parentheses_are_read_without_these(count, strokes):
    assert read(sevens(count, *strokes), "x", Model.load())["text"] == "7" * count
