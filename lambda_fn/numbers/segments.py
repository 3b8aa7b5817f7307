"""segments: runs of neighbouring atoms that may be one digit each, and the glyph of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lambda_fn.preprocess import Ink
from lambda_fn.preprocess.glyph import Glyph, glyph
from lambda_fn.preprocess.group import Group

from .atoms import Atom

# Of one digit: pieces of ink, or parts of such as were cut; and parts at most, however few pieces they are of.
MOST, MOST_PARTS = 4, 8
# A digit by the writing's height: not lower nor taller, not broader; and with no gap beyond this, across, between a part and all before it.
LOWEST, TALLEST, BROADEST, GAP = 0.45, 1.9, 1.5, 0.35
# One piece of ink, whole, may be broader; what is no part of it, but lies in between, is lower than this part of its height.
BROADEST_WHOLE, LOW = 2.2, 0.5


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
        piece = whole.get(start, start + 1 if line[start].piece[1] == 1 else 0)
        left, top, right, bottom = line[start].box
        gap = 0
        for stop in range(start + 1, min(max(start + MOST_PARTS, piece), len(line)) + 1):
            l, t, r, b = line[stop - 1].box  # noqa: E741
            gap = max(gap, l - right)
            left, top, right, bottom = min(left, l), min(top, t), max(right, r), max(bottom, b)
            if right - left > BROADEST_WHOLE * tall:
                break
            if stop != piece and (
                right - left > BROADEST * tall or stop - start > MOST_PARTS or _count(start, stop, whole) > MOST
            ):
                continue
            if LOWEST * tall <= bottom - top <= TALLEST * tall and gap <= GAP * tall:
                found.append(Run(start, stop, (left, top, right, bottom), gap))
    return found


def whole_pieces(line: list[Atom]) -> list[tuple[int, int]]:
    """Of each piece that was cut, and lies in this line with all of its parts, with nothing but specks in between: from which atom
    to before which it goes."""
    parts: dict[int, list[int]] = {}
    for i, atom in enumerate(line):
        parts.setdefault(atom.piece[0], []).append(i)
    return [
        (own[0], own[-1] + 1)
        for own in parts.values()
        if len(own) > 1 and len(own) == line[own[0]].piece[1] and _are_one(line[own[0] : own[-1] + 1])
    ]


def _are_one(atoms: Sequence[Atom]) -> bool:
    """Whether atoms from a piece's first part to its last are that piece, and specks."""
    number = atoms[0].piece[0]
    own = [atom.box for atom in atoms if atom.piece[0] == number]
    tall = max(bottom for _, _, _, bottom in own) - min(top for _, top, _, _ in own)
    return all(atom.piece[0] == number or (atom.piece[1] == 1 and atom.height < LOW * tall) for atom in atoms)


def _count(start: int, stop: int, whole: dict[int, int]) -> int:
    """Of how many pieces, or parts of such, a run is. whole: where each piece ends, by where it begins."""
    count, at = 0, start
    while at < stop:
        at = whole[at] if whole.get(at, stop + 1) <= stop else at + 1
        count += 1
    return count


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
