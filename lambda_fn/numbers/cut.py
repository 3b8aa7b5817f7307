"""cut: pieces of ink that may be several digits, where they may touch. The network decides later which cuts are true."""

from collections.abc import Iterator, Sequence

import numpy as np

# A piece is cut where it is broader than this part of the writing's height.
BROAD = 0.62
# A cut leans at most this part of the height to each side of its middle; cuts are this part apart, as a 1 is broad, and this far from the ends.
REACH, APART, END = 0.22, 0.15, 0.14
# A cut goes through at most this much ink, by the writing's height: of the strongest.
THROUGH = 0.8
# What a step aside costs, in grey levels: straight cuts win.
ASIDE = 6
FAR = 1 << 40
# So many numbers are held at once, when the ways of several pieces are looked for together.
AT_ONCE = 1 << 20

Box = tuple[int, int, int, int]
Part = tuple[Box, np.ndarray, float]
"""Its box, its mask there, bool, and how much ink it is torn off on its left."""


def cut(pieces: Sequence[tuple[np.ndarray, Box]], tall: int) -> list[list[Part]]:
    """The parts of each piece, from left to right.

    pieces: ink, uint8 [h, w], of the piece alone, and where that is (left, top, right, bottom); tall: the writing, pixels. Torn ink is
    counted in pixels of the piece's strongest, by the writing's height; 0 for the first part.
    Source: cuts of least ink, as seams in Avidan and Shamir, "Seam Carving for Content-Aware Image Resizing", 2007.
    """
    ways = iter(seams([ink for ink, _ in pieces if ink.shape[1] > BROAD * tall], tall))
    return [list(_parts(ink, box, next(ways) if ink.shape[1] > BROAD * tall else [], tall)) for ink, box in pieces]


def _parts(ink: np.ndarray, box: Box, ways: list[np.ndarray], tall: int) -> Iterator[Part]:
    """A piece's parts. ways: from left to right, between which they are."""
    h, w = ink.shape
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


def seams(inks: Sequence[np.ndarray], tall: int) -> list[list[np.ndarray]]:
    """Of each piece ways from top to bottom through little ink, from left to right, that do not cross: int64 [h] each, its column at each row."""
    # Each way keeps to a band about its middle.
    bands = [_bands(ink, tall) for ink in inks]
    found: list[list[np.ndarray]] = [[] for _ in inks]
    # The tallest first; of as many as fit in memory, all at once: a page has many pieces, and a row of each costs little.
    order = sorted((i for i, (_, band) in enumerate(bands) if band.size), key=lambda i: -len(inks[i]))
    while order:
        fit, size = 1, len(inks[order[0]]) * bands[order[0]][1][0].size
        while fit < len(order) and size + (more := len(inks[order[0]]) * bands[order[fit]][1][0].size) <= AT_ONCE:
            fit, size = fit + 1, size + more
        for i, (costs, ways) in zip(order[:fit], least_ways([bands[i][1] for i in order[:fit]]), strict=True):
            found[i] = _chosen(inks[i], costs, ways + bands[i][0][:, None], tall)
        order = order[fit:]
    return found


def _bands(ink: np.ndarray, tall: int) -> tuple[np.ndarray, np.ndarray]:
    """The bands in which ways through a piece are looked for: the first column of each, int64 [n], and their ink, int64 [h, n, b]."""
    w = ink.shape[1]
    reach, apart, end = _measures(tall)
    columns = np.arange(end, w - end + 1, max(1, apart // 4))[:, None] + np.arange(-reach, reach + 1)
    # Columns 0 and beyond the last cut nothing off.
    inside = (columns >= 1) & (columns < w)
    return columns[:, 0], np.where(inside, ink[:, np.clip(columns, 0, w - 1)].astype(np.int64), FAR)


def _measures(tall: int) -> tuple[int, int, int]:
    """REACH, APART and END in pixels."""
    return max(1, int(REACH * tall)), max(2, int(APART * tall)), max(1, int(END * tall))


def _chosen(ink: np.ndarray, costs: np.ndarray, ways: np.ndarray, tall: int) -> list[np.ndarray]:
    """Of ways through a piece, int64 [n, h], those of least ink that are apart, from left to right."""
    h, w = ink.shape
    _, apart, end = _measures(tall)
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


def least_ways(pieces: Sequence[np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
    """In each band the way of least ink from top to bottom, one column aside at most from row to row.

    pieces: the bands of each, int64 [h, n, b], the tallest first. Returns of each costs, int64 [n], and columns within the band, int64 [n, h].
    """
    heights = np.repeat([len(bands) for bands in pieces], [bands.shape[1] for bands in pieces])
    h, n, b = int(heights[0]), len(heights), pieces[0].shape[2]
    every = np.zeros((h, n, b), np.int64)
    starts = np.cumsum([0] + [bands.shape[1] for bands in pieces])
    for bands, start in zip(pieces, starts[:-1], strict=True):
        every[: len(bands), start : start + bands.shape[1]] = bands
    # How many bands reach down to each row.
    reach_down = (heights[None, :] > np.arange(h)[:, None]).sum(axis=1)
    total, came = every[0].copy(), np.zeros((h, n, b), np.int8)
    far = np.full((n, 1), FAR)
    for y in range(1, h):
        k = int(reach_down[y])
        here = total[:k]
        left = np.concatenate([far[:k], here[:, :-1]], axis=1) + ASIDE
        right = np.concatenate([here[:, 1:], far[:k]], axis=1) + ASIDE
        # Straight on where it costs no more, then from the left.
        best = np.minimum(here, left)
        came[y, :k] = np.where(right < best, 1, np.where(left < here, -1, 0))
        total[:k] = np.minimum(best, right) + every[y, :k]
    at = total.argmin(axis=1)
    costs, ways = total[np.arange(n), at], np.zeros((n, h), np.int64)
    for y in range(h - 1, -1, -1):
        k = int(reach_down[y])
        ways[:k, y] = at[:k]
        at[:k] += came[y, np.arange(k), at[:k]]
    return [
        (costs[start:stop], ways[start:stop, : len(bands)])
        for bands, start, stop in zip(pieces, starts[:-1], starts[1:], strict=True)
    ]


def _cross(a: np.ndarray, b: np.ndarray) -> bool:
    return bool((a < b).any() and (a > b).any())
