"""The committed weights are as good as their metadata says, through LiteRT."""

import cv2
import pytest

from lambda_fn.predict import Model
from lambda_fn.read import read
from train import choosing, metrics, mnist, sets
from train.settings import RECIPES


def test_the_shipped_network_reads_mnist_as_its_figures_say():
    model, data = Model.load(), mnist.load()
    probabilities = model.predict(data.test_images)
    accuracy = (probabilities[:, :10].argmax(axis=1) == data.test_labels).mean()
    assert accuracy >= RECIPES["full"].target
    given = choosing.alone(data.test_images, data.test_labels), probabilities
    weights = choosing.Weights(**model.metadata["choice"])
    best = choosing.chosen(given, model.metadata["calibration"]["temperature"], weights)
    figures = metrics.measure(*best, model.metadata, as_is=True)
    claimed = model.metadata["figures"]["mnist_test"]
    assert claimed["closed_set_accuracy"] == pytest.approx(accuracy, abs=1e-4)
    assert claimed["accuracy"] == pytest.approx(figures["accuracy"], abs=1e-4)


@pytest.mark.parametrize(
    "key, pictures, least",
    [
        ("photos", 60, 53),
        ("canvas", 30, 29),
        ("boards", 30, 28),
        ("zigzag", 60, 54),
        ("scribbles", 40, 37),
        ("letters", 40, 35),
    ],
)
def test_the_shipped_network_reads_whole_pictures(key, pictures, least):
    """Fixed pictures, committed weights: how many of them are read right at least, or rightly refused."""
    model, source = Model.load(), sets.Source(seed=0)
    right = 0
    for one in sets.pictures(sets.SETS[key], source, 0, pictures):
        stored = cv2.imencode(".png", cv2.cvtColor(one.picture, cv2.COLOR_RGB2BGR))[1].tobytes()
        answer = read(stored, one.name, model)
        right += answer["text"] == one.text
    assert right >= least
