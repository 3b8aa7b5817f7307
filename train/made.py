"""Made pictures, each with what is known of it: digits and what is none, on paper or as small files."""

from typing import NamedTuple

import cv2
import numpy as np
from PIL import ImageFont

from lambda_fn.preprocess.glyph import SIDE, frame
from train import fonts, things
from train.metrics import NONE
from train.pictures import numbers, paper, shapes
from train.pictures.tiny import tiny

# Where nothing is a digit, a picture is this often one with nothing written on it, or one of things; and a small one nothing but troubles.
EMPTY, THINGS, EMPTY_SMALL = 0.3, 0.1, 0.15
# Digits of a number in a picture of several.
LONGEST = 3

Box = tuple[int, int, int, int]


class Hands(NamedTuple):
    """What pictures are written with. glyphs: uint8 [n, 28, 28], labels: uint8 [n]; faces: fonts; letters: of each, no digits; photos: of things."""

    glyphs: np.ndarray
    labels: np.ndarray
    faces: list[ImageFont.FreeTypeFont]
    letters: list[str]
    photos: tuple[np.ndarray, ...]


class Written(NamedTuple):
    """One thing in a picture. label: 0…9 or NONE; box: x, y, w, h; glyph: uint8 [28, 28], as it was before paper and camera."""

    label: int
    box: Box
    glyph: np.ndarray


class Made(NamedTuple):
    """picture: uint8 [H, W, 3]; written: what is on it, in reading order."""

    picture: np.ndarray
    written: list[Written]

    @property
    def label(self) -> int:
        """0…9 where that one digit is written, else NONE."""
        return self.written[0].label if len(self.written) == 1 else NONE


def hands(glyphs: np.ndarray, labels: np.ndarray) -> Hands:
    """MNIST's digits, and the fonts and photos that are for training."""
    known = [font for font in fonts.load() if not font.held_out]
    faces = [ImageFont.truetype(str(font.path), shapes.FONT_PIXELS) for font in known]
    letters = ["".join(c for c in shapes.LETTERS if c not in font.lookalikes) for font in known]
    return Hands(glyphs, labels, faces, letters, things.load(held_out=False))


def digit(hand: Hands, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Coverage of a digit, float32 [h, w], cropped, and its label."""
    i = int(rng.integers(len(hand.glyphs)))
    label = int(hand.labels[i])
    return shapes.digit(label, hand.glyphs[i], hand.faces, rng), label


def no_digit(hand: Hands, rng: np.random.Generator) -> np.ndarray:
    """Coverage of something that is no digit, float32 [h, w], cropped."""
    return shapes.no_digit(hand.glyphs, hand.labels, list(zip(hand.faces, hand.letters, strict=True)), rng)


def whole(hand: Hands, none: float, rng: np.random.Generator) -> Made:
    """A picture of paper and camera. none: how often there is no digit on it."""
    if rng.random() >= none:
        shape, label = digit(hand, rng)
    elif (kind := rng.random()) < EMPTY + THINGS:
        return Made(paper.nothing(rng) if kind < EMPTY else things.part(hand.photos, rng), [])
    else:
        shape, label = no_digit(hand, rng), NONE
    picture, box = paper.picture(shape, rng)
    return Made(picture, [Written(label, box, frame(shape * 255.0))])


def several(hand: Hands, none: float, rng: np.random.Generator) -> Made:
    """A picture of paper and camera with a number of two or three digits, some of which touch. none: how often one is no digit."""
    drawn = [digit(hand, rng) for _ in range(int(rng.integers(2, LONGEST + 1)))]
    if rng.random() < none:
        drawn[int(rng.integers(len(drawn)))] = (no_digit(hand, rng), NONE)
    shape, whose = numbers.write([[one for one, _ in drawn]], numbers.hand(rng, touching=0.5), rng)
    picture, boxes = paper.picture_of_many(shape, whose, rng)
    written = zip(drawn, boxes, strict=False)
    return Made(picture, [Written(label, box, frame(one * 255.0)) for (one, label), box in written if box[2] > 0])


def small(hand: Hands, none: float, rng: np.random.Generator) -> Made:
    """A picture of 28×28, light on dark. none: how often there is no digit on it."""
    if rng.random() >= none:
        i = int(rng.integers(len(hand.glyphs)))
        label, glyph = int(hand.labels[i]), hand.glyphs[i]
        if rng.random() < 0.4:
            glyph = frame(shapes.digit(label, glyph, hand.faces, rng) * 255.0)
    else:
        drawn = rng.random() < 1 - EMPTY_SMALL
        label, glyph = NONE, frame(no_digit(hand, rng) * 255.0) if drawn else np.zeros((SIDE, SIDE), np.uint8)
    picture, clean = tiny(glyph, rng)
    x, y, w, h = box = cv2.boundingRect((clean > 80).astype(np.uint8))
    rgb = np.repeat(picture[..., None], 3, axis=2)
    if w == 0:
        return Made(rgb, [])
    return Made(rgb, [Written(label, box, frame(clean[y : y + h, x : x + w].astype(np.float64)))])


KINDS = {"whole": whole, "several": several, "small": small}
