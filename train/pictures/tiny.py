"""Tiny pictures: 28×28, a digit as MNIST keeps it, with the troubles of small files. Each trouble is one small function.

uint8 [28, 28] → float32 [28, 28], 0…1, ink light on dark → troubles → uint8 [28, 28]
"""

import itertools
from collections.abc import Callable

import cv2
import numpy as np

from train.pictures.paper import field

SIDE = 28


def move(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Turned, sheared, made smaller or larger, and shifted, mostly a little."""
    angle, shear = rng.normal(0, 0.22), rng.normal(0, 0.2)
    scale = np.exp(rng.normal(-0.1, 0.2))
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    matrix = np.float32([[cos, sin + shear * scale, 0], [-sin, cos, 0]])
    middle = np.float32([SIDE / 2 - 0.5] * 2)
    matrix[:, 2] = middle - matrix[:, :2] @ middle + rng.normal(0, 2.0, 2)
    return cv2.warpAffine(image, matrix, (SIDE, SIDE))


def grains(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Noise of a sensor with little light: even, or stronger where it is light."""
    if rng.random() < 0.5:
        return image + rng.normal(0, rng.uniform(0.03, 0.3), image.shape)
    photons = np.exp(rng.uniform(np.log(2), np.log(30)))
    return rng.poisson(np.clip(image, 0, 1) * photons) / photons


def hits(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Single pixels that are white or black whatever they should be."""
    hit = rng.random(image.shape) < rng.uniform(0.01, 0.3)
    return np.where(hit, rng.random(image.shape) < rng.uniform(0.3, 1), image)


def blur(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Out of focus, or smeared along a line."""
    if rng.random() < 0.5:
        return cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 1.8))
    length = int(rng.integers(2, 6))
    kernel = np.zeros((2 * length + 1, 2 * length + 1), np.float32)
    angle = rng.uniform(0, np.pi)
    along = np.array([np.cos(angle), np.sin(angle)]) * length
    a, b = (np.rint(length + sign * along).astype(int).tolist() for sign in (-1, 1))
    cv2.line(kernel, a, b, 1.0)
    return cv2.filter2D(image, -1, kernel / kernel.sum())


def frost(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each pixel taken from somewhere near by, then softened."""
    reach = rng.uniform(0.5, 2.2)
    x, y = np.meshgrid(np.arange(SIDE, dtype=np.float32), np.arange(SIDE, dtype=np.float32))
    dx, dy = (rng.uniform(-reach, reach, image.shape).astype(np.float32) for _ in range(2))
    return cv2.GaussianBlur(cv2.remap(image, x + dx, y + dy, cv2.INTER_LINEAR), (0, 0), rng.uniform(0.3, 0.9))


def haze(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lighter everywhere, in clouds or down a slope; the contrast falls."""
    kind = rng.random()
    if kind < 0.3:
        veil = np.full(image.shape, rng.uniform(0.1, 0.7), np.float32)
    elif kind < 0.75:
        veil = sum(field(SIDE, SIDE, grain, rng) * grain for grain in (14.0, 7.0, 3.5)) / rng.uniform(10, 25)
        veil = (veil - veil.min()) * rng.uniform(0.5, 1.2)
    else:
        x, y = np.meshgrid(np.linspace(-1, 1, SIDE), np.linspace(-1, 1, SIDE))
        a = rng.uniform(0, 2 * np.pi)
        veil = (1 + x * np.cos(a) + y * np.sin(a)) * rng.uniform(0.1, 0.4)
    image = image + veil
    return image / max(1.0, image.max()) if rng.random() < 0.6 else image


def band(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A band of the picture turned to its negative, or lighter."""
    at, broad = rng.uniform(-2, SIDE - 2), rng.uniform(2, 11)
    x, y = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    a = rng.choice([0.0, np.pi / 2, rng.uniform(0, np.pi)], p=[0.45, 0.3, 0.25])
    along = (x - SIDE / 2) * np.cos(a) + (y - SIDE / 2) * np.sin(a) + SIDE / 2
    inside = (along >= at) & (along < at + broad)
    if rng.random() < 0.75:
        return np.where(inside, 1 - image, image)
    return np.where(inside, np.maximum(image, rng.uniform(0.2, 0.9)), image)


def lines(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A line across the picture: straight, bent, in zigzag, in dots or dashes."""
    drawn = np.zeros((SIDE, SIDE), np.uint8)
    a, b = rng.uniform(-2, SIDE + 2, 2), rng.uniform(-2, SIDE + 2, 2)
    side = int(rng.integers(2))
    a[side], b[side] = rng.uniform(-2, 4), rng.uniform(SIDE - 4, SIDE + 2)
    along, kind = b - a, rng.random()
    across = np.array([-along[1], along[0]]) / max(np.hypot(*along), 1)
    n = 60
    t = np.linspace(0, 1, n)[:, None]
    teeth, height = rng.uniform(3, 9), rng.uniform(0.8, 3.5)
    wave = {0: 0 * t, 1: np.abs((t * teeth) % 1 - 0.5) * 4 - 1, 2: np.sin(t * teeth * np.pi)}[int(rng.integers(3))]
    points = np.rint((a + along * t + across * wave * height) * 16).astype(np.int32)
    thick = 1 if rng.random() < 0.85 else 2
    if kind < 0.6:
        cv2.polylines(drawn, [points[:, None]], False, 255, thick, cv2.LINE_AA if rng.random() < 0.7 else cv2.LINE_8, 4)
    else:
        dash, gap = rng.uniform(1, 4, 2)
        for p, q in itertools.pairwise(points):
            way = np.hypot(*(p / 16 - a))
            if way % (dash + gap) < dash:
                cv2.line(drawn, p.tolist(), q.tolist(), 255, thick, cv2.LINE_8, 4)
    return np.maximum(image, drawn / np.float32(255) * rng.uniform(0.4, 1))


def blots(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Drops, light or dark, of any outline."""
    wet = field(SIDE, SIDE, rng.uniform(2.5, 6), rng)
    level = np.quantile(wet, 1 - rng.uniform(0.02, 0.2))
    soft = np.clip((wet - level) * rng.uniform(2, 12), 0, 1)
    return image + (rng.choice([0.0, rng.uniform(0.4, 1)], p=[0.2, 0.8]) - image) * soft


def outline(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Only the edges of the strokes."""
    level = np.clip(image * 255, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        low = rng.uniform(40, 150)
        return cv2.Canny(level, low, low * rng.uniform(1.2, 2.5)).astype(np.float32) / 255
    inner = cv2.erode(level, np.ones((3, 3), np.uint8))
    return (level - inner).astype(np.float32) / 255


TROUBLES: dict[Callable, float] = {
    grains: 1.0,
    hits: 1.0,
    blur: 1.3,
    frost: 0.8,
    haze: 1.4,
    band: 1.0,
    lines: 1.6,
    blots: 1.0,
    outline: 0.8,
}


def tiny(glyph: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A picture of a glyph with no, one or two troubles, light on dark; and the same without its troubles.

    glyph: uint8 [28, 28], may be empty. Returns two uint8 [28, 28].
    """
    image = glyph.astype(np.float32) / 255
    if rng.random() < 0.6:
        image = move(image, rng)
    clean = np.clip(image * 255 + 0.5, 0, 255).astype(np.uint8)
    weights = np.array(list(TROUBLES.values()))
    for _ in range(int(rng.choice([0, 1, 2], p=[0.15, 0.65, 0.2]))):
        trouble = list(TROUBLES)[rng.choice(len(weights), p=weights / weights.sum())]
        image = trouble(image, rng).astype(np.float32)
    return np.clip(image * 255 + 0.5, 0, 255).astype(np.uint8), clean
