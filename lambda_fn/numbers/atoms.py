"""atoms: the ink of a picture in its smallest parts, of which one or several make a digit."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lambda_fn.preprocess import Ink
from lambda_fn.preprocess.group import (
    FAINTEST_INK,
    NOISE,
    OWN,
    WEAK,
    Pieces,
    pieces,
    smooth,
    stands_out,
    upper,
)

from .cut import Box, Part, cut
from .forms import dividers, left_over, outlines, without_outlines

# Pieces from this part of the best score on set how dark the writing is, and how tall.
GOOD = 0.25
# Parts of the writing's height: lower is a speck; taller or broader than that is no digit, nor two that touch.
SPECK, TALLEST, BROADEST = 0.12, 2.2, 16.0
# What touches the frame's edge is rarely a digit.
AT_BORDER = (1.0, 0.15)
# So many atoms are kept, the largest first: what has more is a texture.
MOST_ATOMS = 600
# … and so many pieces are cut together.
AT_ONCE = 100


@dataclass(frozen=True)
class Atom:
    """A part of a piece of ink.

    box: left, top, right, bottom (exclusive); mask: bool, of the box; torn: how much ink it is cut off from on its left, by the
    writing's height; score: how much its piece looks like the rest of the writing, and stands out from the paper, 0…1; piece: which
    it is of, and in how many parts that was cut.
    """

    box: tuple[int, int, int, int]
    mask: np.ndarray
    torn: float
    score: float
    piece: tuple[int, int] = (0, 1)

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> tuple[float, float]:
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


def writing(found: Pieces) -> tuple[int, float]:
    """How tall the writing is, and its contrast: medians, by area, of the pieces that look most like writing."""
    good = np.flatnonzero(found.scores >= GOOD * found.scores.max())
    heights = found.boxes[good, 3] - found.boxes[good, 1]
    return int(_median(heights, found.areas[good])), float(_median(found.contrasts[good], found.areas[good]))


def find_atoms(ink: Ink) -> tuple[list[Atom], int]:
    """All ink that may be part of a digit, from left to right, and how tall the writing is, pixels. Nothing where there is no ink."""
    soft = smooth(ink.levels)
    strongest = upper(soft, 1 / 4000)
    if strongest < max(FAINTEST_INK, NOISE * ink.noise):
        return [], 0
    threshold = max(int(WEAK * strongest), int(NOISE * ink.noise), FAINTEST_INK // 2)
    frame = (0, 0, soft.shape[1], soft.shape[0])
    found = pieces(soft, threshold, frame)
    if not (found.scores > 0).any():
        return [], 0
    levels, lines, were = without_outlines(ink, found)
    if len(lines) > len(ink.lines):
        soft = smooth(levels)
        found = pieces(soft, threshold, frame)
        if not (found.scores > 0).any():
            return [], 0
    _, contrast = writing(found)
    found = pieces(soft, max(threshold, int(OWN * contrast)), frame)
    if not (found.scores > 0).any():
        return [], 0
    outline = outlines(found) | dividers(found, lines, soft.shape[1]) | left_over(found, were)
    found.scores[outline] = 0.0
    if not (found.scores > 0).any():
        return [], 0
    tall, contrast = writing(found)
    left, top, right, bottom = found.boxes.T
    height, width = bottom - top, right - left
    kept = (
        ~outline
        & (np.maximum(height, width) >= max(3, SPECK * tall))
        & (height <= TALLEST * tall)
        & (width <= BROADEST * tall)
        & (found.contrasts >= 0.5 * contrast)
        & (found.at_border < 2)
    )
    atoms: list[Atom] = []
    largest = np.lexsort((left, top, -found.areas))
    for i, box, mask, parts in in_parts(found, largest[kept[largest]].tolist(), soft, tall):
        if len(atoms) + len(parts) > MOST_ATOMS:
            break
        score = min(float(found.contrasts[i]) / contrast, 1.0) * AT_BORDER[min(int(found.at_border[i]), 1)]
        score *= standing(ink.flat, mask, box)
        atoms += [Atom(part, own, torn, score, (i, len(parts))) for part, own, torn in parts]
    atoms.sort(key=lambda atom: (atom.box[0] + atom.box[2], atom.box[1]))
    return atoms, tall


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
