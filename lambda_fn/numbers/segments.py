"""segments: runs of neighbouring atoms that may be one digit each, and the glyph of each."""

from dataclasses import dataclass

import numpy as np

from lambda_fn.preprocess.glyph import Glyph, glyph
from lambda_fn.preprocess.group import Group

from .atoms import Atom

MOST = 4  # atoms of one digit
# A digit by the writing's height: not lower nor taller, not broader; and with no gap beyond this between its parts.
LOWEST, TALLEST, BROADEST, GAP = 0.45, 1.9, 1.5, 0.35


@dataclass(frozen=True)
class Segment:
    """Atoms `start` … `stop` - 1 of a line as one digit."""

    start: int
    stop: int
    glyph: Glyph


def segments(line: list[Atom], number: int, ink: np.ndarray, factor: int, tall: int) -> list[Segment]:
    """All runs of a line's atoms that may be a digit. number: of the line; ink: uint8 [H, W]; factor: picture pixels per ink pixel."""
    found = []
    for start in range(len(line)):
        for stop in range(start + 1, min(start + MOST, len(line)) + 1):
            run = line[start:stop]
            left, top = min(atom.box[0] for atom in run), min(atom.box[1] for atom in run)
            right, bottom = max(atom.box[2] for atom in run), max(atom.box[3] for atom in run)
            if right - left > BROADEST * tall:
                break
            if not LOWEST * tall <= bottom - top <= TALLEST * tall or _gap(run) > GAP * tall:
                continue
            found.append(Segment(start, stop, _glyph(run, (left, top, right, bottom), number, ink, factor)))
    return found


def _gap(run: list[Atom]) -> int:
    """The widest empty space, across, between an atom and all before it."""
    widest, right = 0, run[0].box[2]
    for atom in run[1:]:
        widest, right = max(widest, atom.box[0] - right), max(right, atom.box[2])
    return widest


def _glyph(run: list[Atom], box: tuple[int, int, int, int], number: int, ink: np.ndarray, factor: int) -> Glyph:
    """Cut out of a part of the frame that is a little larger, so that a page's glyphs do not each cost a whole frame."""
    left, top, right, bottom = box
    margin = 2
    x0, y0 = max(left - margin, 0), max(top - margin, 0)
    part = ink[y0 : bottom + margin, x0 : right + margin]
    mask = np.zeros(part.shape, np.uint8)
    for atom in run:
        l, t, r, b = atom.box  # noqa: E741
        mask[t - y0 : b - y0, l - x0 : r - x0][atom.mask] = 255
    found = glyph(part, Group(mask, (left - x0, top - y0, right - left, bottom - top), 1.0), 1)
    x, y, w, h = found.box
    score = min(atom.score for atom in run)
    return Glyph(found.pixels, tuple(v * factor for v in (x + x0, y + y0, w, h)), number, score)
