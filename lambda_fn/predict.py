"""Glyphs to probabilities: the exported LiteRT network and the metadata that belongs to it."""

import json
from pathlib import Path
from typing import Any, Self

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from lambda_fn.choose import NO_DIGIT, WEIGHTS
from lambda_fn.errors import ModelError
from lambda_fn.numbers import WEIGHTS as WEIGHTS_OF_NUMBERS

FOLDER = Path(__file__).parent / "model"
SCHEMA = 1
DIGITS = [str(digit) for digit in range(10)]
LEAST_TEMPERATURE = 0.1  # what is colder leaves a digit no probability at all
BATCH = 256  # glyphs run at once: bounds what LiteRT allocates


class Model:
    """The network, loaded once. One thread at a time may use it.

    metadata: digits.json as read: name, version, classes, calibration, thresholds.
    """

    def __init__(self, network: bytes, metadata: dict[str, Any]):
        """network: the bytes of digits.tflite. Raises ModelError where the two do not belong together."""
        _check_metadata(metadata)
        try:
            self._interpreter = Interpreter(model_content=network, num_threads=1)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise ModelError(f"LiteRT cannot load the network: {str(error).splitlines()[0]}") from error
        self.metadata = metadata
        self._input = self._interpreter.get_input_details()[0]
        self._output = self._interpreter.get_output_details()[0]
        _check_network(self._input, self._output, metadata)

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """The model of a folder that holds digits.tflite and digits.json. Raises ModelError where it does not."""
        try:
            network = (folder / "digits.tflite").read_bytes()
            metadata = json.loads((folder / "digits.json").read_text(encoding="utf-8"))
        except OSError as error:
            raise ModelError(f"the model's file {error.filename} cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise ModelError(f"{folder / 'digits.json'} is no JSON: {error}") from error
        return cls(network, metadata)

    @property
    def classes(self) -> list[str]:
        """What each column of the probabilities stands for: the ten digits and, of most models, "no digit"."""
        return self.metadata["output"]["classes"]

    def predict(self, glyphs: np.ndarray) -> np.ndarray:
        """Probabilities, float32 [N, C], rows sum to 1, as the network says them: `reading` calibrates them.

        glyphs: uint8 [N, 28, 28], white ink on black; N may be 0.
        """
        probabilities = np.empty((len(glyphs), len(self.classes)), np.float32)
        for start in range(0, len(glyphs), BATCH):
            batch = glyphs[start : start + BATCH]
            probabilities[start : start + BATCH] = self._run(batch[..., None])
        return probabilities

    def _run(self, batch: np.ndarray) -> np.ndarray:
        index = self._input["index"]
        if self._interpreter.get_input_details()[0]["shape"][0] != len(batch):
            self._interpreter.resize_tensor_input(index, batch.shape)
            self._interpreter.allocate_tensors()
        divisor = np.float32(self.metadata["input"]["divide_by"])
        self._interpreter.set_tensor(index, batch.astype(np.float32) / divisor)
        self._interpreter.invoke()
        return self._interpreter.get_tensor(self._output["index"])


def _check_metadata(metadata: Any) -> None:
    """Raises ModelError where digits.json is not what the rest of this package relies on."""
    try:
        demands = {
            f"its schema is not {SCHEMA}": metadata["schema"] == SCHEMA,
            "it has no name or version": bool(metadata["name"]) and bool(metadata["version"]),
            "its input is not 28x28x1 float32": metadata["input"]["shape"] == [28, 28, 1]
            and metadata["input"]["dtype"] == "float32",
            "its input's divisor is not above 0": metadata["input"]["divide_by"] > 0,
            "its classes are not the ten digits, with or without 'no digit'": metadata["output"]["classes"]
            in (DIGITS, [*DIGITS, NO_DIGIT]),
            f"its temperature is under {LEAST_TEMPERATURE}": metadata["calibration"]["temperature"]
            >= LEAST_TEMPERATURE,
            "its weights of choice are no numbers": all(
                isinstance(metadata["choice"][name], int | float) for name in WEIGHTS
            ),
            "its weights of numbers are no numbers": all(
                isinstance(metadata["numbers"][name], int | float) for name in WEIGHTS_OF_NUMBERS
            ),
            "its thresholds are not from 0 to 1": 0 <= metadata["accept_threshold"] <= 1
            and 0 <= metadata["no_digit_threshold"] <= 1
            and 0 <= metadata["no_digit_threshold_as_is"] <= 1,
        }
    except (KeyError, TypeError) as error:
        raise ModelError(f"digits.json does not describe a model of this kind: {error!r}") from error
    for complaint, met in demands.items():
        if not met:
            raise ModelError(f"digits.json does not describe a model of this kind: {complaint}")


def _check_network(given: dict, answered: dict, metadata: dict[str, Any]) -> None:
    """Raises ModelError where digits.tflite does not take and give what digits.json says."""
    expected_in, expected_out = metadata["input"]["shape"], len(metadata["output"]["classes"])
    if (
        list(given["shape"][1:]) != expected_in
        or answered["shape"][-1] != expected_out
        or given["dtype"] != np.float32
        or answered["dtype"] != np.float32
    ):
        raise ModelError(
            "digits.tflite and digits.json do not belong together: the network takes "
            f"{given['shape'][1:].tolist()} and gives {answered['shape'][-1]} classes, its metadata says {expected_in} "
            f"and {expected_out}"
        )
