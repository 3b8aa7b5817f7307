"""An exported model answers alike in Keras, LiteRT and TF.js, or is not exported at all."""

import json
import sys

import keras
import numpy as np
import pytest
from keras import layers

from lambda_fn.choose import WEIGHTS as OF_CHOICE
from lambda_fn.numbers import WEIGHTS
from train import export, quantise, staging, tfjs
from train.export import ExportError
from train.version import digest, version

GLYPHS = np.random.default_rng(0).integers(0, 256, (200, 28, 28), np.uint8)
METADATA = {
    "schema": 1,
    "name": "digits",
    "input": {"shape": [28, 28, 1], "dtype": "float32", "divide_by": 255},
    "output": {"classes": [*"0123456789", "no digit"]},
    "calibration": {"temperature": 1.0},
    "choice": dict.fromkeys(OF_CHOICE, 0.5),
    "numbers": dict.fromkeys(WEIGHTS, 0.0),
    "accept_threshold": 0.5,
    "no_digit_threshold": 0.5,
    "no_digit_threshold_as_is": 0.5,
}
FOLDERS = ("lambda", "web", "run")


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(0)
    inputs = keras.Input((28, 28, 1))
    x = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(8, 5, strides=2, use_bias=False)(inputs)))
    y = layers.BatchNormalization()(layers.Conv2D(8, 3, padding="same")(x))
    x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.ReLU()(layers.BatchNormalization()(layers.DepthwiseConv2D(3)(x)))
    return keras.Model(inputs, layers.Dense(11, "softmax")(layers.Flatten()(x)))


@pytest.fixture(scope="module", params=quantise.KINDS)
def exported(request, model, tmp_path_factory):
    root = tmp_path_factory.mktemp(request.param)
    (root / "web").mkdir()
    (root / "web" / "group1-shard1of1.bin").write_bytes(b"the weights of an older export")
    done = export.export(model, METADATA, *(root / name for name in FOLDERS), GLYPHS, quantization=request.param)
    return request.param, root, done


def files(root):
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_three_formats_and_the_metadata_are_put_in_place_and_nothing_else_is_left(exported):
    _, root, _ = exported
    assert sorted(files(root)) == [
        "lambda/digits.json",
        "lambda/digits.tflite",
        "run/digits.keras",
        "web/digits.json",
        "web/model.json",
        "web/weights.bin",
    ]
    assert all(len(data) < 1_000_000 for data in files(root).values())


def test_every_runtime_agrees_far_better_than_it_must(exported):
    _, _, done = exported
    assert set(done.differences) == {"Keras", "LiteRT", "TF.js"}
    assert max(done.differences.values()) < 1e-4


def test_the_metadata_is_the_same_on_both_sides_and_says_which_weights_it_is_of(exported):
    _, root, done = exported
    sent, served = (json.loads((root / name / "digits.json").read_text()) for name in ("web", "lambda"))
    assert sent == served == done.metadata == METADATA | {key: sent[key] for key in ("weights", "version")}
    assert sent["weights"] == digest(keras.models.load_model(root / "run" / "digits.keras").get_weights())
    assert sent["version"] == version(sent)


def test_the_page_gets_every_kernel_in_the_form_asked_for_and_equal_to_keras_to_the_bit(exported):
    kind, root, done = exported
    kernels = quantise.kernels(keras.models.load_model(root / "run" / "digits.keras"))
    sent = {weight.values.tobytes(): weight.stored for weight in tfjs.read(root / "web")}
    assert [sent.get(kernel.tobytes()) for kernel in kernels] == [kind] * 4
    assert (root / "web" / "weights.bin").stat().st_size <= done.report.bytes + 64


def test_nothing_stands_in_for_other_packages_after_converting(exported):
    assert exported
    assert not [name for name in tfjs.STAND_INS if name in sys.modules]


class Stubborn:
    """A runtime that always says 3."""

    @classmethod
    def load(cls, folder):
        return cls()

    def predict(self, glyphs):
        return np.eye(11, dtype=np.float32)[[3] * len(glyphs)]


def full_disk(*_):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "where, what, instead, reason",
    [
        (export, "Model", Stubborn, "LiteRT does not agree"),
        (export, "in_node", lambda folder, inputs: Stubborn().predict(inputs), r"TF\.js does not agree"),
        (export, "VERIFY", "no-such-script.mjs", r"TF\.js cannot run"),
        (
            export.subprocess,
            "run",
            lambda *_, **__: (_ for _ in ()).throw(FileNotFoundError()),
            "node is not installed",
        ),
        (staging.os, "replace", full_disk, "No space left"),
        (tfjs.grid, "read", lambda weights: None, "does not hold the uint8 kernel"),
    ],
    ids=["LiteRT", "TF.js", "no script", "no node", "full disk", "kernels not packed"],
)
def test_a_model_that_cannot_be_checked_or_kept_is_refused_and_the_old_one_stays(
    model, tmp_path, monkeypatch, where, what, instead, reason
):
    for folder, name in (("lambda", "digits.tflite"), ("web", "old.bin"), ("run", "digits.keras")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(b"old")
    before = files(tmp_path)
    monkeypatch.setattr(where, what, instead)
    with pytest.raises(ExportError, match=reason) as error:
        export.export(model, METADATA, *(tmp_path / name for name in FOLDERS), GLYPHS)
    assert "\n" not in str(error.value)
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "change, quantization, reason",
    [
        ({"output": {"classes": [*"0123456789"]}}, "uint8", "10 classes"),
        ({"calibration": {}}, "uint8", "temperature"),
        ({}, "int4", "uint8 or float16, not int4"),
    ],
)
def test_metadata_or_settings_that_do_not_fit_are_refused(model, tmp_path, change, quantization, reason):
    with pytest.raises(ExportError, match=reason):
        export.export(model, METADATA | change, *(tmp_path / name for name in FOLDERS), GLYPHS, quantization)
    assert files(tmp_path) == {}


EXPECTED = np.float32([[0.9, 0.1], [0.2, 0.8], [0.499, 0.501], [0.5005, 0.4995]])


@pytest.mark.parametrize(
    "change, reason",
    [
        ([[0, 0]] * 4, None),
        ([[0.001, -0.001]] * 4, None),
        ([[0.003, -0.003]] * 4, "probability by up to"),
        ([[0, 0], [0, 0], [0.0015, -0.0015], [0, 0]], None),
        ([[0, 0], [0, 0], [0.0015, -0.0015], [-0.001, 0.001]], "2 of 4 digits differ"),
        ([[np.nan, 0], [0, 0], [0, 0], [0, 0]], "does not agree"),
        ([[0, 0]], "answers"),
    ],
    ids=["equal", "close", "too far", "one digit", "two digits", "not a number", "too few"],
)
def test_answers_agree_when_all_digits_but_one_are_the_same_and_probabilities_are_near(change, reason):
    given = EXPECTED[: len(change)] + np.float32(change)
    if reason is None:
        assert export.agreement("TF.js", given, EXPECTED) <= export.TOLERANCE
    else:
        with pytest.raises(ExportError, match=reason):
            export.agreement("TF.js", given, EXPECTED)
