"""Your own labelled pictures, to train on: a folder as the page saves corrections, or as `digits/` is.

The folder holds pictures and labels.csv, whose columns are picture and label: 0…9 or "no digit". They go the road that users' pictures
go; what the page and the command line would read is what the label is of.
"""

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lambda_fn.choose import choose
from lambda_fn.decode import decode
from lambda_fn.errors import PictureError
from lambda_fn.predict import Model
from lambda_fn.preprocess import Glyph, overlap, preprocess
from lambda_fn.preprocess.as_is import as_is
from lambda_fn.preprocess.glyph import SIDE
from lambda_fn.preprocess.grey import grey
from train.metrics import NONE
from train.npm import DataError
from train.road import ALIKE, ON, likeness
from train.settings import CLASSES

LABELS, COLUMNS = "labels.csv", ["picture", "label"]
SHARE = 0.05
"""Of what is trained on besides MNIST, extra glyphs are repeated until they are so much: a handful among many is learnt by nobody."""

Glyphs = tuple[np.ndarray, np.ndarray]
"""uint8 [n, 28, 28] and their labels, uint8 [n]."""

NOTHING: Glyphs = (np.zeros((0, SIDE, SIDE), np.uint8), np.zeros(0, np.uint8))


def load(folder: Path) -> Glyphs:
    """The glyphs of a folder's pictures, with their labels.

    Pictures in which there is no ink are named and left out. Raises DataError where the folder, its labels or a picture cannot be read.
    """
    model = Model.load()
    found: list[tuple[np.ndarray, int]] = []
    empty = []
    for name, label in labelled(folder):
        glyphs = of_label(picture(folder / name), label, model)
        found += [(glyph.pixels, label) for glyph in glyphs]
        empty += [] if glyphs else [name]
    if empty:
        print(f"{folder}: nothing is written on {', '.join(empty)}; left out")
    pixels = np.array([glyph for glyph, _ in found], np.uint8).reshape(-1, SIDE, SIDE)
    return pixels, np.array([label for _, label in found], np.uint8)


def labelled(folder: Path) -> Iterator[tuple[str, int]]:
    """The names and labels in a folder's labels.csv. Raises DataError naming the file and the line."""
    path = folder / LABELS
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            if rows.fieldnames != COLUMNS:
                raise DataError(f"{path}: the first line must be {','.join(COLUMNS)}")
            for row in rows:
                if row["label"] not in CLASSES:
                    raise DataError(
                        f"{path}, line {rows.line_num}: the label is {row['label']!r}, not 0 to 9 or {CLASSES[NONE]!r}"
                    )
                yield row["picture"], CLASSES.index(row["label"])
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {getattr(error, 'strerror', None) or 'this is no text in UTF-8'}") from error


def picture(path: Path) -> np.ndarray:
    """A picture, uint8 [H, W, 3]. Raises DataError naming the file and why it cannot be read."""
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except PictureError as error:
        raise DataError(f"{path}: {error}") from error


def of_label(rgb: np.ndarray, label: int, model: Model) -> list[Glyph]:
    """What in a picture the label is of: uint8 [H, W, 3] → glyphs, none where there is no ink.

    Of a digit: what would be read, and the other views of the same; of no digit: all that is found, since nothing of it is one.
    """
    if rgb.shape[:2] == (SIDE, SIDE):
        # A glyph already, as the page saves one digit of several.
        return [view for view in as_is(grey(rgb)) if view.score == 1]
    found = preprocess(rgb)
    if label == NONE or not found:
        return found
    pixels = np.array([glyph.pixels for glyph in found], np.uint8)
    read = found[choose(found, model.predict(pixels), model.metadata).index]
    return [
        glyph
        for glyph in found
        if glyph is read or (overlap(glyph.box, read.box) >= ON and likeness(glyph.pixels, read.pixels) >= ALIKE)
    ]


def joined(made: Glyphs, extra: Glyphs) -> Glyphs:
    """Made glyphs and, after them, extra ones, repeated until they are SHARE of all, or once where they are more."""
    if not len(extra[0]):
        return made
    times = max(1, round(SHARE / (1 - SHARE) * len(made[0]) / len(extra[0])))
    parts = [made, *[extra] * times]
    return tuple(np.concatenate(arrays) for arrays in zip(*parts, strict=True))


def fingerprint(extra: Glyphs) -> str:
    """What tells these glyphs and labels from others: a run goes on only with the same."""
    return hashlib.sha256(b"".join(np.ascontiguousarray(array).tobytes() for array in extra)).hexdigest()[:12]
