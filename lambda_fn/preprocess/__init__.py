"""The road from a picture to what the network reads: `preprocess(rgb)` gives 28×28 glyphs.

    rgb → shrink → alone                                                                                           of all views
    … → grey → flatten_light → ink (dark or light, broad or narrow) → unrule → find_groups → glyph                 fine view
    … → shrink → grey → flatten_light → ink (dark or light, broad or narrow) → unrule                              middle view
    … → shrink → grey → flatten_light → ink (dark or light, any breadth) → find_groups → glyph                     coarse view
    … → shrink → colour → ink → find_groups → glyph                                                                colour view
    rgb of 28×28 pixels → grey → as_is                                                                             as it is

find_groups takes what is drawn around a digit, or lies under it, for none: apart from it (outlines), or where they touch (lift, unframe).
Ink may be darker or lighter than what it is written on, narrower or broader, lost in grain that a coarser look averages away, or told
from a shadow by its colour alone. Each view but the middle one finds what could be the digit, which counts as far as its ink was there
before the light was evened out (steady_ink), and the network has the last word (lambda_fn/choose.py). Every stage is a function of its
own, and has the same name in web/src/preprocess/. Both languages compute in integers, or in float64 with the rounding
`floor(x + 0.5)`, so that tests/vectors/ can hold them equal.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from .as_is import as_is
from .colour import colour
from .glyph import Glyph, glyph
from .grey import grey, shrink
from .group import Begun, begin, find_groups
from .ink import BROADEST_MARKER, BROADEST_STROKES, ink, steadiness, steady_ink, window
from .light import flatten_light
from .paper import alone
from .rules import Line, find_rules, unrule
from .stroke import stroke_share

__all__ = [
    "POLARITIES",
    "Glyph",
    "Ink",
    "View",
    "find_coarser_inks",
    "find_colour_ink",
    "find_glyphs",
    "find_inks",
    "fine_view",
    "overlap",
    "preprocess",
]

POLARITIES = ("dark", "light")
# Pixels along the longer side of each view, about. In the fine one, a digit of 5 % of a 4:3 frame's height is still 14 to 29 pixels
# tall; the coarse one is for what is large and grainy, the middle one for numbers that are; JPEG keeps colour at half the size.
FINE, MIDDLE, COARSE, COLOUR = 512, 256, 112, 256

Find = tuple[Glyph, dict[str, np.ndarray]]
"""What could be the digit, and the stages that led to it."""


@dataclass(frozen=True)
class Ink:
    """What is written on a picture, in one view.

    levels: uint8 [H, W], 0 = paper; noise: of the paper, one standard deviation; factor: picture pixels per pixel; flat: uint8 [H, W],
    the grey picture that the ink was found in; polarity: of POLARITIES, "" of ink that was found by its colour; lines: of ruled paper along
    the rows, that were taken out; raw, steady: uint8 [H, W], the ink before they were, and what of that is there before the light is evened
    out, None: all; grey: uint8 [H, W], the picture before that; stages: the arrays of all stages that led to it, under their names, in order.
    """

    levels: np.ndarray
    noise: int
    factor: int
    flat: np.ndarray
    polarity: str
    lines: Sequence[Line] = ()
    raw: np.ndarray | None = None
    steady: np.ndarray | None = None
    grey: np.ndarray | None = None
    stages: Mapping[str, np.ndarray] = field(default_factory=dict)

    @cached_property
    def begun(self) -> Begun | None:
        """Its pieces: one digit and several are looked for in the same."""
        return begin(self.levels, self.noise)


class View(NamedTuple):
    """A picture made smaller. rgb: uint8 [H, W, 3]; factor: picture pixels per pixel; stages: that led to it, as of Ink."""

    rgb: np.ndarray
    factor: int
    stages: dict[str, np.ndarray]


def overlap(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> float:
    """Intersection over union of two boxes (x, y, width, height), 0…1."""
    w = max(0, min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]))
    h = max(0, min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]))
    return w * h / (a[2] * a[3] + b[2] * b[3] - w * h)


def preprocess(rgb: np.ndarray, stages: dict | None = None, inks: list[Ink] | None = None) -> list[Glyph]:
    """Find what could be the picture's digit and put it as MNIST would.

    rgb: uint8 [H, W, 3], upright. stages: as for `find_glyphs`. inks: where given, gets the ink of the fine view.
    Returns glyphs: the picture as it is, where that is a glyph, then what looks most like writing first; several may be the same
    digit, seen in several views. An empty list says that there is no ink.
    """
    view = fine_view(rgb)
    inks = [] if inks is None else inks
    inks += find_inks(view)
    return find_glyphs(view, inks, find_colour_ink(view), stages)


def fine_view(rgb: np.ndarray) -> View:
    """The picture in the size in which most is looked for, without what is around a sheet of paper. rgb: uint8 [H, W, 3]."""
    factor, small = shrink(rgb, FINE)
    sheet = alone(small)
    return View(sheet, factor, {"shrink": small, "alone": sheet})


def find_inks(fine: View) -> Iterator[Ink]:
    """The ink of a fine view, of each polarity and breadth, in which several digits may be found, too; each when it is asked for."""
    return look(fine, BROADEST_STROKES, ruled=True)


def find_coarser_inks(fine: View) -> Iterator[Ink]:
    """As `find_inks`, of coarser views, in which there is less grain; those that would be as large as the fine one are left out."""
    for size, ruled in ((MIDDLE, True), (COARSE, False)):
        closer, small = shrink(fine.rgb, size)
        if closer > 1:
            yield from look(View(small, fine.factor * closer, {"shrink": small}), BROADEST_STROKES, ruled)


def find_colour_ink(fine: View) -> Ink:
    """The ink of a fine view by its colour, which has no polarity: a shadow has none, and a bright pen as much as a dark one."""
    closer, small = shrink(fine.rgb, COLOUR)
    usual = colour(small)
    raw, noise = ink(usual, "dark", window(max(BROADEST_STROKES), usual.shape))
    return Ink(raw, noise, fine.factor * closer, usual, "", stages={"shrink": small, "colour": usual, "ink": raw})


def find_glyphs(fine: View, inks: Iterable[Ink], by_colour: Ink, stages: dict | None = None) -> list[Glyph]:
    """What `preprocess` returns, of a fine view, its inks and that by its colour.

    stages: where given, gets under "finds" a list, as long as what is returned, of each stage's array under its name, in order.
    """
    finds = measured(found for one in inks for found in finds_of(one))
    closer, coarse = shrink(fine.rgb, COARSE)
    # A small picture has been looked at as closely, for all but a marker's strokes.
    strokes = (BROADEST_MARKER, *BROADEST_STROKES) if closer > 1 else (BROADEST_MARKER,)
    looks = look(View(coarse, fine.factor * closer, {"shrink": coarse}), strokes, ruled=False)
    finds += measured(found for one in looks for found in finds_of(one))
    finds += measured(finds_of(by_colour))
    finds.sort(key=lambda find: -find[0].score)
    whole = [(found, {"grey": grey(fine.rgb), "as_is": found.pixels}) for found in as_is(grey(fine.rgb))]
    finds = whole + finds
    if stages is not None:
        stages["finds"] = [seen for _, seen in finds]
    return [found for found, _ in finds]


def measured(finds: Iterable[tuple[Glyph, float, dict[str, np.ndarray]]]) -> list[Find]:
    """The finds of one view, each with how clear it is.

    Scores are measured by the view's best, since ink's strength says nothing from one view to another, and lowered where a find is
    unclear: the best of a blank sheet is an edge of something.
    """
    finds = list(finds)
    best = max((found.score for found, _, _ in finds), default=1.0)
    return [(replace(found, score=found.score / best * clear), seen) for found, clear, seen in finds]


def look(view: View, strokes: Sequence[float], ruled: bool) -> Iterator[Ink]:
    """The ink of a view by its grey level.

    strokes: how broad they are at most, parts of the frame's shorter side, each looked for in turn. ruled: whether the lines of ruled
    paper are to be taken out.
    """
    level = grey(view.rgb)
    flat = flatten_light(level)
    for polarity in POLARITIES:
        rules = None
        for side in sorted({window(broadest, flat.shape) for broadest in strokes}):
            raw, noise = ink(flat, polarity, side)
            seen = {**view.stages, "grey": level, "flatten_light": flat, "ink": raw}
            clean = raw
            if ruled:
                # Lines are narrow: the narrowest view sees them best.
                rules = rules or find_rules(raw, noise)
                clean, noise = unrule(raw, noise, rules)
                seen["unrule"] = clean
            steady = seen["steady_ink"] = steady_ink(level, polarity, side)
            yield Ink(
                clean, noise, view.factor, flat, polarity, rules.along_rows if rules else (), raw, steady, level, seen
            )


def finds_of(seen: Ink) -> Iterator[tuple[Glyph, float, dict[str, np.ndarray]]]:
    """What could be the digit in an ink, how clear it is, and the stages that led to it; the scores are not yet measured by the view's best."""
    raw, level = (seen.levels if seen.raw is None else seen.raw), (seen.flat if seen.grey is None else seen.grey)
    for group in find_groups(seen.begun, seen.flat):
        share = stroke_share(group.mask, group.box, raw, level, seen.polarity)
        found = replace(glyph(seen.levels, group, seen.factor), polarity=seen.polarity, stroke=share)
        x, y, w, h = group.box
        there = np.s_[y : y + h, x : x + w]
        steady = 1.0 if seen.steady is None else steadiness(group.mask[there], raw[there], seen.steady[there])
        yield found, group.clear * steady, {**seen.stages, "find_groups": group.mask}
