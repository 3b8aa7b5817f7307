"""What is fitted to a trained network comes out as metadata that the reader takes."""

import json

import numpy as np
import pytest

from lambda_fn.numbers import WEIGHTS
from train import choosing, refit, several
from train.version import version

LABELS = np.uint8(np.arange(200) % 10)


def glyphs_of(labels):
    """A glyph for each label: its number in the first pixel."""
    glyphs = np.zeros((len(labels), 28, 28), np.uint8)
    glyphs[:, 0, 0] = labels
    return glyphs


def said(glyphs):
    """A network of ten classes that sees a 3 as an 8, and is sure of all else."""
    answers = np.where(glyphs[:, 0, 0] == 3, 8, glyphs[:, 0, 0])
    return np.float32(0.9 * np.eye(10)[answers] + 0.01)


@pytest.fixture
def metadata():
    alone = choosing.alone(glyphs_of(LABELS), LABELS)
    test = choosing.alone(glyphs_of(LABELS[:50]), LABELS[:50])
    sets = refit.Sets(alone, {}, [])
    return refit.fit(
        said, sets, 0.002, (test, said(test.glyphs)), {"name": "digits", "output": {"classes": list("0123456789")}}
    )


def test_what_was_known_of_the_network_stays(metadata):
    assert metadata["name"] == "digits"
    assert set(metadata["choice"]) == set(choosing.Weights._fields)
    assert {"calibration", "accept_threshold", "no_digit_threshold", "no_digit_threshold_as_is"} <= set(metadata)


def test_figures_are_of_what_was_fitted_to_and_of_the_test_digits(metadata):
    figures = metadata["figures"]
    assert {name: one["pictures"] for name, one in figures.items()} == {"held_out": 200, "mnist_test": 50}
    assert figures["held_out"]["accuracy"] == figures["mnist_test"]["closed_set_accuracy"] == 0.9


def test_without_pictures_of_numbers_their_weights_are_the_shipped_networks(metadata):
    assert metadata["numbers"] == several.shipped()
    assert set(metadata["numbers"]) == set(WEIGHTS)


def test_metadata_is_put_into_each_folder_under_its_own_version(tmp_path):
    folders = (tmp_path / "served", tmp_path / "web")
    for folder in folders:
        folder.mkdir()
        (folder / "digits.json").write_text('{"name": "before"}')
    metadata = {"name": "später", "version": "0123456789ab", "numbers": {"bias": 1.5}}
    refit.write(metadata, folders)
    for folder in folders:
        written = json.loads((folder / "digits.json").read_text(encoding="utf-8"))
        assert written == metadata | {"version": version(metadata)}
