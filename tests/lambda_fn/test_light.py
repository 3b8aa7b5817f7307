"""flatten_light takes slow changes of light out, and leaves ink and noise as they are."""

import numpy as np
import pytest

from lambda_fn.preprocess.light import GAIN, flatten_light

H, W = 120, 160
Y, X = np.mgrid[-1 : 1 : H * 1j, -1 : 1 : W * 1j]


@pytest.mark.parametrize(
    "light",
    [1 - 0.3 * X, 1 + 0.25 * Y, 1 - 0.2 * X + 0.2 * Y, 1 - 0.2 * (X * X + Y * Y), 1 + 0.15 * X * Y],
    ids=["left to right", "top to bottom", "corner to corner", "a lamp above", "two corners"],
)
def test_uneven_light_becomes_even(light):
    grey = np.clip(180 * light, 0, 255).astype(np.uint8)
    assert np.ptp(grey) > 40
    assert np.ptp(flatten_light(grey).astype(int)) <= 8


def test_a_stroke_keeps_its_contrast_in_light_and_in_shade():
    sheet = 180 * (1 - 0.25 * X)
    sheet[30:90, 20:26] *= 0.3
    sheet[30:90, 134:140] *= 0.3
    flat = flatten_light(sheet.astype(np.uint8)).astype(int)
    for x in (23, 137):
        assert flat[60, x] == pytest.approx(0.3 * flat[60, x + 10], abs=6)


@pytest.mark.parametrize("level", [0, 1, 128, 254, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (700, 1), (2, 3), (28, 28), (60, 80)])
def test_an_even_picture_of_any_shape_stays_as_it_is(shape, level):
    grey = np.full(shape, level, np.uint8)
    assert np.array_equal(flatten_light(grey), grey)


def test_a_tables_edge_does_not_bend_the_light_on_the_paper():
    grey = np.full((H, W), 220, np.uint8)
    grey[:, :20] = 60
    assert np.ptp(flatten_light(grey)[:, 20:].astype(int)) <= 2


def test_the_black_of_a_corner_is_not_blown_up():
    grey = (110 - 95 * X).astype(np.uint8)
    assert flatten_light(grey)[:, -1].max() == pytest.approx(GAIN[1] * grey[0, -1], abs=1)
