"""Labels that a network contradicts are not trained on further."""

import cv2
import numpy as np
import pytest

from train.metrics import NONE
from train.sound import sound, upright_strokes


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
    assert sound(np.zeros((1, 28, 28), np.uint8), np.uint8([label]), row[None]).tolist() == [kept]


@pytest.mark.parametrize(
    "points, thick, stroke",
    [
        ([(14, 4), (14, 23)], 3, True),
        ([(18, 4), (9, 23)], 2, True),
        ([(4, 14), (23, 14)], 3, False),  # a dash
        ([(8, 5), (20, 5), (12, 23)], 2, False),  # a 7
        ([(14, 8), (14, 19)], 9, False),  # a blot
    ],
)
def test_an_upright_stroke_is_never_taught_to_be_nothing(points, thick, stroke):
    glyph = cv2.polylines(np.zeros((28, 28), np.uint8), [np.int32(points)], False, 255, thick)
    assert upright_strokes(glyph[None]).tolist() == [stroke]
    unsure = np.full((1, 11), 1 / 11, np.float32)
    assert sound(glyph[None], np.uint8([NONE]), unsure).tolist() == [not stroke]
