"""flatten_light: take the slow change of light over the paper out of a grey picture."""

import numpy as np

# The surface is fitted to means of blocks, about this many along the longer side.
BLOCKS = 32
ROUNDS = 8
# Light is evened out by a factor within these bounds: noise of a black corner is not blown up into ink.
GAIN = (0.5, 2.0)


def block_means(grey: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Means of square blocks, and where their centres are in -1…1 across the frame.

    grey: uint8 [H, W]. Returns float64 [n] means, [n] x, [n] y.
    """
    height, width = grey.shape
    side = max(1, max(height, width) // BLOCKS)
    rows, columns = max(1, height // side), max(1, width // side)
    block_h, block_w = min(side, height), min(side, width)
    cut = grey[: rows * block_h, : columns * block_w].astype(np.int64)
    means = cut.reshape(rows, block_h, columns, block_w).sum(axis=(1, 3)) / (block_h * block_w)
    y = ((np.arange(rows) + 0.5) * block_h / height) * 2 - 1
    x = ((np.arange(columns) + 0.5) * block_w / width) * 2 - 1
    x, y = np.meshgrid(x, y)
    return means.ravel(), x.ravel(), y.ravel()


def powers(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Terms of a quadratic surface, float64 [6, …]."""
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y])


def fit_surface(grey: np.ndarray) -> np.ndarray:
    """Quadratic surface of the light: least squares, with what lies far off (ink, a table's edge) weighted down.

    grey: uint8 [H, W]. Returns the surface's 6 coefficients, float64.
    Source: iteratively reweighted least squares with Geman and McClure's weights; scale by the median absolute deviation.
    """
    means, x, y = block_means(grey)
    terms = powers(x, y)
    # A little towards a flat surface, so that a picture of one row still has one solution.
    ridge = np.diag([0.0, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3]) * len(means)
    weights = np.ones_like(means)
    for _ in range(ROUNDS):
        weighted = terms * weights
        coefficients = np.linalg.solve(weighted @ terms.T + ridge, weighted @ means)
        off = np.abs(means - coefficients @ terms)
        scale = 1.4826 * np.sort(off)[len(off) // 2] + 2.0
        weights = 1.0 / (1.0 + (off / (2.0 * scale)) ** 2) ** 2
    return coefficients


def flatten_light(grey: np.ndarray) -> np.ndarray:
    """Multiply each pixel so that the fitted light is the same everywhere.

    grey: uint8 [H, W]. Returns uint8 [H, W].
    """
    height, width = grey.shape
    c = fit_surface(grey)
    x = ((np.arange(width) + 0.5) / width) * 2 - 1
    y = (((np.arange(height) + 0.5) / height) * 2 - 1)[:, None]
    surface = np.maximum((c[0] + c[1] * x + c[3] * x * x) + (c[2] + c[4] * x + c[5] * y) * y, 1.0)
    middle = min(max(c[0], 1.0), 255.0)
    gain = np.clip(middle / surface, *GAIN)
    return np.floor(np.minimum(grey * gain, 255.0) + 0.5).astype(np.uint8)
