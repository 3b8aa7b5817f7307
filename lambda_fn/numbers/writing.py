"""writing: what could be a number, or several lines of them, in one view of a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from lambda_fn.preprocess import Glyph, Ink

from .atoms import Atom, find_atoms
from .lines import find_lines
from .segments import Segment, runs, segment

# So many segments are looked at in one view; a picture that has more is a texture, or a page too full.
MOST_SEGMENTS = 1200
# Writing that is at most this part of the frame's shorter side tall has no stroke too broad for the narrow view.
SMALL = 0.12


@dataclass(frozen=True)
class Line:
    """atoms: from left to right; segments: what of them may be a digit."""

    atoms: list[Atom]
    segments: list[Segment]


@dataclass(frozen=True)
class Writing:
    """lines: from top to bottom; tall: how tall the writing is, pixels of the ink; ink: what it was found in."""

    lines: list[Line]
    tall: int
    ink: Ink

    @property
    def glyphs(self) -> list[Glyph]:
        """Of all segments, line by line."""
        return [segment.glyph for line in self.lines for segment in line.segments]

    @property
    def is_small(self) -> bool:
        """Whether a broader look shows nothing more."""
        return bool(self.lines) and self.tall <= SMALL * min(self.ink.levels.shape)


def find_writings(inks: Sequence[Ink]) -> list[Writing]:
    """The writing in each ink; where that is small, broader views of the same polarity, which come later, are left out."""
    found: list[Writing] = []
    for ink in inks:
        if not any(writing.is_small and writing.ink.polarity == ink.polarity for writing in found):
            found.append(find_writing(ink))
    return found


def find_writing(ink: Ink) -> Writing:
    """The lines of writing in an ink; none where there is too little, or too much, for a number."""
    atoms, tall = find_atoms(ink)
    found = [(line, some) for line in find_lines(atoms, tall) if (some := runs(line, tall))]
    # Counted before a glyph is drawn: a texture costs no more than a page.
    if sum(len(some) for _, some in found) > MOST_SEGMENTS:
        return Writing([], tall, ink)
    lines = [Line(line, [segment(run, line, number, ink) for run in some]) for number, (line, some) in enumerate(found)]
    return Writing(lines, tall, ink)
