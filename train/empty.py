"""Pictures with no digit, for measuring: blank paper and noise, textures and scribbles. Letters come from train.sets.

Each maker: Generator → uint8 [H, W, 3]. `train.pictures.paper.nothing` makes those that are trained on; these are others.
"""

from collections.abc import Callable

import cv2
import numpy as np

from train.pictures import paper, shapes, strokes

Maker = Callable[[np.random.Generator], np.ndarray]
GRAIN = 0.3  # strength of the camera's troubles on blank pictures


def flat(level: float) -> Maker:
    """Nothing but one grey level."""

    def make(rng: np.random.Generator) -> np.ndarray:
        return np.full((*paper.frame_size(rng, "photo"), 3), level, np.uint8)

    return make


def plain_paper(rng: np.random.Generator) -> np.ndarray:
    """A sheet of some colour, scanned."""
    return paper.camera(_sheet(rng), rng, GRAIN)


def uneven_light(rng: np.random.Generator) -> np.ndarray:
    """A sheet under a lamp, photographed."""
    image = _sheet(rng)
    return paper.camera(image * paper.light(*image.shape[:2], rng)[..., None], rng, GRAIN)


def shadow(rng: np.random.Generator) -> np.ndarray:
    """A sheet with a shadow across it, photographed."""
    image = _sheet(rng)
    return paper.camera(image * paper.shadow(*image.shape[:2], rng)[..., None], rng, GRAIN)


def ruled_paper(rng: np.random.Generator) -> np.ndarray:
    """Ruled or squared paper under a lamp, photographed."""
    image = _sheet(rng)
    h, w = image.shape[:2]
    lines = paper.rules(h, w, max(9.0, max(h, w) * rng.uniform(0.04, 0.25)), rng) * rng.uniform(0.1, 0.55)
    return paper.camera(image * (1 - lines * paper.light(h, w, rng))[..., None], rng, GRAIN)


def gaussian_noise(rng: np.random.Generator) -> np.ndarray:
    """Grain of any strength about one grey level, the same in all colours or not."""
    h, w = paper.frame_size(rng, "photo")
    noise = rng.normal(rng.uniform(40, 215), rng.uniform(5, 60), (h, w, rng.choice([1, 3])))
    return np.broadcast_to(np.clip(noise, 0, 255), (h, w, 3)).astype(np.uint8)


def uniform_noise(rng: np.random.Generator) -> np.ndarray:
    """Every grey level as often as any other."""
    h, w = paper.frame_size(rng, "photo")
    return np.repeat(rng.integers(0, 256, (h, w, 1), dtype=np.uint8), 3, axis=2)


def salt_and_pepper(rng: np.random.Generator) -> np.ndarray:
    """Some pixels black and some white on one grey level."""
    h, w = paper.frame_size(rng, "photo")
    hit = rng.random((h, w, 1)) < rng.uniform(0.01, 0.3)
    noise = np.where(hit, rng.choice(np.uint8([0, 255]), (h, w, 1)), np.uint8(rng.integers(0, 256)))
    return np.repeat(noise, 3, axis=2)


BLANK: dict[str, Maker] = {
    "white": flat(255),
    "black": flat(0),
    "plain paper": plain_paper,
    "ruled paper": ruled_paper,
    "uneven light": uneven_light,
    "shadow": shadow,
    "gaussian noise": gaussian_noise,
    "uniform noise": uniform_noise,
    "salt and pepper": salt_and_pepper,
}


def scribble(rng: np.random.Generator) -> np.ndarray:
    """A curve that means nothing, on any kind of paper."""
    return paper.picture(shapes.crop(strokes.scribble(rng)), rng)[0]


def clouds(rng: np.random.Generator) -> np.ndarray:
    """Smooth hills of grey, coarse and fine: plaster, cloth out of focus."""
    h, w = paper.frame_size(rng, "photo")
    grain = float(np.exp(rng.uniform(np.log(3), np.log(80))))
    hills = paper.field(h, w, grain, rng) * rng.uniform(20, 120) + paper.field(h, w, grain / 3, rng) * 30
    return _photo(hills + rng.uniform(90, 180), rng)


def grating(rng: np.random.Generator) -> np.ndarray:
    """Even stripes in any direction: blinds, corrugated card."""
    h, w = paper.frame_size(rng, "photo")
    return _photo(rng.uniform(90, 180) + rng.uniform(20, 80) * _wave(h, w, rng.uniform(0, np.pi), rng), rng)


def weave(rng: np.random.Generator) -> np.ndarray:
    """Two gratings across each other: cloth."""
    h, w = paper.frame_size(rng, "photo")
    angle = rng.uniform(0, np.pi)
    across = _wave(h, w, angle, rng) * _wave(h, w, angle + np.pi / 2, rng)
    return _photo(rng.uniform(90, 180) + rng.uniform(20, 80) * across, rng)


def wood(rng: np.random.Generator) -> np.ndarray:
    """Long grain with a few bends: a table."""
    h, w = paper.frame_size(rng, "photo")
    along = cv2.resize(paper.field(max(2, h // 8), max(2, w), rng.uniform(4, 12), rng), (w, h))
    lines = np.sin(along * rng.uniform(4, 12) + np.linspace(0, rng.uniform(10, 60), w, dtype=np.float32)[None])
    return _photo(rng.uniform(80, 170) + rng.uniform(10, 40) * lines, rng)


TEXTURES: tuple[Maker, ...] = (clouds, grating, weave, wood)


def texture(rng: np.random.Generator) -> np.ndarray:
    """One of the textures."""
    return TEXTURES[rng.integers(len(TEXTURES))](rng)


DRAWN: dict[str, Maker] = {"scribble": scribble, "texture": texture}


def _sheet(rng: np.random.Generator) -> np.ndarray:
    """Paper with its fibres, float32 [H, W, 3]."""
    h, w = paper.frame_size(rng, "photo")
    fibres = paper.field(h, w, rng.uniform(1, 4), rng) * rng.uniform(0, 4)
    return paper.paper_colour(rng).astype(np.float32) + fibres[..., None]


def _wave(h: int, w: int, angle: float, rng: np.random.Generator) -> np.ndarray:
    """A sine of any length and phase in one direction, float32 [h, w], -1…1."""
    y, x = np.mgrid[:h, :w].astype(np.float32)
    length = float(np.exp(rng.uniform(np.log(5), np.log(max(h, w) / 4))))
    return np.sin((x * np.cos(angle) + y * np.sin(angle)) * (2 * np.pi / length) + rng.uniform(0, 2 * np.pi))


def _photo(grey: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Grey levels float [h, w], photographed."""
    return paper.camera(np.repeat(grey[..., None].astype(np.float32), 3, axis=2), rng, rng.random())
