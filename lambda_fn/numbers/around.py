"""frames_around: the box or the ring that is drawn around a number, where the number touches it."""

import cv2
import numpy as np

from lambda_fn.preprocess.group import Pieces
from lambda_fn.preprocess.unframe import unframe

# So many pieces, the largest, are looked at as a box or a ring that writing touches.
MOST_FRAMES = 4


def frames_around(found: Pieces, may_be: np.ndarray, hold_more: np.ndarray) -> np.ndarray:
    """Where boxes and rings are that writing in them touches, bool [H, W].

    may_be: bool [n], which pieces they may be; hold_more: bool [n], in which of them there are others.
    """
    around = np.zeros(found.labels.shape, bool)
    left, top, _, _ = found.boxes.T
    largest = np.lexsort((left, top, -found.areas))
    for i in largest[may_be[largest]][:MOST_FRAMES].tolist():
        x0, y0, x1, y1 = found.boxes[i].tolist()
        mask = found.labels[y0:y1, x0:x1] == i + 1
        held = unframe(mask, bool(hold_more[i]))
        if held is not None:
            # A pixel broader, as its soft edge is.
            frame = cv2.dilate((mask & ~held).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            around[y0:y1, x0:x1] |= frame & ~held
    return around
