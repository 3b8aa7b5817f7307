"""Labels that a network contradicts are not trained on further."""

import numpy as np
import pytest

from train.metrics import NONE
from train.sound import sound


def says(**probabilities: float) -> np.ndarray:
    """A network's answer; digits as d0…d9, none: that it is no digit. What is not named has nothing."""
    out = np.zeros(11, np.float32)
    for name, probability in probabilities.items():
        out[NONE if name == "none" else int(name[1])] = probability
    return out


CASES = [
    (NONE, says(none=0.99, d3=0.01), True),
    (NONE, says(none=0.6, d3=0.4), True),  # a hard one
    (NONE, says(none=0.05, d3=0.95), False),  # a 3
    (NONE, says(none=0.5, d3=0.5), False),
    (NONE, says(none=0.1, d3=0.45, d5=0.45), True),  # no one digit
    (5, says(d5=0.99, d3=0.01), True),
    (5, says(d8=0.6, d5=0.4), True),  # a hard one: enough is left for the 5
    (5, says(d8=0.97, d5=0.03), False),
    (5, says(none=0.99, d5=0.01), False),
    (5, says(none=0.7, d5=0.3), True),
    (0, says(d0=0.1, none=0.9), False),
]


@pytest.mark.parametrize("label, said, kept", CASES)
def test_a_label_stands_unless_it_is_contradicted(label, said, kept):
    assert sound(np.uint8([label]), said[None]).tolist() == [kept]


def test_each_label_is_judged_by_its_own_row():
    labels, said, kept = (list(column) for column in zip(*CASES, strict=True))
    assert sound(np.uint8(labels), np.stack(said)).tolist() == kept


def test_of_nothing_nothing_stands():
    assert sound(np.zeros(0, np.uint8), np.zeros((0, 11), np.float32)).shape == (0,)
