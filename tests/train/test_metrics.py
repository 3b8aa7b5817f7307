"""Figures of a labelled set, on probabilities made by hand."""

import numpy as np
import pytest

from train import metrics
from train.metrics import NONE
from train.settings import CLASSES


def rows(*pairs: tuple[int, float]) -> np.ndarray:
    """Probabilities [n, 11]: the class of each pair has the given probability, the rest share what is left."""
    out = np.array([np.full(11, (1 - p) / 10) for _, p in pairs])
    for row, (index, p) in zip(out, pairs, strict=True):
        row[index] = p
    return out


METADATA = {
    "output": {"classes": CLASSES},
    "accept_threshold": 0.8,
    "no_digit_threshold": 0.5,
    "no_digit_threshold_as_is": 0.95,
}
# (label, digit said, how surely, how likely there is none)
SAID = [
    (3, 3, 0.9, 0.1),
    (4, 4, 0.7, 0.1),
    (5, 5, 0.9, 0.5),
    (6, 8, 0.9, 0.1),
    (NONE, 2, 0.9, 0.9),
    (NONE, 2, 0.9, 0.4),
    (NONE, 2, 0.9, 0.7),
]


def measured(said, as_is=False, **metadata):
    labels, digits, sure, none = (np.array(column) for column in zip(*said, strict=True))
    given = np.array([rows((digit, p))[0, :10] for digit, p in zip(digits, sure, strict=True)])
    given = given / given.sum(axis=1, keepdims=True)
    return metrics.measure(given, none, np.uint8(labels), METADATA | metadata, as_is)


@pytest.mark.parametrize(
    "figure, value",
    [
        ("pictures", 7),
        ("accuracy", 2 / 4),  # the refused one and the wrong one are not right
        ("refused", 1 / 4),
        ("accepted", 2 / 4),  # of the digits; right or wrong
        ("no_digit_said", 2 / 3),
    ],
)
def test_a_figure_of_a_labelled_set(figure, value):
    assert measured(SAID)[figure] == pytest.approx(value, abs=1e-5)


def test_the_calibration_error_is_of_digits_that_are_read():
    only_read = [one for one in SAID if one[0] != NONE and one[3] < 0.5]
    assert measured(SAID)["calibration_error"] == measured(only_read)["calibration_error"] > 0


def test_of_digits_alone_it_is_not_asked_how_often_none_is_said():
    assert "no_digit_said" not in measured([one for one in SAID if one[0] != NONE])


def test_a_network_without_the_class_refuses_nothing():
    figures = measured(SAID[:4], output={"classes": CLASSES[:10]})
    assert (figures["accuracy"], figures["refused"]) == (3 / 4, 0)


@pytest.mark.parametrize(
    "said, wanted, threshold",
    [
        ([(3, 0.6)] * 10, 0.995, 0.5),
        ([(3, 0.6)] * 9 + [(8, 0.655)], 0.9, 0.5),
        ([(3, 0.6)] * 9 + [(8, 0.605), (3, 0.705)], 0.95, 0.61),
        ([(3, 0.99)] * 9 + [(8, 0.99)], 0.95, 0.95),
    ],
    ids=["all right", "as many as wanted", "from above the wrong one on", "never enough"],
)
def test_the_accept_threshold_is_the_least_that_is_right_often_enough(said, wanted, threshold):
    digits = np.array([rows(one)[0, :10] for one in said])
    assert metrics.accept_threshold(digits, np.full(len(said), 3), wanted) == threshold


def test_calibration_error_is_the_gap_of_confidence_and_truth():
    assert metrics.calibration_error(np.array([0.9, 0.9]), np.array([True, False])) == pytest.approx(0.4)
    assert metrics.calibration_error(np.array([1.0, 1.0]), np.array([True, True])) == 0


def test_overconfidence_gets_a_temperature_above_one():
    labels = np.array([1] * 7 + [2] * 3)
    assert metrics.fit_temperature(rows(*[(1, 0.99)] * 10), labels) > 1.2


@pytest.mark.parametrize(
    "hits, n, low, high",
    [
        # Source: Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilsons_interval_is_the_published_one(hits, n, low, high):
    assert metrics.wilson(hits, n) == pytest.approx((low, high), abs=1e-4)


def test_reliability_bins_hold_each_answer_once():
    bins = metrics.reliability(np.array([0.05, 0.5, 0.55, 1.0]), np.array([False, True, False, True]), bins=10)
    assert [(b.low, b.count, b.right) for b in bins] == [(0.0, 1, 0.0), (0.5, 2, 0.5), (0.9, 1, 1.0)]
    assert bins[1].confidence == pytest.approx(0.525)


def test_coverage_counts_equal_confidences_together():
    confidence, right = np.array([0.9, 0.5, 0.9, 0.2]), np.array([True, False, False, True])
    coverage, accuracy = metrics.coverage_curve(confidence, right)
    assert coverage.tolist() == [0.5, 0.75, 1.0]
    assert accuracy == pytest.approx([1 / 2, 1 / 3, 1 / 2])


def test_pictures_that_are_glyphs_already_have_a_threshold_of_their_own():
    assert measured(SAID, as_is=False)["refused"] == 0.25
    assert measured(SAID, as_is=True)["refused"] == 0.0
