"""What is trained on of a made picture is labelled by where it lies and how it looks."""

import cv2
import numpy as np
import pytest

from lambda_fn.preprocess import Glyph
from lambda_fn.preprocess.as_is import as_is
from train import road
from train.made import Made, Written
from train.metrics import NONE


def drawn(*points, thick=2):
    """A glyph of one stroke through points, x and y."""
    return cv2.polylines(np.zeros((28, 28), np.uint8), [np.int32(points)], False, 255, thick)


SEVEN = drawn((8, 6), (19, 6), (11, 24))
LETTER = drawn((8, 24), (14, 5), (20, 24))
# The paper around a 7, and a 7 of which a part is missing.
PAPER, PART = 255 - SEVEN, drawn((19, 6), (15, 15))
HERE, THERE, FAR = (10, 10, 20, 30), (32, 10, 20, 30), (80, 80, 20, 30)
DIGIT, OTHER, NO_DIGIT = Written(7, HERE, SEVEN), Written(2, THERE, LETTER), Written(NONE, HERE, LETTER)


@pytest.mark.parametrize(
    "box, look, written, label",
    [
        (HERE, SEVEN, [DIGIT], 7),
        ((11, 9, 21, 32), SEVEN, [DIGIT], 7),
        (HERE, PAPER, [DIGIT], NONE),
        (HERE, PART, [DIGIT], None),
        ((10, 10, 40, 30), SEVEN, [DIGIT], None),
        ((12, 14, 6, 8), SEVEN, [DIGIT], None),
        ((27, 32, 4, 10), SEVEN, [DIGIT], None),
        ((29, 30, 8, 30), SEVEN, [DIGIT], NONE),
        (FAR, SEVEN, [DIGIT], NONE),
        ((0, 0, 100, 100), SEVEN, [DIGIT], NONE),
        (HERE, LETTER, [NO_DIGIT], NONE),
        (HERE, SEVEN, [NO_DIGIT], NONE),
        ((12, 14, 6, 8), LETTER, [NO_DIGIT], None),
        (FAR, LETTER, [NO_DIGIT], NONE),
        (HERE, SEVEN, [], NONE),
        (HERE, SEVEN, [DIGIT, OTHER], 7),
        (THERE, LETTER, [DIGIT, OTHER], 2),
        (THERE, SEVEN, [DIGIT, OTHER], NONE),
        ((10, 10, 42, 30), SEVEN, [DIGIT, OTHER], NONE),
        ((10, 10, 35, 30), SEVEN, [DIGIT, OTHER], NONE),
        ((10, 10, 29, 30), SEVEN, [DIGIT, OTHER], 7),
        ((22, 10, 18, 30), SEVEN, [DIGIT, OTHER], None),
        ((10, 10, 42, 30), SEVEN, [DIGIT, NO_DIGIT._replace(box=THERE)], NONE),
        (FAR, SEVEN, [DIGIT, OTHER], NONE),
    ],
    ids=[
        "where the digit is, and like it",
        "about where it is",
        "the paper between its strokes",
        "like it in part",
        "half of it is something else",
        "a piece of it",
        "half a piece of it, over its edge",
        "at its edge",
        "elsewhere",
        "the whole picture",
        "where the letter is",
        "where the letter is, like a digit",
        "a piece of a letter",
        "beside a letter",
        "where nothing is written",
        "the first of two",
        "the second of two",
        "the second, with the first's look",
        "both",
        "one and most of the other",
        "one and a little of the other",
        "the halves of both",
        "a digit and what is none",
        "beside both",
    ],
)
def test_a_candidate_is_labelled_by_its_place_and_its_look(box, look, written, label):
    assert road.what(Glyph(look, box), written) == label


@pytest.mark.parametrize(
    "a, b, shared, inside",
    [
        ((0, 0, 10, 10), (0, 0, 10, 10), 100, True),
        ((0, 0, 10, 10), (5, 5, 10, 10), 25, False),
        ((0, 0, 10, 10), (5, 0, 10, 10), 50, True),
        ((0, 0, 10, 10), (10, 0, 10, 10), 0, False),
        ((0, 0, 10, 10), (20, 20, 10, 10), 0, False),
        ((2, 2, 4, 4), (0, 0, 10, 10), 16, True),
        ((0, 0, 10, 10), (2, 2, 4, 4), 16, False),
    ],
)
def test_a_box_is_inside_another_where_that_has_half_of_it(a, b, shared, inside):
    assert road.shared(a, b) == road.shared(b, a) == shared
    assert road.inside(a, b) is inside


@pytest.mark.parametrize(
    "other, least, most",
    [
        (SEVEN, 1, 1),
        (np.roll(SEVEN, 1, axis=1), 0.8, 0.99),
        (PART, road.UNLIKE, 0.95),
        (PAPER, -1, -1),
        (LETTER, -1, road.UNLIKE),
    ],
    ids=["itself", "a pixel beside", "a part of it", "its negative", "another"],
)
def test_likeness_forgives_a_pixel_but_not_another_look(other, least, most):
    assert least - 1e-6 <= road.likeness(SEVEN, other) <= most + 1e-6


@pytest.mark.parametrize(
    "points, thick, stroke",
    [
        ([(14, 4), (14, 23)], 3, True),
        ([(18, 4), (9, 23)], 2, True),
        ([(9, 4), (18, 23)], 2, True),
        ([(4, 14), (23, 14)], 3, False),
        ([(4, 18), (23, 9)], 2, False),
        ([(8, 5), (20, 5), (12, 23)], 2, False),
        ([(14, 8), (14, 19)], 9, True),
        ([(14, 11), (14, 16)], 12, False),
    ],
    ids=["upright", "leaning right", "leaning left", "a dash", "a leaning dash", "a 7", "broad", "a blot"],
)
def test_an_upright_stroke_is_long_and_hardly_leans(points, thick, stroke):
    assert road.upright_strokes(drawn(*points, thick=thick)[None]).tolist() == [stroke]


@pytest.mark.parametrize(
    "broad, thick, bar",
    [(5, -1, True), (9, -1, True), (11, -1, True), (13, -1, False), (9, 1, False), (9, 2, False)],
    ids=["narrow", "of a form", "broad", "nearly square", "an outline", "a thick outline"],
)
def test_an_upright_bar_is_filled_and_may_be_broader(broad, thick, bar):
    left = 14 - broad // 2
    glyph = cv2.rectangle(np.zeros((28, 28), np.uint8), (left, 4), (left + broad - 1, 23), 255, thick)
    assert road.upright_strokes(np.stack([glyph, glyph.T])).tolist() == [bar, False]


def test_each_glyph_is_a_stroke_or_not_by_itself():
    glyphs = np.stack([SEVEN, drawn((14, 4), (14, 23)), np.zeros((28, 28), np.uint8)])
    assert road.upright_strokes(glyphs).tolist() == [False, True, False]
    assert road.upright_strokes(glyphs[:0]).tolist() == []


def plain(glyph: np.ndarray) -> np.ndarray:
    return np.repeat(glyph[..., None], 3, axis=2)


def picture(*glyphs: tuple[tuple[int, int], np.ndarray]) -> np.ndarray:
    """A sheet, dark on light, with glyphs enlarged at places."""
    sheet = np.full((240, 320, 3), 235, np.uint8)
    for (x, y), glyph in glyphs:
        large = cv2.resize(glyph, (112, 112), interpolation=cv2.INTER_CUBIC)
        sheet[y : y + 112, x : x + 112] = np.minimum(sheet[y : y + 112, x : x + 112], 255 - large[..., None])
    return sheet


def at(x: int, y: int, glyph: np.ndarray) -> tuple[int, int, int, int]:
    """The box of a glyph in such a picture."""
    left, top, w, h = cv2.boundingRect((glyph > 127).astype(np.uint8))
    return x + 4 * left, y + 4 * top, 4 * w, 4 * h


def labels(one: Made, seed: int = 0) -> list[int]:
    return [label for _, label in road.glyphs(one, np.random.default_rng(seed))]


def test_a_small_picture_is_trained_on_as_it_is():
    one = Made(plain(SEVEN), [Written(7, (8, 5, 12, 19), SEVEN)])
    pixels, label = road.glyphs(one, np.random.default_rng(0))[0]
    assert np.array_equal(pixels, SEVEN)
    assert label == 7


def test_of_a_small_picture_only_the_view_in_which_the_lightest_is_ink_is_the_digit():
    grey = np.maximum(SEVEN, 60)
    grey[2:5, 2:5] = 0
    light, dark = (view.pixels for view in as_is(grey))
    found = road.glyphs(Made(plain(grey), [Written(7, (8, 5, 12, 19), SEVEN)]), np.random.default_rng(0))
    assert light[SEVEN > 200].min() > 200 and dark[3, 3] == 255
    assert [label for pixels, label in found if np.array_equal(pixels, light)] == [7]
    assert not any(np.array_equal(pixels, dark) for pixels, _ in found)


@pytest.mark.parametrize(
    "written, expected",
    [
        ([((100, 60), SEVEN, 7)], {7}),
        ([((100, 60), LETTER, NONE)], {NONE}),
        ([((20, 60), SEVEN, 7), ((180, 60), LETTER, 2)], {7, 2}),
        ([((20, 60), SEVEN, 7), ((180, 60), LETTER, NONE)], {7, NONE}),
        ([], set()),
    ],
    ids=["a digit", "a letter", "two digits", "a digit and a letter", "an empty sheet"],
)
def test_what_is_written_is_found_and_trained_on_as_what_it_is(written, expected):
    sheet = picture(*[(place, glyph) for place, glyph, _ in written])
    one = Made(sheet, [Written(label, at(*place, glyph), glyph) for place, glyph, label in written])
    assert set(labels(one)) - {NONE} == expected - {NONE}
    assert NONE in labels(one) or NONE not in expected


def test_of_one_picture_few_candidates_are_kept():
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (200, 300, 1), dtype=np.uint8).repeat(3, axis=2)
    assert len(labels(Made(noise, []))) <= road.MOST_BESIDE
    found = labels(Made(picture(((100, 60), SEVEN)), [Written(7, at(100, 60, SEVEN), SEVEN)]))
    assert 1 <= found.count(7) <= road.MOST_ON
    assert found.count(NONE) <= road.MOST_BESIDE


def test_of_a_number_the_segments_are_trained_on_too_and_of_a_digit_none(monkeypatch):
    number = [((20, 60), SEVEN, 7), ((110, 60), SEVEN, 7), ((200, 60), LETTER, NONE)]
    sheet = picture(*[(place, glyph) for place, glyph, _ in number])
    written = [Written(label, at(*place, glyph), glyph) for place, glyph, label in number]
    with_segments = labels(Made(sheet, written))
    alone = labels(Made(picture(number[0][:2]), written[:1]))
    monkeypatch.setattr(road, "find_sheets", lambda *_, **__: [])
    without = labels(Made(sheet, written))
    assert with_segments.count(7) > without.count(7)
    assert with_segments.count(NONE) > without.count(NONE)
    assert len(with_segments) <= road.MOST_ON + road.MOST_BESIDE + road.MOST_SEGMENTS_ON + road.MOST_SEGMENTS_BESIDE
    assert labels(Made(picture(number[0][:2]), written[:1])) == alone


def test_an_upright_stroke_that_nobody_wrote_is_not_taught_to_be_nothing():
    stroke = drawn((14, 4), (14, 23), thick=3)
    sheet = picture(((100, 60), stroke))
    assert NONE not in labels(Made(sheet, []))
    assert 1 in labels(Made(sheet, [Written(1, at(100, 60, stroke), stroke)]))


def test_what_is_labelled_has_a_row_a_candidate():
    one = Made(picture(((100, 60), SEVEN)), [Written(7, at(100, 60, SEVEN), SEVEN)])
    for made in (one, Made(np.full((60, 60, 3), 200, np.uint8), [])):
        arrays = road.labelled(made, np.random.default_rng(0))
        assert arrays["glyphs"].shape == (len(arrays["labels"]), 28, 28)
        assert arrays["glyphs"].dtype == arrays["labels"].dtype == np.uint8
