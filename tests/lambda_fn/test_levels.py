"""levels: ranks and parts of what was counted are those of the values, sorted."""

import numpy as np
import pytest

from lambda_fn.preprocess.levels import counts_of, level_at, median, upper


def test_each_level_is_counted_within_the_mask():
    values = np.random.default_rng(0).integers(0, 256, (30, 40), dtype=np.uint8)
    mask = np.where(np.arange(40) < 7, 255, 0).astype(np.uint8)[None].repeat(30, axis=0)
    assert np.array_equal(counts_of(values), np.bincount(values.ravel(), minlength=256))
    assert np.array_equal(counts_of(values, mask), np.bincount(values[:, :7].ravel(), minlength=256))
    assert counts_of(values).dtype == np.int64


@pytest.mark.parametrize("part, level", [(0.1, 90), (0.5, 50), (1.0, 0), (0.0, 99)])
def test_upper_is_the_level_that_a_part_lies_at_or_above(part, level):
    assert upper(counts_of(np.arange(100, dtype=np.uint8)), part) == level


@pytest.mark.parametrize("values", [[7], [1, 2], [0, 0, 255], [3, 1, 2, 200]])
def test_median_and_ranks_are_numpys(values):
    counts = counts_of(np.uint8(values))
    assert median(counts) == np.median(values)
    assert level_at(counts, *range(len(values))) == sorted(values)
