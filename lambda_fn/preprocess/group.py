"""find_group: which of the ink is the digit. Connected pieces are scored, the best is taken, and its near pieces with it."""

from dataclasses import dataclass

import cv2
import numpy as np

# Ink weaker than this (of 255) is nothing that a person could read.
FAINTEST_INK = 10
# A piece counts from this part of the strongest ink on, and from this many standard deviations of the paper's noise.
WEAK = 0.25
NOISE = 3.0
# Once the digit is found, its own strong ink sets the threshold: what is weaker (a ruled line it stands on) falls off.
OWN = 0.4
# Pieces nearer than this part of the digit's longer side belong to it, if they are not specks.
GAP = 0.22
SPECK = 0.012
# A digit is at least this tall: pixels, and part of the frame's shorter side.
SMALLEST = (5, 0.02)
# What touches the frame, or runs along most of it as a line, is rarely the digit.
AT_BORDER = 0.15
LINE = 0.2
MOST_PIECES = 400


@dataclass(frozen=True)
class Group:
    """The digit's pieces: mask uint8 [H, W] (255 = digit), box (x, y, w, h), ink level of its strokes, and score."""

    mask: np.ndarray
    box: tuple[int, int, int, int]
    level: int
    score: float


def smooth(ink: np.ndarray) -> np.ndarray:
    """Mean of 3×3 pixels, so that grain does not make pieces. uint8 [H, W] → uint8 [H, W]."""
    total = cv2.boxFilter(ink, cv2.CV_32S, (3, 3), normalize=False, borderType=cv2.BORDER_REPLICATE)
    return ((total * 2 + 9) // 18).astype(np.uint8)


def upper(values: np.ndarray, part: float) -> int:
    """The grey level that this part of the values (uint8, any shape) lies at or above."""
    counts = np.cumsum(np.bincount(values.ravel(), minlength=256)[::-1])
    return int(255 - np.searchsorted(counts, max(1, int(part * counts[-1])), side="left"))


@dataclass(frozen=True)
class Pieces:
    """8-connected pieces of ink: labels int32 [H, W] (0 = none), and per piece its box, area, mean ink and score."""

    labels: np.ndarray
    boxes: np.ndarray  # int [n, 4]: left, top, right, bottom (exclusive)
    areas: np.ndarray
    contrasts: np.ndarray
    scores: np.ndarray
    at_border: np.ndarray


def pieces(ink: np.ndarray, threshold: int) -> Pieces:
    """Connected pieces of ink at or above a threshold, in the order of their labels from 1 on; ink: uint8 [H, W]."""
    height, width = ink.shape
    n, labels, stats, _ = cv2.connectedComponentsWithStats((ink >= threshold).astype(np.uint8), connectivity=8)
    left, top, w, h, areas = (stats[1:, i].astype(np.int64) for i in range(5))
    sums = np.bincount(labels.ravel(), ink.ravel(), minlength=n)[1:]
    contrasts = sums / np.maximum(areas, 1)
    longer, shorter = np.maximum(w, h), np.minimum(w, h)
    scores = contrasts * np.sqrt(contrasts * longer) * np.sqrt(np.sqrt(areas))
    at_border = (left == 0).astype(int) + (top == 0) + (left + w == width) + (top + h == height)
    scores = scores * AT_BORDER ** np.minimum(at_border, 2)
    is_line = (longer > 8 * shorter) & (longer > 0.5 * min(height, width)) & (at_border > 0)
    scores = np.where(is_line, scores * LINE, scores)
    tall_enough = np.maximum(w, h) >= max(SMALLEST[0], int(SMALLEST[1] * min(height, width)))
    scores = np.where(tall_enough, scores, 0.0)
    return Pieces(labels, np.stack([left, top, left + w, top + h], axis=1), areas, contrasts, scores, at_border)


def first_best(found: Pieces) -> int | None:
    """Index of the piece with the highest score; of equal ones the upper, then the left one. None where none scores."""
    if len(found.scores) == 0 or found.scores.max() <= 0:
        return None
    order = np.lexsort((found.boxes[:, 0], found.boxes[:, 1], -found.scores))
    return int(order[0])


def join(found: Pieces, main: int) -> list[int]:
    """The main piece and all that belong to it: near enough, dark enough, and no speck. Returns indices."""
    members = [main]
    left, top, right, bottom = (int(v) for v in found.boxes[main])
    area = int(found.areas[main])
    size = max(right - left, bottom - top)
    candidates = [i for i in np.argsort(-found.areas, kind="stable")[:MOST_PIECES].tolist() if i != main]
    grew = True
    while grew:
        grew = False
        for i in list(candidates):
            l, t, r, b = (int(v) for v in found.boxes[i])  # noqa: E741
            gap = max(l - right, left - r, t - bottom, top - b, 0)
            near = gap <= GAP * max(right - left, bottom - top)
            joined = max(max(right, r) - min(left, l), max(bottom, b) - min(top, t))
            if (
                near
                and found.areas[i] >= SPECK * area
                and found.contrasts[i] >= 0.5 * found.contrasts[main]
                and (not found.at_border[i] or found.at_border[main])
                and joined <= 1.8 * size
            ):
                members.append(i)
                candidates.remove(i)
                left, top, right, bottom = min(left, l), min(top, t), max(right, r), max(bottom, b)
                grew = True
    return members


def stands_out(grey: np.ndarray, chosen: np.ndarray, box: tuple[int, int, int, int]) -> float:
    """How much a group differs from what is around its box, against how much it should: 0…1.

    The hole of a bold 0, or the paper between a digit and the frame, is narrow like ink, but is like what is around it.
    grey: uint8 [H, W]; chosen: bool [H, W]. Source of the idea: figure and ground, by the median of a ring.
    """
    x, y, w, h = box
    broad = max(2, max(w, h) // 6)
    left, top, right, bottom = max(x - broad, 0), max(y - broad, 0), x + w + broad, y + h + broad
    around = np.ones(grey[top:bottom, left:right].shape, bool)
    around[y - top : y - top + h, x - left : x - left + w] = False
    inside = ~around
    ring = grey[top:bottom, left:right][around]
    rest = grey[top:bottom, left:right][inside & ~chosen[top:bottom, left:right]]
    if len(ring) == 0:
        return 1.0
    written = float(np.median(grey[chosen]))
    ring_level = float(np.median(ring))
    rest_level = float(np.median(rest)) if len(rest) else ring_level
    most = max(abs(written - ring_level), abs(written - rest_level), 1.0)
    return abs(written - ring_level) / most


def find_group(ink: np.ndarray, noise: int, grey: np.ndarray) -> Group | None:
    """The digit's ink, or None where there is none.

    ink: uint8 [H, W]. noise: standard deviation of the paper, grey levels. grey: uint8 [H, W], what the ink was found in.
    """
    soft = smooth(ink)
    strongest = upper(soft, 1 / 4000)
    if strongest < max(FAINTEST_INK, NOISE * noise):
        return None
    threshold = max(int(WEAK * strongest), int(NOISE * noise), FAINTEST_INK // 2)
    found = pieces(soft, threshold)
    main = first_best(found)
    if main is None:
        return None
    own = upper(soft[found.labels == main + 1], 0.1)
    if int(OWN * own) > threshold:
        found = pieces(soft, int(OWN * own))
        main = first_best(found)
        if main is None:
            return None
    members = join(found, main)
    chosen = np.zeros(len(found.scores) + 1, np.uint8)
    chosen[[m + 1 for m in members]] = 255
    mask = chosen[found.labels]
    boxes = found.boxes[members]
    left, top = boxes[:, 0].min(), boxes[:, 1].min()
    right, bottom = boxes[:, 2].max(), boxes[:, 3].max()
    box = (int(left), int(top), int(right - left), int(bottom - top))
    return Group(mask, box, own, float(found.scores[main]) * stands_out(grey, mask > 0, box))
