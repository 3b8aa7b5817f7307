"""begin, find_groups: which of the ink could be the digit. Connected pieces are scored; the best are taken, each with its near pieces."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np

from .levels import counts_of, level_at, median, upper
from .lift import lift
from .outlines import frames, rings
from .unframe import unframe

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
# What touches the frame (on one side; on more), runs along most of it as a line, or lies as one, so many times as long as it is high, is
# rarely the digit.
AT_BORDER = (0.15, 0.0225)
LINE, LONG = 0.2, 8
MOST_PIECES = 400
# A box or a ring drawn around the digit is no digit: this part of its score is left, so that other pieces come first.
FRAME = 0.002
# The score of what stands out from nothing around it is still this part of what it would be.
LEAST_STANDING_OUT = 0.05
# So many pieces are tried as the digit; the digit with all its pieces is at most this many times as large as one.
MOST_GROUPS = 2
LARGEST_JOINED = 1.8
# A line under the digit is at least so many times as broad as it is high, and sticks out on either side.
UNDERLINE = 3


@dataclass(frozen=True)
class Group:
    """What could be the digit.

    mask: uint8 [H, W], 255 = digit; box: x, y, w, h; score: above 0, by which finds of one picture are compared; clear: 0…1, how much
    it is something on the paper at all, and no edge or end of it.
    """

    mask: np.ndarray
    box: tuple[int, int, int, int]
    score: float
    clear: float = 1.0


def smooth(ink: np.ndarray) -> np.ndarray:
    """Mean of 3×3 pixels, so that grain does not make pieces. uint8 [H, W] → uint8 [H, W]."""
    total = cv2.boxFilter(ink, cv2.CV_16U, (3, 3), normalize=False, borderType=cv2.BORDER_REPLICATE)
    # A ninth is never halfway between two levels.
    return cv2.convertScaleAbs(total, alpha=1 / 9)


@dataclass(frozen=True)
class Pieces:
    """8-connected pieces of ink in a part of the frame; boxes are in the frame's pixels."""

    labels: np.ndarray  # int32 [h, w], 0 = none, of the part
    boxes: np.ndarray  # int [n, 4]: left, top, right, bottom (exclusive)
    areas: np.ndarray
    contrasts: np.ndarray  # mean ink
    scores: np.ndarray
    at_border: np.ndarray  # how many of the frame's sides it touches


def pieces(ink: np.ndarray, threshold: int, part: tuple[int, int, int, int]) -> Pieces:
    """Connected pieces of ink at or above a threshold, in the order of their labels from 1 on.

    ink: uint8 [H, W]. part: left, top, right, bottom of what is looked at.
    """
    height, width = ink.shape
    x0, y0, x1, y1 = part
    seen = ink[y0:y1, x0:x1]
    _, mask = cv2.threshold(seen, threshold - 1, 255, cv2.THRESH_BINARY)
    n, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, top, w, h, areas = (stats[1:, i].astype(np.int64) for i in range(5))
    left, top = left + x0, top + y0
    at = np.flatnonzero(mask)
    sums = np.bincount(labels.ravel()[at], seen.ravel()[at], minlength=n)[1:]
    contrasts = sums / np.maximum(areas, 1)
    longer, shorter = np.maximum(w, h), np.minimum(w, h)
    scores = contrasts * np.sqrt(contrasts * longer) * np.sqrt(np.sqrt(areas))
    at_border = (left == 0).astype(int) + (top == 0) + (left + w == width) + (top + h == height)
    scores = scores * np.array((1.0, *AT_BORDER))[np.minimum(at_border, 2)]
    is_line = (longer > LONG * shorter) & (longer > 0.5 * min(height, width)) & (at_border > 0) | (w > LONG * h)
    scores = np.where(is_line, scores * LINE, scores)
    tall_enough = np.maximum(w, h) >= max(SMALLEST[0], int(SMALLEST[1] * min(height, width)))
    scores = np.where(tall_enough, scores, 0.0)
    return Pieces(labels, np.stack([left, top, left + w, top + h], axis=1), areas, contrasts, scores, at_border)


class Begun(NamedTuple):
    """What all search in an ink begins with. soft: uint8 [H, W], smoothed; threshold: its pieces', in grey levels; found: all of them."""

    soft: np.ndarray
    threshold: int
    found: Pieces


def begin(ink: np.ndarray, noise: int) -> Begun | None:
    """All pieces of an ink that may be writing; None where it is too faint. ink: uint8 [H, W]; noise: of the paper, grey levels."""
    soft = smooth(ink)
    strongest = upper(counts_of(soft), 1 / 4000)
    if strongest < max(FAINTEST_INK, NOISE * noise):
        return None
    threshold = max(int(WEAK * strongest), int(NOISE * noise), FAINTEST_INK // 2)
    height, width = ink.shape
    return Begun(soft, threshold, pieces(soft, threshold, (0, 0, width, height)))


def best_first(found: Pieces) -> list[int]:
    """Indices of the pieces that score, the highest first; of equal ones the upper, then the left one."""
    order = np.lexsort((found.boxes[:, 0], found.boxes[:, 1], -found.scores))
    return [int(i) for i in order if found.scores[i] > 0]


def join(found: Pieces, main: int) -> list[int]:
    """The main piece and all that belong to it: near enough, dark enough, no speck, and no line that it stands on. Returns indices."""
    members = [main]
    left, top, right, bottom = (int(v) for v in found.boxes[main])
    area = int(found.areas[main])
    size = max(right - left, bottom - top)
    is_line = right - left > LONG * (bottom - top)
    largest = np.lexsort((found.boxes[:, 0], found.boxes[:, 1], -found.areas))[:MOST_PIECES].tolist()
    candidates = [i for i in largest if i != main]
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
                and joined <= LARGEST_JOINED * size
                # A line is no part of what is shorter.
                and not (r - l > LONG * (b - t) and r - l > size)
                and not (is_line and size > max(r - l, b - t))
            ):
                members.append(i)
                candidates.remove(i)
                left, top, right, bottom = min(left, l), min(top, t), max(right, r), max(bottom, b)
                grew = True
    return members


def without_underlines(found: Pieces, members: list[int]) -> list[int]:
    """The pieces of a group but for the flat strokes below all others of it that stick out on either side. Returns indices.

    The base of a 2, or of a 1, may be such a stroke, too: what is left stands beside the whole.
    """
    written = sorted(members, key=lambda i: (int(found.boxes[i, 3]), i))
    while len(written) > 1:
        left, top, right, bottom = found.boxes[written[-1]]
        above = found.boxes[written[:-1]]
        is_flat = right - left >= UNDERLINE * (bottom - top)
        if not is_flat or top < above[:, 3].max() or left >= above[:, 0].min() or right <= above[:, 2].max():
            break
        written.pop()
    return [i for i in members if i in written]


def stands_out(grey: np.ndarray, mask: np.ndarray, box: tuple[int, int, int, int]) -> float:
    """How much a group differs from what is around its box, against how much it should: LEAST_STANDING_OUT…1.

    The hole of a bold 0, or the paper between a digit and the frame, is narrow like ink, but is like what is around it. The edge of
    a shadow or a table is like what is on one side of it: so it is the quarter of the surroundings that is most like the group that counts.
    grey: uint8 [H, W]; mask: uint8 [H, W], 255 = group, all of it in the box. Source of the idea: figure and ground, by the quartile of a ring.
    """
    x, y, w, h = box
    broad = max(2, max(w, h) // 6)
    near = grey[max(y - broad, 0) : y + h + broad, max(x - broad, 0) : x + w + broad]
    inside = grey[y : y + h, x : x + w]
    if near.size == inside.size:
        return 1.0
    within = counts_of(inside)
    ring, chosen = counts_of(near) - within, counts_of(inside, mask[y : y + h, x : x + w])
    rest, ring_level = within - chosen, median(ring)
    # The mean, not the median: of outlines, drawn hollow, most pixels are paper.
    written = int(chosen @ np.arange(256)) / int(chosen.sum())
    rest_level = median(rest) if rest.any() else ring_level
    most = max(abs(written - ring_level), abs(written - rest_level), 1.0)
    around = near.size - inside.size
    darker, lighter = level_at(ring, around // 4, around - 1 - around // 4)
    apart = darker - written if written < ring_level else written - lighter
    return max(apart / most, LEAST_STANDING_OUT)


def grow(soft: np.ndarray, grey: np.ndarray, piece: np.ndarray, box: list[int], threshold: int) -> list[Group]:
    """The group around one piece of ink: cut at a threshold of its own, and joined with what is near.

    soft, grey: uint8 [H, W]. piece: bool [b - t, r - l], the piece in its box (left, top, right, bottom).
    Returns the joined group; where a line lies under it, that without the line; where it touches what is drawn around or under it, that
    without that; and, where that is more than one piece, the main piece alone: what is near may be dirt.
    """
    left, top, right, bottom = box
    own = upper(counts_of(soft[top:bottom, left:right][piece]), 0.1)
    reach = int((LARGEST_JOINED - 1) * max(right - left, bottom - top)) + 1
    height, width = soft.shape
    part = (max(left - reach, 0), max(top - reach, 0), min(right + reach, width), min(bottom + reach, height))
    found = pieces(soft, max(threshold, int(OWN * own)), part)
    ours = np.unique(found.labels[top - part[1] : bottom - part[1], left - part[0] : right - part[0]][piece])
    mains = [i for i in best_first(found) if i + 1 in ours]
    if not mains:
        return []
    main = mains[0]
    joined = join(found, main)
    score = float(found.scores[main])
    groups = [grouped(found, joined, score, grey, part)]
    written = without_underlines(found, joined)
    if len(written) < len(joined):
        groups.append(grouped(found, written, score, grey, part))
    groups += bared(groups[-1])
    if len(written) > 1 and main in written:
        share = float(found.areas[main]) / float(found.areas[written].sum())
        groups.append(grouped(found, [main], score * share * share, grey, part))
    return groups


def grouped(
    found: Pieces, members: list[int], score: float, grey: np.ndarray, part: tuple[int, int, int, int]
) -> Group:
    """Pieces of a part of the frame as one group of the whole; its score is lowered where it does not stand out."""
    chosen = np.zeros(len(found.scores) + 1, np.uint8)
    chosen[[m + 1 for m in members]] = 255
    mask = np.zeros(grey.shape, np.uint8)
    mask[part[1] : part[3], part[0] : part[2]] = chosen[found.labels]
    boxes = found.boxes[members]
    left, top = (int(v) for v in boxes[:, :2].min(axis=0))
    right, bottom = (int(v) for v in boxes[:, 2:].max(axis=0))
    box = (left, top, right - left, bottom - top)
    stands = stands_out(grey, mask, box)
    at_border = AT_BORDER[0] if found.at_border[members].any() else 1.0
    return Group(mask, box, score * stands, stands * at_border)


def bared(group: Group) -> list[Group]:
    """The group without the line that it touches below, and without the box or the ring around it, where there is one."""
    x, y, w, h = group.box
    found = []
    for kept in (take(group.mask[y : y + h, x : x + w] > 0) for take in (lift, unframe)):
        if kept is not None:
            rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
            left, top = int(columns[0]), int(rows[0])
            mask = np.zeros_like(group.mask)
            mask[y : y + h, x : x + w][kept] = 255
            box = (x + left, y + top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top)
            found.append(replace(group, mask=mask, box=box))
    return found


def find_groups(begun: Begun | None, grey: np.ndarray) -> list[Group]:
    """What of an ink could be the digit, grown from the MOST_GROUPS pieces that score best and share no ink.

    begun: of the ink; grey: uint8 [H, W], what it was found in.
    """
    if begun is None:
        return []
    soft, threshold, found = begun
    is_frame = frames(found) | rings(found)
    within = soft
    if is_frame.any():
        # What is in a frame is looked for without it.
        found = replace(found, scores=np.where(is_frame, FRAME * found.scores, found.scores))
        within = np.where(np.concatenate([[False], is_frame])[found.labels], 0, soft).astype(np.uint8)
    groups: list[Group] = []
    count = 0
    for i in best_first(found)[: 2 * MOST_GROUPS]:
        left, top, right, bottom = found.boxes[i].tolist()
        piece = found.labels[top:bottom, left:right] == i + 1
        if any((group.mask[top:bottom, left:right] > 0)[piece].any() for group in groups):
            continue
        grown = grow(soft if is_frame[i] else within, grey, piece, [left, top, right, bottom], threshold)
        if is_frame[i]:
            grown = [replace(group, score=FRAME * group.score) for group in grown]
        groups += grown
        count += bool(grown)
        if count == MOST_GROUPS:
            break
    return groups
