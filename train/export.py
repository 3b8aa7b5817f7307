"""One trained model → digits.keras, digits.tflite and a TF.js graph model, all holding the same quantised weights.

Each file is loaded back by the runtime that will use it and must agree with Keras before anything is put in place.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from lambda_fn.errors import ModelError
from lambda_fn.predict import Model
from train import tfjs
from train.quantise import Report, kernels, quantise
from train.staging import staged
from train.version import digest, version

VERIFY = Path(__file__).parents[1] / "web" / "scripts" / "verify.mjs"
TOLERANCE = 2e-3  # largest difference of a probability
UNLIKE = 1  # most glyphs whose digit may differ
SECONDS = 300


class ExportError(Exception):
    """The model was not exported; what was there before is untouched. Its text is one clear line."""


@dataclass(frozen=True)
class Exported:
    """What was put in place. differences: runtime → the largest difference of a probability from Keras'."""

    metadata: dict
    report: Report
    differences: dict[str, float]


def export(
    model: keras.Model,
    metadata: dict,
    lambda_model_dir: Path,
    web_model_dir: Path,
    run_dir: Path,
    test_glyphs: np.ndarray,
    quantization: str = "uint8",
) -> Exported:
    """Quantise a trained model, write every format, check each against Keras, and only then put all in place.

    metadata: digits.json without what it says of the weights and its version, which are made here. test_glyphs: uint8 [N, 28, 28].
    quantization: "uint8" or "float16", see train.quantise; a model quantised before keeps its weights.
    Writes digits.keras into run_dir, digits.tflite and digits.json into lambda_model_dir, model.json, weights.bin and
    digits.json into web_model_dir. Raises ExportError, with nothing replaced, where one of them does not agree.
    """
    classes = metadata["output"]["classes"]
    if model.output_shape != (None, len(classes)):
        raise ExportError(f"the network answers {model.output_shape}, the metadata names {len(classes)} classes")
    try:
        quantised, report = quantise(model, quantization)
    except ValueError as error:
        raise ExportError(str(error)) from error
    metadata = metadata | {"weights": digest(quantised.get_weights())}
    metadata |= {"version": version(metadata)}
    with _staged(run_dir, lambda_model_dir, web_model_dir) as (run, served, web):
        quantised.save(run / "digits.keras")
        _write_graphs(quantised, served / "digits.tflite", web)
        for folder in (served, web):
            (folder / "digits.json").write_text(json.dumps(metadata, indent=2, ensure_ascii=False) + "\n")
        _check_weights(quantised, web, quantization)
        inputs = test_glyphs[..., None] / np.float32(metadata["input"]["divide_by"])
        expected = quantised.predict(inputs, batch_size=250, verbose=0)
        answers = {
            "Keras": keras.models.load_model(run / "digits.keras").predict(inputs, batch_size=250, verbose=0),
            "LiteRT": in_lambda(served, test_glyphs),
            "TF.js": in_node(web, inputs),
        }
        differences = {name: agreement(name, given, expected) for name, given in answers.items()}
    return Exported(metadata, report, differences)


def agreement(name: str, given: np.ndarray, expected: np.ndarray) -> float:
    """The largest difference of a probability, where two runtimes agree; both float32 [N, C]. Raises ExportError."""
    if given.shape != expected.shape:
        raise ExportError(f"{name} answers {given.shape} where Keras answers {expected.shape}")
    unlike = int((given.argmax(axis=1) != expected.argmax(axis=1)).sum())
    difference = float(np.abs(given - expected).max())
    # Written so that a NaN is refused.
    if not (unlike <= UNLIKE and difference <= TOLERANCE):
        raise ExportError(
            f"{name} does not agree with Keras: {unlike} of {len(given)} digits differ (at most {UNLIKE} may), "
            f"a probability by up to {difference:.1e} (at most {TOLERANCE:.0e})"
        )
    return difference


def in_lambda(lambda_model_dir: Path, glyphs: np.ndarray) -> np.ndarray:
    """Probabilities, float32 [N, C], that the reader's own LiteRT gives for glyphs uint8 [N, 28, 28]. Raises ExportError."""
    try:
        return Model.load(lambda_model_dir).predict(glyphs)
    except ModelError as error:
        raise ExportError(str(error)) from error


def in_node(web_model_dir: Path, inputs: np.ndarray) -> np.ndarray:
    """Probabilities, float32 [N, C], that TF.js gives in Node for inputs float32 [N, 28, 28, 1]. Raises ExportError."""
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder) / "input.f32", Path(folder) / "output.f32"
        given.write_bytes(inputs.astype("<f4").tobytes())
        command = ["node", str(VERIFY), str(web_model_dir), str(given), str(answer)]
        try:
            done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=SECONDS)
        except FileNotFoundError as error:
            raise ExportError("node is not installed: TF.js cannot be checked") from error
        except subprocess.TimeoutExpired as error:
            raise ExportError(f"TF.js did not answer within {SECONDS} s") from error
        if done.returncode:
            lines = [line.strip() for line in done.stderr.splitlines() if "Error" in line or "verify:" in line]
            raise ExportError(f"TF.js cannot run the model: {(lines or [f'exit code {done.returncode}'])[0]}")
        return np.fromfile(answer, "<f4").reshape(len(inputs), -1)


def _write_graphs(model: keras.Model, tflite: Path, web: Path) -> None:
    with tempfile.TemporaryDirectory() as saved:
        model.export(saved, verbose=False)
        tflite.write_bytes(tf.lite.TFLiteConverter.from_saved_model(saved).convert())
        tfjs.convert(Path(saved), web)


def _check_weights(model: keras.Model, web: Path, quantization: str) -> None:
    """Every kernel must be among the page's weights, number by number, in the form that was asked for."""
    sent = {(weight.stored, weight.values.tobytes()) for weight in tfjs.read(web)}
    missing = [kernel.shape for kernel in kernels(model) if (quantization, kernel.tobytes()) not in sent]
    if missing:
        raise ExportError(f"the TF.js model does not hold the {quantization} kernel of shape {missing[0]}")


@contextlib.contextmanager
def _staged(*targets: Path) -> Iterator[list[Path]]:
    try:
        with staged(*targets) as stages:
            yield stages
    except OSError as error:
        raise ExportError(f"cannot write the exported model: {error}") from error
