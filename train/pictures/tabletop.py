"""on_table: a picture's paper as a note or a card, all of which lies on a table."""

from collections.abc import Sequence

import cv2
import numpy as np

from train.pictures.paper import Box, field

# Its size by the frame's, its tilt in degrees, and how much perspective moves its corners, by its longer side.
SIZE, TILT, BEND = (0.4, 0.85), 5.0, 0.01
# How tall what is written is to stay, pixels; what is lower already is no lower for it.
LEAST_TALL = 18


def on_table(picture: np.ndarray, boxes: Sequence[Box], rng: np.random.Generator) -> tuple[np.ndarray, list[Box]]:
    """uint8 [H, W, 3] → the same size, and where what was at the boxes (x, y, width, height) lies now."""
    h, w = picture.shape[:2]
    lowest = min((box[3] for box in boxes if box[3]), default=h)
    part = max(rng.uniform(*SIZE), min(LEAST_TALL / lowest, SIZE[1]))
    size = max(1, round(w * part)), max(1, round(h * part))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    corners = np.float32([[0, 0], [size[0], 0], size, [0, size[1]]])
    angle = np.radians(np.clip(rng.normal(0, TILT), -15, 15))
    turn = np.float32([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    seen = (corners - corners.mean(axis=0)) @ turn.T
    seen += rng.normal(0, BEND, (4, 2)).astype(np.float32) * max(size)
    low, high = seen.min(axis=0), seen.max(axis=0)
    # All of it lies within the frame.
    shrink = min(1.0, *(0.96 * np.float32([w, h]) / (high - low)))
    spare = np.float32([w, h]) - (high - low) * shrink
    seen = (seen - low) * shrink + rng.uniform(0.1, 0.9, 2).astype(np.float32) * spare
    matrix = cv2.getPerspectiveTransform(corners, seen)
    covers = cv2.warpPerspective(np.ones(small.shape[:2], np.float32), matrix, (w, h))[..., None]
    paper = cv2.warpPerspective(small, matrix, (w, h), borderMode=cv2.BORDER_REPLICATE)
    laid = paper * covers + tabletop(h, w, rng) * (1 - covers)
    return np.clip(laid + 0.5, 0, 255).astype(np.uint8), [_moved(box, part, matrix) for box in boxes]


def tabletop(h: int, w: int, rng: np.random.Generator) -> np.ndarray:
    """A table's top, float32 [h, w, 3]: of wood with its grain, or plain, mostly darker than paper."""
    colour = rng.uniform(25, 170) * np.float32([1, rng.uniform(0.65, 1), rng.uniform(0.4, 1)])
    top = field(h, w, max(h, w) / 3, rng) * rng.uniform(0, 12)
    if rng.random() < 0.6:
        y, x = np.mgrid[:h, :w].astype(np.float32)
        angle, bent = rng.uniform(0, np.pi), field(h, w, max(h, w) / 4, rng) * rng.uniform(0, 2)
        across = x * np.cos(angle) + y * np.sin(angle)
        top += rng.uniform(3, 20) * np.sin(across * (2 * np.pi / (rng.uniform(0.01, 0.12) * max(h, w))) + bent)
    top += rng.standard_normal((h, w), np.float32) * rng.uniform(0, 7)
    return colour + top[..., None]


def _moved(box: Box, part: float, matrix: np.ndarray) -> Box:
    """The box around where a box's corners are; of nothing it is nothing."""
    x, y, w, h = (side * part for side in box)
    if not w:
        return box
    corners = cv2.perspectiveTransform(np.float32([[[x, y], [x + w, y], [x + w, y + h], [x, y + h]]]), matrix)[0]
    (left, top), (right, bottom) = np.floor(corners.min(axis=0)), np.ceil(corners.max(axis=0))
    return int(left), int(top), int(right - left), int(bottom - top)
