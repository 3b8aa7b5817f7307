"""shrink and grey: any picture becomes a grey one of the size that is asked for."""

import numpy as np
import pytest

from lambda_fn.preprocess.grey import grey, shrink


@pytest.mark.parametrize(
    "width, height, size, factor, small",
    [
        (28, 28, 512, 1, (28, 28)),
        (767, 480, 512, 1, (767, 480)),
        (768, 480, 512, 2, (384, 240)),
        (480, 769, 512, 2, (240, 384)),
        (1600, 1201, 512, 3, (533, 400)),
        (4000, 3000, 512, 8, (500, 375)),
        (1, 20000, 512, 39, (1, 512)),
        (20000, 3, 512, 39, (512, 1)),
        (167, 100, 112, 1, (167, 100)),
        (168, 100, 112, 2, (84, 50)),
        (500, 375, 112, 4, (125, 93)),
        (767, 2, 112, 7, (109, 1)),
        (383, 384, 256, 2, (191, 192)),
    ],
)
def test_a_picture_is_shrunk_by_a_whole_factor_to_about_the_size(width, height, size, factor, small):
    found, picture = shrink(np.full((height, width, 3), (10, 20, 30), np.uint8), size)
    assert (found, picture.shape[1::-1]) == (factor, small)
    assert (picture == (10, 20, 30)).all()


@pytest.mark.parametrize("size", [112, 256, 512])
@pytest.mark.parametrize("longer", [*range(768, 1300, 7), 3000, 4032, 5001])
def test_the_longer_side_stays_near_the_size(longer, size):
    assert 0.75 * size <= longer // shrink(np.zeros((2, longer, 3), np.uint8), size)[0] <= 1.5 * size


@pytest.mark.parametrize("size", [112, 512])
@pytest.mark.parametrize("factor", [2, 3, 4, 5, 6, 7])
def test_a_pixel_is_the_mean_of_its_block(factor, size):
    shape = (40 * factor, size * factor)
    picture = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)
    found, small = shrink(picture, size)
    assert found == factor
    blocks = picture.reshape(40, factor, size, factor, 3).mean(axis=(1, 3))
    assert np.abs(small - blocks).max() <= 0.5


def test_grey_of_grey_is_the_same():
    levels = np.arange(256, dtype=np.uint8)[None, :, None].repeat(3, axis=2)
    assert np.array_equal(grey(levels)[0], np.arange(256))


@pytest.mark.parametrize(
    "colour, level",
    [((255, 0, 0), 85), ((0, 255, 0), 86), ((0, 0, 255), 85), ((255, 255, 0), 170), ((10, 20, 30), 20)],
)
def test_every_channel_counts_alike_so_that_a_pen_of_any_colour_is_seen(colour, level):
    assert grey(np.uint8([[colour]]))[0, 0] == level
