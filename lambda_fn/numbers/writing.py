"""writing: what could be a number, or several lines of them, in one view of a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lambda_fn.choose import calibrate
from lambda_fn.preprocess import POLARITIES, Glyph, Ink

from .atoms import Atom, find_atoms, is_alike
from .lines import find_lines
from .segments import Run, Segment, runs, segment
from .settle import is_settled, settle, wholes
from .underlines import without_underlines

# So many segments are looked at in one view; a picture that has more is a texture, or a page too full.
MOST_SEGMENTS = 1200
# A page of digits has so many segments at least.
PAGE = 12
# Writing that is at most this part of the frame's shorter side tall has no stroke too broad for the narrow view.
SMALL = 0.12


@dataclass(frozen=True)
class Row:
    """atoms: from left to right; runs: what of them may be a digit."""

    atoms: list[Atom]
    runs: list[Run]


@dataclass(frozen=True)
class Sheet:
    """rows: of writing, from top to bottom; tall: how tall the writing is, pixels of the ink; ink: what it was found in."""

    rows: list[Row]
    tall: int
    ink: Ink

    @property
    def is_small(self) -> bool:
        """Whether a broader look shows nothing more."""
        return bool(self.rows) and self.tall <= SMALL * min(self.ink.levels.shape)

    @property
    def may_be_page(self) -> bool:
        """Whether it may be a page full of digits."""
        return self.is_small and sum(len(row.runs) for row in self.rows) >= PAGE


@dataclass(frozen=True)
class Line:
    """A row with its segments: runs and their glyphs."""

    atoms: list[Atom]
    segments: list[Segment]


@dataclass(frozen=True)
class Writing:
    """A sheet with the glyphs of all that may be a digit on it. lines: from top to bottom; tall, ink: the sheet's."""

    lines: list[Line]
    tall: int
    ink: Ink

    @property
    def glyphs(self) -> list[Glyph]:
        """Of all segments, line by line."""
        return [segment.glyph for line in self.lines for segment in line.segments]


def find_sheets(inks: Sequence[Ink], known: Sequence[Sheet] = (), finds: Sequence[Glyph] = ()) -> list[Sheet]:
    """The writing in each ink; where that is small, broader views of the same polarity, which come later, are left out.

    Then, where all writing of a polarity is much taller or lower than the find of preprocess that looks most like a digit, writing as
    tall as that: a table's edge, or squares, may have been taken for writing. Then what stands on underlines, without these.

    known: of some of these inks, found before; finds: what preprocess found in all of them.
    """
    found: list[Sheet] = []
    for ink in inks:
        if not any(sheet.is_small and sheet.ink.polarity == ink.polarity for sheet in found):
            found.append(next((sheet for sheet in known if sheet.ink is ink), None) or find_sheet(ink))
    found += [sheet for polarity in POLARITIES for sheet in _as_tall(found, finds, polarity)]
    inks = [ink for ink in inks if any(sheet.ink is ink and sheet.rows for sheet in found)]
    bare = [find_sheet(own) for ink in inks if (own := without_underlines(ink))]
    return found + [sheet for sheet in bare if sheet.rows]


def _as_tall(sheets: Sequence[Sheet], finds: Sequence[Glyph], polarity: str) -> list[Sheet]:
    """The writing of this polarity that is as tall as its best find, where that is of another height than what is on these sheets."""
    own = [sheet for sheet in sheets if sheet.ink.polarity == polarity]
    best = max((find for find in finds if find.polarity == polarity), key=lambda find: find.score, default=None)
    if best is None or any(sheet.rows and is_alike(sheet.tall * sheet.ink.factor, best.box[3]) for sheet in own):
        return []
    return find_sheets_as_tall([sheet.ink for sheet in own], [best.box])


def find_sheets_as_tall(inks: Sequence[Ink], boxes: Sequence[tuple[int, int, int, int]]) -> list[Sheet]:
    """The writing in each ink that is as tall as most of these boxes, in pixels of the picture."""
    tall = sorted(box[3] for box in boxes)[len(boxes) // 2]
    found = [find_sheet(ink, max(tall // ink.factor, 1)) for ink in inks]
    return [sheet for sheet in found if sheet.rows]


def find_sheet(ink: Ink, tall: int | None = None) -> Sheet:
    """The rows of writing in an ink; none where there is too little, or too much, for a number. tall: as for `find_atoms`."""
    atoms, tall = find_atoms(ink, tall)
    rows = [Row(line, some) for line in find_lines(atoms, tall) if (some := runs(line, tall))]
    # Counted before a glyph is drawn: a texture costs no more than a page.
    return Sheet([] if sum(len(row.runs) for row in rows) > MOST_SEGMENTS else rows, tall, ink)


def whole_glyphs(sheet: Sheet) -> list[Glyph]:
    """Of each piece of ink that was cut the glyph that it is whole, row by row: what `settled` wants to know of."""
    return [
        segment(row.runs[i], row.atoms, number, sheet.ink).glyph
        for number, row in enumerate(sheet.rows)
        for i in wholes(row.atoms, row.runs)
    ]


def settled(sheet: Sheet, probabilities: np.ndarray, metadata: dict[str, Any]) -> Sheet:
    """The sheet where pieces that the network knows as a digit are not cut. probabilities: float32 [n, C], of `whole_glyphs`."""
    calibrated = calibrate(probabilities, metadata["calibration"]["temperature"])
    known = is_settled(calibrated, metadata["output"]["classes"]).tolist()
    rows = []
    for row in sheet.rows:
        pieces = wholes(row.atoms, row.runs)
        atoms, some, _ = settle(row.atoms, row.runs, [i for i, own in zip(pieces, known, strict=False) if own])
        known = known[len(pieces) :]
        rows.append(Row(atoms, some))
    return Sheet(rows, sheet.tall, sheet.ink)


def find_writing(sheet: Sheet) -> Writing:
    """All that may be a digit on a sheet, with its glyphs."""
    lines = [
        Line(row.atoms, [segment(run, row.atoms, number, sheet.ink) for run in row.runs])
        for number, row in enumerate(sheet.rows)
    ]
    return Writing(lines, sheet.tall, sheet.ink)
