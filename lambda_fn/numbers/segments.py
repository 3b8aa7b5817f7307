"""segments: runs of neighbouring atoms that may be one digit each, and the glyph of each."""

from dataclasses import dataclass

import numpy as np

from lambda_fn.preprocess import Ink
from lambda_fn.preprocess.glyph import Glyph, glyph
from lambda_fn.preprocess.group import Group

from .atoms import Atom

# Of one digit: pieces of ink, or parts of such as were cut; and parts at most, however few pieces they are of.
MOST, MOST_PARTS = 4, 8
# A digit by the writing's height: not lower nor taller, not broader; and with no gap beyond this between its parts.
LOWEST, TALLEST, BROADEST, GAP = 0.45, 1.9, 1.5, 0.35


@dataclass(frozen=True)
class Run:
    """Atoms `start` … `stop` - 1 of a line as one digit. box: left, top, right, bottom; gap: the widest between them, pixels."""

    start: int
    stop: int
    box: tuple[int, int, int, int]
    gap: int


@dataclass(frozen=True)
class Segment:
    """A run and its glyph."""

    run: Run
    glyph: Glyph


def runs(line: list[Atom], tall: int) -> list[Run]:
    """All runs of a line's atoms that may be a digit."""
    found, whole = [], dict(whole_pieces(line))
    for start in range(len(line)):
        for stop in range(start + 1, min(start + MOST_PARTS, len(line)) + 1):
            if _count(start, stop, whole) > MOST:
                continue
            atoms = line[start:stop]
            left, top = min(atom.box[0] for atom in atoms), min(atom.box[1] for atom in atoms)
            right, bottom = max(atom.box[2] for atom in atoms), max(atom.box[3] for atom in atoms)
            if right - left > BROADEST * tall:
                break
            gap = _gap(atoms)
            if LOWEST * tall <= bottom - top <= TALLEST * tall and gap <= GAP * tall:
                found.append(Run(start, stop, (left, top, right, bottom), gap))
    return found


def whole_pieces(line: list[Atom]) -> list[tuple[int, int]]:
    """Of each piece that was cut, and lies in this line with all of its parts side by side: from which atom to before which it goes."""
    found, start = [], 0
    while start < len(line):
        number, parts = line[start].piece
        stop = start + 1
        while stop < len(line) and line[stop].piece[0] == number:
            stop += 1
        if parts > 1 and stop - start == parts:
            found.append((start, stop))
        start = stop
    return found


def _count(start: int, stop: int, whole: dict[int, int]) -> int:
    """Of how many pieces, or parts of such, a run is. whole: where each piece ends, by where it begins."""
    count, at = 0, start
    while at < stop:
        at = whole[at] if whole.get(at, stop + 1) <= stop else at + 1
        count += 1
    return count


def _gap(atoms: list[Atom]) -> int:
    """The widest empty space, across, between an atom and all before it."""
    widest, right = 0, atoms[0].box[2]
    for atom in atoms[1:]:
        widest, right = max(widest, atom.box[0] - right), max(right, atom.box[2])
    return widest


def segment(run: Run, line: list[Atom], number: int, ink: Ink) -> Segment:
    """The run with its glyph, cut out of a part of the frame that is a little larger, so that a page's glyphs do not each cost a whole
    frame. number: of the line."""
    atoms = line[run.start : run.stop]
    left, top, right, bottom = run.box
    margin = 2
    x0, y0 = max(left - margin, 0), max(top - margin, 0)
    part = ink.levels[y0 : bottom + margin, x0 : right + margin]
    mask = np.zeros(part.shape, np.uint8)
    for atom in atoms:
        l, t, r, b = atom.box  # noqa: E741
        mask[t - y0 : b - y0, l - x0 : r - x0][atom.mask] = 255
    found = glyph(part, Group(mask, (left - x0, top - y0, right - left, bottom - top), 1.0), 1)
    x, y, w, h = found.box
    box = tuple(v * ink.factor for v in (x + x0, y + y0, w, h))
    score = min(atom.score for atom in atoms)
    return Segment(run, Glyph(found.pixels, box, number, score, ink.polarity))
