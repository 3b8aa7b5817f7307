"""Made pictures are what they say they are: what is written on them is known, with its place and its look."""

import cv2
import numpy as np
import pytest

from train import made
from train.made import Made, Written
from train.metrics import NONE
from train.pictures import paper, tiny

BLANK = np.zeros((28, 28), np.uint8)
BOX = (5, 5, 20, 30)


@pytest.fixture(scope="module")
def hand():
    """A hand that writes a 7 and a 2 of straight strokes, no fonts, and one photo."""
    lines = {7: [(8, 6), (19, 6), (11, 24)], 2: [(8, 6), (19, 6), (19, 14), (8, 23), (20, 23)]}
    glyphs = [cv2.polylines(BLANK.copy(), [np.int32(points)], False, 255, 2, cv2.LINE_AA) for points in lines.values()]
    photo = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    return made.Hands(np.stack(glyphs), np.uint8(list(lines)), [], [], (photo,))


@pytest.mark.parametrize(
    "labels, label",
    [([], NONE), ([7], 7), ([NONE], NONE), ([7, 2], NONE), ([7, NONE], NONE), ([NONE, NONE], NONE)],
    ids=["nothing", "a digit", "no digit", "two digits", "a digit and none", "twice none"],
)
def test_a_picture_is_a_digit_where_that_is_all_that_is_written(labels, label):
    assert Made(BLANK, [Written(own, BOX, BLANK) for own in labels]).label == label


@pytest.mark.parametrize(
    "written, text",
    [
        ([], ""),
        ([(7, 0)], "7"),
        ([(7, 0), (2, 0)], "72"),
        ([(7, 0), (NONE, 0), (2, 0)], "72"),
        ([(7, 0), (2, 1), (2, 1)], "7\n22"),
        ([(7, 0), (NONE, 1), (2, 2)], "7\n2"),
    ],
    ids=["nothing", "a digit", "two", "a letter between them", "two lines", "a letter between lines"],
)
def test_the_text_is_the_digits_line_by_line(written, text):
    assert Made(BLANK, [Written(label, BOX, BLANK, line) for label, line in written]).text == text


def test_numbers_are_of_all_lengths_and_of_one_line_or_several(hand):
    rng = np.random.default_rng(4)
    texts = [made.number(hand, 0.0, rng).text.split("\n") for _ in range(60)]
    assert {len(lines) for lines in texts} == set(range(1, made.MOST_LINES + 1))
    assert {len(line) for lines in texts for line in lines} == set(range(1, made.LONGEST_NUMBER + 1))


def test_short_numbers_are_written_more_often():
    rng = np.random.default_rng(0)
    lengths = np.array([made.number_length(2, rng) for _ in range(2000)])
    counts = np.bincount(lengths, minlength=made.LONGEST_NUMBER + 1)
    assert counts[:2].sum() == 0 and counts[2:].min() > 0
    assert abs(counts[2] / counts[8] - 4) < 1.5


@pytest.mark.parametrize("kind", made.KINDS)
def test_a_seed_makes_the_same_picture_again(hand, kind):
    one, two = (made.KINDS[kind](hand, 0.3, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(one.picture, two.picture)
    assert len(one.written) == len(two.written)
    for first, second in zip(one.written, two.written, strict=True):
        assert (first.label, first.box) == (second.label, second.box)
        assert np.array_equal(first.glyph, second.glyph)


@pytest.mark.parametrize("kind", made.KINDS)
@pytest.mark.parametrize("none", [0.0, 1.0])
def test_what_is_written_lies_within_the_picture_and_has_its_look(hand, kind, none):
    rng = np.random.default_rng(2)
    for one in (made.KINDS[kind](hand, none, rng) for _ in range(25)):
        assert one.picture.dtype == np.uint8 and one.picture.shape[2] == 3
        for written in one.written:
            x, y, w, h = written.box
            assert x >= 0 and y >= 0 and w > 0 and h > 0
            assert x + w <= one.picture.shape[1] and y + h <= one.picture.shape[0]
            assert written.glyph.shape == (28, 28) and written.glyph.dtype == np.uint8 and written.glyph.max() > 200


@pytest.mark.parametrize("kind", ["whole", "clean", "small"])
@pytest.mark.parametrize("none, labels", [(0.0, {7, 2}), (1.0, {NONE})])
def test_the_share_without_a_digit_is_kept(hand, kind, none, labels):
    rng = np.random.default_rng(1)
    ones = [made.KINDS[kind](hand, none, rng) for _ in range(25)]
    assert {one.label for one in ones} == labels
    assert {len(one.written) for one in ones} == ({1} if none == 0 or kind == "clean" else {0, 1})


@pytest.mark.parametrize("none, count", [(0.0, 0), (1.0, 1)])
def test_a_number_has_two_or_three_digits_of_which_at_most_one_is_none(hand, none, count):
    rng = np.random.default_rng(1)
    ones = [made.several(hand, none, rng) for _ in range(25)]
    labels = [[written.label for written in one.written] for one in ones]
    assert {len(own) for own in labels} == {2, 3}
    assert {own.count(NONE) for own in labels} == {count}
    assert {label for own in labels for label in own} == {7, 2} | ({NONE} if count else set())
    assert all(one.label == NONE for one in ones)


def test_of_a_number_some_neighbours_touch_and_all_stand_in_reading_order(hand, monkeypatch):
    inks = []
    monkeypatch.setattr(paper, "written", lambda ink, *_: inks.append(ink) or np.zeros((*ink.shape, 3), np.uint8))
    rng = np.random.default_rng(4)
    touching = 0
    for _ in range(30):
        one = made.several(hand, 0.0, rng)
        middles = [x + w / 2 for x, _, w, _ in (written.box for written in one.written)]
        assert middles == sorted(middles)
        touching += cv2.connectedComponents((inks[-1] > 0.3).astype(np.uint8))[0] - 1 < len(one.written)
    assert 5 < touching < 25


@pytest.mark.parametrize("trouble", tiny.TROUBLES, ids=lambda trouble: trouble.__name__)
def test_every_trouble_changes_a_small_picture_and_leaves_its_size(hand, trouble):
    image = hand.glyphs[0].astype(np.float32) / 255
    spoilt = trouble(image.copy(), np.random.default_rng(3))
    assert spoilt.shape == (28, 28)
    assert np.isfinite(spoilt).all()
    assert np.abs(spoilt - image).mean() > 0.003
