"""Which made glyphs are labelled soundly: a maker of pictures labels thousands without looking, and some of them wrongly.

A scribble may be a 6, and of some digits paper and camera leave nothing. A trained network, the teacher, sees most of it: what it
contradicts, its pupil is not taught.
Source of the idea: Northcutt, Jiang and Chuang, "Confident Learning" (arXiv 1911.00068).
"""

import numpy as np

from train.metrics import NONE

# "No digit" is doubted from this probability of one digit on; a digit where its own probability is no more than that.
RATHER_A_DIGIT, RATHER_NOT = 0.5, 0.2


def sound(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Whether each label stands: bool [n]. labels: uint8 [n]; probabilities: a network's, [n, 11]."""
    is_none = labels == NONE
    own = probabilities[np.arange(len(labels)), labels]
    none_stands = probabilities[:, :NONE].max(axis=1) < RATHER_A_DIGIT
    return np.where(is_none, none_stands, own > RATHER_NOT)
