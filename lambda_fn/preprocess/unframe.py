"""unframe: writing that touches the box or the ring drawn around it, without that."""

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .lift import BENT, left_standing, straight
from .outlines import direction_of

# A box or a ring covers at most this part of its own box, with what it holds, and is at least so many pixels broad and high.
HOLLOW, LEAST = 0.5, 12
# A box has a straight line along each side, in this part of that, within this part of its height; lines are at most that thick.
SEEN, ASIDE, THICK = 0.7, 0.25, 0.15
# … and what it holds is at least this tall, by its height. A line may be missing from here on: this part of what is seen from a side.
HELD, MISSING = 0.3, 0.85
# A ring is seen in this part of the directions, so many on each side of a square, where its outermost ink keeps to what is usual in so many
# of them to both sides, within BENT pixels or this part of its longer side, and to the ellipse in its box, by the radius.
AROUND, DIRECTIONS, USUAL, UNEVEN, ROUND = 0.9, 32, 8, 0.03, (0.82, 1.12)
# What it holds is at least this tall, by its height, and has this part of what a stroke as thick and as tall as the ring has; its middle is
# no further from the ring's than this part of the ring's sides.
RINGED, INKED, OFF = 0.4, 0.2, 0.15
# Ink that is further apart than this, pixels, is not of one stroke.
APART = 1.6
# What parts boxes is at most this broad, by its height.
NARROW = 0.35


def unframe(mask: np.ndarray, holds_more: bool = False) -> np.ndarray | None:
    """A piece's ink without the box or the ring that it is drawn in; None where there is none.

    mask: bool [h, w], the piece in its box. holds_more: whether other pieces are in it, too; a stroke from its upper line to its lower one
    then parts its boxes, where else it is a 1.
    """
    h, w = mask.shape
    if min(h, w) < LEAST or mask.sum() > HOLLOW * h * w:
        return None
    held = unbox(mask, holds_more)
    return unring(mask) if held is None else held


def unbox(mask: np.ndarray, holds_more: bool = False) -> np.ndarray | None:
    """As `unframe`, of a box."""
    rest = mask.copy()
    # The mask and what is left of it, seen from above, below, the left and the right.
    views = ((mask, rest), (mask[::-1], rest[::-1]), (mask.T, rest.T), (mask.T[::-1], rest.T[::-1]))
    sides = []
    for seen, left in views:
        side = upper_line(seen)
        if side is None:
            return None
        left &= ~side
        sides.append(side)
    if holds_more:
        rest = without_dividers(rest, sides[0], sides[1][::-1])
    return left_standing(rest, HELD * len(mask))


def without_dividers(rest: np.ndarray, upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """What is in a row of boxes without the strokes between these.

    rest: bool [h, w], without the lines around it; upper, lower: bool [h, w], where those above and below were.
    """
    n, labels, stats, _ = cv2.connectedComponentsWithStats(rest.astype(np.uint8), connectivity=8)
    w, h = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    ends = labels[1:][upper[:-1]], labels[:-1][lower[1:]]
    hangs, stands = (np.bincount(end, minlength=n) > 0 for end in ends)
    is_divider = hangs & stands & (w <= NARROW * h)
    return rest & ~is_divider[labels]


def upper_line(mask: np.ndarray) -> np.ndarray | None:
    """The straight line along a box's upper side: bool [h, w], where it lies; None where there is none. mask: bool [h, w], every row of which has ink."""
    h, w = mask.shape
    x = np.flatnonzero(mask.any(axis=0))
    y = mask.argmax(axis=0)[x]
    kept = y <= np.sort(y)[int(MISSING * len(y))]
    for _ in range(2):
        if kept.sum() < max(SEEN * w, 2):
            return None
        slope, row = straight(x[kept], y[kept].astype(np.float64))
        kept = np.abs(y - (row + slope * x)) <= BENT
    if kept.sum() < max(SEEN * w, 2) or abs(slope) * w > ASIDE * h or row + slope * w / 2 > ASIDE * h:
        return None
    x, y, down = x[kept], y[kept], np.arange(h)[:, None]
    ends = np.where(~mask[:, x] & (down > y), down, h).min(axis=0)
    thick = int(np.sort(ends - y)[len(y) // 2])
    if thick > THICK * h:
        return None
    away = down - (row + slope * np.arange(w))
    return (away >= -1 - BENT) & (away <= thick + BENT)


def unring(mask: np.ndarray) -> np.ndarray | None:
    """As `unframe`, of a ring: the outermost ink in each direction from its middle, as far as that is usual beside it."""
    h, w = mask.shape
    y, x = np.nonzero(mask)
    across, down = 2 * x + 1 - w, 2 * y + 1 - h
    where = direction_of(across * h, down * w, DIRECTIONS)
    # From the middle, by the ellipse in the ring's box, and how many pixels that is in this direction.
    radius = np.sqrt((across / w) ** 2 + (down / h) ** 2)
    outermost = np.zeros(4 * DIRECTIONS)
    np.maximum.at(outermost, where, radius)
    is_round = (outermost >= ROUND[0]) & (outermost <= ROUND[1])
    if is_round.sum() < AROUND * len(is_round):
        return None
    pixels = np.sqrt(across * across + down * down) / 2 / np.maximum(radius, 1 / (h * w))
    beside = sliding_window_view(np.pad(outermost, USUAL, mode="wrap"), 2 * USUAL + 1)
    usual = np.sort(beside, axis=1)[:, USUAL]
    inwards = (usual[where] - radius) * pixels
    least, even = np.full(4 * DIRECTIONS, np.inf), max(BENT, UNEVEN * max(h, w))
    np.minimum.at(least, where, inwards)
    seen = is_round & (np.abs(least) <= even)
    if seen.sum() < AROUND * len(seen):
        return None
    thick = thickness(inwards, where, seen)
    if thick > THICK * max(h, w):
        return None
    rest = np.zeros_like(mask)
    kept = (inwards > thick + BENT) | (inwards < -even - 1)
    rest[y[kept], x[kept]] = True
    held = left_standing(rest, RINGED * h, INKED * thick * h)
    if held is None:
        return None
    rows, columns = np.flatnonzero(held.any(axis=1)), np.flatnonzero(held.any(axis=0))
    off = abs(rows[0] + rows[-1] + 1 - h) / h, abs(columns[0] + columns[-1] + 1 - w) / w
    return held if max(off) <= 2 * OFF else None


def thickness(inwards: np.ndarray, where: np.ndarray, seen: np.ndarray) -> float:
    """The ring's, pixels: the median of how far its ink goes inwards in every other direction in which it is seen.

    inwards: float64 [n], pixels from where the ring usually ends; where: int64 [n], the direction; seen: bool [directions].
    """
    ends = []
    for direction in np.flatnonzero(seen[::2]) * 2:
        own = np.sort(inwards[where == direction])
        gaps = np.flatnonzero(np.diff(own) > APART)
        ends.append(float(own[gaps[0]] if gaps.size else own[-1]))
    return sorted(ends)[len(ends) // 2]
