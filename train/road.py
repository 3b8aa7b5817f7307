"""Glyphs of the whole road, to train on: a shape on paper, photographed, and through `preprocess` as users' pictures go.

preprocess finds several candidates in a picture. Where one lies on a digit it is trained on as that digit; where one lies beside all
(a shadow's corner, the table, a finger) or on more than one, as no digit; what is neither is left out. Of a number the segments are
trained on, too: that is how `lambda_fn/numbers` sees its digits, and what it takes for some.
"""

import cv2
import numpy as np

from lambda_fn.numbers import find_sheets, find_writing
from lambda_fn.preprocess import Glyph, Ink, overlap, preprocess
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
# A candidate that has this part of the boxes of two things is neither of them.
BOTH = 0.6
# Most candidates kept of one picture: of what is written, and of what is no digit.
MOST_ON, MOST_BESIDE = 3, 2
# The same of a number's segments.
MOST_SEGMENTS_ON, MOST_SEGMENTS_BESIDE = 6, 4
# An upright stroke is long from this length by its breadth on, a bar that is filled to this part from that length on, as a broad pen or
# a form reader leaves it; and it leans at most this much, radians.
LONG, FILLED, LONG_BAR, LEANING = 2.6, 0.85, 1.7, 0.75

Labelled = list[tuple[np.ndarray, int]]
"""Glyphs, uint8 [28, 28], each with what it is: 0…9 or NONE."""


def glyphs(one: made.Made, rng: np.random.Generator) -> Labelled:
    """The candidates of a made picture that can be trained on."""
    inks: list[Ink] = []
    found = preprocess(one.picture, None, inks)
    whole: Labelled = []
    if one.picture.shape[:2] == (SIDE, SIDE):
        # Taken as it is the picture is what it is, with all its troubles, in the view in which the brightest is ink.
        grey = one.picture[..., 0]
        views = as_is(grey)
        lightest = np.unravel_index(int(grey.argmax()), grey.shape)
        whole = [(view.pixels, one.label) for view in views if view.pixels[lightest]]
        found = found[len(views) :]
    kept = whole + _named(found, one, MOST_ON, MOST_BESIDE, rng)
    if len(one.written) > 1:
        parts = [part for sheet in find_sheets(inks, finds=found) for part in find_writing(sheet).glyphs]
        kept += _named(parts, one, MOST_SEGMENTS_ON, MOST_SEGMENTS_BESIDE, rng)
    # An upright stroke is a 1 to any eye, whatever left it: nobody may be taught that it is none.
    stroke = upright_strokes(np.array([pixels for pixels, _ in kept], np.uint8).reshape(-1, SIDE, SIDE))
    return [pair for pair, is_stroke in zip(kept, stroke, strict=True) if pair[1] != NONE or not is_stroke]


def what(glyph: Glyph, written: list[made.Written]) -> int | None:
    """What a candidate is: the label of the thing that it lies on; NONE beside all, or on more than one; None where that is unclear."""
    covered = [other for other in written if shared(glyph.box, other.box) >= BOTH * other.box[2] * other.box[3]]
    if len(covered) > 1:
        return NONE
    for other in written:
        if overlap(glyph.box, other.box) >= ON:
            if other.label == NONE:
                return NONE
            alike = likeness(glyph.pixels, other.glyph)
            return other.label if alike >= ALIKE else NONE if alike <= UNLIKE else None
    is_beside = all(overlap(glyph.box, other.box) <= BESIDE and not inside(glyph.box, other.box) for other in written)
    return NONE if is_beside else None


def likeness(glyph: np.ndarray, other: np.ndarray) -> float:
    """Correlation of two glyphs, softened: -1…1. The paper between a digit's strokes has the digit's box, but not its look."""
    soft = [cv2.GaussianBlur(g.astype(np.float32), (0, 0), 1.5).ravel() for g in (glyph, other)]
    return float(np.corrcoef(*soft)[0, 1])


def shared(a: made.Box, b: made.Box) -> int:
    """Pixels that two boxes share."""
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(w, 0) * max(h, 0)


def inside(part: made.Box, box: made.Box) -> bool:
    """Whether half of a box at least is within another: a piece of the digit, or its hole, that could be any digit."""
    return 2 * shared(part, box) >= part[2] * part[3]


def upright_strokes(glyphs: np.ndarray) -> np.ndarray:
    """Which glyphs, uint8 [n, 28, 28], are one long stroke or a bar, upright or leaning. bool [n]."""
    ink = glyphs.astype(np.float64)
    mass = ink.sum(axis=(1, 2)) + 1e-9
    y, x = np.mgrid[:SIDE, :SIDE]
    cy, cx = ((ink * axis).sum(axis=(1, 2)) / mass for axis in (y, x))
    dy, dx = y - cy[:, None, None], x - cx[:, None, None]
    yy, xx, xy = ((ink * a).sum(axis=(1, 2)) / mass for a in (dy * dy, dx * dx, dx * dy))
    spread = np.hypot(yy - xx, 2 * xy)
    along, across = (yy + xx + spread) / 2, (yy + xx - spread) / 2 + 1e-9
    # By the area of the filled rectangle that has these moments.
    filled = mass / 255 / (12 * np.sqrt(along * across) + 1)
    longest = np.where(filled >= FILLED, LONG_BAR, LONG)
    # The angle of the longer axis to the upright.
    lean = np.abs(np.arctan2(2 * xy, yy - xx)) / 2
    return (along > longest**2 * across) & (lean < LEANING)


def labelled(one: made.Made, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The candidates of a picture that can be trained on, and their labels."""
    found = glyphs(one, rng)
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


def _named(found: list[Glyph], one: made.Made, most_on: int, most_beside: int, rng: np.random.Generator) -> Labelled:
    """Of what was found so many of what is written, and so many of what is no digit."""
    named = [(glyph.pixels, what(glyph, one.written)) for glyph in found]
    on = [(pixels, label) for pixels, label in named if label is not None and label != NONE]
    beside = [(pixels, label) for pixels, label in named if label == NONE]
    return _some(on, most_on, rng) + _some(beside, most_beside, rng)


def _some(found: Labelled, most: int, rng: np.random.Generator) -> Labelled:
    return [found[i] for i in rng.permutation(len(found))[:most]]
