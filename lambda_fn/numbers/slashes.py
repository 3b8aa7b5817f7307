"""slashes: strokes that part a date, or a fraction, or are the bar of a percent sign, are no 1s of it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lambda_fn.preprocess.lift import straight

from .atoms import Atom
from .ones import bend, is_one, lean
from .path import Step

# A slash is straight: its middle third is at most this far, by its height, from where the others have it. It leans to the right of what is
# upright on its line by this, columns by rows, at least.
BENT, LEANS = 0.02, 0.05
# It is so many times as tall as the digits on both of its sides, and as most of its line, and ends, on average, beyond those on its sides.
# Of 670 held-out 1s between digits none has all that, of 650 drawn slashes 82 %.
TALL = 1.15
# Of the two of a date, with one digit or two between them, so much will do; they lean alike, by this, and differ in height by this part of it
# at most.
TALL_OF_TWO, LEAN_ALIKE, TALL_ALIKE = 1.05, 0.15, 0.2
APART = (2, 3)
# The rings of a percent sign are so tall, by its bar.
RING = (0.15, 0.5)


class Stroke(NamedTuple):
    """A stroke that may be a slash. at: its place in the line; lean, tall: as LEANS and TALL have it."""

    at: int
    lean: float
    tall: float


def slashes(steps: Sequence[Step], atoms: Sequence[Atom]) -> list[Step]:
    """The 1s of a line that lean, and reach, as slashes between its digits do, or as the bar of a percent sign after them. atoms: the line's."""
    boxes = np.array([step.segment.glyph.box for step in steps], float).reshape(-1, 4)
    inner = [i for i, step in enumerate(steps) if 0 < i < len(steps) - 1 and is_one(step)]
    strokes = [stroke for i in inner if (stroke := stroke_at(i, steps[i].segment.glyph.pixels, boxes))]
    found = [steps[own.at] for own in strokes if own.tall >= TALL or any(are_two(own, other) for other in strokes)]
    return found + [step for step in steps[1:][-1:] if is_bar(step, steps[-2].segment.run.stop, atoms)]


def is_bar(step: Step, first: int, atoms: Sequence[Atom]) -> bool:
    """Whether a line's last 1 leans between the rings of a percent sign, which are no digits. first: its atom after the last digit's."""
    run, pixels = step.segment.run, step.segment.glyph.pixels
    top, high = run.box[1], run.box[3] - run.box[1]
    rings = [
        [own for own in some if RING[0] * high <= own.height <= RING[1] * high]
        for some in (atoms[first : run.start], atoms[run.stop :])
    ]
    return (
        is_one(step)
        and any(2 * (own.box[3] - top) <= high for own in rings[0])
        and any(2 * (own.box[1] - top) >= high for own in rings[1])
        and abs(bend(pixels)) <= BENT
        and lean(pixels) >= LEANS
    )


def are_two(own: Stroke, other: Stroke) -> bool:
    """Whether strokes may be both slashes of a date."""
    return (
        APART[0] <= abs(own.at - other.at) <= APART[1]
        and abs(own.lean - other.lean) <= LEAN_ALIKE
        and abs(own.tall - other.tall) <= TALL_ALIKE * max(own.tall, other.tall)
    )


def stroke_at(i: int, pixels: np.ndarray, boxes: np.ndarray) -> Stroke | None:
    """A stroke that may be a slash, at least beside another one; None where it may not.

    pixels: uint8 [28, 28], its glyph; boxes: float64 [n, 4], of its line's digits, x, y, w, h; i: its own, which is not at an end.
    """
    x, y, w, h = boxes.T
    beside = [i - 1, i + 1]
    tall = float(h[i]) / max(float(np.median(np.delete(h, i))), float(h[beside].max()))
    above, below = (y[beside] - y[i]).sum(), (y[i] + h[i] - (y + h)[beside]).sum()
    if tall < TALL_OF_TWO or min(above, below) <= 0 or abs(bend(pixels)) > BENT:
        return None
    middle = x + w / 2
    down = straight(middle, y + h / 2)[0] if np.ptp(middle) > 0 else 0.0
    leans = lean(pixels) - down
    return Stroke(i, leans, tall) if leans >= LEANS else None
