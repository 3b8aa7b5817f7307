"""glyph: the found ink as MNIST would have it, 28×28, white on black."""

import functools
import math
from dataclasses import dataclass

import cv2
import numpy as np

from .group import Group
from .levels import counts_of, upper
from .stroke import stroke_width

SIDE = 28
BOX = 20
# The box is drawn around ink of at least this part of the stroke's own level: the fringe of a soft stroke is left out.
FRINGE = 0.25
# Strokes thinner than this many glyph pixels are broadened to it: a hairline would vanish when it is made small.
THINNEST_STROKE = 1.8
# The middle of an even digit lies between two pixels: this part of a pixel, not a rounding error, takes it to the latter.
NUDGE = 1e-6


@dataclass(frozen=True)
class Glyph:
    """What may be a digit, as the network reads it.

    pixels: uint8 [28, 28], white ink on black. box: x, y, width, height in the picture's pixels. line: of writing, from 0.
    score: how much its ink looks like the picture's writing; of what `preprocess` returns 0…1, where 1 is the best of its view, and clear.
    polarity: "dark" or "light" ink, "" where that is not known. stroke: how much of it is a stroke by itself, 0…1 (`stroke_share`).
    """

    pixels: np.ndarray
    box: tuple[int, int, int, int]
    line: int = 0
    score: float = 1.0
    polarity: str = ""
    stroke: float = 1.0


@functools.lru_cache(maxsize=256)
def weights(size_in: int, size_out: int) -> np.ndarray:
    """Rows of weights that resize a line of pixels: area means going down, linear interpolation going up.

    Returns float64 [size_out, size_in], rows sum to 1, not to be written to: many glyphs of a page share a size.
    """
    scale = size_in / size_out
    centre = (np.arange(size_out) + 0.5)[:, None] * scale
    pixel = np.arange(size_in)[None, :] + 0.5
    if scale >= 1:
        low, high = np.maximum(centre - scale / 2, pixel - 0.5), np.minimum(centre + scale / 2, pixel + 0.5)
        w = np.maximum(high - low, 0.0)
    else:
        w = np.maximum(1.0 - np.abs(pixel - centre), 0.0)
    w /= w.sum(axis=1, keepdims=True)
    w.flags.writeable = False
    return w


def frame(ink: np.ndarray) -> np.ndarray:
    """Put ink where MNIST puts it: longer side 20 pixels, centre of mass in the middle of 28×28.

    ink: float64 [h, w], 0…255, cropped to its box. Returns uint8 [28, 28].
    Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
    """
    h, w = ink.shape
    longer = max(h, w)
    h_out, w_out = (max(1, int(np.floor(side * BOX / longer + 0.5))) for side in (h, w))
    small = weights(h, h_out) @ ink @ weights(w, w_out).T
    small = small * (255.0 / max(small.max(), 1e-9))
    mass = small.sum()
    cy = (small.sum(axis=1) * np.arange(h_out)).sum() / mass
    cx = (small.sum(axis=0) * np.arange(w_out)).sum() / mass
    top = min(max(int(np.floor(SIDE / 2 - cy + 0.5 + NUDGE)), 0), SIDE - h_out)
    left = min(max(int(np.floor(SIDE / 2 - cx + 0.5 + NUDGE)), 0), SIDE - w_out)
    out = np.zeros((SIDE, SIDE), np.uint8)
    out[top : top + h_out, left : left + w_out] = np.floor(np.minimum(small, 255.0) + 0.5).astype(np.uint8)
    return out


def glyph(ink: np.ndarray, group: Group, factor: int) -> Glyph:
    """Cut the group's ink out, even its level, broaden hairlines, and frame it.

    ink: uint8 [H, W]; factor: picture pixels per working pixel, for the box, and for the score, which grows with the size.
    """
    x, y, w, h = group.box
    margin = 2 + max(w, h) // BOX
    # The box and its margin, of which the frame's edge may leave a part out: so small a part of a frame costs little.
    y0, y1, x0, x1 = max(y - margin, 0), y + h + margin, max(x - margin, 0), x + w + margin
    near = cv2.dilate(group.mask[y0:y1, x0:x1], np.ones((3, 3), np.uint8))
    part = cv2.bitwise_and(ink[y0:y1, x0:x1], near)
    cut = np.zeros((h + 2 * margin, w + 2 * margin), np.uint8)
    cut[y0 - y + margin :, x0 - x + margin :][: part.shape[0], : part.shape[1]] = part
    counts = counts_of(cut)
    counts[0] = 0
    level = max(upper(counts, 0.1), 1)
    _, mask = cv2.threshold(cut, max(1, math.ceil(FRINGE * level)) - 1, 255, cv2.THRESH_BINARY)
    left, top, broad, high = cv2.boundingRect(mask)
    right, bottom = left + broad, top + high
    box = (x - margin + left, y - margin + top, broad, high)
    longer = max(broad, high)
    width = stroke_width(mask)
    wanted = THINNEST_STROKE * longer / BOX
    grow = int((wanted - width) / 2 + 0.5) if wanted > width else 0
    if grow > 0:
        grow = min(grow, margin)
        cut = cv2.dilate(cut, np.ones((2 * grow + 1, 2 * grow + 1), np.uint8))
        top, left = max(top - grow, 0), max(left - grow, 0)
        bottom, right = min(bottom + grow, cut.shape[0]), min(right + grow, cut.shape[1])
    even = np.minimum(cut[top:bottom, left:right] * (255.0 / level), 255.0)
    return Glyph(frame(even), tuple(v * factor for v in box), 0, group.score * factor)
