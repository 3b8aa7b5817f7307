"""The shipped network answers alike for one glyph and for many, and a model that does not fit together is refused."""

import json
import shutil

import numpy as np
import pytest

from lambda_fn.choose import WEIGHTS as OF_CHOICE
from lambda_fn.errors import ModelError
from lambda_fn.numbers import WEIGHTS
from lambda_fn.predict import BATCH, FOLDER, Model


def glyphs(count):
    return np.random.default_rng(0).integers(0, 256, (count, 28, 28), np.uint8)


@pytest.mark.parametrize("count", [0, 1, 2, 7, BATCH, BATCH + 1, 2 * BATCH])
def test_every_glyph_gets_a_row_of_probabilities(count, model):
    probabilities = model.predict(glyphs(count))
    assert probabilities.shape == (count, len(model.classes))
    assert probabilities.dtype == np.float32
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(count), abs=1e-5)


def test_a_glyph_is_read_alike_alone_and_among_others(model):
    many = glyphs(BATCH + 10)
    together = model.predict(many)
    for index in (0, 5, BATCH - 1, BATCH, BATCH + 9):
        assert model.predict(many[index : index + 1])[0] == pytest.approx(together[index], abs=1e-6)


def test_an_answer_is_not_changed_by_the_next_one(model):
    first = model.predict(glyphs(1))
    kept = first.copy()
    model.predict(255 - glyphs(1))
    assert (first == kept).all()


def test_the_shipped_metadata_names_its_classes_and_thresholds(model):
    assert model.classes[:10] == [str(digit) for digit in range(10)]
    assert len(model.metadata["version"]) == 12


@pytest.fixture
def folder(tmp_path):
    for name in ("digits.tflite", "digits.json"):
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["digits.tflite", "digits.json"])
def test_a_missing_file_is_named(name, folder):
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        Model.load(folder)


@pytest.mark.parametrize(
    "change, complaint",
    [
        ({"schema": 2}, "its schema is not 1"),
        ({"version": ""}, "it has no name or version"),
        ({"input": {"shape": [32, 32, 1], "dtype": "float32", "divide_by": 255}}, "its input is not 28x28x1"),
        ({"input": {"shape": [28, 28, 1], "dtype": "float32", "divide_by": 0}}, "divisor is not above 0"),
        ({"output": {"classes": ["cat", "dog"]}}, "its classes are not the ten digits"),
        ({"calibration": {"temperature": 0}}, "its temperature is under 0.1"),
        ({"calibration": {}}, "temperature"),
        ({"choice": dict.fromkeys(OF_CHOICE, 0) | {"bias": None}}, "its weights of choice are no numbers"),
        ({"choice": dict.fromkeys(OF_CHOICE, 0) | {"slant": "1"}}, "its weights of choice are no numbers"),
        ({"choice": {"bias": -3, "odds": 1, "surety": 1}}, "score"),
        ({"choice": {"score_weight": 4.0, "surety_weight": 2.0}}, "bias"),
        ({"choice": {}}, "bias"),
        ({"numbers": {}}, "bias"),
        ({"numbers": dict.fromkeys(WEIGHTS, 0) | {"view": "0"}}, "its weights of numbers are no numbers"),
        ({"accept_threshold": 1.5}, "its thresholds are not from 0 to 1"),
        ({"no_digit_threshold": "half"}, "does not describe a model"),
    ],
)
def test_metadata_of_another_kind_is_refused_by_name(change, complaint, folder):
    metadata = json.loads((folder / "digits.json").read_text()) | change
    (folder / "digits.json").write_text(json.dumps(metadata))
    with pytest.raises(ModelError, match=complaint):
        Model.load(folder)


def test_metadata_of_another_network_is_refused(folder):
    metadata = json.loads((folder / "digits.json").read_text())
    with_refusal = len(metadata["output"]["classes"]) == 11
    metadata["output"]["classes"] = [*"0123456789"] if with_refusal else [*"0123456789", "no digit"]
    (folder / "digits.json").write_text(json.dumps(metadata))
    with pytest.raises(ModelError, match="do not belong together"):
        Model.load(folder)


@pytest.mark.parametrize("broken", [b"", b"not a network", b"\x1c\x00\x00\x00TFL3" + bytes(100)])
def test_a_damaged_network_is_refused(broken, folder):
    (folder / "digits.tflite").write_bytes(broken)
    with pytest.raises(ModelError, match="LiteRT cannot load"):
        Model.load(folder)


@pytest.mark.parametrize("broken", ["", "{", "\x00"])
def test_damaged_metadata_is_refused(broken, folder):
    (folder / "digits.json").write_text(broken)
    with pytest.raises(ModelError, match=r"digits\.json"):
        Model.load(folder)
