"""Shapes: what a hand wrote, as coverage without paper. From MNIST's digits, from handwriting fonts, and from strokes."""

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from . import strokes

# MNIST's 28 pixels are enlarged this much before their grey is made an outline again.
ENLARGE = 8
FONT_PIXELS = 150
# Letters that are digits to any eye, in some hand or other: nobody may be taught that they are none.
AMBIGUOUS_LETTERS = frozenset("OoDQlIiZzSsBbgqGyY")
LETTERS = "ACEFHJKLMNPRTUVWXacdefhjkmnprtuvwx"
SIGNS = "?&@#$%+=*"
# A small file keeps a digit in so few pixels, by its height: of grey, of black and white, and of what is no digit.
COARSEST, COARSEST_TWO_TONE, COARSEST_NO_DIGIT, FINEST = 8, 11, 14, 32
FROM_MNIST = 0.62  # how often a digit is MNIST's, where nothing else is asked for
COARSE = 0.12  # how often a shape is one that a small file kept
LARGE = 160  # pixels that it is then made tall again
# Form readers keep a digit in a box of this many pixels, upright and its aspect lost: NIST's 20 by 32 (NISTIR 5469, 1994). Log of how
# far other readers' boxes are from that aspect, how often a slant is taken out, and how far no breadth is stretched beyond: from hardly
# at all to a bar, since how far a 1 of a single stroke is stretched is told nowhere.
FORM_BROAD, FORM_TALL, FORM_ASPECT, UPRIGHT, STRETCHED = 20, 32, 0.15, 0.7, (1.3, 3.5)
# Digits of which neither the upper nor the lower part is a digit to any eye.
HALVES = (2, 3, 5)


def from_mnist(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A pen's outline of an MNIST digit. uint8 [28, 28] → coverage float32 [224, 224].

    The level at which grey becomes ink is drawn at random: the pen gets thinner or thicker with it.
    """
    large = cv2.resize(glyph, None, fx=ENLARGE, fy=ENLARGE, interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
    large = cv2.GaussianBlur(large, (0, 0), 3.0)
    level = rng.uniform(0.25, 0.6)
    return np.clip((large - level) * 6 + 0.5, 0, 1)


def from_font(text: str, font: ImageFont.FreeTypeFont, rng: np.random.Generator) -> np.ndarray:
    """A character (or several) of a font, its strokes a little thinner or thicker. Returns coverage float32 [h, w]."""
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (right - left + 48, bottom - top + 48))
    ImageDraw.Draw(image).text((24 - left, 24 - top), text, fill=255, font=font)
    drawn = np.asarray(image, np.float32) / 255
    grow = int(rng.integers(-1, 5))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * abs(grow) + 1, 2 * abs(grow) + 1))
    drawn = cv2.erode(drawn, kernel) if grow < 0 else cv2.dilate(drawn, kernel)
    shear = rng.normal(0, 0.1)
    h, w = drawn.shape
    extra = int(abs(shear) * h) + 1
    matrix = np.float32([[1, shear, extra - shear * h / 2], [0, 1, 0]])
    return cv2.warpAffine(drawn, matrix, (w + 2 * extra, h))


def crop(shape: np.ndarray) -> np.ndarray:
    """Cut coverage to its ink. Returns float32 [h, w]; raises ValueError where there is none."""
    rows, columns = np.flatnonzero(shape.max(axis=1) > 0.2), np.flatnonzero(shape.max(axis=0) > 0.2)
    if len(rows) == 0:
        raise ValueError("a shape without ink")
    return shape[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def wobble(shape: np.ndarray, rng: np.random.Generator, strength: float = 0.02) -> np.ndarray:
    """Bend a shape smoothly. Source: elastic distortion, Simard, Steinkraus and Platt, 2003."""
    h, w = shape.shape
    coarse = rng.normal(0, strength * max(h, w), (2, 5, 5)).astype(np.float32)
    dx, dy = (cv2.resize(c, (w, h), interpolation=cv2.INTER_CUBIC) for c in coarse)
    x, y = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    return cv2.remap(shape, x + dx, y + dy, cv2.INTER_LINEAR)


def pad(shape: np.ndarray) -> np.ndarray:
    """A margin that bending may use."""
    return cv2.copyMakeBorder(shape, *[max(shape.shape) // 8 + 2] * 4, cv2.BORDER_CONSTANT, value=0)


def low_resolution(shape: np.ndarray, rng: np.random.Generator, coarsest: int = COARSEST) -> np.ndarray:
    """A shape as a small file keeps it, in grey or in black and white, made large again in blocks or smoothly.

    shape: coverage float32 [h, w], cropped. coarsest: height of the small file, pixels, at least. Returns coverage float32 [h, w].
    """
    two_tone = rng.random() < 0.4
    least = max(coarsest, COARSEST_TWO_TONE) if two_tone else coarsest
    tall = round(float(np.exp(rng.uniform(np.log(least), np.log(FINEST)))))
    h, w = shape.shape
    return _enlarged(_in_few_pixels(shape, (max(2, round(tall * w / h)), tall), two_tone, rng), rng)


def from_form(shape: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A shape as a form reader's file keeps it: upright, stretched to a common box, its pen made thinner or thicker, and large again.

    shape: coverage float32 [h, w], cropped. Returns coverage float32 [h, w].
    """
    if rng.random() < UPRIGHT:
        shape = crop(without_slant(shape))
    h, w = shape.shape
    aspect = FORM_BROAD / FORM_TALL * float(np.exp(rng.normal(0, FORM_ASPECT)))
    aspect = min(aspect, float(np.exp(rng.uniform(*np.log(STRETCHED)))) * w / h)
    two_tone = rng.random() < 0.7
    tall = FORM_TALL if two_tone else int(rng.integers(FORM_TALL // 2, FORM_TALL + 1))
    few = _in_few_pixels(shape, (max(2, round(tall * aspect)), tall), two_tone, rng)
    pen = rng.random()
    if pen < 0.3:
        few = cv2.dilate(few, np.ones((2, 2), np.uint8))
    elif pen < 0.4 and two_tone:
        thin = cv2.erode(few, np.ones((2, 2), np.uint8))
        few = thin if thin.sum() > few.sum() / 2 else few
    return _enlarged(few, rng)


def without_slant(shape: np.ndarray) -> np.ndarray:
    """A shape sheared so that its ink leans to neither side, by its second moments. Coverage float32 [h, w] → float32 [h, w']."""
    moments = cv2.moments(shape)
    slant = float(np.clip(moments["mu11"] / max(moments["mu02"], 1e-9), -1, 1))
    h, w = shape.shape
    extra = int(abs(slant) * h / 2) + 2
    matrix = np.float32([[1, -slant, extra + slant * (h - 1) / 2], [0, 1, 0]])
    return cv2.warpAffine(shape, matrix, (w + 2 * extra, h))


def _in_few_pixels(shape: np.ndarray, size: tuple[int, int], two_tone: bool, rng: np.random.Generator) -> np.ndarray:
    """Coverage in so many pixels, breadth and height, with a margin of one."""
    few = cv2.resize(shape, size, interpolation=cv2.INTER_AREA)
    few = few / few.max()
    if two_tone:
        few = (few > rng.uniform(0.3, 0.55)).astype(np.float32)
    return cv2.copyMakeBorder(few, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)


def _enlarged(few: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Few pixels made large, in blocks or smoothly."""
    way = int(rng.choice([cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC]))
    factor = LARGE / (few.shape[0] - 2)
    return np.clip(cv2.resize(few, None, fx=factor, fy=factor, interpolation=way), 0, 1)


def finish(shape: np.ndarray, rng: np.random.Generator, coarsest: int = COARSEST) -> np.ndarray:
    """A shape as it comes onto paper: bent by the hand mostly, kept in a small file now and then. Coverage float32 [h, w], cropped."""
    shape = crop(wobble(pad(shape), rng)) if rng.random() < 0.7 else crop(shape)
    return crop(low_resolution(shape, rng, coarsest)) if rng.random() < COARSE else shape


def digit(
    label: int,
    glyph: np.ndarray,
    fonts: Sequence[ImageFont.FreeTypeFont],
    rng: np.random.Generator,
    from_glyph: float = FROM_MNIST,
) -> np.ndarray:
    """A digit of a hand drawn at random: MNIST's (the given glyph) this often, else a font's, or strokes. Coverage float32 [h, w], cropped."""
    kind = rng.random()
    if kind < from_glyph:
        shape = from_mnist(glyph, rng)
    elif kind < (1 + from_glyph) / 2 and fonts:
        shape = from_font(str(label), fonts[rng.integers(len(fonts))], rng)
    else:
        shape = strokes.digit(label, rng)
    return finish(shape, rng)


def no_digit(
    glyphs: np.ndarray,
    labels: np.ndarray,
    hands: Sequence[tuple[ImageFont.FreeTypeFont, str]],
    rng: np.random.Generator,
) -> np.ndarray:
    """Something written that is no digit: letters, pairs of them, signs, scribbles, symbols, half a digit.

    glyphs: uint8 [n, 28, 28], MNIST digits to take parts of, and labels: uint8 [n]. hands: fonts, each with the letters that in it
    are no digit. Returns coverage float32 [h, w], cropped.
    """
    kind = rng.random()
    if kind < 0.64 and hands:
        font, letters = hands[rng.integers(len(hands))]
        text = letters[rng.integers(len(letters))] if rng.random() < 0.9 else SIGNS[rng.integers(len(SIGNS))]
        if rng.random() < 0.06:
            text += letters[rng.integers(len(letters))].lower()
        shape = from_font(text, font, rng)
    elif kind < 0.82:
        shape = strokes.scribble(rng)
    elif kind < 0.95:
        shape = strokes.symbol(rng)
    else:
        # Half an 8 is a 0, and half a 1 a 1.
        halves = np.flatnonzero(np.isin(labels, HALVES))
        whole = crop(from_mnist(glyphs[halves[rng.integers(len(halves))]], rng))
        part = int(whole.shape[0] * rng.uniform(0.3, 0.42))
        shape = [whole[:part], whole[-part:]][rng.integers(2)]
    try:
        return finish(shape, rng, COARSEST_NO_DIGIT)
    except ValueError:
        return crop(strokes.scribble(rng))
