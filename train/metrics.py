"""metrics: what a network is worth, through the door that users use (LiteRT, calibrated, with its thresholds)."""

from typing import NamedTuple

import numpy as np

from lambda_fn.choose import NO_DIGIT, calibrate
from train.settings import CLASSES

NONE = CLASSES.index(NO_DIGIT)
TEMPERATURES = np.exp(np.linspace(np.log(0.3), np.log(3.0), 93))  # that are tried


def fit_temperature(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The temperature under which held-out labels are likeliest. Source: Guo et al., arXiv 1706.04599."""
    rows = np.arange(len(labels))
    losses = [-np.log(np.maximum(calibrate(probabilities, t)[rows, labels], 1e-12)).mean() for t in TEMPERATURES]
    return round(float(TEMPERATURES[int(np.argmin(losses))]), 4)


def accept_threshold(digits: np.ndarray, labels: np.ndarray, wanted: float) -> float:
    """The least confidence from 0.5 on above which at least `wanted` of held-out digits are right. digits: as for `measure`."""
    confidence, right = digits.max(axis=1), digits.argmax(axis=1) == labels
    for threshold in np.arange(0.5, 0.96, 0.01):
        accepted = right[confidence >= threshold]
        if len(accepted) and accepted.mean() >= wanted:
            return round(float(threshold), 2)
    return 0.95


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error, 0…1, equal-width bins. Source: Naeini, Cooper and Hauskrecht, 2015."""
    found = reliability(confidence, right, bins)
    return float(sum(abs(b.confidence - b.right) * b.count for b in found) / max(len(confidence), 1))


def wilson(hits: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Confidence interval of a share of n independent trials; z: normal quantile, of 95 % unless said otherwise.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, z * z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = z / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # At the ends the bound is the share itself, but for rounding.
    low = 0.0 if hits == 0 else float(middle - reach)
    high = 1.0 if hits == n else float(middle + reach)
    return low, high


def edits(said: str, written: str) -> int:
    """How many characters are to be put in, taken out or changed to make one text of another. Source: Levenshtein, 1966."""
    costs = np.arange(len(written) + 1)
    places = np.arange(len(written) + 1)
    for i, character in enumerate(said, start=1):
        changed = costs[:-1] + [character != other for other in written]
        best = np.minimum(np.concatenate([[i], changed]), np.concatenate([[i], costs[1:] + 1]))
        # What is left out of the written text costs one each, from the left on.
        costs = np.minimum.accumulate(best - places) + places
    return int(costs[-1])


class Bin(NamedTuple):
    """One bar of a reliability diagram. low, high: its confidences; confidence: their mean; right: share of the right ones."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> list[Bin]:
    """The bins of `calibration_error` that hold anything. confidence: float [n], 0…1; right: bool [n]."""
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        Bin(b / bins, (b + 1) / bins, int(own.sum()), float(confidence[own].mean()), float(right[own].mean()))
        for b in range(bins)
        if (own := index == b).any()
    ]


def coverage_curve(confidence: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Accuracy on the surest part of the answers, for every part that a threshold can cut off.

    confidence: float [n], 0…1; right: bool [n]. Returns coverage and accuracy, float64 [k], coverage rising to 1.
    Source: risk and coverage, El-Yaniv and Wiener, "On the foundations of noise-free selective classification", 2010.
    """
    order = np.argsort(-confidence, kind="stable")
    # Equal confidences are cut off together.
    last = np.append(np.flatnonzero(np.diff(confidence[order])), len(order) - 1)
    counts = np.arange(1, len(order) + 1)
    return counts[last] / len(order), (np.cumsum(right[order]) / counts)[last]


def measure(digits: np.ndarray, none: np.ndarray, labels: np.ndarray, metadata: dict, as_is: bool) -> dict:
    """Figures of a labelled set: accuracy (refused digits count as wrong), refused and accepted shares, calibration error.

    digits: probabilities of the ten, float64 [n, 10], rows sum to 1; none: that there is no digit, float64 [n]; both of
    lambda_fn.choose. labels: uint8 [n], 10 = no digit. as_is: whether the pictures are glyphs already.
    """
    refused = none >= metadata["no_digit_threshold_as_is" if as_is else "no_digit_threshold"]
    if NO_DIGIT not in metadata["output"]["classes"]:
        refused[:] = False
    answer = np.where(refused, NONE, digits.argmax(axis=1))
    is_digit = labels != NONE
    confidence, right = digits.max(axis=1), answer == labels
    figures = {"pictures": len(labels), "accuracy": right[is_digit].mean(), "refused": refused[is_digit].mean()}
    read = is_digit & ~refused
    figures["calibration_error"] = calibration_error(confidence[read], right[read])
    figures["accepted"] = (read & (confidence >= metadata["accept_threshold"])).sum() / is_digit.sum()
    if (~is_digit).any():
        figures["no_digit_said"] = refused[~is_digit].mean()
    return {name: round(float(value), 5) if name != "pictures" else value for name, value in figures.items()}
