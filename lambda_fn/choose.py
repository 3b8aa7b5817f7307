"""Which digit is it? Several finds may be the picture's digit, or none may: they are weighed against each other. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lambda_fn.preprocess import Glyph

NO_DIGIT = "no digit"
LEAST_PROBABILITY = 1e-12
# What the network says of "no digit", and the score, count from here on: beyond it all is equally sure.
LEAST_ODDS, LEAST_SCORE = 1e-4, 1e-4
# … and how much of a find is a stroke by itself from here on.
LEAST_STROKE = 0.05
# Of `features`, of `shape` and of `stroke`, by their names in the metadata.
WEIGHTS = ("bias", "odds", "surety", "score", "one", "breadth", "breadth_squared", "slant", "stroke")
PIXEL = 0.5  # variance, pixels², that the narrowest stroke has in any case: of a stroke of one pixel the breadth says nothing more


@dataclass(frozen=True)
class Choice:
    """index: of the glyph that most likely is the digit. probabilities: float64 [10], sum 1. none: that there is no digit, 0…1."""

    index: int
    probabilities: np.ndarray
    none: float


def calibrate(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """softmax(log(p) / temperature): a temperature above 1 makes an overconfident network modest.

    probabilities: [N, C], rows sum to 1. Returns float64 [N, C], rows sum to 1.
    Source: Guo et al., "On Calibration of Modern Neural Networks" (arXiv 1706.04599).
    """
    logits = np.log(np.maximum(probabilities.astype(np.float64), LEAST_PROBABILITY)) / temperature
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def features(calibrated: np.ndarray, scores: np.ndarray, classes: list[str]) -> np.ndarray:
    """What speaks for each glyph being a digit, float64 [N, 5]: 1; the logarithms of the odds against "no digit", of the surety which
    digit it is, and of the score; and the latter once more as far as it is a 1: the edge of a shadow or a table is a straight stroke.

    calibrated: float64 [N, C] of these classes; without a class "no digit" the odds are even. scores: float64 [N], of preprocess.
    """
    digits = calibrated[:, :10] / calibrated[:, :10].sum(axis=1, keepdims=True)
    scored = np.log(scores + LEAST_SCORE)
    return np.stack(
        [
            np.ones(len(scored)),
            log_odds(calibrated, classes),
            np.log(digits.max(axis=1)),
            scored,
            digits[:, 1] * scored,
        ],
        axis=1,
    )


def shape(pixels: np.ndarray) -> np.ndarray:
    """Each glyph's shape, float64 [N, 3]: how broad its ink is for its height, the logarithm of their ratio; that squared; and how much
    it lies aslant, 0…1. Few digits are broad, and few lie aslant.

    pixels: uint8 [N, H, W]. By the second moments of the ink: the standard deviations, and the squared correlation of column and row.
    Source: Hu, "Visual pattern recognition by moment invariants", 1962.
    """
    ink = pixels.astype(np.int64)
    mass = np.maximum(ink.sum(axis=(1, 2)), 1)
    y, x = (np.arange(side) for side in ink.shape[1:])
    of_columns, of_rows = ink.sum(axis=1), ink.sum(axis=2)
    mean_x, mean_y = of_columns @ x / mass, of_rows @ y / mass
    across = of_columns @ (x * x) / mass - mean_x * mean_x + PIXEL
    along = of_rows @ (y * y) / mass - mean_y * mean_y + PIXEL
    together = ((ink @ x) @ y) / mass - mean_x * mean_y
    breadth = np.log(across / along) / 2
    return np.stack([breadth, breadth * breadth, together * together / (across * along)], axis=1)


def stroke(shares: np.ndarray) -> np.ndarray:
    """How much each find is a stroke by itself, as a logarithm, float64 [N, 1]: the edge of a shadow is none. shares: float64 [N], of preprocess."""
    return np.log(np.maximum(shares, LEAST_STROKE))[:, None]


def log_odds(calibrated: np.ndarray, classes: list[str]) -> np.ndarray:
    """The logarithm of each glyph's odds against "no digit", float64 [N]; as for `features`."""
    none = calibrated[:, classes.index(NO_DIGIT)] if NO_DIGIT in classes else np.full(len(calibrated), 0.5)
    return np.log((1 - none + LEAST_ODDS) / (none + LEAST_ODDS))


def weigh(calibrated: np.ndarray, glyphs: Sequence[Glyph], metadata: dict[str, Any]) -> np.ndarray:
    """How likely each glyph is the picture's digit, against 1 for there being none: float64 [N], above 0.

    Source: the conditional logit model of choice, McFadden 1973. Its weights are metadata's, fitted on pictures that the network
    was not trained on (train/choosing.py).
    """
    weights = [metadata["choice"][name] for name in WEIGHTS]
    scores, shapes = np.array([glyph.score for glyph in glyphs]), shape(np.stack([glyph.pixels for glyph in glyphs]))
    strokes = stroke(np.array([glyph.stroke for glyph in glyphs]))
    speaks = np.concatenate([features(calibrated, scores, metadata["output"]["classes"]), shapes, strokes], axis=1)
    return np.exp(speaks @ np.array(weights))


def shares(scores: np.ndarray) -> np.ndarray:
    """The share that each find of a picture has before it is looked at: by its score, so that specks count for little, however many.

    scores: float64 [N], of preprocess. Returns float64 [N], sum 1.
    """
    return (scores + LEAST_SCORE) / (scores + LEAST_SCORE).sum()


def choose(glyphs: Sequence[Glyph], probabilities: np.ndarray, metadata: dict[str, Any]) -> Choice | None:
    """Weigh all that was found: each find has its share, finds that agree add up, and none of them may be a digit.

    glyphs: N, as preprocess found them. probabilities: float32 [N, C], not yet calibrated. Returns None where N is 0.
    """
    if not glyphs:
        return None
    calibrated = calibrate(probabilities, metadata["calibration"]["temperature"])
    scores = np.array([glyph.score for glyph in glyphs])
    weights = weigh(calibrated, glyphs, metadata) * shares(scores)
    digits = calibrated[:, :10] / calibrated[:, :10].sum(axis=1, keepdims=True)
    mixed = weights @ digits / weights.sum()
    # The glyph that speaks most for the answer, not for a digit of its own.
    index = int(np.argmax(weights * digits[:, mixed.argmax()]))
    return Choice(index, mixed, float(1 / (1 + weights.sum())))
