"""lines: which atoms are written in one line, from top to bottom, and from left to right in each."""

import numpy as np

from .atoms import Atom

# Parts of the writing's height: an atom this tall says where a line is; lines are that far apart; smaller atoms lie that near theirs.
TALL, APART, NEAR = 0.5, 0.6, 0.75
# Neighbours that say how steep the lines are lie at most this far apart, by the height; lines are at most that steep.
NEIGHBOURS, STEEPEST = 2.5, 0.3


def find_lines(atoms: list[Atom], tall: int) -> list[list[Atom]]:
    """Atoms by line, the upper line first, each from left to right. atoms: from left to right; tall: the writing, pixels."""
    large = [atom for atom in atoms if atom.height >= TALL * tall]
    if not large:
        return []
    slope = steepness(large, tall)
    heights = np.array([atom.middle[1] - slope * atom.middle[0] for atom in large])
    order = np.argsort(heights, kind="stable")
    # A line ends where the next atom is far below its middle.
    rows: list[list[float]] = []
    for height in heights[order].tolist():
        if rows and height - sum(rows[-1]) / len(rows[-1]) <= APART * tall:
            rows[-1].append(height)
        else:
            rows.append([height])
    middles = np.array([sum(row) / len(row) for row in rows])
    lines: list[list[Atom]] = [[] for _ in rows]
    for atom in atoms:
        off = np.abs(middles - (atom.middle[1] - slope * atom.middle[0]))
        nearest = int(off.argmin())
        if off[nearest] <= NEAR * tall:
            lines[nearest].append(atom)
    return [line for line in lines if line]


def steepness(atoms: list[Atom], tall: int) -> float:
    """Slope of the lines of writing: the median of that from each atom to its next one on the right; 0 where there is none."""
    slopes = []
    for atom in atoms:
        x, y = atom.middle
        beside = [
            (other.middle[0] - x, other.middle[1] - y)
            for other in atoms
            if 0.3 * tall < other.middle[0] - x <= NEIGHBOURS * tall and abs(other.middle[1] - y) <= APART * tall
        ]
        if beside:
            dx, dy = min(beside)
            slopes.append(dy / dx)
    if len(slopes) < 2:
        return 0.0
    slopes.sort()
    return float(min(max(slopes[(len(slopes) - 1) // 2], -STEEPEST), STEEPEST))
