"""The committed weights are as good as their metadata says, through LiteRT."""

import pytest

from lambda_fn.predict import Model
from train import metrics, mnist
from train.settings import RECIPES


def test_the_shipped_network_reads_mnist_as_its_figures_say():
    model, data = Model.load(), mnist.load()
    probabilities = model.predict(data.test_images)
    accuracy = (probabilities[:, :10].argmax(axis=1) == data.test_labels).mean()
    assert accuracy >= RECIPES["full"].target
    figures = metrics.measure(probabilities, data.test_labels, model.metadata)
    claimed = model.metadata["figures"]["mnist_test"]
    assert claimed["closed_set_accuracy"] == pytest.approx(accuracy, abs=1e-4)
    assert claimed["accuracy"] == pytest.approx(figures["accuracy"], abs=1e-4)
