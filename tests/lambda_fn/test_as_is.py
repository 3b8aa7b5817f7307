"""as_is: a picture of 28×28 pixels is a glyph already."""

import cv2
import numpy as np
import pytest

from lambda_fn.preprocess.as_is import as_is

GLYPH = cv2.polylines(np.zeros((28, 28), np.uint8), [np.int32([(8, 5), (19, 5), (12, 23)])], False, 255, 2, cv2.LINE_AA)


@pytest.mark.parametrize("picture", [GLYPH, 255 - GLYPH], ids=["white on black", "black on white"])
def test_a_glyph_is_returned_unchanged(picture):
    (found,) = as_is(picture)
    assert np.array_equal(found.pixels, GLYPH)
    assert found.box == cv2.boundingRect((GLYPH >= 64).astype(np.uint8))
    assert found.score == 1


@pytest.mark.parametrize("level", [30, 90, 200])
def test_a_faint_glyph_is_made_as_white_as_any(level):
    (found,) = as_is((GLYPH.astype(int) * level // 255).astype(np.uint8))
    assert np.abs(found.pixels.astype(int) - GLYPH).max() <= 255 / level + 1


def test_both_polarities_are_taken_and_the_stronger_scores_1():
    picture = np.full((28, 28), 100, np.uint8)
    picture[5:20, 8:10], picture[5:20, 18:20] = 0, 255
    light, dark = as_is(picture)
    assert (light.score, dark.score) == (1, 100 / 155)
    assert (light.box, dark.box) == ((18, 5, 2, 15), (8, 5, 2, 15))


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((28, 28), np.uint8),
        np.full((28, 28), 255, np.uint8),
        np.random.default_rng(0).integers(100, 105, (28, 28), dtype=np.uint8),
        np.pad(GLYPH, ((0, 0), (0, 1))),
        GLYPH[:27, :27],
    ],
    ids=["black", "white", "nothing to see", "28×29", "27×27"],
)
def test_blank_pictures_and_those_of_another_size_are_not_taken(picture):
    assert as_is(picture) == []
