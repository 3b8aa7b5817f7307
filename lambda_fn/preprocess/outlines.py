"""outlines, rings, frames: what is drawn around writing, a form's boxes, a table, or a box or a ring for one digit, is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .group import Pieces

# An outline of a form or a table: it holds another piece that is at least this long, by its shorter side, and covers at most this part
# of its own box.
HELD, HOLLOW = 0.45, 0.35
# A ring is all around another piece, which is at least this long, by the ring's shorter side: dirt in a 0, or its dot, is less. So many rings
# are looked at, the longest first, and so many pieces in each.
RINGED, MOST_RINGS, MOST_RINGED = 0.25, 16, 16
# A ring drawn by hand need not close: it is seen in this part of the directions from what it is around, of which so many are told apart
# on each side of a square.
ALL_AROUND, DIRECTIONS = 0.8, 8
# Around a number it holds so many pieces, which are at least this long.
NUMBER, DIGIT_RINGED = 3, 0.1
# So many pieces are looked at as outlines, the longest first: what has more is a texture.
MOST_LONG = 400
# A box drawn around the digit is such an outline, with ink in so many corners at least of its own box; a corner is as long as a side by
# that.
CORNERS, CORNER = 2, 8


def holding(found: Pieces) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pieces that are hollow, the longest first, and which others lie in the box of each, and how long these are.

    Returns int64 [h], int64 [l], and float64 [h, l]: by the shorter side of that box, 0 of what does not lie in it; the longest are looked
    at, and no more than MOST_LONG.
    """
    left, top, right, bottom = found.boxes.T
    longer = np.maximum(right - left, bottom - top)
    longest = np.lexsort((left, top, -longer))[:MOST_LONG]
    left, top, right, bottom, longer = (side[longest] for side in (left, top, right, bottom, longer))
    hollow = np.flatnonzero(found.areas[longest] <= HOLLOW * (right - left) * (bottom - top))
    of_left, of_top, of_right, of_bottom = (side[hollow, None] for side in (left, top, right, bottom))
    holds = (of_left < left) & (right < of_right) & (of_top < top) & (bottom < of_bottom)
    lengths = longer / np.minimum(of_bottom - of_top, of_right - of_left)
    return longest[hollow], longest, np.where(holds, lengths, 0.0)


def outlines(found: Pieces) -> np.ndarray:
    """Which pieces are the outline of a form's box or of a table: bool [n].

    They hold something of a digit's size, no part of one that the ink broke into.
    """
    hollow, _, lengths = holding(found)
    is_outline = np.zeros(len(found.areas), bool)
    is_outline[hollow] = (lengths >= HELD).any(axis=1)
    return is_outline


def rings(found: Pieces) -> np.ndarray:
    """Which pieces, of the whole frame, are drawn around another, or a number: bool [n]."""
    hollow, longest, lengths = holding(found)
    may_be = (lengths >= RINGED).any(axis=1) | ((lengths >= DIGIT_RINGED).sum(axis=1) >= NUMBER)
    is_ring = np.zeros(len(found.areas), bool)
    for i in np.flatnonzero(may_be)[:MOST_RINGS].tolist():
        left, top, right, bottom = found.boxes[hollow[i]].tolist()
        rows, columns = np.nonzero(found.labels[top:bottom, left:right] == hollow[i] + 1)
        # The longest come first.
        held = np.flatnonzero(lengths[i] >= DIGIT_RINGED)[:MOST_RINGED]
        inside = [
            lengths[i, j]
            for j in held.tolist()
            if directions(columns + left, rows + top, found.boxes[longest[j]]) >= ALL_AROUND * 4 * DIRECTIONS
        ]
        is_ring[hollow[i]] = max(inside, default=0.0) >= RINGED or len(inside) >= NUMBER
    return is_ring


def directions(x: np.ndarray, y: np.ndarray, box: np.ndarray) -> int:
    """In how many directions from the middle of a box some pixels, int64 [n] each, are seen: 0…4 DIRECTIONS, as many to each side.

    box: int64 [4], left, top, right, bottom.
    """
    # Twice the pixels, so that the middle is one.
    return len(np.unique(direction_of(2 * x + 1 - (box[0] + box[2]), 2 * y + 1 - (box[1] + box[3]), DIRECTIONS)))


def direction_of(across: np.ndarray, down: np.ndarray, each: int) -> np.ndarray:
    """In which direction it goes so far across and down, int64 [n] each: 0…4 each - 1, `each` on each side of a square, in turn around it."""
    lies = np.abs(across) >= np.abs(down)
    out, along = np.where(lies, across, down), np.where(lies, down, across)
    far = np.maximum(np.abs(out), 1)
    place = np.minimum((along + far) * each // (2 * far), each - 1)
    # Right, down, left, up; on the two latter, and down, it goes back.
    right, left, below = lies & (out > 0), lies & (out <= 0), ~lies & (out > 0)
    side = np.select([right, below, left], [0, 1, 2], 3)
    return side * each + np.where(right | (side == 3), place, each - 1 - place)


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
