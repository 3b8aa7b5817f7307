"""Pictures to choose with: of digits that no network was trained on, with all candidates that preprocess finds in each."""

from typing import NamedTuple

import numpy as np

from lambda_fn.preprocess import preprocess
from lambda_fn.reading import calibrate
from train import made, metrics
from train.produce import produce
from train.settings import Pictures

# Weights of the score, and thresholds of "no digit", that are tried.
WEIGHTS = (0.0, 0.125, 0.25, 0.375, 0.5, 0.75, 1.0, 1.5, 2.0)
THRESHOLDS = np.arange(0.2, 0.91, 0.02)


class Candidates(NamedTuple):
    """Of P pictures: glyphs uint8 [n, 28, 28], scores float64 [n], picture int64 [n]: which it is of; labels uint8 [P]."""

    glyphs: np.ndarray
    scores: np.ndarray
    picture: np.ndarray
    labels: np.ndarray


def candidates_of(one: made.Made, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """All candidates of a picture, each with its score, and the picture's label."""
    found = preprocess(one.picture)
    return {
        "glyphs": np.array([glyph.pixels for glyph in found], np.uint8).reshape(-1, 28, 28),
        "scores": np.array([glyph.score for glyph in found], np.float64),
        "labels": np.uint8([one.label]),
    }


def make(kind: str, digits: np.ndarray, labels: np.ndarray, pictures: Pictures) -> Candidates:
    """Made pictures of held-out digits. kind: of made.KINDS; digits, labels: MNIST's, uint8 [n, 28, 28] and [n]."""
    return Candidates(**produce(candidates_of, kind, digits, labels, pictures))


class Chosen(NamedTuple):
    """Of each picture the chosen candidate: calibrated float64 [P, C] (rows of "no digit" where it has none), labels [P]."""

    calibrated: np.ndarray
    labels: np.ndarray


def chosen(candidates: Candidates, probabilities: np.ndarray, temperature: float, weight: float) -> Chosen:
    """What lambda_fn.choose would read of each picture. probabilities: float32 [n, 11] of the candidates, not calibrated."""
    q = calibrate(probabilities, temperature)
    merit = q[:, :10].max(axis=1) * (1 - q[:, metrics.NONE]) * candidates.scores**weight
    out = np.zeros((len(candidates.labels), q.shape[1]))
    out[:, metrics.NONE] = 1.0
    # In the order of merit, so that the best of each picture is written last.
    order = np.argsort(merit, kind="stable")
    out[candidates.picture[order]] = q[order]
    return Chosen(out, candidates.labels)


class Choice(NamedTuple):
    """What is chosen: the weight of the score, and the threshold of "no digit"."""

    score_weight: float
    no_digit_threshold: float


def choose(
    sets: list[tuple[Candidates, np.ndarray]], glyphs: np.ndarray, temperature: float, share_refused: float
) -> Choice:
    """The best choice on pictures: the mean of digits read right and of "no digit" said right, each set counting alike.

    sets: candidates and their probabilities float32 [n, 11]. glyphs: calibrated [m, 11], of held-out digits, of which at most
    this share may be refused. Without sets, for a network of ten classes, nothing is refused.
    """
    if not sets:
        return Choice(0.5, 1.0)
    least = metrics.no_digit_threshold(glyphs, share_refused)
    best = (-1.0, Choice(0.5, least))
    for weight in WEIGHTS:
        each = [chosen(candidates, probabilities, temperature, weight) for candidates, probabilities in sets]
        for threshold in THRESHOLDS[least <= THRESHOLDS]:
            merit = float(np.mean([balance(*one, threshold) for one in each]))
            if merit > best[0]:
                best = (merit, Choice(weight, round(float(threshold), 4)))
    return best[1]


def fit_temperature(probabilities: np.ndarray, labels: np.ndarray, sets: list[tuple[Candidates, np.ndarray]]) -> float:
    """The temperature with the least calibration error, of held-out digits and of what is read in each set of pictures alike.

    probabilities: float32 [m, C] of the digits, labels uint8 [m]; sets: as for `choose`. Likelihood is no measure here: where
    preprocess missed the digit, the network may be as wrong as it is sure, and these few would set the temperature for all.
    """
    if not sets:
        return metrics.fit_temperature(probabilities, labels)

    def error(temperature: float) -> float:
        each = [(calibrate(probabilities, temperature), labels)]
        each += [chosen(candidates, given, temperature, 0.5) for candidates, given in sets]
        return float(np.mean([_calibration_error(*one) for one in each]))

    return round(float(min(metrics.TEMPERATURES, key=error)), 4)


def _calibration_error(calibrated: np.ndarray, labels: np.ndarray) -> float:
    """Of what is more likely a digit than none."""
    read = calibrated[:, metrics.NONE] < 0.5
    p = metrics.digits_only(calibrated[read])
    return metrics.calibration_error(p.max(axis=1), p.argmax(axis=1) == labels[read])


def accept_threshold(
    calibrated: np.ndarray,
    labels: np.ndarray,
    sets: list[tuple[Candidates, np.ndarray]],
    temperature: float,
    choice: Choice,
    wanted: float = 0.995,
) -> float:
    """The least confidence from 0.5 on above which at least `wanted` of what is read is right, of digits and of pictures."""
    read, truth = [calibrated[:, :10]], [labels]
    for candidates, probabilities in sets:
        best = chosen(candidates, probabilities, temperature, choice.score_weight)
        kept = best.calibrated[:, metrics.NONE] < choice.no_digit_threshold
        read.append(best.calibrated[kept][:, :10])
        truth.append(best.labels[kept])
    return metrics.accept_threshold(np.concatenate(read), np.concatenate(truth), wanted)


def measure(best: Chosen, metadata: dict) -> dict:
    """Figures of made pictures, as metrics.measure gives them."""
    return metrics.measure(best.calibrated, best.labels, metadata | {"calibration": {"temperature": 1.0}})


def balance(calibrated: np.ndarray, labels: np.ndarray, threshold: float) -> float:
    """Mean of the share of digits read right and of the share of the rest refused."""
    refused = calibrated[:, metrics.NONE] >= threshold
    is_digit = labels != metrics.NONE
    right = (calibrated[:, :10].argmax(axis=1) == labels) & ~refused
    return (right[is_digit].mean() + refused[~is_digit].mean()) / 2
