"""find_groups: which pieces of ink could be the digit, and which belong to it."""

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from lambda_fn.preprocess.group import (
    LEAST_STANDING_OUT,
    begin,
    find_groups,
    pieces,
    smooth,
    stands_out,
    without_underlines,
)
from lambda_fn.preprocess.outlines import MOST_RINGS, directions, frames, rings

H, W = 150, 200
PAPER = 230


def inked(*rectangles):
    """Ink uint8 [150, 200] of rectangles (x, y, width, height) or (x, y, width, height, level), and the picture it is from."""
    ink = np.zeros((H, W), np.uint8)
    for x, y, w, h, *level in rectangles:
        ink[y : y + h, x : x + w] = level[0] if level else 200
    return ink, (PAPER - ink // 2).astype(np.uint8)


def boxes(*rectangles, noise=0):
    ink, grey = inked(*rectangles)
    groups = find_groups(begin(ink, noise), grey)
    return [group.box for group in sorted(groups, key=lambda group: -group.score)]


MAIN = (80, 40, 10, 60)


@pytest.mark.parametrize(
    "others, joined",
    [
        ([(95, 40, 30, 8)], True),  # the bar of a 5, apart
        ([(70, 104, 30, 8)], True),  # the foot of a 1
        ([(150, 40, 30, 8)], False),  # far off
        ([(95, 40, 30, 8, 80)], False),  # much fainter
        ([(102, 90, 98, 8)], False),  # goes on beyond the frame
        ([(95, 0, 6, 30)], False),  # at the frame's edge
        ([(65, 104, 56, 4)], True),  # a thin foot
        ([(45, 104, 90, 4)], False),  # the line that it stands on
    ],
)
def test_what_is_near_dark_and_no_speck_joins(others, joined):
    found = boxes(MAIN, *others)
    left, top = min(r[0] for r in (MAIN, *others)), min(r[1] for r in (MAIN, *others))
    right, bottom = max(r[0] + r[2] for r in (MAIN, *others)), max(r[1] + r[3] for r in (MAIN, *others))
    whole = (left, top, right - left, bottom - top)
    near = [box for box in found if np.allclose(box, whole, atol=2)]
    assert bool(near) == joined
    assert any(np.allclose(box, MAIN, atol=2) for box in found)


@pytest.mark.parametrize("side, joined", [(4, False), (10, True)])
def test_specks_do_not_join(side, joined):
    (_, _, w, _) = boxes((60, 15, 30, 110), (98, 60, side, side))[0]
    assert (w > 36) == joined


def test_two_pieces_far_apart_are_two_finds():
    assert np.allclose(sorted(boxes(MAIN, (20, 40, 8, 50))), [(20, 40, 8, 50), MAIN], atol=2)


def test_pieces_join_one_by_one_but_never_to_a_row_of_writing():
    word = [(20 + 24 * i, 50, 10, 60) for i in range(7)]
    assert all(w <= 1.8 * 60 + 4 for _, _, w, _ in boxes(*word))


def test_the_joined_group_scores_above_its_main_piece_alone():
    ink, grey = inked(MAIN, (95, 40, 30, 8))
    joined, alone = find_groups(begin(ink, 0), grey)
    assert joined.box[2] > alone.box[2]
    assert joined.score > alone.score > 0
    assert joined.mask[44, 110] == 255 and alone.mask[44, 110] == 0


@pytest.mark.parametrize(
    "better, worse",
    [
        (MAIN, (20, 40, 5, 20)),  # larger
        (MAIN, (20, 40, 10, 60, 90)),  # darker
        (MAIN, (0, 40, 10, 60)),  # away from the frame's edge
        ((40, 20, 4, 10), (90, 70, 110, 8)),  # no long line to it
        ((40, 20, 6, 20), (60, 90, 120, 8)),  # nor one that lies
        ((40, 20, 8, 80), (100, 20, 10, 70)),  # which an upright stroke does not
    ],
)
def test_the_better_piece_comes_first(better, worse):
    for rectangles in ((better, worse), (worse, better)):
        assert np.allclose(boxes(*rectangles)[0], better, atol=2)


def box(x, y, w, h, t=4):
    """The four sides of a box: upper, lower, left, right."""
    return [(x, y, w, t), (x, y + h - t, w, t), (x, y, t, h), (x + w - t, y, t, h)]


@pytest.mark.parametrize(
    "around",
    [box(50, 20, 70, 100), box(68, 26, 34, 88, 2), box(20, 10, 160, 130, 8), box(50, 20, 70, 100)[1:]],
    ids=["large", "so near that it could be a part", "thick", "open at the top"],
)
def test_a_digit_is_found_in_the_box_that_is_drawn_around_it(around):
    ink, grey = inked(MAIN, *around)
    first, *others = sorted(find_groups(begin(ink, 0), grey), key=lambda group: -group.score)
    assert np.allclose(first.box, MAIN, atol=2)
    assert all(group.score < 0.1 * first.score for group in others)


@pytest.mark.parametrize(
    "others, is_frame",
    [
        ([MAIN], True),
        ([], False),
        ([(80, 60, 6, 20)], False),
        ([(150, 40, 10, 60)], False),
        ([(90, 40, 50, 60)], False),
    ],
    ids=["around a digit", "around nothing", "around a speck", "beside it", "touched by it"],
)
def test_a_frame_is_a_box_around_something_of_a_digits_size(others, is_frame):
    ink, _ = inked(*box(50, 20, 70, 100), *others)
    found = pieces(ink, 50, (0, 0, W, H))
    assert frames(found).any() == is_frame


RING = cv2.ellipse2Poly((85, 70), (40, 55), 0, 0, 360, 5)


@pytest.mark.parametrize(
    "around, is_frame",
    [([RING], False), ([RING, [(113, 109), (126, 126)]], False), ([[(85, 5), (30, 140), (140, 140), (85, 5)]], True)],
    ids=["none of them", "one", "two"],
)
def test_a_frame_has_ink_in_two_corners_of_its_box_at_least(around, is_frame):
    ink, _ = inked(MAIN)
    cv2.polylines(ink, [np.array(points, np.int32) for points in around], False, 200, 4)
    found = pieces(ink, 50, (0, 0, W, H))
    assert len(found.areas) == 2
    assert frames(found).any() == is_frame


def ringed(*rectangles, gap=0, centre=(85, 70), axes=(40, 55)):
    """Ink with a ring, which has a gap of so many degrees, and the picture it is from."""
    ink, _ = inked(*rectangles)
    cv2.ellipse(ink, centre, axes, 0, gap, 360, 200, 4)
    return ink, (PAPER - ink // 2).astype(np.uint8)


@pytest.mark.parametrize(
    "ink, is_ring",
    [
        (ringed(MAIN), True),
        (ringed((78, 60, 14, 22)), True),
        (ringed((80, 60, 10, 20)), False),
        (ringed(*[(x, 63, 5, 14) for x in (65, 82, 99)]), True),
        (ringed(*[(x, 63, 5, 14) for x in (65, 99)]), False),
        (ringed(*[(x, 63, 5, 7) for x in (65, 82, 99)]), False),
        (ringed(*[(x, 63, 5, 14) for x in (65, 82, 99)], gap=30), True),
        (ringed(*[(x, 63, 5, 14) for x in (65, 82, 99)], gap=100), False),
        (ringed(), False),
        (ringed(MAIN, gap=20), True),
        (ringed(MAIN, gap=60), True),
        (ringed(MAIN, gap=100), False),
        (ringed((150, 40, 10, 60)), False),
        (ringed((85, 40, 70, 8)), False),
        (inked(*box(50, 20, 70, 100), MAIN), True),
        (inked(*box(50, 20, 70, 100)[1:], MAIN), True),
        (inked(*box(50, 20, 70, 100)[:-1], MAIN), False),
    ],
    ids=[
        "around a digit",
        "around a small one",
        "around dirt",
        "around a number",
        "around two of the size",
        "around more dirt",
        "with a gap, around a number",
        "with a wide gap, about a number",
        "around nothing",
        "with a gap",
        "with a gap of a sixth",
        "with a wide gap",
        "beside it",
        "across it",
        "a box",
        "a box open at the top",
        "a box open at a longer side",
    ],
)
def test_a_ring_has_something_all_around_which_it_is(ink, is_ring):
    found = pieces(ink[0], 50, (0, 0, W, H))
    assert rings(found).any() == is_ring
    assert not rings(found)[found.areas < found.areas.max()].any()


# Of a box of 10 by 4, whose middle is between pixels.
@pytest.mark.parametrize(
    "pixels, count",
    [
        ([], 0),
        ([(30, 12)], 1),
        ([(24, 12), (27, 12), (30, 12)], 1),
        ([(30, 12), (0, 11), (14, 30), (15, 0)], 4),
        ([(34, 21), (34, 31), (24, 31)], 3),
        ([(24, y) for y in range(3, 22)], 8),
        ([(x, y) for x in range(7, 23) for y in range(4, 20) if x in (7, 22) or y in (4, 19)], 32),
    ],
    ids=["none", "one", "behind one another", "one to each side", "in a corner", "all of a side", "all around"],
)
def test_directions_are_told_apart_in_which_pixels_are_seen(pixels, count):
    x, y = np.array(pixels, int).reshape(-1, 2).T
    assert directions(x, y, np.array([10, 10, 20, 14])) == count


def test_only_so_many_rings_are_looked_at_the_largest_first():
    ink = np.zeros((60, 40 * (MOST_RINGS + 3)), np.uint8)
    for i in range(MOST_RINGS + 3):
        cv2.ellipse(ink, (20 + 40 * i, 30), (17, 28 if i < MOST_RINGS else 25), 0, 0, 360, 200, 2)
        ink[20:40, 40 * i + 18 : 40 * i + 22] = 200
    found = pieces(ink, 50, (0, 0, ink.shape[1], ink.shape[0]))
    assert rings(found).sum() == MOST_RINGS
    assert (found.boxes[rings(found), 0] < 40 * MOST_RINGS).all()


@pytest.mark.parametrize("gap", [0, 50])
def test_a_digit_is_found_in_the_ring_that_is_drawn_around_it(gap):
    ink, grey = ringed(MAIN, gap=gap)
    first, *others = sorted(find_groups(begin(ink, 0), grey), key=lambda group: -group.score)
    assert np.allclose(first.box, MAIN, atol=2)
    assert all(group.score < 0.01 * first.score for group in others)


LINE = (65, 108, 40, 8)


@pytest.mark.parametrize(
    "rectangles, count",
    [
        ([MAIN], 1),
        ([MAIN, LINE], 1),
        ([(60, 120, 50, 5), LINE, MAIN], 1),
        ([MAIN, (92, 45, 12, 6), LINE], 2),
        ([MAIN, (65, 108, 40, 16)], 2),
        ([MAIN, (80, 108, 40, 8)], 2),
        ([MAIN, (50, 108, 40, 8)], 2),
        ([MAIN, (65, 98, 40, 8)], 2),
        ([MAIN, (65, 25, 40, 8)], 2),
        ([LINE], 1),
        ([LINE, (60, 120, 50, 5)], 1),
    ],
    ids=[
        *("alone", "a line", "two lines", "under two pieces", "no line", "not to the left", "not to the right"),
        *("beside it", "above it", "a line alone", "two lines alone"),
    ],
)
def test_a_line_under_writing_is_flat_below_all_of_it_and_sticks_out(rectangles, count):
    x, y, w, h = np.array(rectangles).T
    members = list(range(len(rectangles)))[::-1]
    written = without_underlines(SimpleNamespace(boxes=np.stack([x, y, x + w, y + h], axis=1)), members)
    assert len(written) == count
    assert written == [i for i in members if i in written]
    assert (MAIN in [rectangles[i] for i in written]) == (MAIN in rectangles)


def test_what_stands_on_a_line_scores_without_it_as_with_it():
    ink, grey = inked(MAIN, LINE)
    joined, written = find_groups(begin(ink, 0), grey)
    assert np.allclose(joined.box, (65, 40, 40, 76), atol=2)
    assert np.allclose(written.box, MAIN, atol=2)
    assert written.score == pytest.approx(joined.score, rel=0.02)


@pytest.mark.parametrize(
    "around",
    [[(40, 100, 90, 8)], [(50, 30, 70, 6), (50, 104, 70, 6), (50, 30, 6, 80), (114, 30, 6, 80), (85, 90, 6, 20)]],
    ids=["a line under it", "a box around it"],
)
def test_what_touches_what_is_drawn_around_or_under_it_scores_without_that_as_with_it(around):
    ink, grey = inked(MAIN, *around)
    joined, bare = find_groups(begin(ink, 0), grey)
    assert joined.box[2] > 65
    assert np.allclose(bare.box, MAIN, atol=9)
    assert (bare.score, bare.clear) == (joined.score, joined.clear)
    assert cv2.boundingRect(bare.mask) == bare.box
    assert not bare.mask[joined.mask == 0].any()


def test_what_is_of_two_pieces_stands_on_a_line_with_and_without_the_smaller():
    ink, grey = inked(MAIN, (92, 45, 12, 6), LINE)
    _, written, main = find_groups(begin(ink, 0), grey)
    assert np.allclose(written.box, (80, 40, 24, 60), atol=2)
    assert np.allclose(main.box, MAIN, atol=2)
    assert main.score < 0.9 * written.score


def test_a_line_that_scores_above_what_stands_on_it_is_no_find_by_itself():
    ink, grey = inked((80, 40, 8, 50), (92, 40, 12, 6), (55, 98, 68, 12))
    joined, written = find_groups(begin(ink, 0), grey)
    assert np.allclose(joined.box, (55, 40, 68, 70), atol=2)
    assert np.allclose(written.box, (80, 40, 24, 50), atol=2)


@pytest.mark.parametrize(
    "rectangles, noise",
    [
        ([], 0),
        ([(80, 40, 10, 60, 8)], 0),  # nobody could read that
        ([(80, 40, 10, 60, 30)], 12),  # no more than the paper's grain
        ([(80, 40, 2, 2)], 0),  # smaller than any digit
    ],
)
def test_what_cannot_be_writing_is_no_group(rectangles, noise):
    assert boxes(*rectangles, noise=noise) == []


def test_the_hole_of_a_ring_is_like_what_is_around_it():
    grey = cv2.ellipse(np.full((H, W), PAPER, np.uint8), (100, 75), (30, 40), 0, 0, 360, 60, 8)
    hole = ((cv2.floodFill(grey.copy(), None, (100, 75), 1)[1] == 1) * 255).astype(np.uint8)
    ring = ((grey < 150) * 255).astype(np.uint8)
    assert stands_out(grey, ring, cv2.boundingRect(ring)) > 0.9
    assert stands_out(grey, hole, cv2.boundingRect(hole)) == LEAST_STANDING_OUT


def test_what_is_like_its_surroundings_still_scores_a_little():
    mask = np.zeros((H, W), np.uint8)
    mask[40:60, 40:60] = 255
    assert stands_out(np.full((H, W), 90, np.uint8), mask, (40, 40, 20, 20)) == LEAST_STANDING_OUT


def test_smoothing_is_the_rounded_mean_of_nine():
    ink = np.random.default_rng(0).integers(0, 256, (20, 30), dtype=np.uint8)
    padded = np.pad(ink.astype(int), 1, mode="edge")
    total = sum(padded[y : y + 20, x : x + 30] for y in range(3) for x in range(3))
    assert np.array_equal(smooth(ink), np.floor(total / 9 + 0.5))
