"""What lambda_fn.choose needs: temperature, weights and thresholds, fitted on pictures of digits that no network was trained on."""

from typing import NamedTuple

import numpy as np

from lambda_fn.choose import LEAST_SCORE, calibrate, features, shape, stroke
from lambda_fn.preprocess import preprocess
from train import made, metrics
from train.metrics import NONE
from train.produce import produce
from train.settings import CLASSES, SEED, Pictures

RESAMPLES = 200
THRESHOLDS = 1 / (1 + np.exp(-np.linspace(-6, 6, 121)))  # of "no digit", that are tried
# Most pictures that people bring hold a digit: reading one right counts this much more than refusing what is none. Of those of a
# glyph's size nearly all do.
DIGITS_COUNT, DIGITS_COUNT_AS_IS = 5, 15
STEPS, RATE, RIDGE = 1500, 0.02, 1e-4  # of the fit of the weights
# A wrong answer has at least this likelihood, so that a few hopeless pictures do not set the weights for all.
LEAST_LIKELIHOOD = 1e-3
CHUNK = 10_000  # glyphs whose shape is measured at once
SMALL = "small"  # the kind of picture that is a glyph already


class Candidates(NamedTuple):
    """Of P pictures: glyphs uint8 [n, 28, 28], scores and strokes float64 [n], of preprocess, shapes float64 [n, 3], of
    `lambda_fn.choose`, picture int64 [n]: which it is of; labels uint8 [P]."""

    glyphs: np.ndarray
    scores: np.ndarray
    strokes: np.ndarray
    shapes: np.ndarray
    picture: np.ndarray
    labels: np.ndarray


Given = tuple[Candidates, np.ndarray]
"""Pictures, and what a network says of their candidates: float32 [n, C], not calibrated."""


def candidates_of(one: made.Made, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """All candidates of a picture, each with its score and how much of it is a stroke, and the picture's label."""
    found = preprocess(one.picture)
    return {
        "glyphs": np.array([glyph.pixels for glyph in found], np.uint8).reshape(-1, 28, 28),
        "scores": np.array([glyph.score for glyph in found], np.float64),
        "strokes": np.array([glyph.stroke for glyph in found], np.float64),
        "labels": np.uint8([one.label]),
    }


def make(kind: str, digits: np.ndarray, labels: np.ndarray, pictures: Pictures) -> Candidates:
    """Made pictures of held-out digits. kind: of made.KINDS; digits, labels: MNIST's, uint8 [n, 28, 28] and [n]."""
    arrays = produce(candidates_of, kind, digits, labels, pictures)
    return Candidates(**arrays, shapes=shapes(arrays["glyphs"]))


def alone(glyphs: np.ndarray, labels: np.ndarray) -> Candidates:
    """Glyphs as pictures that hold nothing else. uint8 [n, 28, 28] and [n]."""
    ones = np.ones(len(glyphs))
    return Candidates(glyphs, ones, ones, shapes(glyphs), np.arange(len(glyphs)), labels)


def shapes(glyphs: np.ndarray) -> np.ndarray:
    """lambda_fn.choose's shape of many glyphs, some at once. uint8 [n, 28, 28] → float64 [n, 3]."""
    return np.concatenate([shape(glyphs[i : i + CHUNK]) for i in range(0, len(glyphs), CHUNK)] or [np.zeros((0, 3))])


class Weights(NamedTuple):
    """As in the metadata's "choice", see lambda_fn.choose."""

    bias: float
    odds: float
    surety: float
    score: float
    one: float
    breadth: float
    breadth_squared: float
    slant: float
    stroke: float


EVEN = Weights(0.0, 1.0, 0.5, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def shares(scores: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """lambda_fn.choose's shares of many pictures at once, float64 [n]. scores: float64 [n], picture: int64 [n], as in Candidates."""
    own = scores + LEAST_SCORE
    return own / np.bincount(picture, own)[picture]


class Chosen(NamedTuple):
    """Of each picture: probabilities of the ten digits float64 [P, 10], that there is none float64 [P], and labels uint8 [P]."""

    digits: np.ndarray
    none: np.ndarray
    labels: np.ndarray


def chosen(given: Given, temperature: float, weights: Weights) -> Chosen:
    """What lambda_fn.choose says of each picture; of one without candidates, that there is no digit."""
    (_, scores, strokes, shapes, picture, labels), probabilities = given
    calibrated = calibrate(probabilities, temperature)
    speaks = np.concatenate(
        [features(calibrated, scores, CLASSES[: calibrated.shape[1]]), shapes, stroke(strokes)], axis=1
    )
    likely = np.exp(speaks @ np.array(weights)) * shares(scores, picture)
    digits = likely[:, None] * calibrated[:, :10] / calibrated[:, :10].sum(axis=1, keepdims=True)
    total = np.bincount(picture, likely, len(labels))
    mixed = np.stack([np.bincount(picture, column, len(labels)) for column in digits.T], axis=1)
    mixed = np.where(total[:, None] > 0, mixed / np.maximum(total, 1e-300)[:, None], 0.1)
    return Chosen(mixed, 1 / (1 + total), labels)


class Choice(NamedTuple):
    """All that metadata needs for lambda_fn.choose and lambda_fn.reading."""

    temperature: float
    weights: Weights
    no_digit_threshold: float
    no_digit_threshold_as_is: float
    accept_threshold: float


def fit(sets: dict[str, Given], share_refused: float) -> Choice:
    """The choice that suits these sets best.

    sets: under "alone" held-out digits, of which at most this share may be refused, and pictures under their kinds, of which those
    called "small" are glyphs already. Of a network without the class "no digit", nothing is refused.
    """
    alone = sets["alone"]
    if alone[1].shape[1] <= NONE:
        temperature = metrics.fit_temperature(alone[1], alone[0].labels)
        return Choice(temperature, EVEN, 1.0, 1.0, accept_threshold([chosen(alone, temperature, EVEN)], 2.0))
    given = list(sets.values())
    temperature = fit_temperature(given, EVEN)
    # The weights depend on the temperature, and the other way about: twice is enough.
    for _ in range(2):
        weights = fit_weights(given, temperature)
        temperature = fit_temperature(given, weights)
    best = {kind: chosen(own, temperature, weights) for kind, own in sets.items()}
    small = [own for kind, own in best.items() if kind == SMALL]
    large = [own for kind, own in best.items() if kind not in (SMALL, "alone")]
    of_large = no_digit_threshold(large, DIGITS_COUNT)
    of_small = no_digit_threshold(small, DIGITS_COUNT_AS_IS, best["alone"], share_refused)
    return Choice(temperature, weights, of_large, of_small, accept_threshold([best["alone"], *large], of_large))


def fit_weights(sets: list[Given], temperature: float) -> Weights:
    """The weights under which the pictures' labels are likeliest; each set counts alike, as do its digits and its rest.

    Source: maximum likelihood of the conditional logit model, McFadden 1973, where the right answer may be seen several times.
    """
    import keras
    import tensorflow as tf

    rows, own, picture, part, is_digit, share, first = [], [], [], [], [], [], 0
    for (_, scores, strokes, shapes, of, labels), probabilities in sets:
        calibrated = calibrate(probabilities, temperature)
        rows.append(np.concatenate([features(calibrated, scores, CLASSES), shapes, stroke(strokes)], axis=1))
        digits = calibrated[:, :10] / calibrated[:, :10].sum(axis=1, keepdims=True)
        right = labels != NONE
        own.append(np.where(right[of], digits[np.arange(len(of)), np.minimum(labels[of], 9)], 0.0))
        picture.append(of + first)
        part.append(shares(scores, of))
        is_digit.append(right)
        share.append(np.where(right, 1 / max(right.sum(), 1), 1 / max((~right).sum(), 1)))
        first += len(labels)
    rows, own, picture, part, is_digit, share = map(np.concatenate, (rows, own, picture, part, is_digit, share))
    weights = tf.Variable(np.array(EVEN), dtype=tf.float64)
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(RATE * 5, STEPS))

    @tf.function
    def step() -> None:
        with tf.GradientTape() as tape:
            likely = tf.exp(tf.linalg.matvec(rows, weights)) * part
            total = 1 + tf.math.unsorted_segment_sum(likely, picture, first)
            hit = tf.math.unsorted_segment_sum(likely * own, picture, first)
            likelihood = tf.where(is_digit, hit, 1.0) / total
            loss = -tf.reduce_sum(share * tf.math.log(likelihood + LEAST_LIKELIHOOD))
            loss += RIDGE * tf.reduce_sum(weights**2)
        optimizer.apply_gradients([(tape.gradient(loss, weights), weights)])

    for _ in range(STEPS):
        step()
    return Weights(*(round(float(weight), 4) for weight in weights.numpy()))


def fit_temperature(sets: list[Given], weights: Weights) -> float:
    """The temperature with the least calibration error, by the share of errors, of each set.

    Likelihood is no measure here: where preprocess missed the digit, the network may be as wrong as it is sure, and these few would set
    the temperature for all.
    """
    errors = [
        np.mean([_calibration_error(chosen(given, temperature, weights)) for given in sets])
        for temperature in metrics.TEMPERATURES
    ]
    return round(float(metrics.TEMPERATURES[int(np.argmin(errors))]), 4)


def _calibration_error(best: Chosen) -> float:
    """Of what is more likely a digit than none; by the share of errors, so that a set of hard pictures does not outweigh all."""
    read = (best.none < 0.5) & (best.labels != NONE)
    if not read.any():
        return np.inf
    right = best.digits[read].argmax(axis=1) == best.labels[read]
    return metrics.calibration_error(best.digits[read].max(axis=1), right) / max(1 - right.mean(), 1e-3)


def no_digit_threshold(
    pictures: list[Chosen], digits_count: float, glyphs: Chosen | None = None, share_refused: float = 1.0
) -> float:
    """From how likely "no digit" is on, it is said: the best for pictures, each set counting alike.

    What is best changes little over a broad range, and so it differs much from one sample to the next: it is the mean of what is
    best for resampled pictures. digits_count: as for `value`. glyphs: held-out digits, of which at most this share may be refused.
    Source: bagging, Breiman, "Bagging predictors", 1996.
    """
    least = 0.0 if glyphs is None else float(np.quantile(glyphs.none, 1 - share_refused, method="inverted_cdf"))
    tried = [*([least] if glyphs is not None else []), *THRESHOLDS[least <= THRESHOLDS]]
    rng = np.random.default_rng(SEED)
    best = []
    for _ in range(RESAMPLES):
        drawn = [resampled(one, rng) for one in pictures]
        best.append(max(tried, key=lambda threshold: np.mean([value(one, threshold, digits_count) for one in drawn])))
    return round(float(np.mean(best)) + 1e-5, 5)


def resampled(best: Chosen, rng: np.random.Generator) -> Chosen:
    """As many digits, and as much of the rest, drawn from them."""
    is_digit = best.labels != NONE
    parts = [np.flatnonzero(part) for part in (is_digit, ~is_digit)]
    drawn = np.concatenate([rng.choice(part, len(part)) for part in parts if len(part)])
    return Chosen(*(array[drawn] for array in best))


def value(best: Chosen, threshold: float, digits_count: float) -> float:
    """Mean of the share of digits read right, which counts so much more, and of the share of the rest refused."""
    refused = best.none >= threshold
    is_digit = best.labels != NONE
    right = (best.digits.argmax(axis=1) == best.labels) & ~refused
    return float((digits_count * right[is_digit].mean() + refused[~is_digit].mean()) / (digits_count + 1))


def accept_threshold(sets: list[Chosen], threshold: float, wanted: float = 0.995) -> float:
    """The least confidence from 0.5 on above which at least `wanted` of what is read is right. threshold: of "no digit"."""
    read = [one.none < threshold for one in sets]
    digits = np.concatenate([one.digits[kept] for one, kept in zip(sets, read, strict=True)])
    labels = np.concatenate([one.labels[kept] for one, kept in zip(sets, read, strict=True)])
    return metrics.accept_threshold(digits, labels, wanted)
