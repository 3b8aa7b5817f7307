"""A number is written beside each other, in order, and each of its pixels is known to be of one digit."""

import cv2
import numpy as np
import pytest

from train.pictures import numbers
from train.pictures.numbers import TALL, Hand

BAR = np.ones((60, 20), np.float32)
DISC = cv2.circle(np.zeros((61, 61), np.float32), (30, 30), 30, 1.0, -1)
STEADY = Hand(gap=0.3, uneven=0.0, slant=0.0, rise=0.0, leading=1.5)
UNEVEN = Hand(gap=0.3, uneven=0.1, slant=0.1, rise=0.03, leading=1.5)


def steady(**change) -> Hand:
    return Hand(**{**vars(STEADY), **change})


def write(lines, by=STEADY, seed=0):
    return numbers.write(lines, by, np.random.default_rng(seed))


def boxes(whose):
    """x, y, width, height of each digit, in order."""
    return [cv2.boundingRect((whose == number).astype(np.uint8)) for number in range(1, int(whose.max()) + 1)]


@pytest.mark.parametrize(
    "lines", [[[DISC]], [[BAR, DISC]], [[DISC, BAR, BAR]], [[BAR] * 3, [DISC] * 2], [[BAR], [BAR], [BAR]]]
)
@pytest.mark.parametrize("by", [STEADY, UNEVEN], ids=["steady", "uneven"])
def test_each_digit_has_its_number_and_its_ink(lines, by):
    shape, whose = write(lines, by)
    assert (shape.dtype, whose.dtype) == (np.float32, np.uint16)
    assert shape.shape == whose.shape
    assert set(np.unique(whose)) == set(range(sum(map(len, lines)) + 1))
    assert np.array_equal(whose > 0, shape > 0.3)
    assert shape.max() <= 1


@pytest.mark.parametrize("by", [STEADY, UNEVEN], ids=["steady", "uneven"])
@pytest.mark.parametrize("seed", range(3))
def test_digits_are_counted_from_left_to_right_and_lines_from_top_to_bottom(by, seed):
    whose = write([[BAR, DISC, BAR], [DISC, BAR]], by, seed)[1]
    middles = [(x + w / 2, y + h / 2) for x, y, w, h in boxes(whose)]
    upper, lower = middles[:3], middles[3:]
    assert upper == sorted(upper) and lower == sorted(lower)
    assert max(y for _, y in upper) < min(y for _, y in lower)


@pytest.mark.parametrize("by", [STEADY, UNEVEN, steady(gap=-0.1)], ids=["steady", "uneven", "touching"])
def test_the_shape_has_no_margin(by):
    shape = write([[DISC, BAR], [BAR, DISC]], by)[0]
    edges = shape[0], shape[-1], shape[:, 0], shape[:, -1]
    assert all(edge.max() > 0 for edge in edges)


@pytest.mark.parametrize("size", [(12, 4), (60, 20), (300, 100)])
def test_digits_are_as_tall_as_each_other_whatever_they_were_drawn_at(size):
    _, whose = write([[np.ones(size, np.float32), DISC]])
    (_, _, width, height), (_, _, _, other) = boxes(whose)
    assert height == other == TALL
    assert width == pytest.approx(TALL / 3, abs=1)


@pytest.mark.parametrize("gap", [0.06, 0.12, 0.0, -0.1])
def test_neighbours_are_a_gap_apart(gap):
    whose = write([[BAR, BAR]], steady(gap=gap))[1]
    first, second = boxes(whose)
    # Where they overlap, the first that was written keeps its pixels.
    seen = second[0] - (first[0] + first[2])
    assert seen == pytest.approx(max(gap, 0) * TALL, abs=1.5)
    assert whose.shape[1] == pytest.approx((2 / 3 + gap) * TALL, abs=2)


@pytest.mark.parametrize("gap, pieces", [(0.1, 2), (-0.05, 1)])
def test_what_overlaps_is_one_piece_of_ink_of_two_digits(gap, pieces):
    shape, whose = write([[BAR, BAR]], steady(gap=gap))
    assert cv2.connectedComponents((shape > 0.3).astype(np.uint8))[0] - 1 == pieces
    assert set(np.unique(whose)) >= {1, 2}


@pytest.mark.parametrize("inks, widths", [((0.5, 1.0), (0.5, 1.0)), ((1.0, 0.5), (1.0, 0.5)), ((1.0, 1.0), (1.0, 0.5))])
def test_a_pixel_is_of_the_digit_that_has_more_ink_there_or_was_written_first(inks, widths):
    squares = [np.full((60, 60), ink, np.float32) for ink in inks]
    _, whose = write([squares], steady(gap=-0.5))
    assert [w / TALL for _, _, w, _ in boxes(whose)] == pytest.approx(widths, abs=0.03)


@pytest.mark.parametrize("leading", [1.3, 2.0])
def test_lines_are_a_leading_apart(leading):
    _, whose = write([[BAR], [BAR]], steady(leading=leading))
    (_, upper, _, _), (_, lower, _, _) = boxes(whose)
    assert lower - upper == pytest.approx(leading * TALL, abs=1)


@pytest.mark.parametrize("rise, sign", [(0.05, 1), (-0.05, -1), (0.0, 0)])
def test_a_line_rises_or_falls(rise, sign):
    _, whose = write([[BAR] * 3], steady(rise=rise))
    first, _, last = (y for _, y, _, _ in boxes(whose))
    assert np.sign(last - first) == sign


def test_a_slant_leaves_the_height_and_broadens_the_digit():
    upright, leaning = (boxes(write([[BAR]], steady(slant=slant), 1)[1])[0] for slant in (0.0, 0.3))
    assert leaning[3] == upright[3]
    assert leaning[2] > upright[2] + 3


@pytest.mark.parametrize("by", [STEADY, UNEVEN], ids=["steady", "uneven"])
def test_a_seed_writes_the_same_number_again(by):
    one, two = (write([[DISC, BAR], [BAR]], by, 7) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize("touching, least, most", [(0.0, 0, 0), (0.5, 70, 130), (1.0, 200, 200)])
def test_neighbours_touch_as_often_as_asked(touching, least, most):
    rng = np.random.default_rng(0)
    hands = [numbers.hand(rng, touching) for _ in range(200)]
    assert least <= sum(by.gap <= 0 for by in hands) <= most
    assert all(by.leading >= 1.3 for by in hands)


@pytest.mark.parametrize("touching, near", [((), [False, False]), ((1,), [True, False]), ((1, 2), [True, True])])
def test_those_that_are_said_to_touch_the_next_one_do(touching, near):
    whose = numbers.write([[BAR, BAR, BAR]], STEADY, np.random.default_rng(3), touching)[1]
    rights = [x + w for x, _, w, _ in boxes(whose)]
    gaps = [x - right for (x, _, _, _), right in zip(boxes(whose)[1:], rights, strict=False)]
    assert [gap <= 1 for gap in gaps] == near


def test_each_digit_of_a_form_has_a_box_of_its_own():
    drawn, whose = write([[BAR, DISC, BAR]])
    shape, owned = numbers.in_boxes(drawn, whose, np.random.default_rng(2))
    assert shape.shape == owned.shape and owned.max() == 3
    middle = shape.shape[0] // 2
    for before, after in zip(boxes(owned)[:-1], boxes(owned)[1:], strict=True):
        between = slice(before[0] + before[2], after[0])
        # A line from top to bottom, and no digit is touched by it.
        assert shape[middle, between].max() > 0.4
        assert owned[middle, between].max() == 0
    count, _ = cv2.connectedComponents((shape > 0.3).astype(np.uint8))
    assert count == 1 + 3 + 1


@pytest.mark.parametrize("seed", range(6))
def test_between_numbers_there_is_a_slash_that_is_nobodys(seed):
    parts = [write([[BAR, DISC]]), write([[DISC]]), write([[BAR, BAR]])]
    shape, whose = numbers.with_slashes(parts, np.random.default_rng(seed))
    assert (shape.dtype, whose.dtype) == (np.float32, np.uint16)
    assert shape.shape == whose.shape and set(np.unique(whose)) == set(range(6))
    # The digits, in order, with all of their ink, and nothing above or below what is written.
    inks = [int((drawn > 0.3).sum()) for drawn, _ in parts]
    owned = [int(np.isin(whose, own).sum()) for own in ((1, 2), (3,), (4, 5))]
    assert owned == inks and boxes(whose) == sorted(boxes(whose))
    assert shape[0].max() > 0 and shape[-1].max() > 0
    # What is left are two strokes, as tall as the digits at least, that lean to the right.
    slashes = ((shape > 0.5) & (whose == 0)).astype(np.uint8)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(slashes)
    assert count == 1 + 2 and (stats[1:, cv2.CC_STAT_HEIGHT] >= 0.95 * TALL).all()
    digits = boxes(whose)
    assert digits[1][0] < min(centres[1:, 0]) < digits[2][0] < max(centres[1:, 0]) < digits[3][0]
    for label in (1, 2):
        y, x = np.nonzero(labels == label)
        assert np.polyfit(-y, x, 1)[0] >= 0.15


def test_a_pen_is_as_broad_as_its_stroke():
    stroke = cv2.line(np.zeros((100, 100), np.float32), (20, 10), (60, 90), 1.0, 9)
    assert abs(numbers.pen(stroke) - 9) <= 1
    assert numbers.pen(np.zeros((10, 10), np.float32)) == 3
