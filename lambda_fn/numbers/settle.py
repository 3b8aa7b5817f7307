"""settle: a piece of ink that the network knows as one digit, whole, is not cut."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from lambda_fn.choose import NO_DIGIT

from .atoms import Atom
from .segments import Run, whole_pieces

# A piece is a digit, whole, where the network says "no digit" less than this, and one of the ten more than that.
LEAST_NONE, MOST_SURE = 0.05, 0.95


def is_settled(calibrated: np.ndarray, classes: list[str]) -> np.ndarray:
    """Which glyphs are so clearly a digit that nothing else need be looked at: bool [n]. calibrated: float64 [n, C]."""
    none = calibrated[:, classes.index(NO_DIGIT)] if NO_DIGIT in classes else np.zeros(len(calibrated))
    best = calibrated[:, :10].max(axis=1, initial=0.0)
    return (none < LEAST_NONE) & (best > MOST_SURE * calibrated[:, :10].sum(axis=1))


def wholes(atoms: list[Atom], runs: list[Run]) -> list[int]:
    """Which runs are a piece that was cut, whole."""
    whole = set(whole_pieces(atoms))
    return [i for i, run in enumerate(runs) if (run.start, run.stop) in whole]


def settle(atoms: list[Atom], runs: list[Run], settled: Collection[int]) -> tuple[list[Atom], list[Run], list[int]]:
    """A line where some runs, which are a piece each, are one atom each: its atoms, its runs, and which of the runs these were."""
    pieces = {runs[i].start: runs[i] for i in settled}
    joined: list[Atom] = []
    # Where an atom begins and ends now that began or ended there; what lies inside a piece does neither.
    begins, ends = {}, {}
    at = 0
    while at < len(atoms):
        piece = pieces.get(at)
        stop = piece.stop if piece else at + 1
        begins[at], ends[stop] = len(joined), len(joined) + 1
        joined.append(_join(atoms[at:stop], piece) if piece else atoms[at])
        at = stop
    kept = [i for i, run in enumerate(runs) if run.start in begins and run.stop in ends]
    return joined, [replace(runs[i], start=begins[runs[i].start], stop=ends[runs[i].stop]) for i in kept], kept


def _join(parts: list[Atom], piece: Run) -> Atom:
    """The parts of a piece as one atom, as if it had not been cut."""
    left, top, right, bottom = piece.box
    mask = np.zeros((bottom - top, right - left), bool)
    for part in parts:
        l, t, r, b = part.box  # noqa: E741
        if part.mask is not None:
            mask[t - top : b - top, l - left : r - left] |= part.mask
    return replace(parts[0], box=piece.box, mask=mask, piece=(parts[0].piece[0], 1))
