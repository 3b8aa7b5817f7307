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
# Lines are at most this many pixels broad, to each side of their middle; across, they are measured this many times a pixel, and along
# in so many parts, since the light on them is uneven.
BAND, FINER, PARTS = 3, 4, 4
# What is left of a line is noise of this part of its darkness: 1 in …
LEFT = 8
# A line's middle is looked for this far from where the votes are: slopes, in FINER parts of a step, and rows, in FINER parts of a pixel.
NEAR_SLOPES, NEAR_ROWS = 8, 8
# A line is seen in this part of the strips that it crosses, from one end of the frame to the other; it crosses this part of all.
SEEN = 0.7
CROSSED = 0.6
# Lines of one paper differ in slope (perspective) by at most this.
FAN = 0.04


Line = tuple[float, float]
"""Slope, and row at the middle column; of a line along the columns, it is the column at the middle row."""


class Rules(NamedTuple):
    """Lines along the rows and along the columns."""

    along_rows: list[Line]
    along_columns: list[Line]


def strip_sums(ink: np.ndarray, strips: int) -> tuple[np.ndarray, np.ndarray]:
    """Ink of each row within each strip: int64 [strips, H], and the strips' centres, float64 [strips]."""
    height, width = ink.shape
    broad = width // strips
    cut = ink[:, : broad * strips].reshape(height, strips, broad)
    return cut.sum(axis=2, dtype=np.int64).T, (np.arange(strips) + 0.5) * broad


def ridges(profiles: np.ndarray, noise: int) -> np.ndarray:
    """Where a profile is higher than on both sides: bool [strips, H], a pixel broader than it is."""
    padded = np.pad(profiles, ((0, 0), (FLANK, FLANK)), mode="edge")
    flanks = np.maximum(padded[:, : -2 * FLANK], padded[:, 2 * FLANK :])
    seen = profiles - flanks >= max(RIDGE[0], RIDGE[1] * noise)
    wide = seen.copy()
    wide[:, 1:] |= seen[:, :-1]
    wide[:, :-1] |= seen[:, 1:]
    return wide


def strips_crossed(offsets: np.ndarray, height: int) -> np.ndarray:
    """In how many strips a line is inside the frame, for each slope and each row at the middle.

    offsets: int64 [slopes, strips], rows that a line has gone down at a strip. Returns int64 [slopes, H].
    """
    cell = np.arange(len(offsets))[:, None] * (2 * height + 1) + np.clip(offsets, -height, height) + height
    at_most = np.bincount(cell.ravel(), minlength=len(offsets) * (2 * height + 1)).reshape(len(offsets), -1)
    at_most = at_most.cumsum(axis=1)
    rows = np.arange(height)
    return at_most[:, 2 * height - 1 - rows] - at_most[:, height - 1 - rows]


def middle(sums: np.ndarray, away: np.ndarray, line: Line, step: float) -> Line:
    """The line near this one that has most ink, (slope, row at the middle column).

    sums: int64 [strips, H]; away: float64 [strips], columns from the middle one to each strip's centre; step: of the slopes.
    """
    height = sums.shape[1]
    slopes = line[0] + np.arange(-NEAR_SLOPES, NEAR_SLOPES + 1) * (step / FINER)
    rows = line[1] + np.arange(-NEAR_ROWS, NEAR_ROWS + 1) / FINER
    at = np.floor(rows[None, :, None] + slopes[:, None, None] * away + 0.5).astype(np.int64)
    inside = (at >= 0) & (at < height)
    seen = np.where(inside, sums[np.arange(len(sums)), np.clip(at, 0, height - 1)], 0).sum(axis=2)
    # Of those with the most, the middle one.
    best = np.argwhere(seen == seen.max())
    i, j = best[len(best) // 2]
    return float(slopes[i]), float(rows[j])


def find_lines(ink: np.ndarray, noise: int, strips: int = STRIPS, fan: float = FAN, alone: bool = False) -> list[Line]:
    """Straight lines across the whole frame, steeper than STEEPEST in neither direction, the clearest first.

    ink: uint8 [H, W], where W is at least the number of strips; fan: how far their slopes differ; alone: whether one
    line may be all there is, though it is not seen at both ends of the frame.
    Source: a Hough transform by shearing, as in Radon's; votes are strips, so that a long stroke of a digit makes no line.
    """
    height, width = ink.shape
    sums, centres = strip_sums(ink, strips)
    hits = ridges(sums / (width // strips), noise)
    if hits.sum() < SEEN * CROSSED * strips:
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
    ends = count(strip == 0) + count(strip == strips - 1) + ~first + ~last
    votes = np.where((crossed >= CROSSED * strips) & (part >= SEEN) & (ends >= 1), part + (ends >= 2), 0.0)
    if votes.max() == 0:
        return []
    # The slope of the paper: where most of the votes are. Added one by one, not in pairs, so that slopes tie alike everywhere.
    main = slopes[int(np.argmax(votes.cumsum(axis=1)[:, -1]))]
    votes[np.abs(slopes - main) > fan] = 0
    lines = []
    while votes.max() > 0:
        i, row = np.unravel_index(int(np.argmax(votes)), votes.shape)
        lines.append((float(slopes[i]), int(row), bool(votes[i, row] >= 1 + SEEN)))
        votes[:, max(0, row - 2 * FLANK) : row + 2 * FLANK + 1] = 0
    # One line alone must be seen at both ends of the frame: it could be a digit's stroke.
    if len(lines) == 1 and not lines[0][2] and not alone:
        return []
    return [middle(sums, centres - width / 2, (slope, row), STEEPEST / steps) for slope, row, _ in lines]


def typical(values: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """Of each group the level that most of its values reach, though few enough not to be a digit's stroke; 0 of an empty one.

    values: int64 [n], 0…255; group: int64 [n], 0…groups - 1, at most 256 of them. Returns int64 [groups].
    """
    # What has 16 bits is sorted by its digits, not by comparing.
    ordered = np.append(np.sort((group * 256 + values).astype(np.uint16), kind="stable") % 256, 0).astype(np.int64)
    counts = np.bincount(group, minlength=groups)
    at = np.cumsum(counts) - counts + counts * 45 // 100
    return np.where(counts > 0, ordered[at], 0)


def erase(ink: np.ndarray, slope: float, row: float) -> int:
    """Take one line out, in place: what is as dark as the line goes, what is twice as dark (a stroke over it) stays.

    How dark the line is depends on how far from its middle a pixel is, in parts of a pixel, and on which of its parts that is.
    Returns how dark it is at its darkest.
    """
    height, width = ink.shape
    x = np.arange(width)
    exact = FINER * (row + slope * (x + 0.5 - width / 2))
    y = np.floor(exact / FINER + 0.5).astype(np.int64)[:, None] + np.arange(-BAND, BAND + 1)
    # Half a pixel, and as much for rounding, more than the band is broad.
    away = FINER * y - np.floor(exact + 0.5).astype(np.int64)[:, None] + FINER * (BAND + 1)
    inside = (y >= 0) & (y < height)
    y, x, away = y[inside], np.broadcast_to(x[:, None], y.shape)[inside], away[inside]
    values = ink[y, x].astype(np.int64)
    distances = 2 * FINER * (BAND + 1) + 1
    whole = typical(values, away, distances)
    part = away * PARTS + x * PARTS // width
    level = typical(values, part, distances * PARTS)
    level = np.clip(level, np.repeat(whole, PARTS), np.repeat(2 * whole, PARTS))[part]
    ink[y, x] = np.where(values >= 2 * level, values, np.maximum(2 * (values - level), 0))
    return int(whole.max())


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


def unrule(ink: np.ndarray, noise: int, rules: Rules) -> tuple[np.ndarray, int]:
    """Take ruled lines out. ink: uint8 [H, W]; noise: of the paper. Returns the same without them, and the noise with what they leave."""
    if not any(rules):
        return ink, noise
    out = ink.copy()
    darkest = max(erase(view, *line) for view, lines in zip((out, out.T), rules, strict=True) for line in lines)
    return out, max(noise, darkest // LEFT)
