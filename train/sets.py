"""The labelled sets of pictures that the recogniser is measured on. Nothing of them is trained on or tuned with.

Picture `i` of a set depends on the set, the seed and `i` alone, so that any part can be made again, in any process.
"""

import csv
import functools
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from PIL import ImageFont

from lambda_fn.decode import decode
from train import empty, fonts, mnist, things
from train.corruptions import CORRUPTIONS
from train.pictures import numbers, paper, shapes

ROOT = Path(__file__).parents[1]
EVALUATION = ROOT.parent / "shared" / "evaluation"
"""Where pictures of other hands are kept, beside this repository; not everyone has them."""

SAMPLES = "seed_digits"
LEAST_TALL = 18  # pixels of a digit in a number
# Digits between the slashes of fractions and dates.
DATES = ((1, 1), (1, 2), (2, 2), (2, 2, 2), (1, 1, 2), (2, 2, 4))
TALL, MARGIN = 224, 48  # pixels of an enlarged digit's picture, and of the white around it


class Labelled(NamedTuple):
    """picture: uint8 [H, W, 3], or [28, 28] where it is a glyph; text: what is written, as in a Reading; name: what it is."""

    picture: np.ndarray
    text: str
    name: str


@dataclass(frozen=True)
class Source:
    """What pictures are drawn from. seed: of every picture; evaluation: the folder of other hands."""

    seed: int
    evaluation: Path = EVALUATION

    def rng(self, key: str, index: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, zlib.crc32(key.encode()), index])

    def digit(self, index: int) -> tuple[np.ndarray, str, str]:
        """MNIST's test digits in an order drawn with the seed: uint8 [28, 28], its text, name."""
        data = _mnist()
        at = int(_order(self.seed, len(data.test_labels))[index % len(data.test_labels)])
        return data.test_images[at], str(data.test_labels[at]), f"MNIST test {at}"


@dataclass(frozen=True)
class Set:
    """A labelled set.

    make: (key, source, index) → Labelled. group: what the set is listed under. count: pictures measured by default, None for
    all. most: how many there are, None where any number can be made. file: what it needs in the evaluation folder.
    """

    key: str
    title: str
    make: Callable[[str, Source, int], Labelled]
    group: str = ""
    count: int | None = None
    most: Callable[[Source], int] | None = None
    file: str | None = None

    def size(self, source: Source, asked: int | None = None) -> int:
        """How many pictures to measure where `asked` are wanted, None: the default."""
        limits = [self.count if asked is None else asked, self.most(source) if self.most else None]
        return min(limit for limit in limits if limit is not None)

    def missing(self, evaluation: Path) -> str | None:
        """Why the set cannot be measured, None where it can."""
        if self.file is None or (evaluation / self.file).exists():
            return None
        return (
            f"{_beside(evaluation)} has no {self.file}" if evaluation.is_dir() else f"no folder {_beside(evaluation)}"
        )


def pictures(chosen: Set, source: Source, start: int, stop: int) -> Iterator[Labelled]:
    """Pictures start … stop - 1 of a set."""
    return (chosen.make(chosen.key, source, index) for index in range(start, stop))


def _glyph(key: str, source: Source, index: int) -> Labelled:
    return Labelled(*source.digit(index))


def _as_picture(key: str, source: Source, index: int) -> Labelled:
    glyph, text, name = source.digit(index)
    return Labelled(_rgb(glyph), text, name)


def _spoilt(key: str, source: Source, index: int) -> Labelled:
    glyph, text, name = source.digit(index)
    return Labelled(_rgb(CORRUPTIONS[key](glyph, source.rng(key, index))), text, name)


def _on(kind: str) -> Callable[[str, Source, int], Labelled]:
    """MNIST's digit, written with a pen of any width on simulated paper of one kind."""

    def make(key: str, source: Source, index: int) -> Labelled:
        glyph, text, name = source.digit(index)
        rng = source.rng(key, index)
        shape = shapes.from_mnist(glyph, rng)
        shape = shapes.wobble(shapes.pad(shape), rng) if rng.random() < 0.7 else shape
        return Labelled(paper.picture(shapes.crop(shape), rng, kind)[0], text, name)

    return make


def _number(
    touching: float, lines: int, part: tuple[float, float], form: bool = False
) -> Callable[[str, Source, int], Labelled]:
    """Numbers of 2 to 8 of MNIST's digits, photographed, in lines that take up this part of the frame's height, or more.

    touching: how often two neighbours touch, beside one pair that does; 0: none touches. form: whether each digit has a box.
    """

    def make(key: str, source: Source, index: int) -> Labelled:
        rng = source.rng(key, index)
        texts, drawn = [], []
        for _ in range(lines):
            own = [source.digit(int(rng.integers(10_000))) for _ in range(int(rng.integers(2, 9)))]
            texts.append("".join(text for _, text, _ in own))
            drawn.append([_pen(glyph, rng) for glyph, _, _ in own])
        shape, whose = numbers.write(
            drawn, numbers.hand(rng, touching=0.0), rng, _touching(len(drawn[0]), touching, rng)
        )
        if form:
            shape, whose = numbers.in_boxes(shape, whose, rng)
        return Labelled(_photo(shape, whose, lines, part, rng), "\n".join(texts), f"{key} {index}")

    return make


def _date(key: str, source: Source, index: int) -> Labelled:
    """A date, or a fraction, of MNIST's digits with slashes between them, photographed."""
    rng = source.rng(key, index)
    by, texts, drawn = numbers.hand(rng, touching=0.0), [], []
    for digits in DATES[index % len(DATES)]:
        own = [source.digit(int(rng.integers(10_000))) for _ in range(digits)]
        texts.append("".join(text for _, text, _ in own))
        drawn.append(numbers.write([[_pen(glyph, rng) for glyph, _, _ in own]], by, rng))
    shape, whose = numbers.with_slashes(drawn, rng)
    return Labelled(_photo(shape, whose, 1, (0.1, 0.6), rng), "".join(texts), f"{key} {index}")


def _photo(
    shape: np.ndarray, whose: np.ndarray, lines: int, part: tuple[float, float], rng: np.random.Generator
) -> np.ndarray:
    """What was written, as `numbers.write` gives it, photographed; it takes up this part of the frame's height, or more."""
    longer = int(np.exp(rng.uniform(np.log(360), np.log(1000))))
    size = (longer * 3 // 4, longer) if lines == 1 or rng.random() < 0.5 else (longer, longer * 3 // 4)
    tall = max(rng.uniform(*part), LEAST_TALL * shape.shape[0] / numbers.TALL / size[0])
    return paper.picture_of_many(shape, whose, rng, "photo", min(tall, 0.95), size)[0]


def _touching(digits: int, often: float, rng: np.random.Generator) -> set[int]:
    """Which of a number's digits the next one touches: one, and each other as often as this; none where that is 0."""
    if not often:
        return set()
    return {int(rng.integers(1, digits)), *(i for i in range(1, digits) if rng.random() < often)}


def _pen(glyph: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """MNIST's digit, written with a pen of any width: coverage, cropped."""
    shape = shapes.from_mnist(glyph, rng)
    return shapes.crop(shapes.wobble(shapes.pad(shape), rng) if rng.random() < 0.7 else shape)


def _font_digit(key: str, source: Source, index: int) -> Labelled:
    rng = source.rng(key, index)
    font, face = _held_out(rng, lambda font: font.has_digits)
    text = str(index % 10)
    return Labelled(paper.picture(shapes.crop(shapes.from_font(text, face, rng)), rng)[0], text, font.name)


def _letter(key: str, source: Source, index: int) -> Labelled:
    rng = source.rng(key, index)
    font, face = _held_out(rng, lambda font: font.has_letters)
    letters = unambiguous(font)
    letter = letters[rng.integers(len(letters))]
    picture = paper.picture(shapes.crop(shapes.from_font(letter, face, rng)), rng)[0]
    return Labelled(picture, "", f"{letter} {font.name}")


def unambiguous(font: fonts.Font) -> str:
    """The letters that in this font are a digit to nobody."""
    return "".join(letter for letter in shapes.LETTERS if letter not in font.lookalikes)


def _empty(makers: dict[str, empty.Maker]) -> Callable[[str, Source, int], Labelled]:
    """The makers in turn."""

    def make(key: str, source: Source, index: int) -> Labelled:
        name = list(makers)[index % len(makers)]
        return Labelled(makers[name](source.rng(key, index)), "", name)

    return make


def _things(key: str, source: Source, index: int) -> Labelled:
    return Labelled(things.part(things.load(held_out=True), source.rng(key, index)), "", "photo")


def _sample(key: str, source: Source, index: int) -> Labelled:
    row = _samples(source.evaluation)[index]
    picture = decode((source.evaluation / SAMPLES / row["picture"]).read_bytes())
    return Labelled(picture, row["label"], row["picture"])


def _other_hand(key: str, source: Source, index: int) -> Labelled:
    digits, labels = _digits(source.evaluation / f"{key}.npz")
    # Drawn with the seed: files are often in the order of their writers.
    at = int(_order(source.seed, len(labels))[index])
    return Labelled(enlarge(digits[at]), str(labels[at]), f"{key} {at}")


def enlarge(digit: np.ndarray) -> np.ndarray:
    """A small digit as a picture a user would have: uint8 [h, w], white on black → uint8 [H, W, 3], dark on white."""
    h, w = digit.shape
    size = (max(1, round(w * TALL / h)), TALL)
    large = 255 - cv2.resize(digit, size, interpolation=cv2.INTER_CUBIC)
    return _rgb(cv2.copyMakeBorder(large, *[MARGIN] * 4, cv2.BORDER_CONSTANT, value=255))


def _mnist_size(source: Source) -> int:
    return len(_mnist().test_labels)


def _hands(key: str, title: str) -> Set:
    file = f"{key}.npz"
    return Set(key, title, _other_hand, "hands", None, lambda source: len(_digits(source.evaluation / file)[1]), file)


_ALL = [
    Set("mnist", "MNIST test, as glyphs", _glyph, most=_mnist_size),
    Set("mnist-pictures", "MNIST test, as pictures of 28×28", _as_picture, count=1000, most=_mnist_size),
    Set("photos", "simulated photos", _on("photo"), "paper", 2000),
    Set("scans", "simulated scans", _on("scan"), "paper", 500),
    Set("canvas", "simulated canvas", _on("canvas"), "paper", 500),
    Set("dark-canvas", "simulated dark canvas", _on("dark canvas"), "paper", 500),
    Set("boards", "simulated boards", _on("board"), "paper", 500),
    Set("numbers", "numbers, apart", _number(0.0, 1, (0.08, 0.6)), "numbers", 1000),
    Set("touching", "numbers with touching pairs", _number(0.15, 1, (0.08, 0.6)), "numbers", 1000),
    Set("forms", "numbers in the boxes of a form", _number(0.0, 1, (0.1, 0.6), form=True), "numbers", 300),
    Set("dates", "numbers with slashes between them", _date, "numbers", 300),
    Set("pages", "pages of five lines", _number(0.0, 5, (0.4, 0.9)), "numbers", 200),
    Set("fonts", "digits of held-out fonts", _font_digit, "paper", 500),
    Set("seed", "sample JPEGs", _sample, "hands", None, lambda source: len(_samples(source.evaluation)), SAMPLES),
    _hands("optdigits", "optdigits, enlarged"),
    _hands("usps", "USPS test, enlarged"),
    *(Set(key, key.replace("-", " "), _spoilt, "corruptions", 1000, _mnist_size) for key in CORRUPTIONS),
    Set("blank", "no digit: blank and noise", _empty(empty.BLANK), "no-digit", 500),
    Set("scribbles", "no digit: scribbles and textures", _empty(empty.DRAWN), "no-digit", 500),
    Set("letters", "no digit: letters of held-out fonts", _letter, "no-digit", 500),
    Set("things", "no digit: photos of things", _things, "no-digit", 500),
]
SETS = {one.key: one for one in _ALL}
GROUPS = list(dict.fromkeys(one.group for one in _ALL if one.group))


def select(names: list[str] | None) -> list[Set]:
    """The sets of these keys and groups, in the table's order; all of them for None. Raises ValueError for an unknown name."""
    if names is None:
        return list(SETS.values())
    for name in names:
        if name not in SETS and name not in GROUPS:
            raise ValueError(f"there is no set {name}; there are {', '.join([*GROUPS, *SETS])}")
    return [one for one in SETS.values() if one.key in names or one.group in names]


def _rgb(grey: np.ndarray) -> np.ndarray:
    return np.repeat(grey[..., None], 3, axis=2)


def _beside(folder: Path) -> str:
    """A folder's name as seen from the repository, where it is near it."""
    folder = folder.resolve()
    return f"../{folder.relative_to(ROOT.parent)}" if folder.is_relative_to(ROOT.parent) else str(folder)


@functools.cache
def _mnist() -> mnist.Mnist:
    return mnist.load()


@functools.cache
def _faces() -> list[tuple[fonts.Font, ImageFont.FreeTypeFont]]:
    return [(f, ImageFont.truetype(str(f.path), shapes.FONT_PIXELS)) for f in fonts.load() if f.held_out]


def _held_out(rng: np.random.Generator, fit: Callable[[fonts.Font], bool]) -> tuple[fonts.Font, ImageFont.FreeTypeFont]:
    faces = [face for face in _faces() if fit(face[0])]
    return faces[rng.integers(len(faces))]


@functools.cache
def _order(seed: int, count: int) -> np.ndarray:
    return np.random.default_rng(seed).permutation(count)


@functools.cache
def _samples(evaluation: Path) -> list[dict[str, str]]:
    with (evaluation / SAMPLES / "labels.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def _digits(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """images uint8 [N, h, w], 0…255, white on black; labels uint8 [N]."""
    with np.load(path) as kept:
        return kept["images"], kept["labels"]
