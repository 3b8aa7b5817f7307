"""choose: all that preprocess found is weighed, with what the network makes of it, into one answer."""

import numpy as np
import pytest

from lambda_fn.choose import WEIGHTS, calibrate, choose, shape
from lambda_fn.preprocess import Glyph

CLASSES = [*"0123456789", "no digit"]
NOTHING = dict.fromkeys(WEIGHTS, 0.0)


def row(no_digit, sure, digit=3):
    """Probabilities of one glyph: of being no digit, and of one digit among the ten."""
    of_digits = np.full(10, (1 - sure) / 9)
    of_digits[digit] = sure
    return [*(1 - no_digit) * of_digits, no_digit]


def inked(*strokes, level=255):
    """A glyph's pixels: each stroke is a list of (row, column)."""
    pixels = np.zeros((28, 28), np.uint8)
    for row, column in [point for stroke in strokes for point in stroke]:
        pixels[row, column] = level
    return pixels


BLANK = inked()
# Of five pixels in a row the variance is 2.
ALONG, UP, ASLANT = [[(row * at + 9, column * at + 4) for at in range(5)] for row, column in ((0, 1), (1, 0), (1, 1))]


def chosen(scores, rows, classes=11, temperature=1.0, pixels=BLANK, strokes=1.0, **weights):
    """pixels, strokes: of all the glyphs; weights: of the choice, where they are not 0."""
    glyphs = [Glyph(pixels, (0, 0, 1, 1), 0, score, stroke=strokes) for score in scores]
    metadata = {
        "output": {"classes": CLASSES[:classes]},
        "calibration": {"temperature": temperature},
        "choice": NOTHING | weights,
    }
    probabilities = np.array(rows, np.float32).reshape(-1, 11)[:, :classes]
    return choose(glyphs, probabilities, metadata)


def test_of_nothing_nothing_is_chosen():
    assert chosen([], []) is None


ALL = {"bias": -1.0, "odds": 1.0, "surety": 1.0, "score": 0.5}


@pytest.mark.parametrize(
    "scores, rows, weights, expected",
    [
        ([1], [row(0.99, 0.9)], ALL, 0),
        ([1, 1], [row(0, 0.8), row(0, 0.9)], ALL, 1),
        ([1, 0.5], [row(0.9, 0.99), row(0, 0.9)], ALL, 1),
        ([1, 1], [row(0.3, 0.99), row(0, 0.68)], ALL, 1),
        ([0.5, 1], [row(0, 0.9), row(0, 0.9)], ALL, 1),
        ([1, 1], [row(0, 0.9), row(0, 0.9)], ALL, 0),
        ([0.01, 1], [row(0, 0.9), row(0, 0.8)], ALL | {"score": -1}, 0),
        ([0.6, 1], [row(0, 0.9), row(0, 0.8)], ALL | {"score": 4}, 1),
        ([0.7, 1], [row(0, 0.9), row(0, 0.6)], ALL, 0),
        ([1, 1], [row(0, 0.6), row(0, 0.7)], ALL | {"classes": 10}, 1),
        ([1, 1, 1], [row(0, 0.9, 7), row(0, 0.7), row(0, 0.8)], ALL, 2),
        ([1, 0.3], [row(0, 0.55, 7), row(0, 1.0)], {"score": 1}, 0),
        ([1, 0.1], [[*np.eye(10)[7] * 0.52 + np.eye(10)[3] * 0.48, 0], row(0, 1.0)], {"score": 1}, 0),
    ],
    ids=[
        "the only one, be it no digit",
        "the surer of equal ink",
        "a digit before what is none",
        "a digit before a likelier one that may be none",
        "the better ink of equally sure ones",
        "the first of equals",
        "the surer where the weight of the score takes back its share",
        "the better ink where it has much",
        "the surer by more than the ink is worse",
        "the surest of ten classes",
        "the surer of two that agree before the surest, alone",
        "what is weightier, though less sure",
        "what speaks most for the answer, though more for another digit",
    ],
)
def test_the_chosen_glyph_is_the_one_that_speaks_most_for_the_answer(scores, rows, weights, expected):
    assert chosen(scores, rows, **weights).index == expected


@pytest.mark.parametrize(
    "scores, rows, weights, expected",
    [
        ([1], [row(0, 0.8)], {}, {3: 0.8}),
        ([1], [row(0.6, 0.8)], {}, {3: 0.8}),
        ([1, 1], [row(0, 0.8), row(0, 0.8)], {}, {3: 0.8}),
        ([1, 1], [row(0, 1.0), row(0, 1.0, 7)], {}, {3: 1 / 2, 7: 1 / 2}),
        ([1, 1, 1], [row(0, 1.0), row(0, 1.0, 7), row(0, 1.0)], {}, {3: 2 / 3, 7: 1 / 3}),
        ([1, 0.5], [row(0, 1.0), row(0, 1.0, 7)], {}, {3: 2 / 3, 7: 1 / 3}),
        ([1, 0.5], [row(0, 1.0), row(0, 1.0, 7)], {"score": 1}, {3: 4 / 5, 7: 1 / 5}),
        ([1, 1], [row(0.5, 1.0), row(0.2, 1.0, 7)], {"odds": 1}, {3: 1 / 5, 7: 4 / 5}),
        ([1, 1], [row(1.0, 1.0), row(0, 1.0, 7)], {"odds": 1}, {3: 0, 7: 1}),
        ([1, 1], [row(0, 0.5), row(0, 1.0, 7)], {"surety": 1}, {3: 0.5 / 3, 7: 2 / 3 + 0.5 / 27}),
        ([1, 1], [row(0, 1.0), row(0, 1.0, 7)], {"bias": -3}, {3: 1 / 2, 7: 1 / 2}),
        ([1], [row(0, 0.9)], {"temperature": 2.0}, {3: 0.5}),
    ],
    ids=[
        "one alone says what it is",
        "of the digits alone, not of being none",
        "two that agree say no more than each",
        "two that differ are halved",
        "two outvote one",
        "half the score is half the share",
        "and a quarter, where the score has weight, too",
        "even odds are a quarter of four to one",
        "what is surely none has no weight",
        "half as sure is half the weight",
        "the bias is all finds' alike",
        "they are calibrated first",
    ],
)
def test_the_probabilities_are_a_mixture_of_the_finds(scores, rows, weights, expected):
    probabilities = chosen(scores, rows, **weights).probabilities
    assert probabilities.sum() == pytest.approx(1)
    assert {digit: probabilities[digit] for digit in expected} == pytest.approx(expected, abs=3e-4)


@pytest.mark.parametrize(
    "scores, rows, weights, expected",
    [
        ([1], [row(0, 0.9)], {}, 1 / 2),
        ([1, 1, 1], [row(0, 0.9)] * 3, {}, 1 / 2),
        ([1, 1], [row(0, 1.0), row(0, 1.0, 7)], {}, 1 / 2),
        ([1], [row(0, 0.9)], {"bias": np.log(3)}, 1 / 4),
        ([1], [row(0.8, 0.9)], {"odds": 1}, 0.8),
        ([1], [row(1.0, 0.9)], {"odds": 1}, 0.9999),
        ([1], [row(0.0, 0.9)], {"odds": 1}, 0.0001),
        ([1], [row(0.8, 0.9)], {"odds": 1, "classes": 10}, 1 / 2),
        ([1], [row(0.8, 0.9)], {"odds": 1, "temperature": 2.0}, 0.5132),
        ([1], [row(0, 0.5)], {"surety": 2}, 4 / 5),
        ([0.25], [row(0, 1.0, 1)], {"one": 1}, 4 / 5),
        ([0.25], [row(0, 1.0, 7)], {"one": 1}, 1 / 2),
        ([0.25], [row(0, 0.9)], {"score": 1}, 4 / 5),
        ([0.25], [row(0, 0.9)], {"score": 0.5}, 2 / 3),
        ([1], [row(0, 0.9)], {"breadth": 2, "pixels": inked(ALONG)}, 1 / 6),
        ([1], [row(0, 0.9)], {"breadth": 2, "pixels": inked(UP)}, 5 / 6),
        ([1], [row(0, 0.9)], {"breadth_squared": 4 / np.log(5), "pixels": inked(ALONG)}, 1 / 6),
        ([1], [row(0, 0.9)], {"breadth_squared": 4 / np.log(5), "pixels": inked(UP)}, 1 / 6),
        ([1], [row(0, 0.9)], {"slant": np.log(3) / 0.64, "pixels": inked(ASLANT)}, 1 / 4),
        ([1], [row(0, 0.9)], {"slant": np.log(3) / 0.64, "pixels": inked(UP)}, 1 / 2),
        ([1, 1], [row(0, 0.9), row(1.0, 0.9)], {"odds": 1, "bias": -np.log(1e4)}, 2 / 3),
        ([1, *[0.0005] * 20], [row(0, 0.9), *[row(1.0, 0.9)] * 20], {"odds": 1, "bias": -np.log(1e4)}, 0.503),
    ],
    ids=[
        "one without a weight is as likely as none",
        "finds that agree count as one",
        "finds that differ, too",
        "the bias speaks for each",
        "by the odds alone it is the network's word",
        "the network is never quite sure of none",
        "nor of a digit",
        "without a class for it the odds are even",
        "it is calibrated first",
        "who is unsure which digit may see none",
        "a straight stroke that looks little like writing may be an edge",
        "which another digit is not",
        "what looks little like writing may be none",
        "by how much, the weight says",
        "what is broad may be more, or less, of a digit",
        "and what is narrow the other way about",
        "either may be less of one than what is neither",
        "narrow as broad",
        "and so may what lies aslant",
        "which an upright stroke does not",
        "what is surely none halves the weight of the other",
        "specks, however many, do not",
    ],
)
def test_that_there_is_no_digit_is_weighed_against_all_finds(scores, rows, weights, expected):
    assert chosen(scores, rows, **weights).none == pytest.approx(expected, abs=2e-4)


def square(top, left, side):
    return [(top + y, left + x) for y in range(side) for x in range(side)]


@pytest.mark.parametrize(
    "pixels, breadth, slant",
    [
        (BLANK, 0, 0),
        (inked([(3, 20)]), 0, 0),
        (inked(square(4, 2, 9)), 0, 0),
        (inked(ALONG), np.log(5) / 2, 0),
        (inked(UP), -np.log(5) / 2, 0),
        (inked(ASLANT), 0, 0.64),
        (inked([(20 - row, column) for row, column in ASLANT]), 0, 0.64),
        (inked([(27, 27 - at) for at in range(5)]), np.log(5) / 2, 0),
        (inked(ALONG, level=1), np.log(5) / 2, 0),
        (inked(ALONG) + inked([(9, 6)], level=1) - inked([(9, 6)]), np.log((2.5 - 1e-3 + 0.5) / 0.5) / 2, 0),
    ],
    ids=[
        "nothing",
        "a speck",
        "a square",
        "a stroke along the rows",
        "an upright one",
        "one aslant",
        "either way",
        "wherever it is",
        "and however faint",
        "each pixel counts as much as it is ink",
    ],
)
def test_a_shape_is_how_broad_its_ink_is_and_how_much_it_lies_aslant(pixels, breadth, slant):
    shapes = shape(np.stack([BLANK, pixels]))
    assert shapes.dtype == np.float64
    assert shapes[0].tolist() == [0, 0, 0]
    assert shapes[1] == pytest.approx([breadth, breadth**2, slant], abs=1e-3)


@pytest.mark.parametrize(
    "strokes, odds",
    [(1.0, 1.0), (0.5, 0.25), (0.05, 0.0025), (0.0, 0.0025)],
    ids=["all of it", "half", "hardly any", "nothing, which counts as hardly any"],
)
def test_what_is_no_stroke_by_itself_is_less_of_a_digit(strokes, odds):
    none = chosen([1], [row(0, 0.9)], strokes=strokes, stroke=2.0).none
    assert (1 - none) / none == pytest.approx(odds)


@pytest.mark.parametrize("temperature, expected", [(1.0, 0.9), (2.0, 0.75), (0.5, 81 / 82)])
def test_temperature_makes_a_network_modest_or_bold(temperature, expected):
    calibrated = calibrate(np.array([[0.9, 0.1]], np.float32), temperature)
    assert calibrated.dtype == np.float64
    assert calibrated[0] == pytest.approx([expected, 1 - expected], abs=1e-6)


@pytest.mark.parametrize("temperature", [0.01, 1.0, 100.0])
def test_certainty_itself_is_calibrated_without_nan(temperature):
    calibrated = calibrate(np.eye(11, dtype=np.float32), temperature)
    assert np.isfinite(calibrated).all()
    assert calibrated.sum(axis=1) == pytest.approx(np.ones(11))
