"""A stroke is ink against what is near it; an edge is ink for a broad look alone."""

import numpy as np
import pytest

from lambda_fn.preprocess.ink import ink
from lambda_fn.preprocess.light import flatten_light
from lambda_fn.preprocess.stroke import stroke_share, stroke_width

H, W = 100, 140


def sheet(*strokes, paper=200):
    """Strokes: x, y, w, h and what is left of the light there."""
    picture = np.full((H, W), paper, np.float64)
    for x, y, w, h, left in strokes:
        picture[y : y + h, x : x + w] *= left
    return picture


def shadow(picture, soft=1.0, left=0.6):
    """The left half in shadow, its edge upright."""
    x = np.arange(picture.shape[1])
    return picture * (left + (1 - left) / (1 + np.exp((70 - x) / soft)))


def share(picture, box, polarity="dark", side=41):
    """Of what is in a box, as ink that is found once the light is evened out."""
    grey = np.round(picture).astype(np.uint8)
    grey = grey if polarity == "dark" else 255 - grey
    raw, _ = ink(flatten_light(grey), polarity, side)
    x, y, w, h = box
    mask = np.zeros(grey.shape, np.uint8)
    mask[y : y + h, x : x + w] = (raw[y : y + h, x : x + w] > 8) * 255
    assert mask.any()
    return stroke_share(mask, box, raw, grey, polarity)


EDGE = (50, 30, 40, 40)


@pytest.mark.parametrize("polarity", ["dark", "light"])
@pytest.mark.parametrize(
    "picture, box, least, most",
    [
        (sheet((66, 20, 5, 60, 0.5)), (66, 20, 5, 60), 0.95, 1),
        (sheet((66, 20, 5, 60, 0.9)), (66, 20, 5, 60), 0.95, 1),
        (sheet((55, 20, 30, 60, 0.5)), (55, 20, 30, 60), 0.95, 1),
        (shadow(sheet((40, 48, 60, 5, 0.75))), (40, 48, 60, 5), 0.8, 1),
        (sheet((0, 20, 5, 60, 0.5), (5, 20, 30, 5, 0.5)), (0, 20, 35, 60), 0.9, 1),
        (shadow(sheet()), EDGE, 0, 0.05),
        (shadow(sheet(), soft=6), EDGE, 0, 0.05),
        (shadow(sheet(), soft=0.2, left=0.3), EDGE, 0, 0.05),
    ],
    ids=[
        "a stroke",
        "a faint one",
        "a broad one",
        "one across the edge of a shadow, and fainter than that",
        "one at the edge of the frame",
        "a shadow's edge",
        "a soft one",
        "a hard one, of a dark shadow",
    ],
)
def test_strokes_are_and_edges_are_none(picture, box, least, most, polarity):
    assert least <= share(picture, box, polarity) <= most


@pytest.mark.parametrize("raw, expected", [(99, 1.0), (198, 1.0), (199, 0.0)])
def test_half_of_its_ink_is_enough(raw, expected):
    grey = sheet((66, 20, 9, 60, 0.61)).astype(np.uint8)
    # Its middle, which smoothing leaves as it is: 255 · (200 - 122) / 200 = 99.
    mask = np.zeros(grey.shape, np.uint8)
    mask[25:75, 68:73] = 255
    assert stroke_share(mask, (68, 25, 5, 50), np.full(grey.shape, raw, np.uint8), grey, "dark") == expected


@pytest.mark.parametrize("breadth, least, most", [(5, 0, 0), (61, 0.9, 1)], ids=["a part of it", "as broad as it is"])
def test_a_dip_of_the_light_is_a_stroke_only_where_it_is_looked_at_as_broadly(breadth, least, most):
    dip = np.exp(-((np.arange(W) - 70) ** 2) / (2 * 15**2))
    grey, raw = (np.round(np.tile(level, (H, 1))).astype(np.uint8) for level in (200 - 60 * dip, 76 * dip))
    mask, left = np.zeros(grey.shape, np.uint8), 70 - breadth // 2
    mask[20:80, left : left + breadth] = 255
    assert least <= stroke_share(mask, (left, 20, breadth, 60), raw, grey, "dark") <= most


@pytest.mark.parametrize("paper", [0, 64, 255])
def test_a_find_without_any_ink_around_is_no_division_by_nothing(paper):
    grey = np.full((20, 20), paper, np.uint8)
    assert stroke_share(np.zeros((20, 20), np.uint8), (5, 5, 4, 4), grey * 0, grey, "dark") == 0


@pytest.mark.parametrize("w, h, width", [(5, 60, 2 * 300 / 126), (1, 40, 1.0), (40, 40, 2 * 1600 / 156)])
def test_the_breadth_of_a_stroke_is_its_area_by_half_its_outline(w, h, width):
    mask = np.zeros((80, 80), np.uint8)
    mask[10 : 10 + h, 10 : 10 + w] = 255
    assert stroke_width(mask) == pytest.approx(width, abs=1e-9)
