"""preprocess finds the ink whatever the paper, and puts it as MNIST would."""

import cv2
import numpy as np
import pytest

from lambda_fn.preprocess import preprocess
from lambda_fn.preprocess.grey import WORKING_SIZE, grey, shrink


def seven(
    paper: int, pen: int, height: int = 240, width: int = 320, x: int = 100, y: int = 60, size: int = 100
) -> np.ndarray:
    """A 7 of straight strokes, uint8 [H, W, 3]; x, y: upper left corner; size: its height."""
    picture = np.full((height, width, 3), paper, np.uint8)
    points = np.int32([(x, y), (x + size * 6 // 10, y), (x + size * 3 // 10, y + size)])
    cv2.polylines(picture, [points], False, (pen,) * 3, max(2, size // 12), cv2.LINE_AA)
    return picture


@pytest.mark.parametrize(
    "paper, pen",
    [(255, 0), (230, 60), (200, 150), (0, 255), (30, 220), (90, 200)],
)
def test_dark_and_light_ink_give_the_same_box(paper, pen):
    (glyph,) = preprocess(seven(paper, pen))
    assert np.allclose(glyph.box, (96, 56, 68, 108), atol=5)
    assert glyph.pixels.max() == 255


@pytest.mark.parametrize("x, y, size", [(5, 5, 40), (250, 150, 60), (40, 10, 220), (150, 100, 24)])
def test_a_digit_anywhere_is_centred_in_the_glyph(x, y, size):
    (glyph,) = preprocess(seven(240, 20, x=x, y=y, size=size))
    rows, columns = np.flatnonzero(glyph.pixels.max(axis=1)), np.flatnonzero(glyph.pixels.max(axis=0))
    assert 19 <= max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1 <= 20
    mass = glyph.pixels.astype(float)
    centre = [(mass.sum(axis=a) * np.arange(28)).sum() / mass.sum() for a in (0, 1)]
    assert np.allclose(centre, 14, atol=1.0)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_blank_paper_has_no_glyph(level):
    assert preprocess(np.full((100, 150, 3), level, np.uint8)) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 20000), (20000, 1), (2, 3), (28, 28), (700, 641)])
def test_a_picture_of_any_shape_is_taken(shape):
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    assert all(glyph.pixels.shape == (28, 28) for glyph in preprocess(noise))


def test_uneven_light_does_not_move_the_box():
    slope = np.linspace(0.5, 1.0, 320)[None, :, None]
    (glyph,) = preprocess((seven(240, 40) * slope).astype(np.uint8))
    assert np.allclose(glyph.box, (96, 56, 68, 108), atol=5)


def test_ruled_lines_are_taken_out():
    picture = seven(240, 30)
    for y in range(20, 240, 30):
        line = picture[y : y + 2]
        picture[y : y + 2] = np.minimum(line, 170)
    (glyph,) = preprocess(picture)
    assert np.allclose(glyph.box, (96, 56, 68, 108), atol=6)


def test_shrink_averages_whole_blocks():
    picture = np.random.default_rng(1).integers(0, 256, (WORKING_SIZE * 3, 600, 3), dtype=np.uint8)
    factor, small = shrink(picture)
    assert factor == 3
    blocks = picture.reshape(WORKING_SIZE, 3, 200, 3, 3).mean(axis=(1, 3))
    assert np.abs(small - blocks).max() <= 0.5


def test_grey_of_grey_is_the_same():
    levels = np.arange(256, dtype=np.uint8)[None, :, None].repeat(3, axis=2)
    assert np.array_equal(grey(levels)[0], np.arange(256))
