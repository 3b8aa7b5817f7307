"""counts_of, level_at, median, upper: how often each grey level is there, and the levels at a rank or at a part of them."""

import cv2
import numpy as np


def counts_of(values: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """How often each level is there: int64 [256]. values: uint8 [H, W] or [n]; mask: uint8 [H, W], above 0 = what is counted."""
    return cv2.calcHist([values], [0], mask, [256], [0, 256]).astype(np.int64).ravel()


def level_at(counts: np.ndarray, *ranks: int) -> list[int]:
    """The levels that would stand at these ranks, from 0 on, were all that were counted sorted. counts: int64 [256], not all 0."""
    return np.searchsorted(np.cumsum(counts), np.array(ranks) + 1).tolist()


def median(counts: np.ndarray) -> float:
    """The middle of what was counted, the mean of the two middle ones where their number is even. counts: int64 [256], not all 0."""
    count = int(counts.sum())
    return sum(level_at(counts, (count - 1) // 2, count // 2)) / 2


def upper(counts: np.ndarray, part: float) -> int:
    """The grey level that this part, 0…1, of what was counted lies at or above. counts: int64 [256]."""
    above = np.cumsum(counts[::-1])
    return int(255 - np.searchsorted(above, max(1, int(part * above[-1])), side="left"))
