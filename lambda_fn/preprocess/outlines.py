"""outlines, frames: what is drawn around writing, a form's boxes, a table or a box for one digit, is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .group import Pieces

# An outline of a form or a table: it holds another piece that is at least this long, by its shorter side, and covers at most this part
# of its own box.
HELD, HOLLOW = 0.45, 0.35
# So many pieces are looked at as outlines, the longest first: what has more is a texture.
MOST_LONG = 400
# A box drawn around the digit is such an outline, with ink in so many corners at least of its own box; a corner is as long as a side by
# that.
CORNERS, CORNER = 2, 8


def outlines(found: Pieces) -> np.ndarray:
    """Which pieces are the outline of a form's box or of a table: bool [n]. The longest are looked at, and no more than MOST_LONG."""
    left, top, right, bottom = found.boxes.T
    longer = np.maximum(right - left, bottom - top)
    longest = np.lexsort((left, top, -longer))[:MOST_LONG]
    left, top, right, bottom, longer = (side[longest] for side in (left, top, right, bottom, longer))
    hollow = np.flatnonzero(found.areas[longest] <= HOLLOW * (right - left) * (bottom - top))
    of_left, of_top, of_right, of_bottom = (side[hollow, None] for side in (left, top, right, bottom))
    holds = (of_left < left) & (right < of_right) & (of_top < top) & (bottom < of_bottom)
    # Something of a digit's size, no part of one that the ink broke into.
    holds &= longer >= HELD * np.minimum(of_bottom - of_top, of_right - of_left)
    is_outline = np.zeros(len(found.areas), bool)
    is_outline[longest[hollow]] = holds.any(axis=1)
    return is_outline


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
