"""Plain pictures: ink of one colour on even ground, as drawing programs, screenshots and enlarged files have it."""

import cv2
import numpy as np

# Pixels of the ink's height, the margin around it by that height, and the least difference of ink and ground, grey levels.
SMALLEST, LARGEST = 28, 110
NARROWEST, BROADEST = 0.05, 0.8
CONTRAST = 90
DARK = 0.7  # how often the ink is the darker


def picture(shape: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, tuple[int, int, int, int]]:
    """A shape on even ground. shape: coverage float32 [h, w], cropped. Returns uint8 [H, W, 3], and the ink's box: x, y, w, h."""
    h, w = shape.shape
    scale = float(np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST)))) / max(h, w)
    size = (max(2, round(w * scale)), max(2, round(h * scale)))
    ink = cv2.resize(shape, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    top, bottom, left, right = (max(1, round(max(size) * rng.uniform(NARROWEST, BROADEST))) for _ in range(4))
    ink = cv2.copyMakeBorder(ink, top, bottom, left, right, cv2.BORDER_CONSTANT, value=0)[..., None]
    while True:
        one, other = (
            rng.uniform(0, 255, (2, 3)) if rng.random() < 0.3 else rng.uniform(0, 255, (2, 1)).repeat(3, axis=1)
        )
        if abs(one.mean() - other.mean()) >= CONTRAST:
            break
    darker, lighter = (one, other) if one.mean() < other.mean() else (other, one)
    colour, ground = (darker, lighter) if rng.random() < DARK else (lighter, darker)
    drawn = ground + (colour - ground) * ink
    return np.clip(drawn + 0.5, 0, 255).astype(np.uint8), (left, top, *size)
