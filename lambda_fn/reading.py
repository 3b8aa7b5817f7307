"""Probabilities to a Reading: the one answer's shape, the same in every runtime. Pure."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lambda_fn.errors import PictureError
from lambda_fn.preprocess import Glyph

SCHEMA = 1
NO_DIGIT = "no digit"
LEAST_PROBABILITY = 1e-12
DECIMALS = 4


def calibrate(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """softmax(log(p) / temperature): a temperature above 1 makes an overconfident network modest.

    probabilities: [N, C], rows sum to 1. Returns float64 [N, C], rows sum to 1.
    Source: Guo et al., "On Calibration of Modern Neural Networks" (arXiv 1706.04599).
    """
    logits = np.log(np.maximum(probabilities.astype(np.float64), LEAST_PROBABILITY)) / temperature
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def reading(
    source: str,
    image_size: tuple[int, int],
    glyphs: Sequence[Glyph],
    probabilities: np.ndarray,
    metadata: dict[str, Any],
) -> dict[str, Any]:
    """The Reading of a picture.

    image_size: width and height of the upright picture in pixels. glyphs: N, in reading order.
    probabilities: float32 [N, C] as the network gave them. metadata: digits.json.
    """
    digits = []
    if glyphs:
        calibrated = calibrate(probabilities, metadata["calibration"]["temperature"])
        answers = (_answer(own, metadata) for own in calibrated)
        digits = [_entry(*answer, glyph) for answer, glyph in zip(answers, glyphs, strict=True) if answer]
    found: dict[str, Any] = {"schema": SCHEMA, "source": source, "text": _text(digits), "digits": digits}
    if not digits:
        found["reason"] = NO_DIGIT if glyphs else "blank"
    width, height = image_size
    return found | {"image": {"width": width, "height": height}, "model": _model_name(metadata)}


def error_reading(source: str, error: PictureError, metadata: dict[str, Any]) -> dict[str, Any]:
    """The Reading of a picture that cannot be read."""
    return {
        "schema": SCHEMA,
        "source": source,
        "error": {"code": error.code, "message": error.message},
        "model": _model_name(metadata),
    }


def _answer(calibrated: np.ndarray, metadata: dict[str, Any]) -> tuple[np.ndarray, bool] | None:
    """Probabilities of the ten digits, sum 1, and whether the best is accepted; None for a glyph that is no digit."""
    classes = metadata["output"]["classes"]
    if NO_DIGIT in classes and calibrated[classes.index(NO_DIGIT)] >= metadata["no_digit_threshold"]:
        return None
    digits = calibrated[:10] / calibrated[:10].sum()
    return digits, bool(digits.max() >= metadata["accept_threshold"])


def _entry(probabilities: np.ndarray, accepted: bool, glyph: Glyph) -> dict[str, Any]:
    rounded = [round(float(p), DECIMALS) for p in probabilities]
    digit = int(probabilities.argmax())
    return {
        "digit": digit,
        "confidence": rounded[digit],
        "accepted": accepted,
        "line": int(glyph.line),
        "box": [int(number) for number in glyph.box],
        "probabilities": rounded,
    }


def _text(digits: list[dict[str, Any]]) -> str:
    """The digits in reading order, one line of writing a line."""
    lines: dict[int, str] = {}
    for digit in digits:
        lines[digit["line"]] = lines.get(digit["line"], "") + str(digit["digit"])
    return "\n".join(lines.values())


def _model_name(metadata: dict[str, Any]) -> str:
    return f"{metadata['name']}-{metadata['version']}"
