"""find_rules, unrule: take the lines of ruled and squared paper out of the ink."""

from typing import NamedTuple

import numpy as np

# The frame is cut into this many strips across a line's direction; in each, a line is a ridge of the mean profile.
STRIPS = 48
# A picture with shorter sides than this shows no ruled paper.
LEAST_SIDE = 96
# A ridge stands out from the profile this many pixels to both sides …
FLANK = 5
# … by this many grey levels, and by this many of the noise's standard deviations.
RIDGE = (3.0, 0.8)
STEEPEST = 0.3
# Lines are at most this many pixels broad, to each side of their middle.
BAND = 3
# A line is seen in this part of the strips that it crosses, from one end of the frame to the other; it crosses this part of all.
SEEN = 0.7
CROSSED = 0.6
# Lines of one paper differ in slope (perspective) by at most this.
FAN = 0.04


class Rules(NamedTuple):
    """Lines along the rows and along the columns: (slope, row at the middle column) of each, or the columns' in the latter."""

    along_rows: list[tuple[float, int]]
    along_columns: list[tuple[float, int]]


def strip_profiles(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean ink of each row within each strip: float64 [STRIPS, H], and the strips' centres, float64 [STRIPS]."""
    height, width = ink.shape
    broad = width // STRIPS
    cut = ink[:, : broad * STRIPS].reshape(height, STRIPS, broad)
    return cut.sum(axis=2, dtype=np.int64).T / broad, (np.arange(STRIPS) + 0.5) * broad


def ridges(profiles: np.ndarray, noise: int) -> np.ndarray:
    """Where a profile is higher than on both sides: bool [STRIPS, H], a pixel broader than it is."""
    padded = np.pad(profiles, ((0, 0), (FLANK, FLANK)), mode="edge")
    flanks = np.maximum(padded[:, : -2 * FLANK], padded[:, 2 * FLANK :])
    seen = profiles - flanks >= max(RIDGE[0], RIDGE[1] * noise)
    wide = seen.copy()
    wide[:, 1:] |= seen[:, :-1]
    wide[:, :-1] |= seen[:, 1:]
    return wide


def strips_crossed(offsets: np.ndarray, height: int) -> np.ndarray:
    """In how many strips a line is inside the frame, for each slope and each row at the middle.

    offsets: int64 [slopes, STRIPS], rows that a line has gone down at a strip. Returns int64 [slopes, H].
    """
    cell = np.arange(len(offsets))[:, None] * (2 * height + 1) + np.clip(offsets, -height, height) + height
    at_most = np.bincount(cell.ravel(), minlength=len(offsets) * (2 * height + 1)).reshape(len(offsets), -1)
    at_most = at_most.cumsum(axis=1)
    rows = np.arange(height)
    return at_most[:, 2 * height - 1 - rows] - at_most[:, height - 1 - rows]


def find_lines(ink: np.ndarray, noise: int) -> list[tuple[float, int]]:
    """Straight lines across the whole frame, steeper than STEEPEST in neither direction.

    ink: uint8 [H, W]. Returns (slope, row at the middle column) of each, the clearest first.
    Source: a Hough transform by shearing, as in Radon's; votes are strips, so that a long stroke of a digit makes no line.
    """
    height, width = ink.shape
    profiles, centres = strip_profiles(ink)
    hits = ridges(profiles, noise)
    if hits.sum() < SEEN * CROSSED * STRIPS:
        return []
    steps = max(8, width // 12)
    slopes = (np.arange(2 * steps + 1) - steps) * (STEEPEST / steps)
    offsets = np.floor(slopes[:, None] * (centres - width / 2) + 0.5).astype(np.int64)
    strip, row = np.nonzero(hits)
    rows = np.arange(height)

    def count(of: np.ndarray) -> np.ndarray:
        """How many of these hits lie on the line of each slope and row, int64 [slopes, H]."""
        at = row[of] - offsets[:, strip[of]]
        cell = np.arange(len(slopes))[:, None] * height + at
        inside = (at >= 0) & (at < height)
        return np.bincount(cell[inside], minlength=len(slopes) * height).reshape(len(slopes), height)

    # Rows may start above and end below the frame: half the frame's lines of slope leave it at a side.
    crossed = strips_crossed(offsets, height)
    first, last = (((offset >= 0) & (offset < height)) for offset in (offsets[:, [0]] + rows, offsets[:, [-1]] + rows))
    part = count(np.ones(len(row), bool)) / np.maximum(crossed, 1)
    ends = count(strip == 0) + count(strip == STRIPS - 1) + ~first + ~last
    votes = np.where((crossed >= CROSSED * STRIPS) & (part >= SEEN) & (ends >= 1), part + (ends >= 2), 0.0)
    if votes.max() == 0:
        return []
    # The slope of the paper: where most of the votes are. Added one by one, not in pairs, so that slopes tie alike everywhere.
    main = slopes[int(np.argmax(votes.cumsum(axis=1)[:, -1]))]
    votes[np.abs(slopes - main) > FAN] = 0
    lines = []
    while votes.max() > 0:
        i, row = np.unravel_index(int(np.argmax(votes)), votes.shape)
        lines.append((float(slopes[i]), int(row), bool(votes[i, row] >= 1 + SEEN)))
        votes[:, max(0, row - 2 * FLANK) : row + 2 * FLANK + 1] = 0
    # One line alone must be seen at both ends of the frame: it could be a digit's stroke.
    if len(lines) == 1 and not lines[0][2]:
        return []
    return [(slope, row) for slope, row, _ in lines]


def erase(ink: np.ndarray, slope: float, row: int) -> None:
    """Take one line out, in place: what is as dark as the line goes, what is twice as dark (a stroke over it) stays."""
    height, width = ink.shape
    x = np.arange(width)
    middle = np.floor(row + slope * (x + 0.5 - width / 2) + 0.5).astype(np.int64)
    for offset in range(-BAND, BAND + 1):
        y = middle + offset
        inside = (y >= 0) & (y < height)
        values = ink[y[inside], x[inside]].astype(np.int64)
        if len(values) == 0:
            continue
        level = int(np.sort(values)[len(values) * 45 // 100])
        if level > 0:
            ink[y[inside], x[inside]] = np.where(values >= 2 * level, values, np.maximum(2 * (values - level), 0))


def find_rules(ink: np.ndarray, noise: int) -> Rules:
    """The lines of ruled and squared paper. ink: uint8 [H, W]; noise: standard deviation of the paper, grey levels."""
    if min(ink.shape) < LEAST_SIDE:
        return Rules([], [])
    along_rows = find_lines(ink, noise)
    if along_rows:
        # Less ink is then left to be taken for lines of the other direction.
        ink = ink.copy()
        for line in along_rows:
            erase(ink, *line)
    return Rules(along_rows, find_lines(ink.T, noise))


def unrule(ink: np.ndarray, rules: Rules) -> np.ndarray:
    """Take ruled lines out. uint8 [H, W] → uint8 [H, W]."""
    if not any(rules):
        return ink
    out = ink.copy()
    for view, lines in zip((out, out.T), rules, strict=True):
        for line in lines:
            erase(view, *line)
    return out
