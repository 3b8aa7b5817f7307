"""The road from a picture to what the network reads: `preprocess(rgb)` gives 28×28 glyphs.

    rgb → shrink → grey → flatten_light → ink (dark or light) → unrule → group → glyph

Every stage is a function of its own, in a file of its own, and has the same name in web/src/preprocess/. Both languages compute in
integers, or in float64 with the rounding `floor(x + 0.5)`, so that tests/vectors/ can hold them equal.
"""

import numpy as np

from .glyph import Glyph, glyph
from .grey import grey, shrink
from .group import Group, find_group
from .ink import ink
from .light import flatten_light
from .rules import unrule

__all__ = ["Glyph", "preprocess"]

# Ink may be darker or lighter than what it is written on; the reading that looks more like writing wins.
POLARITIES = ("dark", "light")


def preprocess(rgb: np.ndarray, stages: dict | None = None) -> list[Glyph]:
    """Find the digit in a picture and put it as MNIST would.

    rgb: uint8 [H, W, 3], upright. stages: where given, gets each stage's array under its name, in order.
    Returns the glyphs in reading order; today at most one. An empty list says that there is no ink.
    """
    factor, small = shrink(rgb)
    flat = flatten_light(grey(small))
    raw = {polarity: ink(flat, polarity) for polarity in POLARITIES}
    inks = {polarity: unrule(*raw[polarity]) for polarity in POLARITIES}
    groups = {polarity: find_group(inks[polarity], raw[polarity][1], flat) for polarity in POLARITIES}
    polarity = max(POLARITIES, key=lambda p: groups[p].score if groups[p] else 0.0)
    best: Group | None = groups[polarity]
    if stages is not None:
        stages |= {"shrink": small, "grey": grey(small), "flatten_light": flat}
        stages |= {"ink": raw[polarity][0], "unrule": inks[polarity]}
    if best is None:
        return []
    found = glyph(inks[polarity], best, factor)
    if stages is not None:
        stages |= {"group": best.mask, "glyph": found.pixels}
    return [found]
