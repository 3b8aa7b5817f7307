"""Made pictures are what they say they are, and what is trained on of them is labelled by where it lies and how it looks."""

import numpy as np
import pytest

from lambda_fn.preprocess import Glyph
from train import made, road
from train.metrics import NONE
from train.pictures import tiny


@pytest.fixture(scope="module")
def hand():
    """A hand that writes one digit only, a 7 of straight strokes, and no fonts."""
    seven = np.zeros((28, 28), np.uint8)
    seven[5:8, 8:20] = 255
    for row in range(8, 24):
        column = 19 - (row - 8) // 2
        seven[row, column - 2 : column + 1] = 255
    return made.Hands(seven[None], np.uint8([7]), [], [])


def plain(glyph: np.ndarray) -> np.ndarray:
    return np.repeat(glyph[..., None], 3, axis=2)


@pytest.mark.parametrize("kind", made.KINDS)
def test_a_seed_makes_the_same_picture_again(hand, kind):
    one, two = (made.KINDS[kind](hand, 0.3, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(one.picture, two.picture)
    assert (one.label, one.box) == (two.label, two.box)


@pytest.mark.parametrize("kind", made.KINDS)
@pytest.mark.parametrize("no_digit, labels", [(0.0, {7}), (1.0, {NONE})])
def test_the_share_without_a_digit_is_kept(hand, kind, no_digit, labels):
    rng = np.random.default_rng(1)
    ones = [made.KINDS[kind](hand, no_digit, rng) for _ in range(8)]
    assert {one.label for one in ones} == labels
    assert all(one.picture.dtype == np.uint8 and one.picture.shape[2] == 3 for one in ones)


@pytest.mark.parametrize("trouble", tiny.TROUBLES, ids=lambda trouble: trouble.__name__)
def test_every_trouble_changes_a_small_picture_and_leaves_its_size(hand, trouble):
    image = hand.glyphs[0].astype(np.float32) / 255
    spoilt = trouble(image.copy(), np.random.default_rng(3))
    assert spoilt.shape == (28, 28)
    assert np.isfinite(spoilt).all()
    assert np.abs(spoilt - image).mean() > 0.003


def test_a_small_picture_is_trained_on_as_it_is(hand):
    glyph = hand.glyphs[0]
    one = made.Made(plain(glyph), 7, (8, 5, 12, 19), glyph)
    pixels, label = next(road.glyphs(one, np.random.default_rng(0)))
    assert np.array_equal(pixels, glyph)
    assert label == 7


@pytest.mark.parametrize(
    "box, look, on, beside",
    [
        ((10, 10, 20, 30), "digit", 1, 0),  # where the digit is, and like it
        ((10, 10, 20, 30), "paper", 0, 1),  # the paper between its strokes
        ((60, 60, 20, 30), "digit", 0, 1),  # elsewhere
        ((12, 14, 6, 8), "digit", 0, 0),  # a piece of it
        ((10, 10, 40, 30), "digit", 0, 0),  # half of it is something else
    ],
)
def test_a_candidate_is_labelled_by_its_place_and_its_look(hand, box, look, on, beside):
    written = hand.glyphs[0]
    pixels = written if look == "digit" else 255 - written
    one = made.Made(np.zeros((100, 100, 3), np.uint8), 7, (10, 10, 20, 30), written)
    found = road.placed([Glyph(pixels, box)], one)
    assert [len(part) for part in found] == [on, beside]
