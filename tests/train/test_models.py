"""The networks take glyphs and answer probabilities."""

import numpy as np
import pytest

from train.models import BUILD
from train.settings import ARCHITECTURES, CLASSES


@pytest.mark.parametrize("arch, classes, most_weights", [("cnn", len(CLASSES), 160_000), ("mlp", 10, 120_000)])
def test_a_network_answers_probabilities(arch, classes, most_weights):
    model = BUILD[arch]()
    out = model(np.random.default_rng(0).random((3, 28, 28, 1), np.float32)).numpy()
    assert out.shape == (3, classes)
    assert np.allclose(out.sum(axis=1), 1, atol=1e-5)
    assert model.count_params() <= most_weights


def test_every_architecture_can_be_built():
    assert set(BUILD) == set(ARCHITECTURES)
