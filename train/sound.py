"""Which made glyphs are labelled soundly: a maker of pictures labels thousands without looking, and some of them wrongly.

One of two digits that stand apart is a digit, and half an 8 may be a 3; of some digits paper and camera leave nothing. A trained
network sees most of it: what it contradicts is left out of the rest of the training.
Source of the idea: Northcutt, Jiang and Chuang, "Confident Learning" (arXiv 1911.00068).
"""

import numpy as np

from train.metrics import NONE

# "No digit" is doubted from this probability of one digit on; a digit where its own probability is no more than that.
RATHER_A_DIGIT, RATHER_NOT = 0.5, 0.2

# A stroke is long from this length by its breadth on, and leans at most this much, radians.
LONG, LEANING = 2.6, 0.75


def sound(glyphs: np.ndarray, labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Whether each label stands: bool [n]. glyphs: uint8 [n, 28, 28]; labels: uint8 [n]; probabilities: a network's, [n, 11]."""
    is_none = labels == NONE
    own = probabilities[np.arange(len(labels)), labels]
    none_stands = (probabilities[:, :NONE].max(axis=1) < RATHER_A_DIGIT) & ~upright_strokes(glyphs)
    return np.where(is_none, none_stands, own > RATHER_NOT)


def upright_strokes(glyphs: np.ndarray) -> np.ndarray:
    """Which glyphs, uint8 [n, 28, 28], are one long stroke, upright or leaning: a 1 to any eye, whatever left it. bool [n]."""
    ink = glyphs.astype(np.float64)
    mass = ink.sum(axis=(1, 2)) + 1e-9
    y, x = np.mgrid[: glyphs.shape[1], : glyphs.shape[2]]
    cy, cx = ((ink * axis).sum(axis=(1, 2)) / mass for axis in (y, x))
    dy, dx = y - cy[:, None, None], x - cx[:, None, None]
    yy, xx, xy = ((ink * a).sum(axis=(1, 2)) / mass for a in (dy * dy, dx * dx, dx * dy))
    spread = np.hypot(yy - xx, 2 * xy)
    along, across = (yy + xx + spread) / 2, (yy + xx - spread) / 2
    # The angle of the longer axis to the upright.
    lean = np.abs(np.arctan2(2 * xy, yy - xx)) / 2
    return (along > LONG**2 * (across + 1e-9)) & (lean < LEANING)
