"""is_one, bend, lean: what was read as a 1, and how its stroke runs."""

from itertools import pairwise

import numpy as np

from .path import Step


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


def lean(pixels: np.ndarray) -> float:
    """How many columns a glyph's ink goes to the right by each row upwards, by least squares; 0 where it is in one row. uint8 [28, 28]."""
    ink = pixels.astype(np.int64)
    y, x = np.indices(ink.shape)
    n, sum_x, sum_y = (int((ink * of).sum()) for of in (1, x, y))
    across, down = n * int((ink * x * y).sum()) - sum_x * sum_y, n * int((ink * y * y).sum()) - sum_y * sum_y
    return -across / down if down else 0.0
