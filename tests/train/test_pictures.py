"""The maker of pictures: seeded, and what it says it is."""

import numpy as np
import pytest

from train.pictures import paper, shapes, strokes


@pytest.mark.parametrize("kind", paper.KINDS)
def test_a_seed_gives_the_same_picture_again(kind):
    first, second = (
        paper.picture(shapes.crop(strokes.digit(4, rng)), rng, kind)
        for rng in (np.random.default_rng(3), np.random.default_rng(3))
    )
    assert np.array_equal(first[0], second[0])
    assert first[1] == second[1]


@pytest.mark.parametrize("label", range(10))
def test_every_way_to_write_a_digit_leaves_ink(label):
    rng = np.random.default_rng(0)
    for way in strokes.DIGITS[label]:
        assert strokes.draw(way, rng).sum() > 200


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_the_digit_is_as_tall_as_asked(part):
    rng = np.random.default_rng(5)
    shape = shapes.crop(strokes.draw(strokes.DIGITS[1][0], rng, width=8))
    picture, (x, y, w, h) = paper.picture(shape, rng, "scan", part, (400, 400))
    assert picture.shape == (400, 400, 3)
    assert abs(h - part * 400) < 0.06 * 400
    assert x >= 0 and y >= 0 and x + w <= 400 and y + h <= 400
