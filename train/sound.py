"""Which made glyphs are labelled soundly: a maker of pictures labels thousands without looking, and some of them wrongly.

One of two digits that stand apart is a digit, and half an 8 may be a 3; of some digits paper and camera leave nothing. A trained
network sees most of it: what it contradicts is left out of the rest of the training.
Source of the idea: Northcutt, Jiang and Chuang, "Confident Learning" (arXiv 1911.00068).
"""

import numpy as np

from train.metrics import NONE

# "No digit" is doubted from this probability of one digit on; a digit where its own probability is no more than that.
RATHER_A_DIGIT, RATHER_NOT = 0.5, 0.2


def sound(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Whether a network's probabilities, float32 [n, 11], leave each label, uint8 [n], standing: bool [n]."""
    is_none = labels == NONE
    own = probabilities[np.arange(len(labels)), labels]
    return np.where(is_none, probabilities[:, :NONE].max(axis=1) < RATHER_A_DIGIT, own > RATHER_NOT)
