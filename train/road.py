"""Glyphs of the whole road, to train on: a shape on paper, photographed, and through `preprocess` as users' pictures go.

preprocess finds several candidates in a picture. Where one lies on the digit it is trained on as that digit; where one lies beside
it (a shadow's corner, the table, a finger) as no digit; what is neither is left out.
"""

from collections.abc import Iterator

import cv2
import numpy as np

from lambda_fn.preprocess import Glyph, overlap, preprocess
from lambda_fn.preprocess.as_is import as_is
from lambda_fn.preprocess.glyph import SIDE
from train import made
from train.metrics import NONE
from train.produce import produce
from train.settings import Pictures

# A candidate is the digit from this overlap of the boxes on, and is not up to that one …
ON, BESIDE = 0.65, 0.1
# … where it looks like what was written at least so much; from that little on it is the paper between the strokes.
ALIKE, UNLIKE = 0.66, 0.55
# Most candidates kept of one picture that are no digit.
MOST_BESIDE = 2


def glyphs(one: made.Made, rng: np.random.Generator) -> Iterator[tuple[np.ndarray, int]]:
    """The candidates of a made picture that can be trained on, uint8 [28, 28], and what they are: 0…9 or NONE."""
    found = preprocess(one.picture)
    if one.picture.shape[:2] == (SIDE, SIDE):
        # Taken as it is the picture is what it is, with all its troubles, in the view in which the brightest is ink.
        grey = one.picture[..., 0]
        views = as_is(grey)
        lightest = np.unravel_index(int(grey.argmax()), grey.shape)
        yield from ((view.pixels, one.label) for view in views if view.pixels[lightest])
        found = found[len(views) :]
    if one.label == NONE:
        if one.box is not None:
            # What is written first: it is what the picture is about.
            found.sort(key=lambda glyph: -overlap(glyph.box, one.box))
            yield from ((glyph.pixels, NONE) for glyph in found[:MOST_BESIDE])
            return
        beside = found
    else:
        on, beside = placed(found, one)
        yield from ((glyph.pixels, one.label) for glyph in on)
    yield from ((beside[i].pixels, NONE) for i in rng.permutation(len(beside))[:MOST_BESIDE])


def placed(found: list[Glyph], one: made.Made) -> tuple[list[Glyph], list[Glyph]]:
    """Of a digit's candidates those that are the digit, and those that surely are not."""
    here = [glyph for glyph in found if overlap(glyph.box, one.box) >= ON]
    on = [glyph for glyph in here if likeness(glyph.pixels, one.written) >= ALIKE]
    beside = [glyph for glyph in found if overlap(glyph.box, one.box) <= BESIDE and not inside(glyph.box, one.box)]
    return on, beside + [glyph for glyph in here if likeness(glyph.pixels, one.written) <= UNLIKE]


def likeness(glyph: np.ndarray, other: np.ndarray) -> float:
    """Correlation of two glyphs, softened: -1…1. The paper between a digit's strokes has the digit's box, but not its look."""
    soft = [cv2.GaussianBlur(g.astype(np.float32), (0, 0), 1.5).ravel() for g in (glyph, other)]
    return float(np.corrcoef(*soft)[0, 1])


def inside(part: made.Box, box: made.Box) -> bool:
    """Whether half of a box at least is within another: a piece of the digit, or its hole, that could be any digit."""
    w = min(part[0] + part[2], box[0] + box[2]) - max(part[0], box[0])
    h = min(part[1] + part[3], box[1] + box[3]) - max(part[1], box[1])
    return w > 0 and h > 0 and 2 * w * h >= part[2] * part[3]


def labelled(one: made.Made, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The candidates of a picture that can be trained on, and their labels."""
    found = list(glyphs(one, rng))
    return {
        "glyphs": np.array([pixels for pixels, _ in found], np.uint8).reshape(-1, SIDE, SIDE),
        "labels": np.array([label for _, label in found], np.uint8),
    }


def make(kind: str, digits: np.ndarray, labels: np.ndarray, pictures: Pictures) -> tuple[np.ndarray, np.ndarray]:
    """Glyphs of made pictures as preprocess delivers them, uint8 [n, 28, 28], and their labels, uint8 [n].

    kind: of made.KINDS. digits, labels: MNIST's to write with, uint8 [n, 28, 28] and [n].
    """
    arrays = produce(labelled, kind, digits, labels, pictures)
    return arrays["glyphs"], arrays["labels"]
