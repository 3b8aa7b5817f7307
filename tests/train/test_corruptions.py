"""The fifteen corruptions: seeded, 28×28, changed, and with the digit still in them."""

import numpy as np
import pytest

from train.corruptions import CORRUPTIONS, SCALE, SHIFT, STRIPE, plasma

RANDOM_FREE = {"scale", "brightness", "stripe", "canny-edges"}


@pytest.fixture(scope="module")
def glyph():
    """A bold 1 with a foot: uint8 [28, 28]."""
    drawn = np.zeros((28, 28), np.uint8)
    drawn[4:24, 12:16] = 255
    drawn[20:24, 8:20] = 255
    return drawn


def rng(seed: int = 5) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_list_is_the_papers():
    assert len(CORRUPTIONS) == 15


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_seed_gives_the_same_picture_and_another_seed_another(name, glyph):
    first, again, other = (CORRUPTIONS[name](glyph, rng(seed)) for seed in (1, 1, 2))
    assert first.shape == (28, 28) and first.dtype == np.uint8
    assert np.array_equal(first, again)
    several = [CORRUPTIONS[name](glyph, rng(seed)) for seed in range(12)]
    assert any(not np.array_equal(first, one) for one in (other, *several)) == (name not in RANDOM_FREE)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_picture_is_changed_and_the_input_is_not(name, glyph):
    before = glyph.copy()
    assert not np.array_equal(CORRUPTIONS[name](glyph, rng()), glyph)
    assert np.array_equal(glyph, before)


@pytest.mark.parametrize("name", sorted(set(CORRUPTIONS) - {"stripe", "canny-edges", "translate", "rotate", "shear"}))
def test_what_was_written_is_still_brighter_than_its_paper(name, glyph):
    spoilt = CORRUPTIONS[name](glyph, rng()).astype(int)
    middle = glyph[6:22].astype(bool)
    assert spoilt[6:22][middle].mean() > spoilt[6:22][~middle].mean() + 25


@pytest.mark.parametrize("corner", [(4, 12), (23, 19)])
def test_stripe_inverts_its_columns_only(corner, glyph):
    spoilt = CORRUPTIONS["stripe"](glyph, rng())
    assert np.array_equal(spoilt[:, STRIPE], 255 - glyph[:, STRIPE])
    assert np.array_equal(np.delete(spoilt, np.r_[STRIPE], axis=1), np.delete(glyph, np.r_[STRIPE], axis=1))
    assert spoilt[corner] == (255 - glyph[corner] if STRIPE.start <= corner[1] < STRIPE.stop else glyph[corner])


def test_translate_moves_both_ways_and_loses_no_ink(glyph):
    spoilt = CORRUPTIONS["translate"](glyph, rng())
    rows, columns = np.nonzero(spoilt)
    assert (abs(rows.min() - 4), abs(columns.min() - 8)) == (SHIFT, SHIFT)
    assert spoilt.sum() == glyph.sum()


def test_scale_makes_it_smaller_about_the_middle(glyph):
    rows = np.flatnonzero(CORRUPTIONS["scale"](glyph, rng()).max(axis=1) > 127)
    assert rows[-1] - rows[0] + 1 == pytest.approx(SCALE * 20, abs=1)
    assert rows.mean() == pytest.approx(13.5, abs=0.5)


def test_clouds_fill_the_whole_range():
    clouds = plasma(rng())
    assert clouds.shape == (28, 28)
    assert (clouds.min(), clouds.max()) == (0, 1)
