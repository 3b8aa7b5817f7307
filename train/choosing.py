"""Pictures to choose with: of digits that no network was trained on, with all candidates that preprocess finds in each."""

import itertools
from typing import NamedTuple

import numpy as np

from lambda_fn.preprocess import preprocess
from lambda_fn.reading import calibrate, doubt
from train import made, metrics
from train.produce import produce
from train.settings import CLASSES, Pictures

# Weights of score and surety, and thresholds of "no digit", that are tried.
SCORE_WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
SURETY_WEIGHTS = (0.0, 1.0, 2.0, 4.0)
THRESHOLDS = 1 / (1 + np.exp(-np.linspace(-5, 5, 101)))
# Most pictures that people bring hold a digit: reading one right counts this much more than refusing what is none.
DIGITS_COUNT = 3


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


class Weights(NamedTuple):
    """How lambda_fn.reading.doubt weighs what preprocess and the network say."""

    score_weight: float
    surety_weight: float


EVEN = Weights(1.0, 1.0)


class Chosen(NamedTuple):
    """Of each picture the chosen candidate: calibrated float64 [P, C], its doubt float64 [P], and the labels uint8 [P].

    Where there is no candidate the row is "no digit" and the doubt is 1.
    """

    calibrated: np.ndarray
    doubts: np.ndarray
    labels: np.ndarray


def doubts(calibrated: np.ndarray, scores: np.ndarray, weights: Weights) -> np.ndarray:
    """As lambda_fn.reading.doubt: float64 [n]."""
    classes = CLASSES[: calibrated.shape[1]]
    return doubt(calibrated, scores, {"output": {"classes": classes}, "choice": weights._asdict()})


def chosen(candidates: Candidates, probabilities: np.ndarray, temperature: float, weights: Weights) -> Chosen:
    """What lambda_fn.choose would read of each picture. probabilities: float32 [n, 11] of the candidates, not calibrated."""
    q = calibrate(probabilities, temperature)
    each = doubts(q, candidates.scores, weights)
    best = np.zeros((len(candidates.labels), q.shape[1]))
    best[:, metrics.NONE] = 1.0
    least = np.ones(len(candidates.labels))
    # The least doubt of each picture is written last, the first of equal ones.
    order = np.lexsort((-np.arange(len(each)), -each))
    best[candidates.picture[order]], least[candidates.picture[order]] = q[order], each[order]
    return Chosen(best, least, candidates.labels)


class Choice(NamedTuple):
    """What is chosen: the weights, and the threshold of doubt from which on there is no digit."""

    weights: Weights
    no_digit_threshold: float


def choose(
    sets: list[tuple[Candidates, np.ndarray]], glyphs: np.ndarray, temperature: float, share_refused: float
) -> Choice:
    """The best choice on pictures: digits read right and "no digit" said right, each set counting alike.

    sets: candidates and their probabilities float32 [n, 11]. glyphs: calibrated [m, 11], of held-out digits, of which at most
    this share may be refused. Without sets, for a network of ten classes, nothing is refused.
    """
    if not sets:
        return Choice(EVEN, 1.0)
    best = (-1.0, Choice(EVEN, 0.5))
    for weights in itertools.starmap(Weights, itertools.product(SCORE_WEIGHTS, SURETY_WEIGHTS)):
        least = float(np.quantile(doubts(glyphs, np.ones(len(glyphs)), weights), 1 - share_refused))
        each = [chosen(candidates, probabilities, temperature, weights) for candidates, probabilities in sets]
        for threshold in [least, *THRESHOLDS[least <= THRESHOLDS]]:
            merit = float(np.mean([value(one, threshold) for one in each]))
            if merit > best[0]:
                best = (merit, Choice(weights, round(threshold + 1e-5, 5)))
    return best[1]


def value(best: Chosen, threshold: float) -> float:
    """Weighted mean of the share of digits read right and of the share of the rest refused."""
    refused = best.doubts >= threshold
    is_digit = best.labels != metrics.NONE
    right = (best.calibrated[:, :10].argmax(axis=1) == best.labels) & ~refused
    return float((DIGITS_COUNT * right[is_digit].mean() + refused[~is_digit].mean()) / (DIGITS_COUNT + 1))


def fit_temperature(probabilities: np.ndarray, labels: np.ndarray, sets: list[tuple[Candidates, np.ndarray]]) -> float:
    """The temperature with the least calibration error, by the share of errors, of held-out digits and of each set of pictures.

    probabilities: float32 [m, C] of the digits, labels uint8 [m]; sets: as for `choose`. Likelihood is no measure here: where
    preprocess missed the digit, the network may be as wrong as it is sure, and these few would set the temperature for all.
    """
    if not sets:
        return metrics.fit_temperature(probabilities, labels)

    def error(temperature: float) -> float:
        each = [(calibrate(probabilities, temperature), labels)]
        each += [chosen(candidates, given, temperature, EVEN)[::2] for candidates, given in sets]
        return float(np.mean([_calibration_error(*one) for one in each]))

    return round(float(min(metrics.TEMPERATURES, key=error)), 4)


def _calibration_error(calibrated: np.ndarray, labels: np.ndarray) -> float:
    """Of what is more likely a digit than none; by the share of errors, so that a set of hard pictures does not outweigh all."""
    read = calibrated[:, metrics.NONE] < 0.5
    p = metrics.digits_only(calibrated[read])
    right = p.argmax(axis=1) == labels[read]
    return metrics.calibration_error(p.max(axis=1), right) / max(1 - right.mean(), 1e-3)


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
        best = chosen(candidates, probabilities, temperature, choice.weights)
        kept = best.doubts < choice.no_digit_threshold
        read.append(best.calibrated[kept][:, :10])
        truth.append(best.labels[kept])
    return metrics.accept_threshold(np.concatenate(read), np.concatenate(truth), wanted)


def measure(best: Chosen, metadata: dict) -> dict:
    """Figures of made pictures, as metrics.measure gives them."""
    return metrics.measure(best.calibrated, best.labels, best.doubts, metadata)
