"""choose: what preprocess found is weighed with what the network makes of it."""

import numpy as np
import pytest

from lambda_fn.choose import choose
from lambda_fn.preprocess import Glyph

CLASSES = [*"0123456789", "no digit"]


def row(no_digit, sure):
    """Probabilities of one glyph: of being no digit, and of the digit 3 among the ten."""
    of_digits = np.full(10, (1 - sure) / 9)
    of_digits[3] = sure
    return [*(1 - no_digit) * of_digits, no_digit]


def chosen(scores, rows, classes=11, weight=0.5):
    glyphs = [Glyph(np.zeros((28, 28), np.uint8), (0, 0, 1, 1), 0, score) for score in scores]
    metadata = {
        "output": {"classes": CLASSES[:classes]},
        "calibration": {"temperature": 1.0},
        "choice": {"score_weight": weight, "surety_weight": 1.0},
    }
    probabilities = np.array(rows, np.float32).reshape(-1, 11)[:, :classes]
    return choose(glyphs, probabilities, metadata)


@pytest.mark.parametrize(
    "scores, rows, options, expected",
    [
        ([], [], {}, None),
        ([1], [row(0.99, 0.9)], {}, 0),
        ([1, 1], [row(0, 0.8), row(0, 0.9)], {}, 1),
        ([1, 0.5], [row(0.9, 0.99), row(0, 0.9)], {}, 1),
        ([1, 1], [row(0.3, 0.99), row(0, 0.68)], {}, 1),
        ([0.5, 1], [row(0, 0.9), row(0, 0.9)], {}, 1),
        ([1, 1], [row(0, 0.9), row(0, 0.9)], {}, 0),
        ([0.01, 1], [row(0, 0.9), row(0, 0.8)], {"weight": 0}, 0),
        ([0.6, 1], [row(0, 0.9), row(0, 0.8)], {"weight": 4}, 1),
        ([1, 1], [row(0, 0.6), row(0, 0.7)], {"classes": 10}, 1),
        ([0.7, 1], [row(0, 0.9), row(0, 0.6)], {}, 0),
    ],
    ids=[
        "none of none",
        "the only one, be it no digit",
        "the surer of equal ink",
        "a digit before what is none",
        "a digit before a likelier one that may be none",
        "the better ink of equally sure ones",
        "the first of equals",
        "the surer where the score has no weight",
        "the better ink where it has much",
        "the surest of ten classes",
        "the surer by more than the ink is worse",
    ],
)
def test_the_glyph_that_most_likely_is_the_digit_is_chosen(scores, rows, options, expected):
    assert chosen(scores, rows, **options) == expected
