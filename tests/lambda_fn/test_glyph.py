"""glyph: ink is cut out, evened, broadened where it is a hairline, and put where MNIST puts it."""

import numpy as np
import pytest

from lambda_fn.preprocess.glyph import frame, glyph, weights
from lambda_fn.preprocess.group import Group


def group(ink, score=1.0):
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    box = (int(columns[0]), int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)
    return Group(((ink > 0) * 255).astype(np.uint8), box, score)


def stroke(x, y, w, h, level=200, shape=(150, 200)):
    ink = np.zeros(shape, np.uint8)
    ink[y : y + h, x : x + w] = level
    return ink


def centre(pixels):
    mass = pixels.astype(float)
    return [(mass.sum(axis=axis) * np.arange(28)).sum() / mass.sum() + 0.5 for axis in (0, 1)]


@pytest.mark.parametrize("h, w", [(60, 10), (10, 60), (40, 40), (7, 5), (20, 20), (300, 3), (1, 1)])
def test_the_longer_side_is_20_pixels_and_the_shape_is_kept(h, w):
    pixels = frame(np.full((h, w), 255.0))
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    assert len(rows) == max(1, round(20 * h / max(h, w)))
    assert len(columns) == max(1, round(20 * w / max(h, w)))
    assert pixels.max() == 255


@pytest.mark.parametrize("seed", range(8))
def test_the_centre_of_mass_is_in_the_middle(seed):
    rng = np.random.default_rng(seed)
    ink = rng.random((60, 30)) * 255 * (np.arange(30) / 30 + 0.5) * (np.arange(60)[:, None] / 120 + 0.5)
    assert np.allclose(centre(frame(ink)), 14.5, atol=0.5 + 0.05)


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0, 7.5])
def test_an_even_shape_lies_half_a_pixel_to_the_lower_right_whatever_its_size(scale):
    pixels = frame(np.full((int(20 * scale), int(8 * scale)), 255.0))
    assert centre(pixels) == pytest.approx([15, 15])


@pytest.mark.parametrize("size_in, size_out", [(60, 20), (61, 20), (20, 20), (7, 20), (1, 20), (300, 1)])
def test_resizing_keeps_the_level(size_in, size_out):
    rows = weights(size_in, size_out)
    assert rows.shape == (size_out, size_in)
    assert np.allclose(rows.sum(axis=1), 1)
    if size_in >= size_out:
        assert np.allclose(rows.sum(axis=0), size_out / size_in)


@pytest.mark.parametrize("width, pixels_broad", [(1, 2), (2, 2), (4, 2), (16, 4)])
def test_hairlines_are_broadened_and_pens_are_not(width, pixels_broad):
    ink = stroke(90, 30, width, 80)
    found = glyph(ink, group(ink), 1)
    assert found.pixels[14].astype(int).sum() / 255 == pytest.approx(pixels_broad, abs=0.7)


@pytest.mark.parametrize("level", [20, 90, 255])
def test_faint_ink_is_as_white_as_strong_ink(level):
    ink = stroke(90, 30, 12, 80, level)
    assert np.array_equal(glyph(ink, group(ink), 1).pixels, glyph(stroke(90, 30, 12, 80), group(ink), 1).pixels)


@pytest.mark.parametrize("box", [(90, 30, 12, 80), (0, 0, 10, 40), (188, 110, 12, 40), (0, 0, 200, 150)])
@pytest.mark.parametrize("factor", [1, 3])
def test_the_box_is_the_inks_in_pixels_of_the_picture(box, factor):
    ink = stroke(*box)
    assert glyph(ink, group(ink), factor).box == tuple(factor * side for side in box)


def test_a_faint_fringe_is_left_out_of_the_box():
    ink = stroke(86, 26, 20, 88, 40)
    ink[30:110, 90:102] = 200
    assert glyph(ink, group(ink), 1).box == (90, 30, 12, 80)


def test_ink_of_other_groups_is_left_out():
    ink = stroke(90, 30, 12, 80)
    chosen = group(ink)
    alone = glyph(ink, chosen, 1)
    ink[30:110, 106:110] = 200
    assert np.array_equal(glyph(ink, chosen, 1).pixels, alone.pixels)


@pytest.mark.parametrize("factor", [1, 3])
def test_the_score_is_the_groups_as_it_would_be_in_the_whole_picture(factor):
    ink = stroke(90, 30, 12, 80)
    assert glyph(ink, group(ink, score=30.0), factor).score == 30.0 * factor
