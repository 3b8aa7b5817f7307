"""Made pictures, each with what is known of it: digits and what is none, on paper or as small files."""

from typing import NamedTuple

import cv2
import numpy as np
from PIL import ImageFont

from lambda_fn.preprocess.glyph import SIDE, frame
from train import fonts, things
from train.metrics import NONE
from train.pictures import numbers, paper, plain, shapes
from train.pictures.tiny import tiny

# Where nothing is a digit, a picture is this often one with nothing written on it, or one of things; and a small one nothing but troubles.
EMPTY, THINGS, EMPTY_SMALL = 0.3, 0.1, 0.15
# Where there is no paper, a digit is this often of MNIST's hands: other hands are to be learnt there.
MNIST_CLEAN = 0.35
# … and this often as a form reader's small file keeps it.
FROM_FORM = 0.3
# Digits of a number in a picture of several.
LONGEST = 3
# Digits of a number, and lines of a page; how often there is one line alone, how often that is in a form's boxes, and how often neighbours
# touch; and the height in pixels of the smallest digit.
LONGEST_NUMBER, MOST_LINES, ONE_LINE, IN_FORM, TOUCHING, SMALLEST = 12, 6, 0.7, 0.15, 0.3, 16

Box = tuple[int, int, int, int]


class Hands(NamedTuple):
    """What pictures are written with. glyphs: uint8 [n, 28, 28], labels: uint8 [n]; faces: fonts; letters: of each, no digits; photos: of things."""

    glyphs: np.ndarray
    labels: np.ndarray
    faces: list[ImageFont.FreeTypeFont]
    letters: list[str]
    photos: tuple[np.ndarray, ...]


class Written(NamedTuple):
    """One thing in a picture.

    label: 0…9 or NONE; box: x, y, w, h; glyph: uint8 [28, 28], as it was before paper and camera; line: of writing, from 0.
    """

    label: int
    box: Box
    glyph: np.ndarray
    line: int = 0


class Made(NamedTuple):
    """picture: uint8 [H, W, 3]; written: what is on it, in reading order."""

    picture: np.ndarray
    written: list[Written]

    @property
    def label(self) -> int:
        """0…9 where that one digit is written, else NONE."""
        return self.written[0].label if len(self.written) == 1 else NONE

    @property
    def text(self) -> str:
        """The digits in reading order, one line of writing a line."""
        lines: dict[int, str] = {}
        for one in self.written:
            if one.label != NONE:
                lines[one.line] = lines.get(one.line, "") + str(one.label)
        return "\n".join(lines.values())


def hands(glyphs: np.ndarray, labels: np.ndarray) -> Hands:
    """MNIST's digits, and the fonts and photos that are for training."""
    known = [font for font in fonts.load() if not font.held_out]
    faces = [ImageFont.truetype(str(font.path), shapes.FONT_PIXELS) for font in known]
    letters = ["".join(c for c in shapes.LETTERS if c not in font.lookalikes) for font in known]
    return Hands(glyphs, labels, faces, letters, things.load(held_out=False))


def digit(hand: Hands, rng: np.random.Generator, mnist: float = shapes.FROM_MNIST) -> tuple[np.ndarray, int]:
    """Coverage of a digit, float32 [h, w], cropped, and its label. mnist: how often one of MNIST's hands wrote it."""
    i = int(rng.integers(len(hand.glyphs)))
    label = int(hand.labels[i])
    return shapes.digit(label, hand.glyphs[i], hand.faces, rng, mnist), label


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


def clean(hand: Hands, none: float, rng: np.random.Generator) -> Made:
    """A picture of ink on even ground, as a drawing program or an enlarged file has it. none: how often there is no digit on it."""
    is_digit = rng.random() >= none
    shape, label = digit(hand, rng, MNIST_CLEAN) if is_digit else (no_digit(hand, rng), NONE)
    if rng.random() < FROM_FORM:
        shape = shapes.crop(shapes.from_form(shape, rng))
    picture, box = plain.picture(shape, rng)
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


def number_length(least: int, rng: np.random.Generator) -> int:
    """How many digits a number has: short ones are written more often, as often as the inverse of their length."""
    lengths = np.arange(least, LONGEST_NUMBER + 1)
    return int(rng.choice(lengths, p=(1 / lengths) / (1 / lengths).sum()))


def number(hand: Hands, none: float, rng: np.random.Generator) -> Made:
    """A picture of a number, or of several lines of them, some in the boxes of a form. none: how often one of the things is no digit."""
    lines = 1 if rng.random() < ONE_LINE else int(rng.integers(2, MOST_LINES + 1))
    lengths = [number_length(2 if lines == 1 else 1, rng) for _ in range(lines)]
    drawn = [[digit(hand, rng) for _ in range(length)] for length in lengths]
    if rng.random() < none:
        line = drawn[int(rng.integers(lines))]
        line[int(rng.integers(len(line)))] = (no_digit(hand, rng), NONE)
    in_form = lines == 1 and rng.random() < IN_FORM
    by = numbers.hand(rng, touching=0.0 if in_form else TOUCHING)
    shape, whose = numbers.write([[one for one, _ in line] for line in drawn], by, rng)
    if in_form:
        shape, whose = numbers.in_boxes(shape, whose, rng)
    kind = str(rng.choice(list(paper.KINDS), p=list(paper.KINDS.values())))
    h, w = paper.frame_size(rng, kind)
    # Numbers are written on what they fit on: as tall as can still be read, or more.
    least = SMALLEST * max(shape.shape[0] / h, shape.shape[1] / (0.95 * w)) / numbers.TALL
    h, w = (max(28, round(side * max(1.0, least))) for side in (h, w))
    part = max(float(np.exp(rng.uniform(np.log(0.08), np.log(0.95)))), SMALLEST * shape.shape[0] / numbers.TALL / h)
    picture, boxes = paper.picture_of_many(shape, whose, rng, kind, min(part, 0.95), (h, w))
    every = [(number, *one) for number, line in enumerate(drawn) for one in line]
    written = [
        Written(label, box, frame(one * 255.0), number)
        for (number, one, label), box in zip(every, boxes, strict=False)
        if box[2] > 0
    ]
    return Made(picture, written)


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


KINDS = {"whole": whole, "clean": clean, "several": several, "number": number, "small": small}
