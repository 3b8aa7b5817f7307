"""Thresholds and weights are chosen on candidates of pictures, as lambda_fn.choose will meet them."""

import numpy as np
import pytest

from lambda_fn.choose import choose
from lambda_fn.preprocess import Glyph
from train import choosing
from train.metrics import NONE
from train.settings import CLASSES, Pictures


def row(answer: int, sure: float) -> np.ndarray:
    out = np.full(11, (1 - sure) / 10, np.float32)
    out[answer] = sure
    return out


def candidates(*pictures: tuple[int, list[float]]) -> choosing.Candidates:
    """Pictures: (label, scores of the candidates)."""
    scores = [score for _, own in pictures for score in own]
    index = [i for i, (_, own) in enumerate(pictures) for _ in own]
    labels = np.uint8([label for label, _ in pictures])
    return choosing.Candidates(np.zeros((len(scores), 28, 28), np.uint8), np.array(scores), np.array(index), labels)


@pytest.mark.parametrize("weights", [(0.0, 0.0), (0.5, 1.0), (2.0, 4.0)])
def test_what_is_chosen_is_what_the_reader_will_choose(weights):
    rng = np.random.default_rng(2)
    probabilities = rng.dirichlet(np.ones(11), 40).astype(np.float32)
    scores = rng.random(40)
    made = candidates(*[(1, scores[i : i + 4].tolist()) for i in range(0, 40, 4)])
    weights = choosing.Weights(*weights)
    best = choosing.chosen(made, probabilities, 0.7, weights)
    metadata = {"calibration": {"temperature": 0.7}, "choice": weights._asdict(), "output": {"classes": CLASSES}}
    for i in range(10):
        own = slice(4 * i, 4 * i + 4)
        glyphs = [Glyph(np.zeros((28, 28), np.uint8), (0, 0, 1, 1), score=s) for s in scores[own]]
        at = choose(glyphs, probabilities[own], metadata)
        same = choosing.calibrate(probabilities[own], 0.7)[at]
        assert best.calibrated[i] == pytest.approx(same)


def test_a_picture_without_candidates_is_no_digit():
    best = choosing.chosen(candidates((3, []), (4, [1.0])), np.stack([row(4, 0.9)]), 1.0, choosing.EVEN)
    assert best.calibrated.argmax(axis=1).tolist() == [NONE, 4]
    assert best.doubts[0] == 1.0


def test_the_score_is_weighed_where_the_network_alone_errs():
    # The digit scores high and is read a little less surely than a speck that looks like a 1.
    made = candidates(*[(5, [1.0, 0.1])] * 20, *[(NONE, [1.0])] * 20)
    given = np.stack([row(5, 0.90), row(1, 0.95)] * 20 + [row(NONE, 0.9)] * 20)
    choice = choosing.choose([(made, given)], np.stack([row(3, 0.99)] * 50), 1.0, 0.002)
    assert choice.weights.score_weight > 0
    assert choosing.value(choosing.chosen(made, given, 1.0, choice.weights), choice.no_digit_threshold) == 1.0


def test_held_out_digits_set_the_least_threshold():
    made = candidates((5, [1.0]), (NONE, [1.0]))
    given = np.stack([row(5, 0.9), row(NONE, 0.9)])
    held = np.stack([row(NONE, 0.6)] * 10 + [row(3, 0.9)] * 90)
    assert choosing.choose([(made, given)], held, 1.0, 0.002).no_digit_threshold > 0.5


def test_a_network_that_knows_no_other_class_refuses_nothing():
    assert choosing.choose([], np.full((5, 10), 0.1), 1.0, 0.002).no_digit_threshold == 1.0


def test_made_pictures_are_kept_and_come_again(tmp_path):
    from train import produce

    digits, labels = np.zeros((3, 28, 28), np.uint8), np.uint8([1, 2, 3])
    digits[:, 6:22, 12:15] = 255
    pictures = Pictures(5, 0.0, 7)
    first = produce.produce(choosing.candidates_of, "small", digits, labels, pictures, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    again = produce.produce(choosing.candidates_of, "small", digits, labels, pictures, tmp_path)
    assert len(first["labels"]) == 5
    assert set(first["picture"]) <= set(range(5))
    for name, array in first.items():
        assert np.array_equal(array, again[name])
