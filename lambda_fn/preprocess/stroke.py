"""stroke_width, stroke_share: how broad a find's strokes are, and how much of it is a stroke by itself."""

import cv2
import numpy as np

from .group import smooth
from .ink import beyond, difference

# A stroke is darker than all that is so many times its own breadth around it, and keeps this part of its ink there: 1 in …
BREADTHS, KEPT = 2, 2
# A square is at least so many pixels broader than that: what is a pixel broad has soft edges.
BROADER = 3
# A pixel and its neighbours at the sides.
CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def stroke_width(mask: np.ndarray) -> float:
    """Mean width of the strokes, pixels: area by half the outline. mask: uint8 [h, w], above 0 = stroke, with a margin."""
    area = cv2.countNonZero(mask)
    outline = area - cv2.countNonZero(cv2.erode(mask, CROSS))
    return 2.0 * area / max(outline, 1) if outline < area else 1.0


def stroke_share(
    mask: np.ndarray, box: tuple[int, int, int, int], raw: np.ndarray, grey: np.ndarray, polarity: str
) -> float:
    """The share of a find's pixels that are ink, too, where the paper is looked for as near as its strokes are narrow: 0…1.

    The edge of a shadow or of a table, and what was left by light that was not evened out, is ink for a broad look alone.
    mask: uint8 [H, W], above 0 = the find; box: x, y, w, h of it; raw: its ink, uint8 [H, W]; grey: uint8 [H, W], its light not
    evened out; polarity: as for `ink`, "" as dark. Source: closing at the scale of what is looked for, as granulometry has it, Matheron 1975.
    """
    x, y, w, h = box
    own_mask = cv2.copyMakeBorder(mask[y : y + h, x : x + w], 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    side = (int(BREADTHS * stroke_width(own_mask)) + BROADER) | 1
    # As far as closing looks.
    near = np.s_[max(y - side, 0) : y + h + side, max(x - side, 0) : x + w + side]
    seen = smooth(np.ascontiguousarray(255 - grey[near] if polarity == "light" else grey[near]))
    closed = cv2.morphologyEx(beyond(seen, side), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    half = side // 2
    own = difference(closed[half : half + seen.shape[0], half : half + seen.shape[1]], seen)
    chosen = mask[near] > 0
    kept = np.multiply(own[chosen], KEPT, dtype=np.uint16)
    return int((kept >= raw[near][chosen]).sum()) / max(int(chosen.sum()), 1)
