"""lines: which atoms are written in one line, from top to bottom, and from left to right in each."""

import numpy as np

from .atoms import Atom

# Parts of the writing's height: an atom or a piece this tall says where a line is; neighbours in a line, and the ends of its parts, are
# that far above or below one another at most; smaller atoms lie that near theirs.
TALL, APART, NEAR = 0.5, 0.6, 0.75
# Neighbours lie at most this far apart, by the height; lines are at most that steep.
NEIGHBOURS, STEEPEST = 2.5, 0.3


def find_lines(atoms: list[Atom], tall: int) -> list[list[Atom]]:
    """Atoms by line, the upper line first, each from left to right. atoms: from left to right; tall: the writing, pixels."""
    large = telling(atoms, tall)
    if not large:
        return []
    middles = np.array([atom.middle for atom in atoms])
    x, y = middles[large].T
    # A piece that was cut says more as a whole: the parts of an 8 lie aslant of one another.
    slopes = slopes_of(*middles_of_pieces(atoms, large), tall)
    slope = steepness(slopes if len(slopes) > 1 else slopes_of(x, y, tall))
    levels = y - slope * x
    rows = joined(levels, chains(x, levels, tall), tall)
    lines: list[list[int]] = [[large[i] for i in row] for row in rows]
    for i in sorted(set(range(len(atoms))) - set(large)):
        level = middles[i, 1] - slope * middles[i, 0]
        # A line is where its nearest atom is: it may be bent, or steeper than the others.
        off = [abs(levels[row[int(abs(x[row] - middles[i, 0]).argmin())]] - level) for row in rows]
        nearest = int(np.argmin(off))
        if off[nearest] <= NEAR * tall:
            lines[nearest].append(i)
    return [[atoms[i] for i in sorted(line)] for line in of_pieces(atoms, lines)]


def telling(atoms: list[Atom], tall: int) -> list[int]:
    """Which atoms say where a line is: the tall ones, and of a tall piece that was cut into low ones, as a leaning 1, the one nearest its
    middle. Ascending."""
    found = [i for i, atom in enumerate(atoms) if atom.height >= TALL * tall]
    told = {atoms[i].piece[0] for i in found}
    cut: dict[int, list[int]] = {}
    for i, atom in enumerate(atoms):
        if atom.piece[1] > 1 and atom.piece[0] not in told:
            cut.setdefault(atom.piece[0], []).append(i)
    for own in cut.values():
        top, bottom = min(atoms[i].box[1] for i in own), max(atoms[i].box[3] for i in own)
        if bottom - top >= TALL * tall:
            found.append(min(own, key=lambda i: abs(2 * atoms[i].middle[1] - top - bottom)))
    return sorted(found)


def of_pieces(atoms: list[Atom], lines: list[list[int]]) -> list[list[int]]:
    """The lines with all parts of a piece that was cut in that one in which most of it is, by height; of equal ones in the upper one."""
    heights: dict[int, list[int]] = {}
    line_of = {i: number for number, line in enumerate(lines) for i in line if atoms[i].piece[1] > 1}
    for i, number in line_of.items():
        heights.setdefault(atoms[i].piece[0], [0] * len(lines))[number] += atoms[i].height
    kept: list[list[int]] = [[] for _ in lines]
    for number, line in enumerate(lines):
        for i in line:
            kept[int(np.argmax(heights[atoms[i].piece[0]])) if i in line_of else number].append(i)
    return [line for line in kept if line]


def chains(x: np.ndarray, levels: np.ndarray, tall: int) -> list[list[int]]:
    """Atoms that are neighbours of one another, in lists of their numbers, from left to right. levels: of the rows, were they even."""
    chain = np.arange(len(x))
    for i in range(len(x)):
        dx, dy = x - x[i], abs(levels - levels[i])
        beside = np.flatnonzero((dx > 0) & (dx <= NEIGHBOURS * tall) & (dy <= APART * tall))
        if len(beside):
            # Of equally near ones the one that is most in line.
            nearest = beside[np.lexsort((dy[beside], dx[beside]))[0]]
            chain[chain == chain[nearest]] = chain[i]
    return [np.flatnonzero(chain == number).tolist() for number in dict.fromkeys(chain.tolist())]


def joined(levels: np.ndarray, parts: list[list[int]], tall: int) -> list[list[int]]:
    """Chains that lie in one line, as one; the upper line first."""
    middles = [float(levels[part].mean()) for part in parts]
    rows: list[list[int]] = []
    last = 0.0
    for i in sorted(range(len(parts)), key=lambda i: (middles[i], i)):
        if rows and middles[i] - last <= APART * tall:
            rows[-1] = sorted(rows[-1] + parts[i])
            last = float(levels[rows[-1]].mean())
        else:
            rows.append(parts[i])
            last = middles[i]
    return rows


def middles_of_pieces(atoms: list[Atom], which: list[int]) -> np.ndarray:
    """The middles of the pieces that these atoms are, or are parts of: float64 [2, n], x and y."""
    boxes: dict[int, list[int]] = {}
    told = {atoms[i].piece[0] for i in which if atoms[i].piece[1] > 1}
    chosen = set(which)
    for i, atom in enumerate(atoms):
        if atom.piece[1] > 1 and atom.piece[0] in told:
            box = boxes.setdefault(atom.piece[0], [*atom.box])
            box[:] = *map(min, box[:2], atom.box[:2]), *map(max, box[2:], atom.box[2:])
        elif i in chosen:
            boxes[-1 - i] = [*atom.box]
    left, top, right, bottom = np.array(list(boxes.values()), float).T
    return np.stack([(left + right) / 2, (top + bottom) / 2])


def slopes_of(x: np.ndarray, y: np.ndarray, tall: int) -> list[float]:
    """The slope from each of what is written to the next one on the right, where there is one. x, y: float64 [n], of their middles."""
    slopes = []
    for i in range(len(x)):
        dx, dy = x - x[i], y - y[i]
        beside = np.flatnonzero((0.3 * tall < dx) & (dx <= NEIGHBOURS * tall) & (abs(dy) <= APART * tall))
        if len(beside):
            # Of equally near ones the upper one.
            nearest = beside[np.lexsort((dy[beside], dx[beside]))[0]]
            slopes.append(float(dy[nearest] / dx[nearest]))
    return slopes


def steepness(slopes: list[float]) -> float:
    """Of the lines of writing: the lower median of these slopes; 0 of fewer than two."""
    if len(slopes) < 2:
        return 0.0
    return min(max(sorted(slopes)[(len(slopes) - 1) // 2], -STEEPEST), STEEPEST)
