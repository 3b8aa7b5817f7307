"""path: which of a line's segments are its digits. The network says how likely each is one; the likeliest way through the line wins."""

from typing import Any

import numpy as np

from lambda_fn.choose import Choice, calibrate, weigh

from .atoms import Atom
from .segments import Segment

# What it costs to leave an atom out as no digit, beside the network's word: something, and more the taller it is.
LEFT_OUT = (0.2, 1.2)
# What it costs to take a cut for true, and more the more ink it goes through.
CUT = (0.5, 6.0)
# The network's word counts up to here: nothing is impossible.
LEAST = 1e-4


def best_path(
    line: list[Atom], found: list[Segment], probabilities: np.ndarray, tall: int, metadata: dict[str, Any]
) -> tuple[list[tuple[Segment, Choice]], float]:
    """The line's digits from left to right, and what the way costs: minus the logarithm of its likelihood.

    found: segments of the line; probabilities: float32 [n, C] of their glyphs, not calibrated.
    Source: over-segmentation and the best path, LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998, IV.
    """
    calibrated = calibrate(probabilities, metadata["calibration"]["temperature"])
    likely = weigh(calibrated, np.array([segment.glyph.score for segment in found]), metadata)
    digits = calibrated[:, :10] / calibrated[:, :10].sum(axis=1, keepdims=True)
    sure = likely / (1 + likely) * digits.max(axis=1)
    cost = np.full(len(line) + 1, np.inf)
    cost[0] = 0.0
    came: list[tuple[int, int | None]] = [(0, None)] * (len(line) + 1)
    by_stop: list[list[int]] = [[] for _ in range(len(line) + 1)]
    single: dict[int, float] = {}
    for i, segment in enumerate(found):
        by_stop[segment.stop].append(i)
        if segment.stop == segment.start + 1:
            single[segment.start] = float(likely[i])
    for stop in range(1, len(line) + 1):
        atom = line[stop - 1]
        none = np.log1p(single.get(stop - 1, 0.0)) + LEFT_OUT[0] + LEFT_OUT[1] * min(atom.height / tall, 1.0)
        none += _cut(atom.torn)
        cost[stop], came[stop] = cost[stop - 1] + none, (stop - 1, None)
        for i in by_stop[stop]:
            whole = cost[found[i].start] - np.log(max(float(sure[i]), LEAST)) + _cut(line[found[i].start].torn)
            if whole < cost[stop]:
                cost[stop], came[stop] = whole, (found[i].start, i)
    taken, at = [], len(line)
    while at > 0:
        at, i = came[at]
        if i is not None:
            taken.append((found[i], Choice(0, digits[i], float(1 / (1 + likely[i])))))
    return taken[::-1], float(cost[-1])


def _cut(torn: float) -> float:
    return CUT[0] + CUT[1] * torn if torn > 0 else 0.0
