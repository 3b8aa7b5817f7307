"""alone: a sheet of paper that lies on a table, as if there were nothing else: a note, a card, a receipt."""

from collections.abc import Iterator

import cv2
import numpy as np

from .grey import grey, shrink

# A sheet is looked for in so many pixels along the longer side, about; pictures with shorter sides than this show none.
SIZE, LEAST_SIDE = 256, 64
# It covers these parts of the frame, of which so much is written on, and touches at most so many of the frame's sides; its rows and its
# columns, filled from end to end, differ in this part of it at most; of what is around it at most this part is like it.
COVERS, WRITTEN, TOUCHES, DENTS, AROUND = (0.06, 0.9), (0.002, 0.25), 1, 0.03, 0.3
# Streaks of a table's wood that are as light may hang on to it: narrower than this many pixels, they are no part of it.
STREAK = 3
# Its area by that of the parallelogram with its second moments: an ellipse has 1.047 times that, a triangle 0.87 times.
STRAIGHT = (0.965, 1.015)
# So many pixels within its edge hardly anything is written, at most in this part; and to both sides, as far, the levels differ, by that
# part of the lighter one, along so much of it; so far beyond it they still differ along that much, or it is a box drawn on the same paper.
EDGE, CROSSED, CONTRAST, SHARP = 2, 0.012, 0.15, 0.9
FAR, STILL_SHARP = 8, 0.5
# What is written on it is as tall or as broad as this part of it at least, and differs in one colour by that part of the lighter, and so
# many levels, from what is seen so far beyond its edge: a marker's stroke by itself has specks, or holes, in which what is around it is seen.
TALL, UNLIKE, LEAST_UNLIKE, BEYOND = 0.08, 0.07, 5, 6
# No other sheet beside it is larger than this part of it.
OTHERS = 0.3


def alone(rgb: np.ndarray) -> np.ndarray:
    """The picture with all painted like the sheet that is around it; as it is where it does not evidently show one sheet.

    rgb: uint8 [H, W, 3]. Returns the same.
    """
    if min(rgb.shape[:2]) < LEAST_SIDE:
        return rgb
    closer, small = shrink(rgb, SIZE)
    level = grey(small)
    found = [sheet for mask in parted(level) for sheet in sheets(mask, level, small)]
    if not found:
        return rgb
    largest = max(found, key=np.count_nonzero)
    if any(np.count_nonzero(own) > OTHERS * np.count_nonzero(largest) and not (own & largest).any() for own in found):
        return rgb
    height, width = (side * closer for side in largest.shape)
    out = painted(small, largest).repeat(closer, axis=0).repeat(closer, axis=1)
    whole = np.pad(out, ((0, rgb.shape[0] - height), (0, rgb.shape[1] - width), (0, 0)), mode="edge")
    there = largest.repeat(closer, axis=0).repeat(closer, axis=1)
    whole[:height, :width][there] = rgb[:height, :width][there]
    return whole


def parted(level: np.ndarray) -> Iterator[np.ndarray]:
    """What is light, and what is dark: parted by all levels, and by those of the dark and of the light part: bool [H, W] each."""
    middle = otsu(level)
    for threshold in dict.fromkeys((middle, otsu(level[level < middle]), otsu(level[level >= middle]))):
        yield level >= threshold
        yield level < threshold


def otsu(levels: np.ndarray) -> int:
    """From where on levels are light. uint8, any shape. Source: Otsu, "A Threshold Selection Method from Gray-Level Histograms", 1979."""
    counts = np.bincount(levels.ravel(), minlength=256).astype(np.float64)
    below, sums = np.cumsum(counts), np.cumsum(counts * np.arange(256))
    parts = below * (below[-1] - below)
    apart = sums[-1] * below - below[-1] * sums
    return int((apart * apart / np.maximum(parts, 1.0)).argmax()) + 1


def sheets(mask: np.ndarray, level: np.ndarray, rgb: np.ndarray) -> Iterator[np.ndarray]:
    """What of a mask evidently are sheets that something is written on, with that, but without their edges: bool [H, W] each.

    level: uint8 [H, W]; rgb: uint8 [H, W, 3].
    """
    height, width = mask.shape
    size, like = height * width, np.count_nonzero(mask)
    body = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((STREAK, STREAK), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(body, connectivity=8)
    large = stats[1:, cv2.CC_STAT_WIDTH] * stats[1:, cv2.CC_STAT_HEIGHT] >= COVERS[0] * size
    for i in (np.flatnonzero(large) + 1).tolist():
        left, top, w, h, area = stats[i].tolist()
        if (left == 0) + (top == 0) + (left + w == width) + (top + h == height) > TOUCHES:
            continue
        own = labels[top : top + h, left : left + w] == i
        along, down = filled(own), filled(own.T).T
        covers = np.count_nonzero(along)
        if (
            COVERS[0] * size <= covers <= COVERS[1] * size
            and WRITTEN[0] * covers <= covers - area <= WRITTEN[1] * covers
            and np.count_nonzero(along != down) <= DENTS * covers
            and like - area <= AROUND * (size - covers)
            and STRAIGHT[0] <= straight(along) <= STRAIGHT[1]
        ):
            whole = np.zeros(mask.shape, bool)
            whole[top : top + h, left : left + w] = along
            inner = shrunk(whole)
            band = inner & ~shrunk(inner)
            if (
                np.count_nonzero(band & ~mask) <= CROSSED * np.count_nonzero(band)
                and sharp(level, whole, EDGE) >= SHARP
                and sharp(level, whole, FAR) >= STILL_SHARP
                and is_written_on(rgb, whole, inner & ~mask)
            ):
                yield inner


def is_written_on(rgb: np.ndarray, sheet: np.ndarray, ink: np.ndarray) -> bool:
    """Whether something is written on a sheet, which else is a stroke of a digit that a marker wrote.

    rgb: uint8 [H, W, 3]; sheet, ink: bool [H, W], of the sheet with all that is on it, and of that.
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    longest = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(initial=0)
    if longest < TALL * max(np.count_nonzero(sheet.any(axis=0)), np.count_nonzero(sheet.any(axis=1))):
        return False
    near = grown(sheet, BEYOND) & ~grown(sheet, EDGE)
    if not near.any():
        return False
    written, around = np.median(rgb[ink], axis=0), np.median(rgb[near], axis=0)
    return bool((abs(written - around) >= np.maximum(UNLIKE * np.maximum(written, around), LEAST_UNLIKE)).any())


def filled(mask: np.ndarray) -> np.ndarray:
    """Each row from its first pixel to its last. bool [H, W] → bool [H, W]."""
    return np.maximum.accumulate(mask, axis=1) & np.maximum.accumulate(mask[:, ::-1], axis=1)[:, ::-1]


def straight(mask: np.ndarray) -> float:
    """The area of a mask, bool [H, W], by that of the parallelogram with its second moments."""
    y, x = (axis.astype(np.float64) for axis in np.nonzero(mask))
    n = len(x)
    mean_x, mean_y = x.sum() / n, y.sum() / n
    across, along = (x * x).sum() / n - mean_x * mean_x, (y * y).sum() / n - mean_y * mean_y
    together = (x * y).sum() / n - mean_x * mean_y
    return n / (12 * np.sqrt(max(across * along - together * together, 1.0)))


def shrunk(mask: np.ndarray) -> np.ndarray:
    """Without what is EDGE pixels or less from its edge within the frame. bool [H, W] → bool [H, W]."""
    side = 2 * EDGE + 1
    return cv2.erode(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0


def grown(mask: np.ndarray, by: int) -> np.ndarray:
    """With what is so many pixels from it, or less. bool [H, W] → bool [H, W]."""
    return cv2.dilate(mask.astype(np.uint8), np.ones((2 * by + 1, 2 * by + 1), np.uint8)) > 0


def sharp(level: np.ndarray, mask: np.ndarray, beyond: int) -> float:
    """Along how much of a mask's edge, row by row and column by column, levels inside of it differ from those so far beyond it: 0…1."""
    differs = []
    for levels, own in ((level, mask), (level.T, mask.T)):
        rows = np.flatnonzero(own.any(axis=1))
        first, last = own[rows].argmax(axis=1), own.shape[1] - 1 - own[rows, ::-1].argmax(axis=1)
        for at, outwards in ((first, -1), (last, 1)):
            seen = (at >= beyond) & (at < own.shape[1] - beyond)
            away = (-outwards * EDGE, outwards * beyond)
            inside, outside = (levels[rows[seen], at[seen] + by].astype(np.int64) for by in away)
            differs.append(np.abs(inside - outside) >= CONTRAST * np.maximum(inside, outside))
    every = np.concatenate(differs)
    return np.count_nonzero(every) / max(len(every), 1)


def painted(rgb: np.ndarray, sheet: np.ndarray) -> np.ndarray:
    """A frame of the sheet's colours: a plane of each, by least squares, that beyond the sheet's box goes on as it ends there.

    rgb: uint8 [H, W, 3]; sheet: bool [H, W]. Returns uint8 [H, W, 3].
    """
    y, x = np.nonzero(sheet)
    terms = np.stack([np.ones(len(x)), x - (x.min() + x.max()) / 2, y - (y.min() + y.max()) / 2])
    c = np.linalg.solve(terms @ terms.T, terms @ rgb[sheet].astype(np.float64))
    xs = np.clip(np.arange(sheet.shape[1]), x.min(), x.max()) - (x.min() + x.max()) / 2
    ys = np.clip(np.arange(sheet.shape[0]), y.min(), y.max()) - (y.min() + y.max()) / 2
    plane = c[0] + xs[None, :, None] * c[1] + ys[:, None, None] * c[2]
    return np.clip(np.floor(plane + 0.5), 0, 255).astype(np.uint8)
