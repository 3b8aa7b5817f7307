"""Fifteen ways to spoil an MNIST digit while a person still reads it: the list of MNIST-C, written anew from its description.

    uint8 [28, 28], white ink on black, and a Generator → uint8 [28, 28]

Source: Mu and Gilmer, "MNIST-C: A Robustness Benchmark for Computer Vision" (arXiv 1906.02337). Strengths are
near those that the authors chose, none so strong that a person misreads it; so figures can be compared with theirs, not equated.
"""

from collections.abc import Callable

import cv2
import numpy as np

SIDE = 28
CENTRE = (SIDE - 1) / 2

PHOTONS = 3  # of a white pixel
IMPULSES = 0.17  # part of the pixels
GLASS = (0.7, 1, 1)  # blur's sigma, farthest move in pixels, rounds
MOTION = (10, 3.0)  # longest way to each side, and its sigma, pixels
SHEAR = 0.4
SCALE = 0.7
TURN = 0.4  # radians
BRIGHTER = 0.5
SHIFT = 3  # pixels
STRIPE = slice(10, 18)  # columns
FOG, FOG_DECAY = 2.0, 2.0
LINE_BRIGHTNESS = (0.6, 1.0)
CANNY = (100, 200)


def shot_noise(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Too little light: each pixel counts few photons."""
    return _grey(rng.poisson(glyph / 255 * PHOTONS) / PHOTONS)


def impulse_noise(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Dead and hot pixels: some black, as many white."""
    hit = rng.random(glyph.shape) < IMPULSES
    return np.where(hit, rng.choice(np.uint8([0, 255]), glyph.shape), glyph)


def glass_blur(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Frosted glass: blurred, neighbouring pixels exchanged at random, blurred again."""
    sigma, farthest, rounds = GLASS
    image = cv2.GaussianBlur(glyph.astype(np.float32) / 255, (0, 0), sigma)
    for _ in range(rounds):
        moves = rng.integers(-farthest, farthest + 1, (SIDE, SIDE, 2))
        for y in range(farthest, SIDE - farthest):
            for x in range(farthest, SIDE - farthest):
                v, u = y + moves[y, x, 0], x + moves[y, x, 1]
                image[y, x], image[v, u] = image[v, u], image[y, x]
    return _grey(cv2.GaussianBlur(image, (0, 0), sigma))


def motion_blur(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A moved camera: smeared along a line of any direction within 45° of the horizontal, fading towards its end."""
    longest, sigma = MOTION
    angle = rng.uniform(-np.pi / 4, np.pi / 4)
    along = np.arange(longest + 1)
    weights = np.exp(-(along**2) / (2 * sigma**2))
    kernel = np.zeros((2 * longest + 1, 2 * longest + 1), np.float32)
    x, y = (np.rint(longest + part(angle) * along).astype(int) for part in (np.cos, np.sin))
    np.add.at(kernel, (y, x), weights / weights.sum())
    return _grey(cv2.filter2D(glyph.astype(np.float32) / 255, -1, kernel, borderType=cv2.BORDER_CONSTANT))


def shear(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Leaning to the left or to the right."""
    return _map(glyph, [[1, _either(rng) * SHEAR], [0, 1]])


def scale(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Smaller, in the middle."""
    return _map(glyph, [[SCALE, 0], [0, SCALE]])


def rotate(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Turned to the left or to the right."""
    cos, sin = np.cos(TURN), _either(rng) * np.sin(TURN)
    return _map(glyph, [[cos, -sin], [sin, cos]])


def brightness(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Everything lighter: the paper is grey, the ink's own greys are lost in white."""
    return _grey(glyph / 255 + BRIGHTER)


def translate(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Moved off the centre, along both axes."""
    return _map(glyph, np.eye(2), (_either(rng) * SHIFT, _either(rng) * SHIFT))


def stripe(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A band of columns through the middle is inverted."""
    out = glyph.copy()
    out[:, STRIPE] = 255 - out[:, STRIPE]
    return out


def fog(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Clouds of all sizes before the digit; what is brighter than white is darkened again."""
    return _grey((glyph / 255 + FOG * plasma(rng)) / (1 + FOG))


def spatter(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Drops of a liquid on the lens: smooth blobs lighter than the paper."""
    wet = cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)).astype(np.float32), (0, 0), 1.2)
    wet = np.clip((wet - np.quantile(wet, 0.86)) / wet.std(), 0, 1)
    return _grey(glyph / 255 + wet * 0.9)


def dotted_line(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A straight row of dots across the picture."""
    (x, y), (u, v) = _across(rng)
    line = np.zeros((SIDE, SIDE), np.float32)
    steps = int(np.hypot(u - x, v - y))
    for part in np.arange(0, steps, 2) / steps:
        line[int(np.clip(y + (v - y) * part, 0, SIDE - 1)), int(np.clip(x + (u - x) * part, 0, SIDE - 1))] = 1
    return _over(glyph, line, rng)


def zigzag(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A zigzag line across the picture."""
    start, end = _across(rng)
    teeth = int(rng.integers(5, 9))
    parts = np.linspace(0, 1, 2 * teeth + 1)[:, None]
    normal = np.array([start[1] - end[1], end[0] - start[0]]) / np.hypot(*(end - start))
    amplitude = np.where(np.arange(len(parts)) % 2, 2.0, -2.0)[:, None]
    points = start + (end - start) * parts + normal * amplitude
    line = np.zeros((SIDE, SIDE), np.uint8)
    cv2.polylines(line, [np.int32(np.rint(points * 16))], False, 255, 1, cv2.LINE_AA, shift=4)
    return _over(glyph, line / 255, rng)


def canny_edges(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Only the outline. Source: Canny, "A computational approach to edge detection", 1986."""
    return cv2.Canny(glyph, *CANNY)


Corruption = Callable[[np.ndarray, np.random.Generator], np.ndarray]
CORRUPTIONS: dict[str, Corruption] = {
    made.__name__.replace("_", "-"): made
    for made in (
        shot_noise,
        impulse_noise,
        glass_blur,
        motion_blur,
        shear,
        scale,
        rotate,
        brightness,
        translate,
        stripe,
        fog,
        spatter,
        dotted_line,
        zigzag,
        canny_edges,
    )
}


def plasma(rng: np.random.Generator, side: int = 32) -> np.ndarray:
    """Clouds, float64 [28, 28] in 0…1. side: a power of two, of the square that they are cut from.

    Source: midpoint displacement, Fournier, Fussell and Carpenter, "Computer rendering of stochastic models", 1982.
    """
    clouds, strength = rng.uniform(-1, 1, (1, 1)), 1.0
    while len(clouds) < side:
        clouds = np.kron(clouds, np.ones((2, 2)))
        # The mean of each point's neighbours, the edges going round, is the midpoint; then it is displaced.
        clouds = sum(np.roll(clouds, (i, j), (0, 1)) for i in (0, -1) for j in (0, -1)) / 4
        clouds = clouds + rng.uniform(-strength, strength, clouds.shape)
        strength /= FOG_DECAY
    clouds = clouds[:SIDE, :SIDE]
    return (clouds - clouds.min()) / (clouds.max() - clouds.min())


def _grey(part: np.ndarray) -> np.ndarray:
    return np.floor(np.clip(part, 0, 1) * 255 + 0.5).astype(np.uint8)


def _either(rng: np.random.Generator) -> int:
    return int(rng.choice((-1, 1)))


def _map(glyph: np.ndarray, matrix, shift: tuple[float, float] = (0, 0)) -> np.ndarray:
    """An affine map about the middle; matrix: [2, 2] of (x, y), where each point goes; shift: pixels."""
    matrix = np.asarray(matrix, np.float64)
    offset = CENTRE - matrix @ (CENTRE, CENTRE) + shift
    return cv2.warpAffine(glyph, np.column_stack([matrix, offset]), (SIDE, SIDE), flags=cv2.INTER_LINEAR)


def _across(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two points (x, y), one near the left edge and one near the right, at any heights."""
    left, right = rng.uniform(0, 3), rng.uniform(SIDE - 4, SIDE - 1)
    return np.array([left, rng.uniform(3, SIDE - 4)]), np.array([right, rng.uniform(3, SIDE - 4)])


def _over(glyph: np.ndarray, line: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A line, 0…1, laid over the digit in white or light grey."""
    return _grey(np.maximum(glyph / 255, line * rng.uniform(*LINE_BRIGHTNESS)))
