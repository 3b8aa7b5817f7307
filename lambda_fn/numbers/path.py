"""path: which of a line's segments are its digits. What the network says of each, and how each lies, is weighed; the best way through wins."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lambda_fn.choose import Choice, calibrate
from lambda_fn.choose import features as features_of_glyphs

from .atoms import Atom
from .segments import Run, Segment
from .writing import Line

# What is weighed, by the names in the metadata: of a segment as a digit, first as lambda_fn.choose has it, then by the writing's height
# its own height (the logarithm, squared), gap, breadth beyond the height's BROAD, how many pieces of ink it is joined of, whether these
# are whole, how much of its place other ink of the line takes, and whether it touches the frame's edge; of a cut taken for true, and the
# ink it goes through; of an atom left out, its height, and how much it looks like the digits.
OF_DIGIT = (
    *("bias", "odds", "surety", "score", "one"),
    *("height", "gap", "broad", "joined", "whole_pieces", "shared", "at_edge"),
)
OF_ATOM = ("cut", "torn", "left_out", "left_out_height", "left_out_like")
BROAD = 0.8
# An atom of this height, by the writing's, is like its digits.
LIKE = (0.6, 1.6)


@dataclass(frozen=True)
class Step:
    """A digit of a path. gain: by how much the path scores better with it than with its atoms left out."""

    segment: Segment
    choice: Choice
    gain: float


def of_digits(line: Line, calibrated: np.ndarray, tall: int, classes: list[str]) -> np.ndarray:
    """What is weighed of each segment as a digit: float64 [n, 12], in the order of OF_DIGIT. calibrated: float64 [n, C]."""
    scores = np.array([segment.glyph.score for segment in line.segments])
    left, top, right, bottom = np.array([segment.run.box for segment in line.segments], float).reshape(-1, 4).T
    high, broad = (bottom - top) / tall, (right - left) / (bottom - top)
    gap = np.array([segment.run.gap for segment in line.segments]) / tall
    joined = [
        sum(atom.torn == 0 for atom in line.atoms[segment.run.start + 1 : segment.run.stop])
        for segment in line.segments
    ]
    at_edge = [
        any(atom.at_edge for atom in line.atoms[segment.run.start : segment.run.stop]) for segment in line.segments
    ]
    runs = [segment.run for segment in line.segments]
    own = (
        np.log(high) ** 2,
        gap,
        np.maximum(broad - BROAD, 0.0),
        np.array(joined, float),
        are_whole(line.atoms, runs).astype(float),
        shared(line.atoms, runs),
        np.array(at_edge, float),
    )
    return np.concatenate([features_of_glyphs(calibrated, scores, classes), np.stack(own, axis=1)], axis=1)


def are_whole(atoms: Sequence[Atom], runs: Sequence[Run]) -> np.ndarray:
    """Which runs of a line's atoms cut no piece of ink: bool [n]."""
    numbers = [atom.piece[0] for atom in atoms]
    parts = Counter(numbers)
    inside = (Counter(numbers[run.start : run.stop]) for run in runs)
    return np.array([all(parts[number] == count for number, count in own.items()) for own in inside], bool)


def shared(atoms: Sequence[Atom], runs: Sequence[Run]) -> np.ndarray:
    """Of each run's box the part that the boxes of the line's other atoms take: float64 [n], 0…1.

    A digit that was cut aslant leaves two parts that lie over one another; two digits, as a rule, do not.
    """
    own = np.array([run.box for run in runs], float).reshape(-1, 4)
    taken = shares_of(own, np.array([atom.box for atom in atoms], float).reshape(-1, 4))
    for i, run in enumerate(runs):
        taken[i, run.start : run.stop] = 0.0
    return np.minimum(taken.sum(axis=1), 1.0)


def shares_of(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The part of each box that each other one takes: float64 [n, m], 0…1. boxes, others: float64 [n, 4] and [m, 4], left, top, right, bottom."""
    low, high = (boxes[:, None, side] for side in (slice(0, 2), slice(2, 4)))
    sides = np.minimum(high, others[:, 2:]) - np.maximum(low, others[:, :2])
    return np.maximum(sides, 0.0).prod(axis=2) / (high - low).prod(axis=2)


def share(box: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> float:
    """The part of a box that another has of it: 0…1."""
    w = min(box[0] + box[2], other[0] + other[2]) - max(box[0], other[0])
    h = min(box[1] + box[3], other[1] + other[3]) - max(box[1], other[1])
    return max(w, 0) * max(h, 0) / (box[2] * box[3])


def of_atom(atom: Atom, tall: int) -> tuple[np.ndarray, np.ndarray]:
    """What is weighed of a cut before an atom, and of the atom left out: float64 [5] each, in the order of OF_ATOM."""
    high = atom.height / tall
    like = atom.score if LIKE[0] <= high <= LIKE[1] else 0.0
    cut = [1.0, atom.torn] if atom.torn > 0 else [0.0, 0.0]
    return np.array([*cut, 0.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0, min(high, 1.0), like])


def best_path(line: Line, probabilities: np.ndarray, tall: int, metadata: dict[str, Any]) -> tuple[list[Step], float]:
    """The line's digits from left to right, and how the way scores, as the logarithm of its likelihood by that of nothing at all.

    probabilities: float32 [n, C] of the segments' glyphs, not calibrated. The weights are the metadata's, fitted (train/paths.py).
    Source: over-segmentation and the best path, LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998, IV;
    as a semi-Markov conditional random field, Sarawagi and Cohen 2004.
    """
    weights = metadata["numbers"]
    calibrated = calibrate(probabilities, metadata["calibration"]["temperature"])
    classes = metadata["output"]["classes"]
    likely = of_digits(line, calibrated, tall, classes) @ np.array([weights[name] for name in OF_DIGIT])
    atoms = np.array([of_atom(atom, tall) for atom in line.atoms]).reshape(-1, 2, len(OF_ATOM))
    cut, out = (atoms @ np.array([weights[name] for name in OF_ATOM])).T
    # Of each place the best way that ends with a digit, and the best that ends with an atom left out: what is cut off counts where either
    # side of the cut is a digit.
    by_stop: list[list[int]] = [[] for _ in range(len(line.atoms) + 1)]
    for i, segment in enumerate(line.segments):
        by_stop[segment.run.stop].append(i)
    nothing, digit = [0.0], [-np.inf]
    came: list[tuple[bool, int, bool]] = [(False, -1, False)]
    for stop in range(1, len(line.atoms) + 1):
        after_digit = digit[stop - 1] + cut[stop - 1]
        nothing.append(max(nothing[stop - 1], after_digit) + out[stop - 1])
        best, last, before = -np.inf, -1, False
        for i in by_stop[stop]:
            start = line.segments[i].run.start
            whole = max(nothing[start], digit[start]) + cut[start] + likely[i]
            if whole > best:
                best, last, before = whole, i, digit[start] > nothing[start]
        digit.append(best)
        came.append((after_digit > nothing[stop - 1], last, before))
    digits = calibrated[:, :10] / calibrated[:, :10].sum(axis=1, keepdims=True)
    steps, at, is_digit = [], len(line.atoms), digit[-1] > nothing[-1]
    while at > 0:
        out_of_digit, last, before = came[at]
        if not is_digit:
            at, is_digit = at - 1, out_of_digit
            continue
        run = line.segments[last].run
        gain = float(likely[last] + cut[run.start] - out[run.start : run.stop].sum())
        steps.append(Step(line.segments[last], Choice(0, digits[last], float(1 / (1 + np.exp(gain)))), gain))
        at, is_digit = run.start, before
    return steps[::-1], float(max(digit[-1], nothing[-1]) - out.sum())
