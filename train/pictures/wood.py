"""on_wood: paper on a table, all of it."""

import cv2
import numpy as np


def on_wood(picture: np.ndarray) -> np.ndarray:
    """A picture's paper on a table of wood, seen a little from aside. uint8 [H, W, 3] → the same."""
    h, w = picture.shape[:2]
    corners = np.float32([[0, 0], [w, 0], [w, h], [0, h]])
    seen = corners * 0.76 + np.float32([w, h]) * np.float32([0.13, 0.11])
    seen[0] += h // 30
    grain = 18 * np.sin(np.arange(h)[:, None] / 4 + 0.3 * np.sin(np.arange(w)[None, :] / 30))
    table = np.clip(np.float32([125, 88, 60]) + grain[..., None], 0, 255).astype(np.uint8)
    turn = cv2.getPerspectiveTransform(corners, seen)
    there = cv2.warpPerspective(np.ones((h, w), np.uint8), turn, (w, h))
    return np.where(there[..., None] > 0, cv2.warpPerspective(picture, turn, (w, h)), table)
