"""Which of MNIST's 60,000 training digits are trained on, and which are held out for choosing."""

import numpy as np

from train.mnist import Mnist
from train.settings import SEED

Digits = tuple[np.ndarray, np.ndarray]


def split(data: Mnist, held_out: int) -> tuple[Digits, Digits]:
    """The digits to fit, and those held out: each (glyphs uint8 [n, 28, 28], labels uint8 [n]), drawn with SEED."""
    order = np.random.default_rng(SEED).permutation(len(data.train_labels))
    fit, held = np.sort(order[held_out:]), np.sort(order[:held_out])
    return (data.train_images[fit], data.train_labels[fit]), (data.train_images[held], data.train_labels[held])
