"""Probabilities to a Reading: the one answer's shape, the same in every runtime. Pure."""

from collections.abc import Sequence
from typing import Any

from lambda_fn.choose import NO_DIGIT, Choice
from lambda_fn.errors import PictureError
from lambda_fn.preprocess import Glyph
from lambda_fn.preprocess.glyph import SIDE

SCHEMA = 1
DECIMALS = 4


def reading(
    source: str, image_size: tuple[int, int], found: Sequence[tuple[Glyph, Choice]], metadata: dict[str, Any]
) -> dict[str, Any]:
    """The Reading of a picture.

    image_size: width and height of the upright picture in pixels. found: in reading order, each glyph and what was chosen for it.
    metadata: digits.json.
    """
    as_is = image_size == (SIDE, SIDE)
    digits = [_entry(glyph, choice, metadata) for glyph, choice in found if is_digit(choice, metadata, as_is)]
    answer: dict[str, Any] = {"schema": SCHEMA, "source": source, "text": _text(digits), "digits": digits}
    if not digits:
        answer["reason"] = NO_DIGIT if found else "blank"
    width, height = image_size
    return answer | {"image": {"width": width, "height": height}, "model": model_name(metadata)}


def is_digit(choice: Choice, metadata: dict[str, Any], as_is: bool) -> bool:
    """Whether a digit is said. A model without the class "no digit" always says one.

    as_is: whether the picture is a glyph already. Hardly anybody makes so small a picture but of a digit, so it has a threshold of its own.
    """
    threshold = metadata["no_digit_threshold_as_is" if as_is else "no_digit_threshold"]
    return NO_DIGIT not in metadata["output"]["classes"] or choice.none < threshold


def error_reading(source: str, error: PictureError, metadata: dict[str, Any]) -> dict[str, Any]:
    """The Reading of a picture that cannot be read."""
    return {
        "schema": SCHEMA,
        "source": source,
        "error": {"code": error.code, "message": error.message},
        "model": model_name(metadata),
    }


def _entry(glyph: Glyph, choice: Choice, metadata: dict[str, Any]) -> dict[str, Any]:
    rounded = [round(float(p), DECIMALS) for p in choice.probabilities]
    digit = int(choice.probabilities.argmax())
    return {
        "digit": digit,
        "confidence": rounded[digit],
        "accepted": bool(choice.probabilities[digit] >= metadata["accept_threshold"]),
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


def model_name(metadata: dict[str, Any]) -> str:
    """How Readings name the model: its name and the hash of its content."""
    return f"{metadata['name']}-{metadata['version']}"
