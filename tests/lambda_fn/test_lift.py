"""lift: a digit that touches the line under it is had without that line, and what has no such line is left alone."""

import cv2
import numpy as np
import pytest

from lambda_fn.preprocess.lift import left_standing, lift, straight

PEN = 8


def drawn(*strokes, closed=False, shape=(120, 160)):
    """Strokes, each through its points (x, y), as bool [h, w]."""
    image = np.zeros(shape, np.uint8)
    for points in strokes:
        cv2.polylines(image, [np.int32(points)], closed, 255, PEN)
    return image > 0


def cropped(mask):
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


THREE = [(60, 20), (95, 20), (75, 48), (95, 70), (80, 96), (58, 92)]
ZERO = cv2.ellipse(np.zeros((120, 160), np.uint8), (78, 56), (22, 38), 0, 0, 360, 255, PEN) > 0
ONE = drawn([(78, 18), (78, 94)])
# As a hand draws it.
WAVY = [(x, 98 + round(2 * np.sin(x / 12))) for x in range(20, 141, 4)]


@pytest.mark.parametrize("digit", [drawn(THREE), ZERO, ONE], ids=["3", "0", "1"])
@pytest.mark.parametrize(
    "line",
    [
        [(30, 98), (130, 98)],
        [(20, 92), (140, 104)],
        [(20, 103), (140, 95)],
        [(10, 98), (150, 98)],
        WAVY,
    ],
    ids=["straight", "falling", "rising", "long", "wavy"],
)
def test_a_line_under_a_digit_is_left_out(digit, line):
    whole = digit | drawn(line)
    box = np.s_[np.flatnonzero(whole.any(axis=1))[0] :, np.flatnonzero(whole.any(axis=0))[0] :]
    before = cropped(whole)
    kept = lift(before)
    own = digit[box][: kept.shape[0], : kept.shape[1]]
    assert not (kept & ~before).any()
    # What touches the line goes with it.
    assert (kept & own).sum() >= 0.8 * own.sum()
    assert (kept & ~own).sum() <= 0.07 * own.sum()


def test_a_stroke_that_goes_through_the_line_stays_one():
    seven = drawn([(60, 20), (98, 20), (76, 112)])
    kept = lift(cropped(seven | drawn([(20, 94), (140, 94)])))
    assert cv2.connectedComponents(kept.astype(np.uint8))[0] == 2
    assert kept[-4:].any()


@pytest.mark.parametrize(
    "whole",
    [
        drawn(THREE),
        ZERO,
        ONE,
        drawn([(58, 30), (80, 20), (95, 40), (58, 98), (110, 98)]),
        drawn([(80, 20), (52, 72), (115, 72)], [(100, 40), (100, 100)]),
        drawn([(58, 20), (98, 20), (72, 100)], [(55, 60), (105, 60)]),
        drawn([(78, 20), (78, 100)], [(40, 60), (118, 60)]),
        drawn([(20, 98), (140, 98)]),
        drawn([(78, 60), (78, 98)], [(20, 98), (140, 98)]) & (np.arange(120) >= 92)[:, None],
        drawn(THREE, [(55, 98), (140, 98)]),
        drawn(THREE) | drawn([(20, 74), (50, 98), (110, 98), (140, 74)]),
        drawn(THREE) | drawn([(20, 98), (36, 98)], [(120, 98), (140, 98)]),
    ],
    ids=[
        *("3", "0", "1", "2", "4", "7 with a bar", "a plus sign", "a line", "a line with a speck on it"),
        *("a line that sticks out on one side", "a bowl", "a line with a gap"),
    ],
)
def test_what_has_no_such_line_is_none_of_its_business(whole):
    assert lift(cropped(whole)) is None


@pytest.mark.parametrize("size, is_lifted", [(60, True), (18, True), (13, False), (8, False)])
def test_what_is_too_small_is_left_alone(size, is_lifted):
    grey = ((ONE | drawn([(50, 98), (106, 98)])) * 255).astype(np.uint8)[14:104, 44:114]
    small = cv2.resize(grey, (size * 70 // 90, size), interpolation=cv2.INTER_AREA) > 100
    assert (lift(cropped(small)) is not None) == is_lifted


def test_the_straight_line_is_the_nearest_by_least_squares():
    slope, row = straight(np.array([0, 1, 2, 3]), np.array([1.0, 2.0, 2.0, 4.0]))
    assert (slope, row) == pytest.approx(np.polyfit([0, 1, 2, 3], [1, 2, 2, 4], 1))


def test_specks_do_not_stay():
    rest = np.zeros((40, 40), bool)
    rest[5:35, 10:14] = rest[20:26, 20:24] = rest[2:4, 30:32] = True
    kept = left_standing(rest, 20)
    assert kept[5:35, 10:14].all() and kept[20:26, 20:24].all()
    assert not kept[2:4, 30:32].any()
    assert left_standing(rest, 31) is None
    assert left_standing(rest, 20, 121) is None
    assert left_standing(np.zeros((4, 4), bool), 1) is None
