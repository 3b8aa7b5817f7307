"""outlines, without_outlines, dividers: the lines of a form's boxes, or of a table, are no writing."""

import numpy as np

from lambda_fn.preprocess import Ink
from lambda_fn.preprocess.group import Pieces
from lambda_fn.preprocess.rules import STRIPS, Line, erase, find_lines

# An outline of a form or a table: it holds the middle of other pieces, and covers at most this part of its own box.
HOLLOW = 0.35
# So many pieces are looked at as outlines, the longest first: what has more is a texture.
MOST_LONG = 400
# So many outlines are looked at for their lines, in strips of so many pixels and so many strips at least, and this far around them.
MOST_FORMS, STRIP, LEAST_STRIPS, MARGIN = 8, 2, 12, 8
# What goes between two boxes of a form is at most this broad, by its height, and ends this near to their upper and lower line: so many
# pixels and this part of its height. There are so many of them at least: fewer may be 1s.
NARROW, NEAR_LINE, FEWEST_DIVIDERS = 0.45, (2.0, 0.05), 2


def outlines(found: Pieces) -> np.ndarray:
    """Which pieces are the outline of a form's box or of a table: bool [n]. The longest are looked at, and no more than MOST_LONG."""
    left, top, right, bottom = found.boxes.T
    longer = np.maximum(right - left, bottom - top)
    longest = np.lexsort((left, top, -longer))[:MOST_LONG]
    left, top, right, bottom, longer = (side[longest] for side in (left, top, right, bottom, longer))
    x, y = (left + right) / 2, (top + bottom) / 2
    hollow = found.areas[longest] <= HOLLOW * (right - left) * (bottom - top)
    holds = (left[:, None] < x) & (x < right[:, None]) & (top[:, None] < y) & (y < bottom[:, None])
    # Something of a digit's size, not a speck.
    shorter = np.minimum(bottom - top, right - left)
    holds &= (longer >= 0.3 * shorter[:, None]) & (longer < longer[:, None])
    is_outline = np.zeros(len(found.areas), bool)
    is_outline[longest] = hollow & holds.any(axis=1)
    return is_outline


def without_outlines(ink: Ink, found: Pieces) -> tuple[np.ndarray, list[Line]]:
    """Ink without the upper and lower lines of forms' boxes, whose digits may touch them, and all lines that were taken out of it.

    found: the pieces in it. Returns uint8 [H, W], and of each line (slope, row at the frame's middle column).
    """
    levels, lines = ink.levels, list(ink.lines)
    width = levels.shape[1]
    for left, top, right, bottom in found.boxes[outlines(found)][:MOST_FORMS].tolist():
        top, bottom = max(top - MARGIN, 0), bottom + MARGIN
        part = levels[top:bottom, left:right].copy()
        strips = min(part.shape[1] // STRIP, STRIPS)
        if strips < LEAST_STRIPS:
            continue
        own = find_lines(part, ink.noise, strips)
        if len(own) < 2:
            continue
        for slope, row in own:
            erase(part, slope, row)
            lines.append((slope, top + row + slope * (width / 2 - left - (right - left) / 2)))
        if levels is ink.levels:
            levels = levels.copy()
        levels[top:bottom, left:right] = part
    return levels, lines


def dividers(found: Pieces, lines: list[Line], width: int) -> np.ndarray:
    """Which pieces go from one line that was taken out to another: those between a form's boxes. bool [n].

    width: of the frame, pixels. A form's upper and lower line are taken out as those of ruled paper are, what is between its boxes not.
    """
    if len(lines) < 2:
        return np.zeros(len(found.areas), bool)
    left, top, right, bottom = found.boxes.T
    high, middle = bottom - top, (left + right) / 2 - width / 2
    rows = np.array([row + slope * middle for slope, row in lines])
    ends = np.abs(rows - top).min(axis=0), np.abs(rows - bottom).min(axis=0)
    near = NEAR_LINE[0] + NEAR_LINE[1] * high
    # What is lower than twice that could end at one line twice.
    reaches = (right - left <= NARROW * high) & (high > 2 * near) & (ends[0] <= near) & (ends[1] <= near)
    return reaches & (reaches.sum() >= FEWEST_DIVIDERS)
