"""The road from a picture to what the network reads: `preprocess(rgb)` gives 28×28 glyphs.

    rgb → shrink → grey → flatten_light → ink (dark or light, broad or narrow) → unrule → find_groups → glyph
    rgb of 28×28 pixels → grey → as_is, too

Ink may be darker or lighter than what it is written on, and narrower or broader; each view finds what could be the digit, and the
network has the last word (lambda_fn/choose.py). Every stage is a function of its own, in a file of its own, and has the same name
in web/src/preprocess/. Both languages compute in integers, or in float64 with the rounding `floor(x + 0.5)`, so that
tests/vectors/ can hold them equal.
"""

import numpy as np

from .as_is import as_is
from .glyph import Glyph, glyph
from .grey import grey, shrink
from .group import Group, find_groups
from .ink import BROADEST_STROKES, ink, window
from .light import flatten_light
from .rules import find_rules, unrule

__all__ = ["Glyph", "preprocess"]

POLARITIES = ("dark", "light")
# Two finds of one polarity are the same digit where their boxes share this part of what they cover together.
SAME = 0.8


def overlap(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> float:
    """Intersection over union of two boxes (x, y, width, height), 0…1."""
    w = max(0, min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]))
    h = max(0, min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]))
    return w * h / (a[2] * a[3] + b[2] * b[3] - w * h)


def preprocess(rgb: np.ndarray, stages: dict | None = None) -> list[Glyph]:
    """Find what could be the picture's digit and put it as MNIST would.

    rgb: uint8 [H, W, 3], upright. stages: where given, gets each stage's array under its name, in order; under "finds" it gets
    a list, as long as what is returned, of those stages that differ from glyph to glyph.
    Returns glyphs of which one at most is the digit. An empty list says that there is no ink.
    """
    factor, small = shrink(rgb)
    level = grey(small)
    flat = flatten_light(level)
    windows = sorted({window(broadest, flat.shape) for broadest in BROADEST_STROKES})
    found: list[tuple[str, np.ndarray, np.ndarray, Group]] = []
    for polarity in POLARITIES:
        rules = None
        for side in windows:
            raw, noise = ink(flat, polarity, side)
            # Lines are narrow: the narrowest view sees them best.
            rules = rules or find_rules(raw, noise)
            clean = unrule(raw, rules)
            found += [(polarity, raw, clean, group) for group in find_groups(clean, noise, flat)]
    found.sort(key=lambda find: -find[3].score)
    distinct: list[tuple[str, np.ndarray, np.ndarray, Group]] = []
    for find in found:
        if all(find[0] != other[0] or overlap(find[3].box, other[3].box) < SAME for other in distinct):
            distinct.append(find)
    if stages is not None:
        stages |= {"shrink": small, "grey": level, "flatten_light": flat}
    whole = as_is(level)
    if stages is not None:
        stages["finds"] = [{"as_is": found.pixels} for found in whole]
        stages["finds"] += [{"ink": raw, "unrule": clean, "find_groups": g.mask} for _, raw, clean, g in distinct]
    return whole + [glyph(clean, group, factor, distinct[0][3].score) for _, _, clean, group in distinct]
