"""unframe: writing that touches the box or the ring around it is had without that, and no digit is taken for one."""

import cv2
import numpy as np
import pytest

from lambda_fn.preprocess import preprocess
from lambda_fn.preprocess.unframe import unbox, unframe, unring

PEN = 6
FOUR = ([(88, 40), (62, 86), (112, 86)], [(100, 58), (100, 120)])
SIX = ([(98, 38), (66, 80), (70, 112), (98, 116), (106, 92), (72, 86)],)
ONE = ([(80, 34), (80, 126)],)


def drawn(*strokes, shape=(160, 160)):
    image = np.zeros(shape, np.uint8)
    for points in strokes:
        cv2.polylines(image, [np.int32(points)], False, 255, PEN)
    return image > 0


def box(left, top, right, bottom, lean=0):
    corners = [(left, top), (right, top + lean), (right - lean, bottom + lean), (left - lean, bottom), (left, top)]
    return drawn(corners)


def ring(x=80, y=80, axes=(62, 56), turned=0, to=360):
    return cv2.ellipse(np.zeros((160, 160), np.uint8), (x, y), axes, turned, 0, to, 255, PEN) > 0


def cropped(mask):
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def held_in(frame, digit):
    """What is kept of a digit in a frame: the part of it, and the part of what is kept that is none of it."""
    whole = frame | digit
    place = cropped(whole)
    kept = unframe(whole[place])
    assert not (kept & ~whole[place]).any()
    own = digit[place]
    return (kept & own).sum() / own.sum(), (kept & ~own).sum() / kept.sum()


BOXES = {
    "above": box(40, 42, 130, 140),
    "on the left": box(58, 20, 140, 140),
    "on the right, leaning": box(30, 20, 112, 140, 5),
    "below": box(30, 20, 130, 118),
}
RINGS = {
    "above": ring(y=98),
    "on the right": ring(x=78, axes=(34, 62)),
    "open": ring(y=98, turned=40, to=330),
    "turned": ring(y=94, axes=(66, 54), turned=20),
}


@pytest.mark.parametrize(
    "frame", [*BOXES.values(), *RINGS.values()], ids=[*BOXES, *(f"ring, {name}" for name in RINGS)]
)
@pytest.mark.parametrize("digit", [FOUR, SIX], ids=["4", "6"])
def test_a_digit_that_touches_what_is_drawn_around_it_is_kept_alone(frame, digit):
    part, foreign = held_in(frame, drawn(*digit))
    assert part >= 0.8 and foreign <= 0.1


def test_a_digit_may_touch_on_both_sides_and_a_number_too():
    assert held_in(ring(axes=(60, 50)), drawn(*ONE))[0] >= 0.75
    assert held_in(box(30, 33, 130, 127), drawn(*ONE))[0] >= 0.75
    two = drawn([(40, 60), (60, 50), (64, 70), (40, 100), (66, 100)], [(100, 48), (96, 110)])
    assert (
        held_in(cv2.ellipse(np.zeros((160, 160), np.uint8), (72, 78), (66, 34), 0, 0, 360, 255, PEN) > 0, two)[0] >= 0.7
    )


def eight(waist):
    return ring(y=80 - waist, axes=(waist - 2, waist)) | ring(y=80 + waist, axes=(waist - 2, waist))


@pytest.mark.parametrize(
    "whole",
    [
        drawn(*FOUR),
        drawn(*SIX),
        ring(),
        ring(axes=(34, 60)),
        ring() | drawn([(70, 134), (70, 120)]),
        ring() | drawn([(24, 60), (40, 80), (30, 104)]),
        eight(32),
        ring(y=100, axes=(34, 40)) | drawn([(50, 90), (70, 20), (84, 14)]),
        box(30, 20, 130, 140),
        box(30, 20, 130, 140) | drawn([(30, 40), (44, 40)]),
        box(30, 20, 130, 140) & (np.arange(160) < 122)[None, :] | drawn(*ONE),
        drawn([(60, 20), (60, 140), (100, 140)], [(60, 80), (100, 80), (100, 20), (60, 20)]),
        np.ones((60, 60), bool),
    ],
    ids=[
        *("4", "6", "0", "a narrow 0", "0 with a tail", "0 that was drawn over", "8", "6 of a ring"),
        *("an empty box", "a box with a speck", "a box with three sides", "b of straight strokes", "a blot"),
    ],
)
def test_a_digit_is_no_frame(whole):
    assert unframe(whole[cropped(whole)]) is None


def test_what_is_as_full_or_as_small_as_no_frame_is_is_not_looked_at():
    thick = ring() | (cv2.circle(np.zeros((160, 160), np.uint8), (80, 80), 46, 255, -1) > 0)
    assert unframe(thick[cropped(thick)]) is None
    assert unframe(np.ones((11, 40), bool)) is None


def test_boxes_and_rings_are_told_apart():
    in_box, in_ring = BOXES["above"] | drawn(*SIX), RINGS["above"] | drawn(*SIX)
    assert unbox(in_box[cropped(in_box)]) is not None and unbox(in_ring[cropped(in_ring)]) is None
    assert unring(in_ring[cropped(in_ring)]) is not None and unring(in_box[cropped(in_box)]) is None


@pytest.mark.parametrize("frame", [BOXES["above"], RINGS["above"]], ids=["box", "ring"])
def test_preprocess_finds_the_digit_as_it_would_alone(frame):
    def glyphs(ink):
        grey = np.pad(np.where(ink, 40, 230).astype(np.uint8), 20, constant_values=230)
        return preprocess(np.repeat(grey[..., None], 3, axis=2))

    alone = glyphs(drawn(*SIX))[0]
    unlike = [np.abs(one.pixels.astype(int) - alone.pixels).mean() for one in glyphs(frame | drawn(*SIX))]
    assert min(unlike) < 20 < np.abs(alone.pixels.astype(int)).mean()


def test_what_parts_boxes_is_no_1_where_other_writing_is_in_them():
    row = box(4, 20, 154, 124) | drawn([(54, 20), (54, 124)], [(116, 20), (116, 124)])
    place = cropped(row)
    assert unframe(row[place], holds_more=True) is None
    assert unframe(row[place]).sum() > 0
    six = drawn([(98 - 8, 20), *[(x - 2, y) for x, y in SIX[0]]])
    kept = unframe((row | six)[place], holds_more=True)
    own = six[place]
    assert (kept & own).sum() >= 0.8 * own.sum() and (kept & ~own).sum() <= 0.1 * kept.sum()
    # A broad stroke from line to line is a digit.
    seven = drawn([(62, 20), (108, 60), (80, 124)])
    assert (unframe((row | seven)[place], holds_more=True) & seven[place]).any()
