"""A picture's paper lies on a table, all of it, and what is written on it is where it is said to be."""

import cv2
import numpy as np
import pytest

from train.pictures.tabletop import on_table, tabletop

H, W = 180, 240
BOX = (60, 40, 50, 70)


@pytest.fixture
def paper():
    picture = np.full((H, W, 3), (250, 250, 120), np.uint8)
    x, y, w, h = BOX
    picture[y : y + h, x : x + w] = (0, 0, 255)
    return picture


def shown(picture, colour, by):
    """Box of what has this colour."""
    return cv2.boundingRect((np.abs(picture.astype(int) - colour).max(axis=2) <= by).astype(np.uint8))


@pytest.mark.parametrize("seed", range(6))
def test_the_whole_paper_lies_within_the_frame_and_a_box_is_where_its_ink_is(paper, seed):
    before = paper.copy()
    picture, (box, none) = on_table(paper, [BOX, (0, 0, 0, 0)], np.random.default_rng(seed))
    assert (paper == before).all()
    assert (picture.shape, picture.dtype, none) == ((H, W, 3), np.uint8, (0, 0, 0, 0))
    x, y, w, h = shown(picture, (250, 250, 120), 40)
    assert x > 0 and y > 0 and x + w < W and y + h < H
    assert 0.35 * W < w < W
    assert np.allclose(box, shown(picture, (0, 0, 255), 90), atol=4)


def test_the_same_seed_lays_it_the_same(paper):
    one, two = (on_table(paper, [BOX], np.random.default_rng(3)) for _ in range(2))
    assert (one[0] == two[0]).all() and one[1] == two[1]
    assert (one[0] != on_table(paper, [BOX], np.random.default_rng(4))[0]).any()


def test_what_is_written_stays_tall_enough_to_be_read(paper):
    small = [(100, 80, 12, 22)]
    heights = [on_table(paper, small, np.random.default_rng(seed))[1][0][3] for seed in range(30)]
    assert min(heights) >= 17
    assert min(on_table(paper, [BOX], np.random.default_rng(seed))[1][0][3] for seed in range(30)) < 45


def test_tables_differ_and_are_darker_than_paper():
    tops = [tabletop(60, 80, np.random.default_rng(seed)) for seed in range(40)]
    assert all(top.shape == (60, 80, 3) for top in tops)
    means = [float(top.mean()) for top in tops]
    assert max(means) < 200 and max(means) - min(means) > 60
    assert sum(top.std() > 6 for top in tops) > 10
