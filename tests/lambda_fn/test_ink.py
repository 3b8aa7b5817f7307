"""ink is what is narrow and differs from the paper around it."""

import numpy as np
import pytest

from lambda_fn.preprocess.ink import ink, window


@pytest.mark.parametrize(
    "broadest, shape, side",
    [(0.3, (375, 500), 113), (0.1, (375, 500), 37), (0.1, (40, 60), 9), (0.3, (28, 28), 9), (0.3, (1, 900), 9)],
)
def test_the_window_follows_the_shorter_side_and_is_odd(broadest, shape, side):
    assert window(broadest, shape) == side


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
