"""atoms: the ink of a picture in its smallest parts, of which one or several make a digit."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lambda_fn.preprocess import Ink
from lambda_fn.preprocess.group import LONG, OWN, Pieces, pieces, smooth, stands_out
from lambda_fn.preprocess.outlines import outlines, rings

from .cut import Box, Part, cut
from .forms import dividers, left_over, without_outlines

# Pieces from this part of the best score on set how dark the writing is, and how tall.
GOOD = 0.25
# What is taller or lower by less than this factor is as tall.
ALIKE = 1.6
# Parts of the writing's height: lower is a speck; taller or broader than that is no digit, nor two that touch.
SPECK, TALLEST, BROADEST = 0.12, 2.2, 16.0
# What lies as a line, and is at least that long, by the writing's height, is what writing stands on.
LYING = 1.0
# What touches the frame's edge is rarely a digit.
AT_BORDER = (1.0, 0.15)
# What is too large is looked at above these parts of the writing's contrast, and what is left of it is at least that tall, by its height.
LEVELS, LOWEST_LEFT = (0.6, 0.75, 0.9), 0.45
# So many atoms are kept, the largest first: what has more is a texture.
MOST_ATOMS = 600
# … and so many pieces are cut together.
AT_ONCE = 100


@dataclass(frozen=True)
class Atom:
    """A part of a piece of ink.

    box: left, top, right, bottom (exclusive); mask: bool, of the box; torn: how much ink it is cut off from on its left, by the
    writing's height; score: how much its piece looks like the rest of the writing, and stands out from the paper, 0…1; piece: which
    it is of, and in how many parts that was cut; at_edge: whether that touches the frame's edge.
    """

    box: tuple[int, int, int, int]
    mask: np.ndarray
    torn: float
    score: float
    piece: tuple[int, int] = (0, 1)
    at_edge: bool = False

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> tuple[float, float]:
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


def writing(found: Pieces, tall: int | None = None) -> tuple[int, float]:
    """How tall the writing is, and its contrast: medians, by area, of the pieces that look most like writing.

    tall: pixels, where that is known; the contrast is then that of pieces as tall, if there are any.
    """
    heights, scores = found.boxes[:, 3] - found.boxes[:, 1], found.scores
    if tall is not None and (as_tall := scores * is_alike(heights, tall)).any():
        scores = as_tall
    good = np.flatnonzero(scores >= GOOD * scores.max())
    contrast = float(_median(found.contrasts[good], found.areas[good]))
    return int(_median(heights[good], found.areas[good])) if tall is None else tall, contrast


def is_alike(heights: np.ndarray, tall: int) -> np.ndarray:
    """Which of these heights are about this one: bool [n]."""
    return (heights * ALIKE >= tall) & (heights <= tall * ALIKE)


def find_atoms(ink: Ink, tall: int | None = None) -> tuple[list[Atom], int]:
    """All ink that may be part of a digit, from left to right, and how tall the writing is, pixels. Nothing where there is no ink.

    tall: the writing, pixels of the ink, where that is known.
    """
    if ink.begun is None or not (ink.begun.found.scores > 0).any():
        return [], 0
    soft, threshold, found = ink.begun
    frame = (0, 0, soft.shape[1], soft.shape[0])
    levels, lines, were = without_outlines(ink, found)
    if levels is not ink.levels:
        soft = smooth(levels)
        found = pieces(soft, threshold, frame)
        if not (found.scores > 0).any():
            return [], 0
    _, contrast = writing(found, tall)
    found = pieces(soft, max(threshold, int(OWN * contrast)), frame)
    if not (found.scores > 0).any():
        return [], 0
    outline = outlines(found) | rings(found) | dividers(found, lines, soft.shape[1]) | left_over(found, were)
    found.scores[outline] = 0.0
    if not (found.scores > 0).any():
        return [], 0
    tall, contrast = writing(found, tall)
    atoms: list[Atom] = []
    before = 0
    for some, fits in apart(found, ~outline, soft, threshold, tall, contrast):
        left, top, _, _ = some.boxes.T
        largest = np.lexsort((left, top, -some.areas))
        for i, box, mask, parts in in_parts(some, largest[fits[largest]].tolist(), soft, tall):
            if len(atoms) + len(parts) > MOST_ATOMS:
                break
            score = min(float(some.contrasts[i]) / contrast, 1.0) * AT_BORDER[min(int(some.at_border[i]), 1)]
            score *= standing(ink.flat, mask, box)
            at_edge = bool(some.at_border[i])
            atoms += [Atom(part, own, torn, score, (before + i, len(parts)), at_edge) for part, own, torn in parts]
        before += len(some.areas)
    atoms.sort(key=lambda atom: (atom.box[0] + atom.box[2], atom.box[1]))
    return atoms, tall


def apart(
    found: Pieces, may_be: np.ndarray, soft: np.ndarray, threshold: int, tall: int, contrast: float
) -> Iterator[tuple[Pieces, np.ndarray]]:
    """Pieces, and which of them fit the writing, bool [n]: first those found, then what is left, above ever higher levels, of those too
    large for it: a digit that lies across the edge of a shadow, or of a table, comes off it.

    may_be: bool [n], which of those found may be writing. soft: uint8 [H, W]; threshold: by which they were found.
    """
    fits, too_large = fitting(found, tall, contrast)
    yield found, fits & may_be
    too_large &= may_be
    for level in LEVELS:
        if not too_large.any():
            return
        inside = np.concatenate([[False], too_large])[found.labels]
        frame = (0, 0, soft.shape[1], soft.shape[0])
        found = pieces(np.where(inside, soft, 0).astype(np.uint8), max(threshold, int(level * contrast)), frame)
        fits, too_large = fitting(found, tall, contrast)
        yield found, fits & (found.boxes[:, 3] - found.boxes[:, 1] >= LOWEST_LEFT * tall)


def fitting(found: Pieces, tall: int, contrast: float) -> tuple[np.ndarray, np.ndarray]:
    """Which pieces are as dark as writing, and of its size, and which as dark, but too large, or no piece of it: bool [n] each."""
    left, top, right, bottom = found.boxes.T
    height, width = bottom - top, right - left
    is_dark = (np.maximum(height, width) >= max(3, SPECK * tall)) & (found.contrasts >= 0.5 * contrast)
    is_line = (width > LONG * height) & (width >= LYING * tall)
    fits = (height <= TALLEST * tall) & (width <= BROADEST * tall) & (found.at_border < 2) & ~is_line
    return is_dark & fits, is_dark & ~fits


def in_parts(
    found: Pieces, which: list[int], soft: np.ndarray, tall: int
) -> Iterator[tuple[int, Box, np.ndarray, list[Part]]]:
    """Some pieces in their order, each with its box, its mask there, bool, and its parts."""
    for first in range(0, len(which), AT_ONCE):
        some = which[first : first + AT_ONCE]
        boxes: list[Box] = [tuple(found.boxes[i].tolist()) for i in some]
        places = [np.s_[top:bottom, left:right] for left, top, right, bottom in boxes]
        masks = [found.labels[place] == i + 1 for i, place in zip(some, places, strict=True)]
        inks = [np.where(mask, soft[place], 0).astype(np.uint8) for mask, place in zip(masks, places, strict=True)]
        yield from zip(some, boxes, masks, cut(list(zip(inks, boxes, strict=True)), tall), strict=True)


def standing(flat: np.ndarray, mask: np.ndarray, box: tuple[int, int, int, int]) -> float:
    """How much a piece stands out from what is around it, as `stands_out` has it. mask: bool, of the box."""
    left, top, right, bottom = box
    margin = max(right - left, bottom - top)
    x, y = max(left - margin, 0), max(top - margin, 0)
    near = flat[y : bottom + margin, x : right + margin]
    whole = np.zeros(near.shape, np.uint8)
    whole[top - y : bottom - y, left - x : right - x][mask] = 255
    return stands_out(near, whole, (left - x, top - y, right - left, bottom - top))


def _median(values: np.ndarray, weights: np.ndarray) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
