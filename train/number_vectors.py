"""tests/vectors/numbers/: pictures of several digits, with the digits that every language must find in them.

    python -m train.number_vectors        again after preprocess, numbers or the shipped network has changed

The pictures are made anew, too; seeded, so that the same come again.
"""

import json
import sys
import zlib
from collections.abc import Callable, Iterable

import cv2
import numpy as np
from PIL import Image

from lambda_fn.predict import Model
from lambda_fn.read import read
from train import mnist
from train.pictures import numbers, paper, shapes
from train.pictures.wood import on_wood
from train.vectors import FOLDER as VECTORS
from train.vectors import png

FOLDER = VECTORS / "numbers"
SEED = 22
COLOURS = 40
PLAIN = numbers.Hand(gap=0.25, uneven=0.03, slant=0.03, rise=0.0, leading=1.7)

Drawn = tuple[np.ndarray, np.ndarray]
"""Coverage, and whose each pixel is, as numbers.write gives them."""


class Writer:
    """Writes one vector's digits: MNIST's training digits, drawn with a generator of its own."""

    def __init__(self, data: mnist.Mnist, rng: np.random.Generator):
        self.data, self.rng = data, rng

    def digit(self) -> np.ndarray:
        glyph = self.data.train_images[int(self.rng.integers(len(self.data.train_images)))]
        return shapes.crop(shapes.from_mnist(glyph, self.rng))

    def lines(self, *lengths: int, by: numbers.Hand = PLAIN, touching: tuple[int, ...] = ()) -> Drawn:
        return numbers.write([[self.digit() for _ in range(n)] for n in lengths], by, self.rng, touching)

    def beside(self, drawn: Drawn, *strokes: tuple[float, float, float, float]) -> Drawn:
        """With strokes (x, y, x, y; parts of the height, from the right end of the number) that are no digits."""
        shape, whose = (np.pad(array, ((0, 0), (0, numbers.TALL))) for array in drawn)
        marks = np.zeros(shape.shape, np.uint8)
        right, tall = drawn[0].shape[1], drawn[0].shape[0]
        for x, y, u, v in strokes:
            a, b = ((right + int(px * tall), int(py * tall)) for px, py in ((x, y), (u, v)))
            cv2.line(marks, a, b, 255, 9, cv2.LINE_AA)
        return marked(shape, marks), whose

    def around(self, drawn: Drawn, gap: int = 0, part: float = 0.35) -> Drawn:
        """In a ring that is open by so many degrees, and this part of the longer side away from it."""
        high, broad = drawn[0].shape
        margin = int(part * max(high, broad))
        shape, whose = (np.pad(array, margin) for array in drawn)
        middle = shape.shape[1] // 2, shape.shape[0] // 2
        mark = np.zeros(shape.shape, np.uint8)
        cv2.ellipse(mark, middle, (middle[0] - 6, middle[1] - 6), 0, gap, 360, 255, 9, cv2.LINE_AA)
        return marked(shape, mark), whose

    def bracketed(self, drawn: Drawn) -> Drawn:
        """In parentheses, taller than it is."""
        high, broad = drawn[0].shape
        over, aside = high // 5, high // 2
        shape, whose = (np.pad(array, ((over, over), (aside, aside))) for array in drawn)
        mark = np.zeros(shape.shape, np.uint8)
        for x, turned in ((aside, 180), (aside + broad, 0)):
            cv2.ellipse(
                mark, (x, over + high // 2), (aside * 2 // 3, high * 3 // 5), turned, -60, 60, 255, 9, cv2.LINE_AA
            )
        return marked(shape, mark), whose

    def percent(self, drawn: Drawn) -> Drawn:
        """With a percent sign after it."""
        high, broad = drawn[0].shape
        shape, whose = (np.pad(array, ((0, 0), (0, high))) for array in drawn)
        mark = np.zeros(shape.shape, np.uint8)
        cv2.line(mark, (broad + high // 4, high - 6), (broad + high * 3 // 4, 6), 255, 9, cv2.LINE_AA)
        for x, y in ((high // 4, high // 5), (high * 3 // 4, high * 4 // 5)):
            cv2.circle(mark, (broad + x, y), high // 8, 255, 9, cv2.LINE_AA)
        return marked(shape, mark), whose

    def under(self, drawn: Drawn, below: int = 14) -> Drawn:
        """With a line under it, so many pixels below."""
        shape, whose = (np.pad(array, ((0, 24), (0, 0))) for array in drawn)
        mark = np.zeros(shape.shape, np.uint8)
        row = drawn[0].shape[0] + below
        cv2.line(mark, (0, row), (shape.shape[1], row - 4), 255, 7, cv2.LINE_AA)
        return marked(shape, mark), whose


def marked(shape: np.ndarray, marks: np.ndarray) -> np.ndarray:
    """Coverage with marks drawn on it. float32 [h, w], 0…1; uint8 [h, w], 255 = mark."""
    return np.maximum(shape, marks.astype(np.float32) / 255)


def hand(**changes: float) -> numbers.Hand:
    return numbers.Hand(**{**PLAIN.__dict__, **changes})


# "N", as strokes beside a number.
LETTER = ((0.4, 0.95, 0.45, 0.3), (0.45, 0.3, 0.75, 0.95), (0.75, 0.95, 0.8, 0.3))
# What lies on a table, whose grain is seen around the paper, and what is written in another colour than its paper's, as bright as that.
ON_WOOD, AS_BRIGHT = ("wood",), ("by-colour",)
# The colours of such paper and ink.
BRIGHT = np.float32([[196, 196, 196], [244, 200, 144]])

Kind = tuple[Iterable[int], str, tuple[int, int], float, Callable[[Writer], Drawn]]
"""Which of all that could be made, on what (of paper.KINDS), height and width of the frame, part of its height, and what is written."""

KINDS: dict[str, Kind] = {
    "plain": (range(2), "scan", (120, 240), 0.4, lambda w: w.lines(3)),
    "photo": (range(3), "photo", (180, 300), 0.3, lambda w: w.lines(4)),
    # Of each the fine view shows two digits, coarser ones all.
    "photo-grain": ((337, 388), "photo", (100, 390), 0.5, lambda w: w.lines(3)),
    "photo-long": (range(2), "photo", (120, 420), 0.3, lambda w: w.lines(8)),
    "photo-small": (range(2), "photo", (160, 240), 0.12, lambda w: w.lines(3)),
    "photo-table": (range(2), "photo", (220, 300), 0.1, lambda w: w.lines(2)),
    "photo-lines": (range(4), "photo", (260, 220), 0.7, lambda w: w.lines(3, 2, 4)),
    "page": (range(2), "photo", (340, 260), 0.8, lambda w: w.lines(5, 3, 6, 2, 4)),
    "canvas": (range(2), "canvas", (160, 260), 0.5, lambda w: w.lines(2)),
    "dark-canvas": (range(2), "dark canvas", (160, 260), 0.5, lambda w: w.lines(3)),
    "board": (range(2), "board", (160, 260), 0.4, lambda w: w.lines(3)),
    "slanted-line": (range(2), "scan", (160, 260), 0.4, lambda w: w.lines(4, by=hand(rise=0.12))),
    "uneven": (range(2), "scan", (160, 260), 0.4, lambda w: w.lines(4, by=hand(uneven=0.1, slant=0.1))),
    "touching": (range(3), "scan", (140, 220), 0.5, lambda w: w.lines(3, touching=(1,))),
    "touching-pair": (range(3), "photo", (140, 200), 0.5, lambda w: w.lines(2, touching=(1,))),
    "form": (range(2), "scan", (140, 300), 0.5, lambda w: numbers.in_boxes(*w.lines(4, by=hand(gap=0.4)), w.rng)),
    # The last has lines between its boxes that lean as perspective has it.
    "form-photo": (
        (*range(4), 64),
        "photo",
        (180, 300),
        0.35,
        lambda w: numbers.in_boxes(*w.lines(4, by=hand(gap=0.2)), w.rng),
    ),
    "date": (range(1), "canvas", (90, 200), 0.5, lambda w: numbers.with_slashes([w.lines(2), w.lines(2)], w.rng)),
    "percent": (range(1), "canvas", (90, 200), 0.5, lambda w: w.percent(w.lines(2))),
    "bracketed": (range(1), "canvas", (90, 160), 0.6, lambda w: w.bracketed(w.lines(2))),
    "bracketed-digit": (range(1), "canvas", (90, 130), 0.6, lambda w: w.bracketed(w.lines(1))),
    "whole-frame": (range(1), "scan", (140, 240), 0.95, lambda w: w.lines(2)),
    "with-minus-sign": (range(1), "scan", (140, 240), 0.4, lambda w: w.beside(w.lines(2), (0.35, 0.5, 0.75, 0.5))),
    "with-point": (range(1), "scan", (140, 240), 0.4, lambda w: w.beside(w.lines(2), (0.2, 0.93, 0.22, 0.95))),
    "underlined": ((1,), "canvas", (80, 150), 0.5, lambda w: w.under(w.lines(3))),
    "on-a-line": (range(1), "canvas", (80, 150), 0.5, lambda w: w.under(w.lines(3), -2)),
    # One below the other, a leaning 1 among them.
    "column": ((57,), "canvas", (150, 80), 0.9, lambda w: w.lines(1, 1, 1, 1)),
    "circled": (range(1), "canvas", (90, 120), 0.8, lambda w: w.around(w.lines(2))),
    "circled-open": (range(1), "canvas", (90, 120), 0.8, lambda w: w.around(w.lines(2), 30)),
    "circled-touching": (range(1), "canvas", (60, 84), 0.8, lambda w: w.around(w.lines(2), part=0.16)),
    "with-a-letter": (range(1), "dark canvas", (70, 140), 0.4, lambda w: w.beside(w.lines(2), *LETTER)),
    "wood": (range(1), "canvas", (96, 140), 0.25, lambda w: w.lines(3)),
    "by-colour": (range(1), "canvas", (120, 200), 0.4, lambda w: w.lines(3)),
    "one-digit-and-dirt": (range(1), "photo", (140, 200), 0.5, lambda w: w.lines(1)),
}


def pictures(data: mnist.Mnist):
    """Name, which says the kind and the number, and picture, uint8 [H, W, 3]. The same come again."""
    for name, (which, sheet, size, part, write) in KINDS.items():
        for number in which:
            rng = np.random.default_rng([SEED, zlib.crc32(name.encode()), number])
            shape, whose = write(Writer(data, rng))
            picture = paper.picture_of_many(shape, whose, rng, sheet, part, size)[0]
            picture = on_wood(picture) if name in ON_WOOD else as_bright(picture) if name in AS_BRIGHT else picture
            yield f"{name}-{number}.png", picture


def as_bright(picture: np.ndarray) -> np.ndarray:
    """A picture's ink in a colour that is as bright as its paper, which a grey picture does not show. uint8 [H, W, 3] → the same."""
    light = picture.mean(axis=2, keepdims=True, dtype=np.float32)
    covered = (light.max() - light) / max(light.max() - light.min(), 1)
    return (BRIGHT[0] + (BRIGHT[1] - BRIGHT[0]) * covered + 0.5).astype(np.uint8)


def small_file(picture: np.ndarray) -> np.ndarray:
    """A picture in as few colours as make a small file, and grain and shadows are still seen. uint8 [H, W, 3] → the same."""
    few = Image.fromarray(picture).quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return np.asarray(few.convert("RGB"))


def main() -> int:
    """Make tests/vectors/numbers/ anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    model, vectors = Model.load(), []
    for name, picture in pictures(mnist.load()):
        data = png(small_file(picture))
        (FOLDER / name).write_bytes(data)
        said = read(data, name, model)
        digits = [{"digit": d["digit"], "line": d["line"], "box": d["box"]} for d in said["digits"]]
        vector = {"picture": name, "text": said["text"], "digits": digits}
        vectors.append(json.dumps(vector, separators=(",", ":")))
    (FOLDER / "numbers.json").write_text("[\n" + ",\n".join(vectors) + "\n]\n")
    print(f"{len(vectors)} vectors in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
