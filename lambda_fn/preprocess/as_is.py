"""as_is: a picture of a glyph's own size is a glyph already, whatever else is on it; it is taken as it is."""

import cv2
import numpy as np

from .glyph import FRINGE, SIDE, Glyph
from .group import FAINTEST_INK


def as_is(grey: np.ndarray) -> list[Glyph]:
    """The picture's ink where it lies, light on dark and dark on light; the one with more contrast scores 1.

    grey: uint8 [H, W]. Returns nothing where the picture is not 28×28, or all of one level.
    """
    if grey.shape != (SIDE, SIDE):
        return []
    paper = int(np.sort(grey, axis=None)[grey.size // 2])
    views = [cv2.subtract(grey, paper), cv2.subtract(paper, grey)]
    strongest = max(int(view.max()) for view in views)
    glyphs = []
    for view in views:
        most = int(view.max())
        if most < FAINTEST_INK:
            continue
        pixels = ((2 * 255 * view.astype(np.int64) + most) // (2 * most)).astype(np.uint8)
        inked = pixels >= FRINGE * 255
        rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
        left, top, right, bottom = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
        glyphs.append(Glyph(pixels, (left, top, right - left, bottom - top), score=most / strongest))
    return glyphs
