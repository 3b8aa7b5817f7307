"""shrink, grey: from a picture of any size to a grey one of a size that the later stages can afford."""

import cv2
import numpy as np


def shrink(rgb: np.ndarray, size: int) -> tuple[int, np.ndarray]:
    """Average blocks of factor×factor pixels, so that the longer side is about `size`: from 3/4 of it to 3/2.

    rgb: uint8 [H, W, 3]. Returns the factor and uint8 [h, w, 3]; a last partial block is left out, unless nothing else is there.
    """
    height, width = rgb.shape[:2]
    factor = max(1, (2 * max(height, width) + size) // (2 * size))
    if factor == 1:
        return 1, rgb
    h, w = height // factor, width // factor
    if h == 0 or w == 0:
        # Thinner than one block: repeat the edge to fill it.
        pad_h, pad_w = max(0, factor - height), max(0, factor - width)
        rgb = np.pad(rgb, ((0, pad_h), (0, pad_w), (0, 0)), mode="edge")
        h, w = max(h, 1), max(w, 1)
    return factor, cv2.resize(rgb[: h * factor, : w * factor], (w, h), interpolation=cv2.INTER_AREA)


def grey(rgb: np.ndarray) -> np.ndarray:
    """Mean of the three channels: yellow and blue pens keep the contrast that luma would take from them.

    rgb: uint8 [H, W, 3]. Returns uint8 [H, W].
    """
    red, green, blue = cv2.split(rgb)
    total = np.multiply(cv2.add(red, blue, dtype=cv2.CV_16U), 85) + np.multiply(green, 86, dtype=np.uint16)
    return ((total + 128) >> 8).astype(np.uint8)
