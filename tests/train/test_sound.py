"""Labels that a network contradicts are not trained on further."""

import numpy as np
import pytest

from train.metrics import NONE
from train.sound import sound


@pytest.mark.parametrize(
    "label, answer, probability, kept",
    [
        (NONE, NONE, 0.99, True),
        (NONE, 3, 0.4, True),  # a hard one
        (NONE, 3, 0.95, False),  # a 3
        (5, 5, 0.99, True),
        (5, 8, 0.6, True),  # a hard one: 0.4 are left for the 5
        (5, 8, 0.97, False),  # nothing of the 5 is left
        (5, NONE, 0.99, False),
    ],
)
def test_a_label_stands_unless_it_is_contradicted(label, answer, probability, kept):
    row = np.zeros(11, np.float32)
    row[answer] = probability
    other = NONE if answer != NONE and label != NONE else 0 if answer != 0 else 1
    row[label if label != answer and probability < 0.9 else other] += 1 - probability
    assert sound(row[None], np.uint8([label])).tolist() == [kept]
