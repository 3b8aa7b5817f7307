"""Figures of a labelled set, on probabilities made by hand."""

import numpy as np
import pytest

from train import metrics
from train.settings import CLASSES


def rows(*pairs: tuple[int, float]) -> np.ndarray:
    """Probabilities [n, 11]: the class of each pair has the given probability, the rest share what is left."""
    out = np.array([np.full(11, (1 - p) / 10) for _, p in pairs])
    for row, (index, p) in zip(out, pairs, strict=True):
        row[index] = p
    return out


METADATA = {
    "output": {"classes": CLASSES},
    "choice": {"score_weight": 1.0, "surety_weight": 0.0},
    "calibration": {"temperature": 1.0},
    "accept_threshold": 0.5,
    "no_digit_threshold": 0.5,
}


def test_a_refused_digit_counts_as_wrong():
    figures = metrics.measure_glyphs(rows((3, 0.9), (10, 0.9), (5, 0.9), (10, 0.9)), np.array([3, 4, 6, 10]), METADATA)
    assert figures["accuracy"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["refused"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["no_digit_said"] == 1.0


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
