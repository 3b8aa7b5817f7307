"""marks, without_marks: strokes around and between digits that were read as 1s, parentheses and slashes, are none."""

from collections.abc import Sequence

from .atoms import Atom
from .ones import is_one
from .parentheses import parentheses
from .path import Step, share
from .slashes import slashes

# What a view has this part of within a mark of another one is part of it.
PART = 0.8


def marks(steps: Sequence[Step], atoms: Sequence[Atom]) -> list[Step]:
    """The parentheses around a line, and the slashes in what is left of it. atoms: the line's."""
    around = parentheses(steps)
    return around + slashes(without_marks(steps, around), atoms)


def without_marks(steps: Sequence[Step], known: Sequence[Step]) -> list[Step]:
    """A line's digits but for the 1s that are marks, or parts of such: those that any view of the picture shows."""
    of = [(own.segment.glyph.polarity, own.segment.glyph.box) for own in known]
    return [
        step
        for step in steps
        if not is_one(step)
        or all(
            polarity != step.segment.glyph.polarity or share(step.segment.glyph.box, box) < PART for polarity, box in of
        )
    ]
