"""Numbers: digits written beside each other, in one line or several, as one shape.

digits' coverage → written in lines → coverage of all of it, and whose each pixel is
"""

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

TALL = 96  # pixels of a digit, about
TOUCHING = (-0.12, 0.0)  # gap of neighbours that touch, by a digit's height


@dataclass(frozen=True)
class Hand:
    """How one person writes a number; parts are of a digit's height.

    gap: between neighbours, below 0 where they touch or overlap. uneven: standard deviation of the digits' sizes, as a logarithm, and
    of their places. slant: of each digit, its standard deviation; rise: of the line, as a slope. leading: from line to line.
    """

    gap: float
    uneven: float
    slant: float
    rise: float
    leading: float


def hand(rng: np.random.Generator, touching: float = 0.25) -> Hand:
    """A hand drawn at random; touching: how often its neighbours touch."""
    gap = rng.uniform(*TOUCHING) if rng.random() < touching else float(np.exp(rng.uniform(np.log(0.06), np.log(0.6))))
    return Hand(gap, rng.uniform(0.0, 0.1), rng.uniform(0.0, 0.1), rng.normal(0, 0.025), rng.uniform(1.3, 2.2))


def write(
    lines: Sequence[Sequence[np.ndarray]], by: Hand, rng: np.random.Generator, touching: Collection[int] = ()
) -> tuple[np.ndarray, np.ndarray]:
    """Digits in lines of writing.

    lines: of coverage, float32 [h, w], cropped. touching: numbers of the digits that the next one touches, whatever the hand's gap. Returns coverage float32 [H, W], cropped, and uint16 [H, W], 0 where nothing is
    written, else the digit's number, counted from 1 on in reading order.
    """
    placed, top = [], 0.0
    for line in lines:
        x = rng.uniform(0, 0.5) * TALL if len(lines) > 1 else 0.0
        for digit in line:
            drawn = _sized(digit, by, rng)
            h, w = drawn.shape
            y = top + (TALL - h) / 2 + rng.normal(0, by.uneven / 2) * TALL + by.rise * x
            placed.append((drawn, round(x), round(y)))
            if len(placed) in touching:
                x += w + rng.uniform(*TOUCHING) * TALL
                continue
            x += w + (by.gap + (rng.normal(0, 0.03) if by.gap > 0.12 else 0.0)) * TALL
        top += by.leading * TALL
    left, upper = min(x for _, x, _ in placed), min(y for _, _, y in placed)
    width = max(x + drawn.shape[1] for drawn, x, _ in placed) - left
    height = max(y + drawn.shape[0] for drawn, _, y in placed) - upper
    shape, whose = np.zeros((height, width), np.float32), np.zeros((height, width), np.uint16)
    for number, (drawn, x, y) in enumerate(placed, start=1):
        here = np.s_[y - upper : y - upper + drawn.shape[0], x - left : x - left + drawn.shape[1]]
        whose[here] = np.where(drawn > np.maximum(shape[here], 0.3), number, whose[here])
        shape[here] = np.maximum(shape[here], drawn)
    return shape, whose


def _sized(digit: np.ndarray, by: Hand, rng: np.random.Generator) -> np.ndarray:
    """A digit about TALL pixels tall, leaning, with no margin."""
    h, w = digit.shape
    scale = TALL * np.exp(rng.normal(0, by.uneven)) / h
    size = (max(3, round(w * scale)), max(3, round(h * scale)))
    drawn = cv2.resize(digit, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    shear = rng.normal(0, by.slant)
    extra = int(abs(shear) * size[1] / 2) + 1
    matrix = np.float32([[1, shear, extra - shear * size[1] / 2], [0, 1, 0]])
    drawn = cv2.warpAffine(drawn, matrix, (size[0] + 2 * extra, size[1]))
    columns = np.flatnonzero(drawn.max(axis=0) > 0.2)
    return drawn[:, columns[0] : columns[-1] + 1] if len(columns) else drawn


def in_boxes(shape: np.ndarray, whose: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A number of one line in the boxes of a form, one box a digit. Takes and returns what `write` does, with a margin for the boxes."""
    thick = int(rng.integers(2, 4))
    margin = int(rng.uniform(0.16, 0.3) * TALL)
    shape, whose = (np.pad(array, margin) for array in (shape, whose))
    edges = [_columns(whose == number) for number in range(1, int(whose.max()) + 1)]
    # Between neighbours the line goes through the middle of what is free.
    at = [margin // 3, *((a[1] + b[0]) // 2 for a, b in itertools.pairwise(edges)), shape.shape[1] - 1 - margin // 3]
    lines = np.zeros(shape.shape, np.uint8)
    top, bottom = margin // 3, shape.shape[0] - 1 - margin // 3
    cv2.rectangle(lines, (at[0], top), (at[-1], bottom), 255, thick)
    for x in at[1:-1]:
        cv2.line(lines, (x, top), (x, bottom), 255, thick)
    return np.maximum(shape, lines.astype(np.float32) / 255 * np.float32(rng.uniform(0.45, 0.8))), whose


def with_slashes(
    parts: Sequence[tuple[np.ndarray, np.ndarray]], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of one line each beside each other with slashes between them: a date, or a fraction. Takes and returns what `write` gives."""
    tall, lean, thick = TALL * rng.uniform(1.0, 1.5), rng.uniform(0.2, 0.6), pen(parts[0][0])
    margin = TALL // 2
    high = max(shape.shape[0] for shape, _ in parts) + 2 * margin
    shapes, owners, count = [], [], 0
    for shape, whose in parts:
        over = (high - shape.shape[0]) // 2
        rows = (over, high - shape.shape[0] - over)
        if shapes:
            broad = int(tall * lean + rng.uniform(0.0, 0.4) * TALL) + thick
            slash, reach = np.zeros((high, broad), np.uint8), tall * lean / 2
            x, y = broad / 2, high / 2 + rng.normal(0, 0.06) * TALL
            ends = [(round(x + side * reach), round(y - side * tall / 2)) for side in (-1, 1)]
            cv2.line(slash, *ends, 255, thick, cv2.LINE_AA)
            shapes.append(slash.astype(np.float32) / 255)
            owners.append(np.zeros(slash.shape, np.uint16))
        shapes.append(np.pad(shape, (rows, (0, 0))))
        owners.append(np.pad(np.where(whose > 0, whose + count, 0).astype(np.uint16), (rows, (0, 0))))
        count += int(whose.max())
    shape, whose = np.concatenate(shapes, axis=1), np.concatenate(owners, axis=1)
    written = np.flatnonzero(shape.max(axis=1) > 0)
    return shape[written[0] : written[-1] + 1], whose[written[0] : written[-1] + 1]


def pen(shape: np.ndarray) -> int:
    """How broad the strokes are, pixels: twice what is written by the length of its edge. shape: coverage, float32 [h, w]."""
    mask = (shape > 0.5).astype(np.uint8)
    edges, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return max(3, round(2 * int(mask.sum()) / max(sum(cv2.arcLength(edge, True) for edge in edges), 1.0)))


def _columns(mask: np.ndarray) -> tuple[int, int]:
    """First and last column that holds anything."""
    columns = np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(columns[-1])
