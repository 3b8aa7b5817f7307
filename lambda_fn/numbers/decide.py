"""decide: does a picture show one digit or several, and which of its views shows them best?"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lambda_fn.choose import Choice
from lambda_fn.preprocess import Glyph
from lambda_fn.reading import is_digit

from .path import best_path
from .writing import Writing

Digit = tuple[Glyph, Choice]

# Two digits at least are so sure to be some, or the picture is taken to hold one: dirt beside a lone digit is seldom so sure.
LEAST_SURE = 0.9
# Digits of one number are of like height: within these parts of their median.
LIKE = (0.55, 1.7)
# The most that one digit speaks for a view, as odds' logarithm; and how much what a view leaves unexplained speaks against it.
MOST_FOR, AGAINST = 6.0, 0.5


def decide(
    lone: Digit | None, writings: Sequence[Writing], probabilities: Sequence[np.ndarray], metadata: dict[str, Any]
) -> list[Digit]:
    """The picture's digits in reading order: several where one view shows several that are sure, else the lone one.

    lone: what lambda_fn.choose made of the picture. probabilities: of each writing's glyphs, float32 [n, C], not calibrated.
    """
    ways = [_read(writing, given, metadata) for writing, given in zip(writings, probabilities, strict=True)]
    digits, _ = max(ways, key=lambda way: way[1], default=([], 0.0))
    if len(digits) < 2:
        return [] if lone is None else [lone]
    # Lines in which nothing was read do not count.
    lines = sorted({glyph.line for glyph, _ in digits})
    return [(Glyph(glyph.pixels, glyph.box, lines.index(glyph.line), glyph.score), choice) for glyph, choice in digits]


def _read(writing: Writing, probabilities: np.ndarray, metadata: dict[str, Any]) -> tuple[list[Digit], float]:
    """One view's digits, and how much speaks for the view.

    Digits are of like height, and each line has a sure one.
    """
    found: list[Digit] = []
    speaks, first = 0.0, 0
    for line in writing.lines:
        own = probabilities[first : first + len(line.segments)]
        first += len(line.segments)
        path, cost = best_path(line.atoms, line.segments, own, writing.tall, metadata)
        found += [(segment.glyph, choice) for segment, choice in path]
        speaks -= AGAINST * cost
    sure = [glyph for glyph, choice in found if 1 - choice.none >= LEAST_SURE]
    if len(sure) < 2:
        return [], speaks
    heights = sorted(glyph.box[3] for glyph in sure)
    middle = heights[len(heights) // 2]
    lines = {glyph.line for glyph in sure if _like(glyph, middle)}
    kept = [
        one
        for one in found
        if one[0].line in lines and _like(one[0], middle) and is_digit(one[1], metadata, as_is=False)
    ]
    for _, choice in kept:
        speaks += min(-np.log(max(choice.none, 1e-9)), MOST_FOR) * float(choice.probabilities.max())
    return kept, speaks


def _like(glyph: Glyph, height: int) -> bool:
    return LIKE[0] * height <= glyph.box[3] <= LIKE[1] * height
