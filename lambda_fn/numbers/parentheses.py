"""parentheses: strokes that bend around a line of digits are no 1s of it."""

from collections.abc import Sequence

from .ones import bend, is_one
from .path import Step

# A parenthesis bends by this part of its height: the middle third of its ink is so much further out than the others. Of held-out 1s one in
# a hundred does so to either side, so that one alone says little.
BENT = 0.055
# One alone bends less where it is so many times as tall as the digit beside it, and as most between; and so do two, less tall. Of 341
# held-out 1s at an end of their line none has that of one alone, and one in thirty has that of one of two.
BENT_TALL, TALL, TALL_OF_TWO = 0.03, 1.2, 1.05


def parentheses(steps: Sequence[Step]) -> list[Step]:
    """A line's first 1 that is bent, and as tall, as an opening parenthesis is, and its last one that is as a closing one."""
    if len(steps) < 2 or not (is_one(steps[0]) or is_one(steps[-1])):
        return []
    heights = [step.segment.glyph.box[3] for step in steps]
    inner = sorted(heights[1:-1])[len(heights) // 2 - 1 :][:1]
    tall = [own / max([beside, *inner]) for own, beside in ((heights[0], heights[1]), (heights[-1], heights[-2]))]
    bends = [-bend_of(steps[0]), bend_of(steps[-1])]
    are_two = min(bends) >= BENT or (min(bends) >= BENT_TALL and min(tall) >= TALL_OF_TWO)
    if len(steps) > 2 and are_two:
        return [steps[0], steps[-1]]
    alone = [by >= BENT_TALL and own >= TALL for by, own in zip(bends, tall, strict=True)]
    return [step for step, is_alone in zip((steps[0], steps[-1]), alone, strict=True) if is_alone]


def bend_of(step: Step) -> float:
    """As `bend`, of a digit that was read as a 1; 0 of others."""
    return bend(step.segment.glyph.pixels) if is_one(step) else 0.0
