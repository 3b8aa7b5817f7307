"""The weights of lambda_fn.numbers.path: a conditional random field over the ways through lines of writing, fitted by likelihood."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lambda_fn.numbers.path import OF_ATOM, OF_DIGIT, of_atom, of_digits
from lambda_fn.numbers.writing import Line

# Where the fit begins, in the order of OF_DIGIT and OF_ATOM.
FIRST = np.array([-1.0, 1.0, 1.0, 0.3, 0.0, -4.0, -1.0, -1.0, -0.5, 0.0, 0.0, 0.0, -0.5, -6.0, -0.7, -1.0, -1.0])
STEPS, BATCH, RATE, RIDGE = 400, 24, 0.05, 1e-4
MOMENTA, TINY = (0.9, 0.99), 1e-8
# A reading is at least this likely, so that a few hopeless lines do not set the weights for all.
LEAST_LIKELIHOOD = 1e-3
SURETY = OF_DIGIT.index("surety")
DIGITS = len(OF_DIGIT)


class Example(NamedTuple):
    """A line, and what is written in it.

    runs: int64 [n, 2], start and stop; digits: float64 [n, 12], of OF_DIGIT; classes: float64 [n, 10], the logarithms of how likely
    each digit is; cuts, outs: float64 [m, 5], of OF_ATOM; text: digits, "" where there are none.
    """

    runs: np.ndarray
    digits: np.ndarray
    classes: np.ndarray
    cuts: np.ndarray
    outs: np.ndarray
    text: str


def example(line: Line, calibrated: np.ndarray, tall: int, classes: list[str], text: str) -> Example:
    """calibrated: float64 [n, C], what a network says of the line's segments."""
    of_ten = calibrated[:, :10] / calibrated[:, :10].sum(axis=1, keepdims=True)
    atoms = [of_atom(atom, tall) for atom in line.atoms]
    return Example(
        np.array([(segment.run.start, segment.run.stop) for segment in line.segments]),
        of_digits(line, calibrated, tall, classes),
        np.log(np.maximum(of_ten, 1e-12)),
        np.array([cut for cut, _ in atoms]),
        np.array([out for _, out in atoms]),
        text,
    )


def likelihood(one: Example, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """How likely a line's text is, as a logarithm, and its gradient by the weights, float64 [17].

    Source: the forward and backward algorithms of a semi-Markov conditional random field, Sarawagi and Cohen 2004.
    """
    places = one.digits.copy()
    places[:, SURETY] = 0.0
    plain = places @ weights[:DIGITS]
    cut, out = one.cuts @ weights[DIGITS:], one.outs @ weights[DIGITS:]
    said = one.classes * weights[SURETY]
    chars = [int(c) for c in one.text]
    right, marginals = _ways(one, plain[:, None] + said[:, chars], cut, out)
    total = np.logaddexp.reduce(said, axis=1)
    every, others = _ways(one, (plain + total)[:, None], cut, out, anything=True)
    gradient = _expected(one, places, *marginals, one.classes[:, chars])
    usual = (np.exp(said - total[:, None]) * one.classes).sum(axis=1, keepdims=True)
    return right - every, gradient - _expected(one, places, *others, usual)


def _ways(one: Example, likely: np.ndarray, cut: np.ndarray, out: np.ndarray, anything: bool = False):
    """The logarithm of the sum of all ways through a line, and how likely each step of them is.

    likely: float64 [n, K], of each segment as the k-th digit, where K are read, or of K = 1 as any digit, however many are read.
    Returns the sum, and of the segments float64 [n, K], of the cuts and of the atoms left out float64 [m].
    """
    n, k = len(one.cuts), likely.shape[1]
    read = 1 if anything else k + 1
    nothing, digit = np.full((2, n + 1, read), -np.inf)
    nothing[0, 0] = 0.0
    from_start: list[list[int]] = [[] for _ in range(n + 1)]
    for i, (start, _) in enumerate(one.runs):
        from_start[start].append(i)
    with np.errstate(invalid="ignore"):
        for at in range(n):
            both = np.logaddexp(nothing[at], digit[at])
            nothing[at + 1] = np.logaddexp(nothing[at], digit[at] + cut[at]) + out[at]
            for i in from_start[at]:
                stop = one.runs[i, 1]
                if anything:
                    digit[stop] = np.logaddexp(digit[stop], both + cut[at] + likely[i])
                else:
                    digit[stop, 1:] = np.logaddexp(digit[stop, 1:], both[:-1] + cut[at] + likely[i])
        after_nothing, after_digit = np.full((2, n + 1, read), -np.inf)
        after_nothing[n, -1] = after_digit[n, -1] = 0.0
        for at in range(n - 1, -1, -1):
            begun = np.full(read, -np.inf)
            for i in from_start[at]:
                stop = one.runs[i, 1]
                if anything:
                    begun = np.logaddexp(begun, cut[at] + likely[i] + after_digit[stop])
                else:
                    begun[:-1] = np.logaddexp(begun[:-1], cut[at] + likely[i] + after_digit[stop, 1:])
            left = out[at] + after_nothing[at + 1]
            after_nothing[at], after_digit[at] = np.logaddexp(left, begun), np.logaddexp(cut[at] + left, begun)
    total = after_nothing[0, 0]
    if total == -np.inf:
        return total, (np.zeros_like(likely), np.zeros(n), np.zeros(n))
    segments, cuts = np.zeros_like(likely), np.zeros(n)
    for i, (start, stop) in enumerate(one.runs):
        both = np.logaddexp(nothing[start], digit[start]) + cut[start] - total
        there = both + likely[i] + after_digit[stop] if anything else both[:-1] + likely[i] + after_digit[stop, 1:]
        segments[i] = np.exp(there)
        cuts[start] += segments[i].sum()
    after = out[:, None] + after_nothing[1:] - total
    of_digit = np.exp(digit[:-1] + cut[:, None] + after).sum(axis=1)
    return total, (segments, cuts + of_digit, np.exp(nothing[:-1] + after).sum(axis=1) + of_digit)


def _expected(
    one: Example, places: np.ndarray, segments: np.ndarray, cuts: np.ndarray, outs: np.ndarray, said: np.ndarray
) -> np.ndarray:
    """What is weighed of all ways, by how likely they are: float64 [17]. said: float64 [n, K], logarithms of the digits read."""
    of_digits = segments.sum(axis=1) @ places
    of_digits[SURETY] = (segments * said).sum()
    return np.concatenate([of_digits, cuts @ one.cuts + outs @ one.outs])


def fit(examples: Sequence[Example], rng: np.random.Generator) -> dict[str, float]:
    """The weights, by their names, that make the texts of these lines likely."""
    weights, slow, fast = FIRST.copy(), np.zeros(len(FIRST)), np.zeros(len(FIRST))
    for step in range(1, STEPS + 1):
        gradient = -RIDGE * weights
        for i in rng.integers(len(examples), size=BATCH):
            logarithm, own = likelihood(examples[i], weights)
            likely = np.exp(logarithm)
            gradient += own * likely / (likely + LEAST_LIKELIHOOD) / BATCH
        weights, slow, fast = adam(weights, gradient, slow, fast, step, STEPS, RATE)
    return dict(zip((*OF_DIGIT, *OF_ATOM), (round(float(weight), 4) for weight in weights), strict=True))


def adam(
    weights: np.ndarray, gradient: np.ndarray, slow: np.ndarray, fast: np.ndarray, step: int, steps: int, rate: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One step up a gradient, of `steps`, counted from 1; the rate falls as a cosine. Returns the weights and both momenta.

    Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014.
    """
    slow = MOMENTA[0] * slow + (1 - MOMENTA[0]) * gradient
    fast = MOMENTA[1] * fast + (1 - MOMENTA[1]) * gradient**2
    steady = slow / (1 - MOMENTA[0] ** step), np.sqrt(fast / (1 - MOMENTA[1] ** step)) + TINY
    now = rate * (1 + np.cos(np.pi * step / steps)) / 2
    return weights + now * steady[0] / steady[1], slow, fast
