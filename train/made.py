"""Made pictures, each with what is known of it: digits and what is none, on paper or as small files."""

from typing import NamedTuple

import cv2
import numpy as np
from PIL import ImageFont

from lambda_fn.preprocess.glyph import SIDE, frame
from train import fonts
from train.metrics import NONE
from train.pictures import paper, shapes
from train.pictures.tiny import tiny

# Where nothing is a digit, a picture is this often one with nothing written on it; and a small one nothing but troubles.
EMPTY, EMPTY_SMALL = 0.2, 0.15

Box = tuple[int, int, int, int]


class Hands(NamedTuple):
    """What pictures are written with. glyphs: uint8 [n, 28, 28], labels: uint8 [n]; faces: fonts; letters: of each, no digits."""

    glyphs: np.ndarray
    labels: np.ndarray
    faces: list[ImageFont.FreeTypeFont]
    letters: list[str]


class Made(NamedTuple):
    """picture: uint8 [H, W, 3]; label: 0…9 or NONE; box: of what is written, x, y, w, h; None: nothing is.

    written: uint8 [28, 28], the digit as it was before paper and camera; None where there is none.
    """

    picture: np.ndarray
    label: int
    box: Box | None
    written: np.ndarray | None


def hands(glyphs: np.ndarray, labels: np.ndarray) -> Hands:
    """MNIST's digits and the fonts that are for training."""
    known = [font for font in fonts.load() if not font.held_out]
    faces = [ImageFont.truetype(str(font.path), shapes.FONT_PIXELS) for font in known]
    letters = ["".join(c for c in shapes.LETTERS if c not in font.lookalikes) for font in known]
    return Hands(glyphs, labels, faces, letters)


def whole(hand: Hands, no_digit: float, rng: np.random.Generator) -> Made:
    """A picture of paper and camera. no_digit: how often there is no digit on it."""
    if rng.random() >= no_digit:
        i = int(rng.integers(len(hand.glyphs)))
        label = int(hand.labels[i])
        shape = shapes.digit(label, hand.glyphs[i], hand.faces, rng)
        return Made(*_swapped(paper.picture(shape, rng), label), frame(shape * 255.0))
    if rng.random() < EMPTY:
        return Made(paper.nothing(rng), NONE, None, None)
    shape = shapes.no_digit(hand.glyphs, list(zip(hand.faces, hand.letters, strict=True)), rng)
    return Made(*_swapped(paper.picture(shape, rng), NONE), None)


def _swapped(pictured: tuple[np.ndarray, Box], label: int) -> tuple[np.ndarray, int, Box]:
    return pictured[0], label, pictured[1]


def small(hand: Hands, no_digit: float, rng: np.random.Generator) -> Made:
    """A picture of 28×28, light on dark. no_digit: how often there is no digit on it."""
    if rng.random() >= no_digit:
        i = int(rng.integers(len(hand.glyphs)))
        (picture, clean), label = tiny(hand.glyphs[i], rng), int(hand.labels[i])
    else:
        drawn = rng.random() < 1 - EMPTY_SMALL
        shape = shapes.no_digit(hand.glyphs, list(zip(hand.faces, hand.letters, strict=True)), rng)
        glyph = frame(shape * 255.0) if drawn else np.zeros((SIDE, SIDE), np.uint8)
        (picture, clean), label = tiny(glyph, rng), NONE
    x, y, w, h = box = cv2.boundingRect((clean > 80).astype(np.uint8))
    rgb = np.repeat(picture[..., None], 3, axis=2)
    if w == 0:
        return Made(rgb, label, None, None)
    return Made(rgb, label, box, frame(clean[y : y + h, x : x + w].astype(np.float64)))


KINDS = {"whole": whole, "small": small}
