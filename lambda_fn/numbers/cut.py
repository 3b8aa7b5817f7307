"""cut: one piece of ink that may be several digits, where they may touch. The network decides later which cuts are true."""

from collections.abc import Iterator

import numpy as np

# A piece is cut where it is broader than this part of the writing's height.
BROAD = 0.62
# A cut leans at most this part of the height to each side of its middle; cuts are this part apart, and as far from the ends.
REACH, APART, END = 0.22, 0.22, 0.14
# A cut goes through at most this much ink, by the writing's height: of the strongest.
THROUGH = 0.8
# What a step aside costs, in grey levels: straight cuts win.
ASIDE = 6
FAR = 1 << 40

Box = tuple[int, int, int, int]


def cut(ink: np.ndarray, box: Box, tall: int) -> Iterator[tuple[Box, np.ndarray, float]]:
    """The parts of a piece, from left to right, each with its mask in its own box, and how much ink it is torn off on its left.

    ink: uint8 [h, w], the piece alone; box: where that is (left, top, right, bottom); tall: the writing, pixels. Ink is counted in
    pixels of the piece's strongest, by the writing's height; 0 for the first part.
    Source: cuts of least ink, as seams in Avidan and Shamir, "Seam Carving for Content-Aware Image Resizing", 2007.
    """
    h, w = ink.shape
    ways = seams(ink, tall) if w > BROAD * tall else []
    if not ways:
        yield box, ink > 0, 0.0
        return
    owner, torn, strongest = np.zeros((h, w), np.int64), [0.0], int(ink.max())
    for way in ways:
        owner += np.arange(w)[None, :] >= way[:, None]
        torn.append(int(ink[np.arange(h), way].sum(dtype=np.int64)) / (strongest * tall))
    for part in range(int(owner.max()) + 1):
        mask = (owner == part) & (ink > 0)
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        if len(rows) == 0:
            continue
        t, b, l, r = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1  # noqa: E741
        yield (box[0] + l, box[1] + t, box[0] + r, box[1] + b), mask[t:b, l:r], torn[part]


def seams(ink: np.ndarray, tall: int) -> list[np.ndarray]:
    """Ways from top to bottom through little ink, from left to right, that do not cross: int64 [h] each, its column at each row."""
    h, w = ink.shape
    reach, apart, end = max(1, int(REACH * tall)), max(2, int(APART * tall)), max(1, int(END * tall))
    middles = np.arange(end, w - end + 1, max(1, apart // 4))
    if len(middles) == 0:
        return []
    # Each way keeps to a band about its middle; columns 0 and beyond the last cut nothing off.
    columns = middles[:, None] + np.arange(-reach, reach + 1)
    inside = (columns >= 1) & (columns < w)
    bands = ink[:, np.clip(columns, 0, w - 1)].astype(np.int64)
    costs, ways = least_ways(np.where(inside, bands, FAR))
    ways = ways + columns[:, :1]
    means = ways.sum(axis=1) // h
    most = THROUGH * tall * int(ink.max())
    chosen: list[int] = []
    for i in np.argsort(costs, kind="stable").tolist():
        if costs[i] > most:
            break
        if end <= means[i] <= w - end and all(
            abs(means[i] - means[j]) >= apart and not _cross(ways[i], ways[j]) for j in chosen
        ):
            chosen.append(i)
    return [ways[i] for i in sorted(chosen, key=lambda i: means[i])]


def least_ways(bands: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """In each band the way of least ink from top to bottom, one column aside at most from row to row.

    bands: int64 [h, n, b]. Returns costs, int64 [n], and columns within the band, int64 [n, h].
    """
    h, n, b = bands.shape
    far = np.full((n, 1), FAR)
    total, came = bands[0], np.zeros((h, n, b), np.int64)
    for y in range(1, h):
        left = np.concatenate([far, total[:, :-1]], axis=1) + ASIDE
        right = np.concatenate([total[:, 1:], far], axis=1) + ASIDE
        # Straight on where it costs no more, then from the left.
        best = np.minimum(total, left)
        came[y] = np.where(right < best, 1, np.where(left < total, -1, 0))
        total = np.minimum(best, right) + bands[y]
    every, at = np.arange(n), total.argmin(axis=1)
    costs, ways = total[every, at], np.zeros((n, h), np.int64)
    for y in range(h - 1, -1, -1):
        ways[:, y] = at
        at = at + came[y, every, at]
    return costs, ways


def _cross(a: np.ndarray, b: np.ndarray) -> bool:
    return bool((a < b).any() and (a > b).any())
