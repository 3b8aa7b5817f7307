"""Eight-bit grids are exact: a weight put on one is the same float32 in every runtime, and can be read back."""

import numpy as np
import pytest

from train import grid

RNG = np.random.default_rng(0)
NORMAL = RNG.normal(0, 0.1, (3, 3, 16, 32)).astype(np.float32)
TENSORS = {
    "normal": NORMAL,
    "few values": NORMAL[:, :, :1, :2],
    "one value": np.full((1, 1), 0.3, np.float32),
    "zeros": np.zeros((2, 3), np.float32),
    "positive": np.abs(NORMAL) + 1,
    "negative": -np.abs(NORMAL),
    "an outlier": np.where(np.arange(NORMAL.size).reshape(NORMAL.shape) == 7, np.float32(3), NORMAL),
    "tiny": NORMAL * np.float32(1e-20),
    "huge": NORMAL * np.float32(1e20),
}


@pytest.mark.parametrize("weights", TENSORS.values(), ids=TENSORS)
def test_weights_put_on_a_grid_are_read_back_to_the_bit_and_stay_there(weights):
    coded = grid.nearest(weights)
    assert coded.codes.dtype == np.uint8 and coded.codes.shape == weights.shape
    again = grid.read(coded.values)
    assert again is not None and np.array_equal(again.values, coded.values)
    assert np.array_equal(grid.nearest(coded.values).values, coded.values)


@pytest.mark.parametrize("weights", TENSORS.values(), ids=TENSORS)
def test_the_page_computes_the_same_float32_from_code_times_scale_plus_min(weights):
    coded = grid.read(grid.nearest(weights).values)
    page = (coded.codes * np.float64(coded.step) + np.float64(-coded.zero * coded.step)).astype(np.float32)
    assert np.array_equal(page, coded.values)
    single = coded.codes.astype(np.float32) * np.float32(coded.step) + np.float32(-coded.zero * coded.step)
    assert np.array_equal(single, coded.values)


@pytest.mark.parametrize(
    "name, steps",
    [("normal", 0.5), ("few values", 0.5), ("one value", 0.5), ("zeros", 0), ("positive", 0.5), ("tiny", 0.5)],
)
def test_a_weight_moves_by_half_a_step_unless_it_is_clipped(name, steps):
    coded = grid.nearest(TENSORS[name])
    moved = np.abs(coded.values - TENSORS[name])[(coded.codes > 0) & (coded.codes < 255)]
    assert moved.size == 0 or moved.max() <= steps * coded.step * 1.001


def test_the_whole_tensor_is_moved_by_less_than_a_hundredth_of_its_size():
    error = grid.nearest(NORMAL).values - NORMAL
    assert np.sqrt(np.square(error).mean()) < 0.01 * NORMAL.std()


def test_zero_stays_zero():
    weights = NORMAL.copy()
    weights[..., 3] = 0
    assert not grid.nearest(weights).values[..., 3].any()


@pytest.mark.parametrize("weights", [NORMAL, NORMAL[:1, :1, :3, :4], NORMAL.astype(np.float16).astype(np.float32)])
def test_weights_on_no_grid_are_not_taken_for_coded_ones(weights):
    assert grid.read(weights) is None
