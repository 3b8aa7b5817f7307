"""without_parentheses: strokes that bend around a line of digits are no 1s of it."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from .path import Step

# A parenthesis bends by this part of its height: the middle third of its ink is so much further out than the others. Of held-out 1s one in
# a hundred does so to either side, so that one alone says little.
BENT = 0.055


def without_parentheses(steps: Sequence[Step]) -> list[Step]:
    """A line's digits but for a first 1 that is bent like an opening parenthesis and a last one that is bent like a closing one."""
    if len(steps) < 3 or not (is_one(steps[0]) and is_one(steps[-1])):
        return list(steps)
    first, last = (bend(steps[i].segment.glyph.pixels) for i in (0, -1))
    return list(steps[1:-1]) if first <= -BENT and last >= BENT else list(steps)


def is_one(step: Step) -> bool:
    """Whether a digit was read as a 1."""
    return int(step.choice.probabilities.argmax()) == 1


def bend(pixels: np.ndarray) -> float:
    """How far the middle third of a glyph's ink lies to the right of the other two, by its height; 0 where there is too little of it.

    pixels: uint8 [H, W].
    """
    rows = np.flatnonzero(pixels.any(axis=1))
    if len(rows) < 3:
        return 0.0
    top, high = int(rows[0]), int(rows[-1] - rows[0]) + 1
    ends = [top + high * i // 3 for i in range(4)]
    above, middle, below = (column_of(pixels[a:b]) for a, b in pairwise(ends))
    return (middle - (above + below) / 2) / high


def column_of(pixels: np.ndarray) -> float:
    """The mean column of ink."""
    of_columns = pixels.sum(axis=0, dtype=np.int64)
    return float(of_columns @ np.arange(len(of_columns))) / max(float(of_columns.sum()), 1.0)
