"""Batches are of digits and of made glyphs, in fixed shares, each augmented anew."""

import numpy as np
import pytest
import tensorflow as tf

from train.augment import augment, batches, sample, sampling_grid

BATCH = 16


def bars(count: int, label: int, column: int) -> tuple[np.ndarray, np.ndarray]:
    """Glyphs of an upright bar, and their label."""
    glyphs = np.zeros((count, 28, 28), np.uint8)
    glyphs[:, 4:24, column : column + 4] = 255
    return glyphs, np.full(count, label, np.uint8)


DIGITS, MADE, NOTHING = bars(30, 3, 6), bars(20, 8, 18), bars(0, 0, 0)


def taken(*parts, count=1, seed=0, strength=0.5, share=0.5):
    tf.keras.utils.set_random_seed(seed)
    return list(batches(*parts, BATCH, seed, strength, share).take(count).as_numpy_iterator())


@pytest.mark.parametrize(
    "digits, made, share, counts",
    [
        (DIGITS, MADE, 0.5, {3: 8, 8: 8}),
        (DIGITS, MADE, 0.625, {3: 6, 8: 10}),
        (bars(500, 3, 6), bars(3, 8, 18), 0.5, {3: 8, 8: 8}),
        (DIGITS, NOTHING, 0.625, {3: 16}),
    ],
    ids=["half of each", "more that is made", "however many there are of each", "of digits alone"],
)
def test_the_share_of_each_batch_is_made(digits, made, share, counts):
    for glyphs, labels in taken(digits, made, count=6, share=share):
        assert glyphs.shape == (BATCH, 28, 28, 1) and glyphs.dtype == np.float32
        assert {label: (labels == label).sum() for label in np.unique(labels)} == counts


def test_a_glyph_keeps_its_label():
    for glyphs, labels in taken(DIGITS, MADE, count=4):
        columns = (glyphs[..., 0].sum(axis=1) * np.arange(28)).sum(axis=1) / glyphs.sum(axis=(1, 2, 3))
        assert np.array_equal(labels == 8, columns > 14)


def test_batches_go_on_after_all_has_been_seen():
    assert len(taken(DIGITS, MADE, count=3 * 30 // BATCH + 1)) == 3 * 30 // BATCH + 1


def test_each_digit_is_seen_once_before_any_is_seen_again():
    glyphs, labels = np.zeros((2 * BATCH, 28, 28), np.uint8), np.arange(2 * BATCH, dtype=np.uint8)
    first = np.concatenate([seen for _, seen in taken((glyphs, labels), NOTHING, count=2)])
    assert sorted(first) == labels.tolist()
    assert first.tolist() != labels.tolist()


def test_a_seed_shuffles_alike():
    glyphs, labels = np.zeros((200, 28, 28), np.uint8), np.arange(200, dtype=np.uint8)
    one, two, other = (taken((glyphs, labels), MADE, seed=seed)[0][1].tolist() for seed in (1, 1, 2))
    assert one == two != other


@pytest.mark.parametrize("strength, moved", [(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])
def test_glyphs_are_moved_as_strongly_as_asked(strength, moved):
    tf.keras.utils.set_random_seed(0)
    x, y = (grid.numpy() for grid in sampling_grid(tf.constant(400), strength))
    assert x.shape == y.shape == (400, 28, 28)
    off = x[:, 14, 14] - 14
    assert off.std() == pytest.approx(moved * 0.95, rel=0.3, abs=1e-4)


def test_a_grid_that_moves_nothing_gives_the_same_glyphs():
    tf.keras.utils.set_random_seed(0)
    glyphs = tf.random.uniform([5, 28, 28, 1])
    same = sample(glyphs, *sampling_grid(tf.constant(5), 0.0))
    assert same.numpy() == pytest.approx(glyphs.numpy(), abs=1e-3)


@pytest.mark.parametrize("right, down", [(3, 0), (0, 3), (-5, 2), (40, 0)])
def test_what_comes_from_beyond_the_edge_is_black(right, down):
    x, y = np.meshgrid(np.arange(28, dtype=np.float32), np.arange(28, dtype=np.float32))
    out = sample(tf.ones([1, 28, 28, 1]), tf.constant(x[None] + right), tf.constant(y[None] + down)).numpy()[0, ..., 0]
    within = (x + right >= 0) & (x + right <= 27) & (y + down >= 0) & (y + down <= 27)
    assert out == pytest.approx(within.astype(np.float32), abs=2e-3)


def test_an_augmented_glyph_stays_within_black_and_white_and_is_never_the_same():
    tf.keras.utils.set_random_seed(0)
    out = augment(tf.constant(DIGITS[0][..., None] / np.float32(255)), 0.5).numpy()
    assert out.min() >= 0 and out.max() <= 1
    assert not any(np.array_equal(out[0], other) for other in out[1:])
    assert out.sum(axis=(1, 2, 3)).min() > 0.5 * 80
