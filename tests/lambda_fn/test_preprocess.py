"""The whole road: what could be the digit is found whatever the paper, in one view or in several, the best first."""

import cv2
import numpy as np
import pytest

from lambda_fn.preprocess import find_coarser_inks, find_inks, fine_view, overlap, preprocess

BOX = (96, 56, 68, 108)  # of the 7 as it is drawn unless told otherwise


def has(found, box, share=0.8):
    """Whether one of the candidates lies where the digit does."""
    return any(overlap(glyph.box, box) >= share for glyph in found)


@pytest.mark.parametrize("paper, pen", [(255, 0), (230, 60), (200, 150), (0, 255), (30, 220), (90, 200)])
def test_dark_and_light_ink_give_the_same_box(paper, pen, seven):
    best = preprocess(seven(paper, pen))[0]
    assert np.allclose(best.box, BOX, atol=5)
    assert best.pixels.max() == 255
    assert (best.score, best.line) == (1, 0)


@pytest.mark.parametrize("x, y, size", [(5, 5, 40), (250, 150, 60), (40, 10, 220), (150, 100, 24)])
def test_a_digit_anywhere_is_centred_in_the_glyph(x, y, size, seven):
    pixels = preprocess(seven(x=x, y=y, size=size))[0].pixels
    rows, columns = np.flatnonzero(pixels.max(axis=1)), np.flatnonzero(pixels.max(axis=0))
    assert 19 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 20
    mass = pixels.astype(float)
    centre = [(mass.sum(axis=a) * np.arange(28)).sum() / mass.sum() for a in (0, 1)]
    assert np.allclose(centre, 14, atol=1.0)


@pytest.mark.parametrize("level", [0, 128, 255])
@pytest.mark.parametrize("shape", [(100, 150), (28, 28), (1, 1), (2000, 3)])
def test_blank_paper_has_no_glyph(level, shape):
    assert preprocess(np.full((*shape, 3), level, np.uint8)) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 20000), (20000, 1), (2, 3), (28, 28), (700, 641)])
def test_a_picture_of_any_shape_is_taken(shape):
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    for glyph in preprocess(noise):
        x, y, w, h = glyph.box
        assert glyph.pixels.shape == (28, 28)
        assert 0 < glyph.score <= 1
        assert min(x, y) >= 0 and w > 0 and h > 0 and x + w <= shape[1] and y + h <= shape[0]


def light(picture):
    return picture * np.linspace(0.5, 1.0, 320)[None, :, None]


def shadow_beside(picture):
    return np.where(np.arange(320)[None, :, None] < 70, 0.5, 1.0) * picture


def shadow_across(picture):
    return np.where(np.arange(320)[None, :, None] < 125, 0.6, 1.0) * picture


def fold(picture):
    return np.where(abs(np.arange(320)[None, :, None] - 130) < 22, 0.5, 1.0) * picture


def table(picture):
    picture[:, 250:] = (70, 50, 40)
    return picture


def finger(picture):
    return cv2.ellipse(picture, (250, 240), (25, 70), 0, 0, 360, (190, 150, 130), -1)


def dirt(picture):
    for x, y in np.random.default_rng(0).integers(0, (90, 240), (12, 2)).tolist():
        cv2.circle(picture, (x, y), 1, (100, 100, 100), -1)
    return picture


def ruled(picture):
    for y in range(20, 240, 30):
        picture[y : y + 2] = np.minimum(picture[y : y + 2], 170)
    return picture


def squared(picture):
    ruled(picture)
    for x in range(10, 320, 30):
        picture[:, x : x + 2] = np.minimum(picture[:, x : x + 2], 170)
    return picture


@pytest.mark.parametrize(
    "trouble",
    [light, shadow_beside, shadow_across, fold, table, finger, dirt, ruled, squared],
    ids=lambda f: f.__name__,
)
def test_trouble_on_the_paper_does_not_hide_the_digit(trouble, seven):
    picture = np.clip(trouble(seven()), 0, 255).astype(np.uint8)
    assert has(preprocess(picture), BOX)


def test_a_bold_zero_scores_above_its_hole():
    picture = cv2.ellipse(np.full((240, 240, 3), 240, np.uint8), (120, 120), (45, 70), 0, 0, 360, (30, 30, 30), 36)
    found = preprocess(picture)
    whole, hole = (57, 32, 127, 177), (93, 68, 55, 105)
    assert overlap(found[0].box, whole) > 0.8
    assert all(glyph.score < 0.9 for glyph in found if overlap(glyph.box, hole) > 0.7)


def test_a_marker_and_a_hairline_are_both_found():
    picture = np.full((240, 240, 3), 240, np.uint8)
    for width in (1, 60):
        drawn = cv2.line(picture.copy(), (120, 40), (120, 200), (30, 30, 30), width)
        box = cv2.boundingRect((drawn[..., 0] < 128).astype(np.uint8))
        assert has(preprocess(drawn), box)


@pytest.mark.parametrize("height, width", [(90, 120), (300, 400)], ids=["small", "large"])
def test_a_markers_stroke_is_found_filled_and_not_as_its_outline(height, width):
    picture = np.full((height, width, 3), 230, np.uint8)
    x, y, w, h = box = (width * 3 // 10, height // 10, width * 4 // 10, height * 8 // 10)
    picture[y : y + h, x : x + w] = 40
    filled = [glyph for glyph in preprocess(picture) if (glyph.pixels > 200).sum() >= 20 * 8]
    assert has(filled, box)


def grain(picture):
    return np.clip(picture + np.random.default_rng(0).normal(0, 40, (240, 320, 1)), 0, 255).astype(np.uint8)


def dapple(picture):
    light = np.ones(picture.shape)
    for x, y in np.random.default_rng(0).integers(0, (320, 240), (25, 2)).tolist():
        cv2.circle(light, (x, y), 12, (0.3,) * 3, -1)
    return (picture * light).astype(np.uint8)


FINE = ["shrink", "alone", "grey", "flatten_light", "ink", "unrule", "steady_ink", "find_groups"]
COARSE = ["shrink", "grey", "flatten_light", "ink", "steady_ink", "find_groups"]
COLOUR = ["shrink", "colour", "ink", "find_groups"]


@pytest.mark.parametrize(
    "paper, pen, trouble, views",
    [
        (240, (30, 30, 30), np.copy, [FINE, FINE, COARSE, COARSE, COARSE, COLOUR]),
        (170, (110, 110, 110), grain, [COARSE, COARSE, COARSE]),
        (150, (220, 150, 80), np.copy, [COLOUR]),
        (240, (30, 60, 200), dapple, [COLOUR]),
    ],
    ids=["ink on paper: each view, of each breadth", "grain", "a pen as light as its paper", "spots of shadow"],
)
def test_each_view_that_sees_the_digit_gives_a_find_of_it(paper, pen, trouble, views, seven):
    stages = {}
    found = preprocess(trouble(seven(paper, pen)), stages)
    seen = [list(finds) for glyph, finds in zip(found, stages["finds"], strict=True) if overlap(glyph.box, BOX) >= 0.9]
    assert sorted(seen) == sorted(views)


@pytest.mark.parametrize("factor", [1, 2, 4])
def test_a_digit_found_in_a_picture_shrunk_for_its_colour_lies_where_it_is_in_the_picture(factor, seven):
    picture = seven(150, (220, 150, 80)).repeat(factor, axis=0).repeat(factor, axis=1)
    assert has(preprocess(picture), tuple(factor * side for side in BOX), share=0.9)


def test_a_small_picture_is_looked_at_coarsely_for_a_markers_strokes_alone(seven):
    stages = {}
    found = preprocess(seven(height=120, width=160, x=50, y=30, size=50), stages)
    looks = [list(seen) for glyph, seen in zip(found, stages["finds"], strict=True) if has([glyph], found[0].box, 0.9)]
    assert sorted(looks) == sorted([FINE, FINE, COARSE, COLOUR])


def test_candidates_come_best_first_and_the_best_scores_nearly_1_where_it_is_clear(seven):
    noise = np.random.default_rng(0).normal(0, 12, (240, 320, 1))
    found = preprocess(np.clip(seven() + noise, 0, 255).astype(np.uint8))
    scores = [glyph.score for glyph in found]
    assert len(scores) > 2
    assert scores == sorted(scores, reverse=True)
    assert 0.97 < scores[0] <= 1
    assert scores[-1] > 0


def test_the_best_of_a_sheet_without_writing_scores_low():
    shaded = np.where(np.arange(320)[None, :, None] < 100, 120, 240) + np.zeros((240, 1, 3))
    found = preprocess(cv2.GaussianBlur(shaded.astype(np.uint8), (0, 0), 4))
    assert all(glyph.score < 0.3 for glyph in found)


@pytest.mark.parametrize("depth", [0.3, 0.5, 0.7])
@pytest.mark.parametrize("slope", [0.2, 0.8])
def test_a_shadows_edge_on_paper_in_uneven_light_scores_nearly_nothing(slope, depth):
    y, x = np.mgrid[:240, :320]
    light = 220 * (1 - 0.2 * x / 320) * np.where(x - 100 - slope * y / 2 > 0, 1, depth)
    found = preprocess(np.repeat(light[..., None], 3, axis=2).astype(np.uint8))
    assert all(glyph.score < 0.05 for glyph in found)


@pytest.mark.parametrize("factor", [1, 2, 5])
def test_the_box_is_in_pixels_of_the_whole_picture(factor, seven):
    large = seven().repeat(2 * factor, axis=0).repeat(2 * factor, axis=1)
    assert np.allclose(preprocess(large)[0].box, np.multiply(BOX, 2 * factor), atol=12 * factor)


def test_a_glyph_sized_picture_is_taken_as_it_is_first(seven):
    picture = 255 - cv2.resize(seven(255, 0)[40:180, 60:200], (28, 28), interpolation=cv2.INTER_AREA)
    stages = {}
    found = preprocess(picture, stages)
    assert np.array_equal(found[0].pixels, picture[..., 0])
    assert list(stages["finds"][0]) == ["grey", "as_is"]
    assert [glyph.score for glyph in found[:2]] == [1, 1]


@pytest.mark.parametrize(
    "view, shape", [(FINE, (480, 640)), (COARSE, (80, 106)), (COLOUR, (160, 213))], ids=["fine", "coarse", "colour"]
)
def test_every_stage_of_a_find_is_of_its_views_size(view, shape, seven):
    stages = {}
    preprocess(seven(height=480, width=640, x=200, y=120, size=200), stages)
    finds = [finds for finds in stages["finds"] if list(finds) == view]
    assert finds
    assert {array.shape[:2] for found in finds for array in found.values()} == {shape}


def test_coarser_views_are_smaller_and_have_less_grain(seven):
    noise = np.random.default_rng(0).normal(0, 30, (480, 640, 1))
    view = fine_view(np.clip(seven(170, 110, height=480, width=640) + noise, 0, 255).astype(np.uint8))
    fine, coarser = list(find_inks(view)), list(find_coarser_inks(view))
    for factor in (3, 6):
        looks = [ink for ink in coarser if ink.factor == factor]
        assert [ink.polarity for ink in looks] == [ink.polarity for ink in fine]
        assert {ink.levels.shape for ink in looks} == {(480 // factor, 640 // factor)}
        assert all(0 < one.noise < 0.7 * other.noise for one, other in zip(looks, fine, strict=True))


@pytest.mark.parametrize("width, factors", [(384, {2, 3}), (383, {3}), (167, set())])
def test_a_view_that_would_be_as_large_as_the_fine_one_is_left_out(width, factors):
    inks = find_coarser_inks(fine_view(np.full((150, width, 3), 200, np.uint8)))
    assert {ink.factor for ink in inks} == factors


def test_looking_at_the_stages_changes_no_candidate(seven):
    found, again = preprocess(seven(), {}), preprocess(seven())
    assert len(found) == len(again)
    for a, b in zip(found, again, strict=True):
        assert (a.box, a.score) == (b.box, b.score)
        assert np.array_equal(a.pixels, b.pixels)
