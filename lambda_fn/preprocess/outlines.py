"""outlines, rings, frames: what is drawn around writing, a form's boxes, a table, or a box or a ring for one digit, is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from .group import Pieces

# An outline of a form or a table: it holds another piece that is at least this long, by its shorter side, and covers at most this part
# of its own box.
HELD, HOLLOW = 0.45, 0.35
# A ring has another piece all around it, which is at least this long, by the ring's shorter side: dirt in a 0, or its dot, is less. So many are
# looked at, the longest first.
RINGED, MOST_RINGS = 0.25, 16
# Around a number it holds so many pieces, which are at least this long.
NUMBER, DIGIT_RINGED = 3, 0.1
# So many pieces are looked at as outlines, the longest first: what has more is a texture.
MOST_LONG = 400
# A box drawn around the digit is such an outline, with ink in so many corners at least of its own box; a corner is as long as a side by
# that.
CORNERS, CORNER = 2, 8


def holding(found: Pieces, held: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pieces that are hollow, the longest first, and which others lie in the box of each that are so long at least, by its shorter side.

    Returns int64 [h], int64 [l], and bool [h, l]; the longest are looked at, and no more than MOST_LONG.
    """
    left, top, right, bottom = found.boxes.T
    longer = np.maximum(right - left, bottom - top)
    longest = np.lexsort((left, top, -longer))[:MOST_LONG]
    left, top, right, bottom, longer = (side[longest] for side in (left, top, right, bottom, longer))
    hollow = np.flatnonzero(found.areas[longest] <= HOLLOW * (right - left) * (bottom - top))
    of_left, of_top, of_right, of_bottom = (side[hollow, None] for side in (left, top, right, bottom))
    holds = (of_left < left) & (right < of_right) & (of_top < top) & (bottom < of_bottom)
    holds &= longer >= held * np.minimum(of_bottom - of_top, of_right - of_left)
    return longest[hollow], longest, holds


def outlines(found: Pieces) -> np.ndarray:
    """Which pieces are the outline of a form's box or of a table: bool [n].

    They hold something of a digit's size, no part of one that the ink broke into.
    """
    hollow, _, holds = holding(found, HELD)
    is_outline = np.zeros(len(found.areas), bool)
    is_outline[hollow] = holds.any(axis=1)
    return is_outline


def rings(found: Pieces) -> np.ndarray:
    """Which pieces, of the whole frame, are drawn around another, or a number, without a gap: bool [n]."""
    hollow, longest, holds = holding(found, DIGIT_RINGED)
    broad, high = found.boxes[:, 2] - found.boxes[:, 0], found.boxes[:, 3] - found.boxes[:, 1]
    longer, shorter = np.maximum(broad, high)[longest], np.minimum(broad, high)[hollow, None]
    holds &= (holds.sum(axis=1, keepdims=True) >= NUMBER) | (longer >= RINGED * shorter)
    is_ring = np.zeros(len(found.areas), bool)
    for i in np.flatnonzero(holds.any(axis=1))[:MOST_RINGS].tolist():
        left, top, right, bottom = found.boxes[hollow[i]].tolist()
        near = found.labels[top:bottom, left:right]
        free = np.pad((near != hollow[i] + 1).astype(np.uint8), 1, constant_values=1)
        _, parts = cv2.connectedComponents(free, connectivity=8)
        around = parts[0, 0]
        inner = parts[1:-1, 1:-1] != around
        is_ring[hollow[i]] = np.isin(longest[holds[i]] + 1, near[inner]).any()
    return is_ring


def frames(found: Pieces) -> np.ndarray:
    """Which pieces, of the whole frame, are a box drawn around others: bool [n]. The outline of a round digit leaves its corners free."""
    is_frame = outlines(found)
    for i in np.flatnonzero(is_frame).tolist():
        left, top, right, bottom = found.boxes[i].tolist()
        own = found.labels[top:bottom, left:right] == i + 1
        broad, high = max((right - left) // CORNER, 1), max((bottom - top) // CORNER, 1)
        ends = [own[rows, columns] for rows in np.s_[:high, -high:] for columns in np.s_[:broad, -broad:]]
        is_frame[i] = sum(bool(end.any()) for end in ends) >= CORNERS
    return is_frame
