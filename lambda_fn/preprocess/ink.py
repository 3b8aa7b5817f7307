"""ink: how much each pixel is written on, whatever the paper and the light on it."""

import cv2
import numpy as np

# Strokes are looked for twice, as narrower than these parts of the frame's shorter side; what is broader (a shadow, a hand, the
# table) is background. The broader takes in a marker's strokes, the narrower leaves out a shadow's corners.
BROADEST_STROKES = (0.3, 0.1)
# A marker's strokes in a digit that fills the frame are broader; there a shadow is ink, too, so this is only for views beside others.
BROADEST_MARKER = 0.6
# In small pictures a stroke may be this many pixels broad in any case.
LEAST_SIDE = 9
# Ink is measured against the paper around it, so that a stroke in shadow counts as much as one in light; paper darker than this
# is taken as this dark, so that noise in black is not ink.
DARKEST_PAPER = 64
# Steady ink is looked for in blocks of at most so many pixels a side, and at least so many blocks along the frame's shorter side; and so
# much of a find's ink counts as steady in any case.
LARGEST_BLOCK, STEADY, LEAST_STEADY = 3, 64, 0.01


def window(broadest: float, shape: tuple[int, ...]) -> int:
    """Side in pixels, odd, of the square that no stroke fills."""
    return max(LEAST_SIDE, int(broadest * min(shape[:2]))) | 1


def ink(flat: np.ndarray, polarity: str, side: int) -> tuple[np.ndarray, int]:
    """Difference to the paper: the picture with everything narrow taken out, by closing (dark ink) or opening (light ink).

    flat: uint8 [H, W]. polarity: "dark" ink on light paper, or "light" ink on dark. side: of the square, pixels, odd.
    Returns uint8 [H, W], 0 = paper, and the paper's noise in the same grey levels (one standard deviation).
    Source: top-hat transform, Meyer 1979; Serra, "Image Analysis and Mathematical Morphology", 1982.
    """
    seen = flat if polarity == "dark" else 255 - flat
    closed = cv2.morphologyEx(beyond(seen, side), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    half = side // 2
    hat = difference(closed[half : half + seen.shape[0], half : half + seen.shape[1]], seen)
    # Most of a picture is paper, and closing follows its brightest grain: the median is the paper's own level.
    counts = np.cumsum(cv2.calcHist([hat], [0], None, [256], [0, 256]).astype(np.int64))
    level = int(np.searchsorted(counts, counts[-1] // 2, side="right"))
    low = int(np.searchsorted(counts, counts[-1] * 16 // 100, side="right"))
    return cv2.subtract(hat, level), level - low


def beyond(seen: np.ndarray, side: int) -> np.ndarray:
    """A picture that goes on beyond its edge, so that a dark corner is as broad as the shadow that it is a part of: as far as closing
    looks, half of the square for each of its two steps. seen: uint8 [H, W] → uint8 [H + side - 1, W + side - 1]."""
    half = side // 2
    return cv2.copyMakeBorder(seen, half, half, half, half, cv2.BORDER_REPLICATE)


def difference(paper: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """255 · difference / paper, rounded. paper, seen: uint8 [H, W], the first nowhere lower. Returns the same, 0…255."""
    # Quotients of such integers are exact enough in float32 to be cut off as integers are, which takes twice as long.
    floor = np.maximum(paper, DARKEST_PAPER).astype(np.float32)
    return ((510 * (paper - seen).astype(np.float32) + floor) / (2 * floor)).astype(np.uint8)


def steady_ink(grey: np.ndarray, polarity: str, side: int) -> np.ndarray:
    """Ink of the picture as it was, looked at coarsely: what is ink only once the light is evened out is no ink here.

    A smooth surface of light follows no shadow's edge, and so leaves a dark stripe along it; and closing draws blocks between specks of
    light, which are lost among the darkest pixels of each block.
    grey: uint8 [H, W], its light not evened out. polarity, side: as for `ink`. Returns uint8 [H, W], 0 = paper, alike in each block.
    """
    height, width = grey.shape
    block = min(max(min(height, width) // STEADY, 1), LARGEST_BLOCK)
    seen = grey if polarity == "dark" else 255 - grey
    darkest = cv2.erode(seen, np.ones((block, block), np.uint8), anchor=(0, 0))[::block, ::block]
    # A stroke may cover a part of a block at either side.
    coarse = ink(darkest, "dark", (side // block + 2) | 1 if block > 1 else side)[0]
    return coarse.repeat(block, axis=0).repeat(block, axis=1)[:height, :width]


def steadiness(mask: np.ndarray, raw: np.ndarray, steady: np.ndarray) -> float:
    """How much of a find's ink is steady: LEAST_STEADY…1.

    mask: uint8 [h, w], above 0 = the find, somewhere; raw, steady: the ink there, uint8 [h, w], and the `steady_ink`.
    """
    chosen = mask > 0
    part = int(steady[chosen].sum(dtype=np.int64)) / max(int(raw[chosen].sum(dtype=np.int64)), 1)
    return max(min(part, 1.0), LEAST_STEADY)
