"""lift: a digit that touches the line under it, without that line."""

import math

import cv2
import numpy as np

# By the height of the digit with its line: the line sticks out by this part at least on either side, where it is at most that thick and alone
# in its columns; it lies this low or lower, and what is left is this tall or taller.
OUT, THIN, LOW, TALL = 0.1, 0.2, 0.55, 0.45
# What has fewer pixels along a side is too small to be told from grain, and so is a line that sticks out by fewer.
LEAST, LEAST_OUT = 12, 2
# A line drawn by hand keeps to a straight one within half its own thickness, or so many pixels, in this part of its columns.
BENT, STRAIGHT = 1.5, 0.85
# What is left in pieces of less than this part of the largest is of the line.
REST = 0.05


def lift(mask: np.ndarray) -> np.ndarray | None:
    """A group's ink without the line under it; None where there is none. mask: bool [h, w], the group in its box.

    The foot of a 1, or the base of a 2, may be such a line, too: what is left stands beside the whole.
    """
    h, w = mask.shape
    if min(h, w) < LEAST:
        return None
    # Most have no line at one of their ends: these cost little.
    out = math.ceil(max(OUT * h, LEAST_OUT))
    if out > w or not all(columns(end)[0].all() for end in (mask[:, :out], mask[:, w - out :])):
        return None
    alone, first, last, count = columns(mask)
    inside = np.flatnonzero(~alone)
    if inside.size == 0:
        return None
    left, right = int(inside[0]), int(inside[-1]) + 1
    x = np.concatenate([np.arange(left), np.arange(right, w)])
    middle, thick = (first[x] + last[x] + 1) / 2, int(np.sort(count[x])[len(x) // 2])
    slope, row = straight(x, middle)
    line, near = row + slope * np.arange(w), max(BENT, thick / 2)
    if line.min() < LOW * h or (np.abs(middle - line[x]) <= near).sum() < STRAIGHT * len(x):
        return None
    away = np.abs(np.arange(h)[:, None] + 0.5 - line)
    if (mask & (away <= near)).any(axis=0).sum() < STRAIGHT * w:
        return None
    rest = mask & (away > thick / 2 + 1)
    rest[:, :left] = rest[:, right:] = False
    # A stroke that goes on below the line goes through it.
    rows, reach, every = np.floor(line).astype(np.int64), thick // 2 + 2, np.arange(w)
    crosses = rest[np.clip(rows - reach, 0, h - 1), every] & rest[np.clip(rows + reach, 0, h - 1), every]
    return left_standing(rest | mask & crosses, TALL * h)


def columns(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of each column: whether all that is in it may be a line's, bool [w], its first and last pixel, and how many there are, int64 [w].

    mask: bool [h, w].
    """
    h = len(mask)
    first, last, count = mask.argmax(axis=0), h - 1 - mask[::-1].argmax(axis=0), mask.sum(axis=0)
    return (count > 0) & (last - first + 1 == count) & (count <= THIN * h), first, last, count


def straight(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Slope, and value at 0, of the straight line nearest to some points by least squares. x: int64 [n], not all the same; y: float64 [n]."""
    n, sum_x, sum_y = len(x), float(x.sum()), float(y.sum())
    slope = (n * float((x * y).sum()) - sum_x * sum_y) / (n * float((x * x).sum()) - sum_x * sum_x)
    return slope, (sum_y - slope * sum_x) / n


def left_standing(rest: np.ndarray, tall: float, area: float = 0.0) -> np.ndarray | None:
    """What is left, without specks; None where its largest piece is not so tall, or has no such area, pixels. rest: bool [h, w]."""
    n, labels, stats, _ = cv2.connectedComponentsWithStats(rest.astype(np.uint8), connectivity=8)
    if n == 1:
        return None
    areas = stats[1:, cv2.CC_STAT_AREA]
    main = int(areas.argmax())
    if stats[1 + main, cv2.CC_STAT_HEIGHT] < tall or areas[main] < area:
        return None
    return np.concatenate([[False], areas >= REST * areas[main]])[labels]
