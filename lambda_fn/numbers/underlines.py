"""without_underlines: digits that touch the line they stand on are found without it."""

from dataclasses import replace

import numpy as np

from lambda_fn.preprocess import Ink
from lambda_fn.preprocess.group import LONG
from lambda_fn.preprocess.outlines import outlines
from lambda_fn.preprocess.rules import FAN, FLANK, STRIPS, erase, find_lines

# A number with its underline is a piece this broad, by its height, and in pixels; so many are looked at, the largest first.
BROAD, LEAST_BROAD, MOST = 1.5, 32, 8
# Its line is seen in strips of so many pixels, and lies in this part of the piece's height or lower.
STRIP, LOW = 2, 0.6


def without_underlines(ink: Ink) -> Ink | None:
    """The ink without the lines under its pieces; None where there are none.

    That may be a flat stroke of digits that touch, as of two 2s: what is read without it stands beside what is read with it.
    """
    if ink.begun is None:
        return None
    found = ink.begun.found
    left, top, right, bottom = found.boxes.T
    broad, high = right - left, bottom - top
    may_be = (broad >= np.maximum(BROAD * high, LEAST_BROAD)) & (broad <= LONG * high) & ~outlines(found)
    looked_at = np.lexsort((left, top, -found.areas))
    levels, none = ink.levels.copy(), True
    for i in looked_at[may_be[looked_at]][:MOST].tolist():
        above = max(int(top[i]) - FLANK, 0)
        box = np.s_[above : bottom[i] + FLANK, left[i] : right[i]]
        mask = found.labels[box] == i + 1
        part = np.where(mask, levels[box], 0).astype(np.uint8)
        lowest = LOW * high[i] + top[i] - above
        lines = find_lines(part, ink.noise, min(int(broad[i]) // STRIP, STRIPS), FAN, alone=True)
        low = [(slope, row) for slope, row in lines if row - abs(slope) * broad[i] / 2 >= lowest]
        for slope, row in low:
            erase(part, slope, row)
        levels[box][mask] = part[mask]
        none = none and not low
    return None if none else replace(ink, levels=levels)
