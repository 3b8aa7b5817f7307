"""ink is what is narrow and differs from the paper around it."""

import numpy as np
import pytest

from lambda_fn.preprocess.ink import DARKEST_PAPER, difference, ink, steadiness, steady_ink, window
from lambda_fn.preprocess.light import flatten_light


@pytest.mark.parametrize(
    "broadest, shape, side",
    [(0.3, (375, 500), 113), (0.1, (375, 500), 37), (0.1, (40, 60), 9), (0.3, (28, 28), 9), (0.3, (1, 900), 9)],
)
def test_the_window_follows_the_shorter_side_and_is_odd(broadest, shape, side):
    assert window(broadest, shape) == side


def test_differences_are_those_of_integers_for_all_levels():
    paper, seen = np.tril_indices(256)
    floor = np.maximum(paper, DARKEST_PAPER)
    expected = (510 * (paper - seen) + floor) // (2 * floor)
    assert np.array_equal(difference(np.uint8(paper), np.uint8(seen)), expected)


def sheet(paper, pen, width):
    """A stroke of this width, pixels, down the middle."""
    picture = np.full((100, 120), paper, np.uint8)
    picture[20:80, 60 : 60 + width] = pen
    return picture


@pytest.mark.parametrize(
    "paper, pen, polarity, level",
    [
        (200, 100, "dark", 128),  # 255 · (200 - 100) / 200
        (100, 50, "dark", 128),  # in shadow the same
        (40, 8, "dark", 128),  # paper that dark is taken as 64
        (200, 100, "light", 0),
        (55, 155, "light", 128),
        (55, 155, "dark", 0),
    ],
)
def test_ink_is_measured_against_the_paper_around_it(paper, pen, polarity, level):
    found, noise = ink(sheet(paper, pen, 6), polarity, 31)
    assert found[50, 62] == level
    assert found[:, :50].max() == 0
    assert noise == 0


@pytest.mark.parametrize("width, seen", [(5, True), (29, True), (31, False), (50, False)])
def test_what_is_as_broad_as_the_window_is_background(width, seen):
    assert (ink(sheet(220, 60, width), "dark", 31)[0].max() > 0) == seen


@pytest.mark.parametrize("side", [9, 31])
def test_a_shadow_from_beyond_the_frame_is_background_however_little_of_it_is_seen(side):
    picture = np.full((100, 120), 220, np.uint8)
    picture[:, :4] = 90
    assert ink(picture, "dark", side)[0].max() == 0


@pytest.mark.parametrize("sigma", [2.0, 6.0])
def test_the_papers_noise_is_measured_and_not_ink(sigma):
    grain = np.random.default_rng(0).normal(200, sigma, (200, 200))
    found, noise = ink(grain.astype(np.uint8), "dark", 31)
    assert noise == pytest.approx(sigma * 255 / 200, abs=2)
    assert np.mean(found > 3 * max(noise, 1)) < 0.01


def shadow(picture):
    """Half of a picture in shadow, the edge aslant."""
    y, x = np.mgrid[: picture.shape[0], : picture.shape[1]]
    return np.where(x > 70 - y // 5, picture, picture // 2).astype(np.uint8)


@pytest.mark.parametrize("polarity", ["dark", "light"])
def test_the_edge_of_a_shadow_is_ink_where_light_is_evened_out_but_no_steady_ink(polarity):
    grey = shadow(np.full((100, 120), 200, np.uint8))
    grey = grey if polarity == "dark" else 255 - grey
    assert ink(flatten_light(grey), polarity, 31)[0].max() > 30
    assert steady_ink(grey, polarity, 31).max() == 0


@pytest.mark.parametrize("paper, pen, polarity", [(200, 100, "dark"), (55, 155, "light")])
@pytest.mark.parametrize("width", [1, 6, 29])
@pytest.mark.parametrize("larger", [1, 2, 3, 4])
def test_a_stroke_is_steady_ink_however_thin_it_is(paper, pen, polarity, width, larger):
    # From column 62 on it covers parts of a block of two or three pixels at either side.
    right, below = 120 * (larger - 1), 100 * (larger - 1)
    picture = np.pad(sheet(paper, pen, width), ((0, below), (2, right)), mode="edge")
    found, steady = ink(picture, polarity, 31)[0], steady_ink(picture, polarity, 31)
    assert steady.shape == picture.shape
    assert (steady >= found).all()


@pytest.mark.parametrize("height, width", [(28, 28), (100, 120)])
def test_a_small_picture_is_looked_at_pixel_by_pixel(height, width):
    picture = np.random.default_rng(0).integers(0, 256, (height, width), dtype=np.uint8)
    assert steady_ink(picture, "dark", 9).tolist() == ink(picture, "dark", 9)[0].tolist()


@pytest.mark.parametrize("height, width", [(128, 150), (192, 193), (640, 500)])
def test_between_specks_of_light_is_ink_but_no_steady_ink(height, width):
    picture = np.full((height, width), 120, np.uint8)
    picture[[20, 20, 45, 45], [30, 50, 30, 50]] = 250
    assert ink(picture, "dark", 31)[0].max() > 100
    assert steady_ink(picture, "dark", 31).max() == 0


@pytest.mark.parametrize(
    "raw, steady, part",
    [
        ([[90, 60], [50, 0]], [[90, 60], [7, 0]], 1),
        ([[90, 60], [50, 0]], [[30, 0], [50, 0]], 0.2),
        ([[90, 60], [50, 0]], [[99, 99], [0, 0]], 1),  # grain filled in is no more than all
        ([[90, 60], [50, 0]], [[0, 0], [50, 0]], 0.01),
        ([[0, 0], [50, 0]], [[0, 0], [50, 0]], 0.01),  # a mask broader than its ink
    ],
)
def test_steadiness_is_the_part_of_a_finds_ink_that_is_steady(raw, steady, part):
    mask = np.uint8([[255, 255], [0, 0]])
    assert steadiness(mask, np.uint8(raw), np.uint8(steady)) == part
