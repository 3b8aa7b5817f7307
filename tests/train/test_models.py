"""The networks take glyphs and answer probabilities."""

import keras
import numpy as np
import pytest

from train.models import BUILD, cnn
from train.settings import ARCHITECTURES, CLASSES


@pytest.mark.parametrize("arch, classes, most_weights", [("cnn", len(CLASSES), 160_000), ("mlp", 10, 120_000)])
def test_a_network_answers_probabilities(arch, classes, most_weights):
    model = BUILD[arch]()
    out = model(np.random.default_rng(0).random((3, 28, 28, 1), np.float32)).numpy()
    assert out.shape == (3, classes)
    assert np.allclose(out.sum(axis=1), 1, atol=1e-5)
    assert model.count_params() <= most_weights


def test_a_teacher_has_so_many_times_the_channels_and_answers_alike():
    own, broad = cnn(), cnn(2.0)
    channels = [
        [layer.filters for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
        for network in (own, broad)
    ]
    assert channels[1] == [2 * count for count in channels[0]]
    assert own.output_shape == broad.output_shape


def test_every_architecture_can_be_built():
    assert set(BUILD) == set(ARCHITECTURES)
