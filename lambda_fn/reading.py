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


def doubt(calibrated: np.ndarray, scores: np.ndarray, metadata: dict[str, Any]) -> np.ndarray:
    """How likely each glyph is no digit: 0…1, by the network and by how little its ink looks like the picture's writing.

    calibrated: float64 [N, C]. scores: of preprocess, float64 [N], over 0…1. Returns float64 [N]: the odds that the network gives,
    divided by powers of its surety which digit it is, and of the score. The powers are metadata's: they were fitted on pictures
    that the network was not trained on.
    """
    classes, choice = metadata["output"]["classes"], metadata["choice"]
    none = calibrated[:, classes.index(NO_DIGIT)] if NO_DIGIT in classes else np.full(len(calibrated), 0.5)
    sure = calibrated[:, :10].max(axis=1) / calibrated[:, :10].sum(axis=1)
    return none / (none + (1 - none) * sure ** choice["surety_weight"] * scores ** choice["score_weight"])


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
        doubts = doubt(calibrated, np.array([glyph.score for glyph in glyphs]), metadata)
        answers = (_answer(own, float(d), metadata) for own, d in zip(calibrated, doubts, strict=True))
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


def _answer(calibrated: np.ndarray, doubted: float, metadata: dict[str, Any]) -> tuple[np.ndarray, bool] | None:
    """Probabilities of the ten digits, sum 1, and whether the best is accepted; None for a glyph that is no digit."""
    if NO_DIGIT in metadata["output"]["classes"] and doubted >= metadata["no_digit_threshold"]:
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
