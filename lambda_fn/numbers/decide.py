"""decide: does a picture show one digit or several, and which of its views shows them best?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from lambda_fn.choose import LEAST_SCORE, Choice, calibrate, log_odds
from lambda_fn.preprocess import Glyph
from lambda_fn.reading import is_digit

from .marks import marks, without_marks
from .path import Step, best_path, share, shares_of
from .writing import PAGE, Writing

Digit = tuple[Glyph, Choice]

# Of each line one digit at least is so sure to be some.
LEAST_SURE = 0.9
# Digits of one number are of like height: within these parts of their median.
LIKE = (0.55, 1.7)
# Writing is no number where more of the ink of its lines than this part is left out, unless its digits are sure, and a line none whose
# digits gain less on average: noise.
MOST_LEFT_OUT, LEAST_MEAN_GAIN = 0.5, 2.5
# Digits of a line lie beside each other: a few may share this much of their boxes by the logarithm of how many there are, many less.
MOST_CROWDED = 0.6
# How sure a single digit is counts up to here, as odds' logarithm.
MOST_SURE = 6.0
# A find has all of the number where it has this part of the box around its digits.
COVERED = 0.8
# … and is so surely one digit from here on, as odds' logarithm, that more speaks against several digits twice.
SURELY_ONE = 3.0
# From here on it is no number of two digits, where it is all of them and nothing else: of 1,800 made numbers of held-out digits none that
# was else read as two had such a find, whereas an 8 whose waist a narrow view leaves out is two sure 0s, and has 9. Short lines one above the
# other may look like a digit.
CERTAINLY_ONE = 7.0
# Digits side by side, with hardly any other ink, are clearly several, however many 1s there are, where each gains so much and the lone digit is
# one of them; where that is refused, each must gain more, and they be in one piece nowhere, as an N is. That is as likely as this, as odds'
# logarithm. Of 5,800 made pictures of held-out digits 8 were read right only so, and none was read wrong only so.
CLEAR_GAIN, CLEARER_GAIN, CLEARLY = 4.5, 5.5, 1.0
# The more views are looked at, the likelier one shows several by chance: in coarser ones they must be likelier by so much, as odds'
# logarithm. Of made pictures of held-out digits those that were rightly taken for several had 3.9 or more, the others 1.3 or less.
SURELY_SEVERAL = 2.5
# A view misses a digit of another where its own digits cover less than this part of its box.
MISSED = 0.4
# Digits are sure that gain so much on average; where those of a page leave so little of its ink out, no other view need be looked at.
SURE_GAIN, LITTLE_LEFT_OUT = 5.0, 0.15
# What is weighed of a view that shows several digits, by the names in the metadata; see `features`.
OF_VIEW = (
    "view",
    "least_gain",
    "mean_gain",
    "least_surety",
    "count",
    "torn_share",
    "ones",
    "alone",
    "left_out_share",
    "unlike",
    "whole",
    "whole_odds",
    "whole_sure",
    "least_score",
    "missed",
    "left_out_elsewhere",
)


class Find(NamedTuple):
    """What preprocess found, taken for one digit. odds: against "no digit", as the network sees it, a logarithm."""

    box: tuple[int, int, int, int]
    odds: float


def finds_of(glyphs: Sequence[Glyph], probabilities: np.ndarray, metadata: dict[str, Any]) -> list[Find]:
    """All that preprocess found. probabilities: float32 [N, C], what the network says of the glyphs, not calibrated."""
    calibrated = calibrate(probabilities, metadata["calibration"]["temperature"])
    each = log_odds(calibrated, metadata["output"]["classes"])
    return [Find(glyph.box, float(own)) for glyph, own in zip(glyphs, each, strict=True)]


def decide(
    lone: Digit | None,
    finds: Sequence[Find],
    writings: Sequence[Writing],
    probabilities: Sequence[np.ndarray],
    metadata: dict[str, Any],
    least: float = 0.0,
) -> list[Digit]:
    """The picture's digits in reading order: several where one view shows several, evidently or likelier than not; else the lone one,
    or the one that is left beside marks, where that is one of these, or between two, where there is none.

    lone: what lambda_fn.choose made of the finds. probabilities: of each writing's glyphs, float32 [n, C], not calibrated. least: how
    much likelier it must be, as odds' logarithm.
    Source: the conditional logit model of choice, McFadden 1973, with weights fitted as those of lambda_fn.choose (train/several.py).
    """
    read = [lines_of(*view, metadata) for view in zip(writings, probabilities, strict=True)]
    known = marks_of(read, writings)
    found = several(read, known, writings, metadata)
    views: list[tuple[list[Step], float]] = []
    for steps, writing in zip(found, writings, strict=True):
        if steps and not are_one(steps, finds):
            odds = odds_of(steps, writing, finds, found, metadata)
            is_clear = are_clear(steps, writing, lone, writings, metadata)
            views.append((steps, max(odds, CLEARLY) if is_clear else odds))
    steps, odds = max(views, key=lambda view: view[1], default=([], 0.0))
    if odds > least:
        return digits_of(steps)
    if lone is None:
        return []
    is_known = is_digit(lone[1], metadata, as_is=False)
    if is_known and not any(share(lone[0].box, own.segment.glyph.box) >= COVERED for own in known):
        return [lone]
    # What was taken for the only digit is a mark beside it; where nothing was, a letter may have fallen apart.
    beside = only_digit(read, known, 1 if is_known else 2)
    return [lone] if beside is None else digits_of([beside])


def only_digit(read: Sequence[Sequence[Sequence[Step]]], known: Sequence[Step], fewest: int) -> Step | None:
    """What gains most of digits that are alone in a view but for so many marks, or more, and are sure; None where there is none."""
    alone = []
    for lines in read:
        left = [step for steps in lines for step in without_marks(steps, known)]
        if len(left) == 1 and sum(len(steps) for steps in lines) > fewest and 1 - left[0].choice.none >= LEAST_SURE:
            alone += left
    return max(alone, key=lambda step: step.gain, default=None)


def are_one(steps: Sequence[Step], finds: Sequence[Find]) -> bool:
    """Whether what was read as two digits is one digit for certain, as a find that has all their ink and no other: a ring has more."""
    around = _around(steps)
    return len(steps) == 2 and any(
        find.odds >= CERTAINLY_ONE and min(share(around, find.box), share(find.box, around)) >= COVERED
        for find in finds
    )


def are_clear(
    steps: Sequence[Step], writing: Writing, lone: Digit | None, writings: Sequence[Writing], metadata: dict[str, Any]
) -> bool:
    """Whether a view's digits are clearly several; writing: the view's, one of these writings."""
    if any(len(line) == 1 for line in by_line(steps)) or sum(left_out(steps, writing)) > LITTLE_LEFT_OUT:
        return False
    least = gains_of(steps).min()
    if lone is not None and is_digit(lone[1], metadata, as_is=False):
        return least >= CLEAR_GAIN and share(_around(steps), lone[0].box) < COVERED
    return least >= CLEARER_GAIN and not are_joined(steps, writings)


def are_joined(steps: Sequence[Step], writings: Sequence[Writing]) -> bool:
    """Whether a piece of ink, or of its parts, has all of these digits in some view of their polarity."""
    around, polarity = _around(steps), steps[0].segment.glyph.polarity
    return any(
        segment.glyph.polarity == polarity
        and share(around, segment.glyph.box) >= COVERED
        and len({atom.piece[0] for atom in line.atoms[segment.run.start : segment.run.stop]}) == 1
        for writing in writings
        for line in writing.lines
        for segment in line.segments
    )


def passed_over(finds: Sequence[Find], found: Sequence[Digit]) -> list[Find]:
    """The finds that surely are digits, of a height with those that were found, and lie beside all of them."""
    boxes = [glyph.box for glyph, _ in found]
    heights = sorted(box[3] for box in boxes)
    return [
        find
        for find in finds
        if find.odds >= SURELY_ONE
        and boxes
        and LIKE[0] <= find.box[3] / heights[len(heights) // 2] <= LIKE[1]
        and all(max(share(find.box, box), share(box, find.box)) < MISSED for box in boxes)
    ]


def has_more_colour(glyphs: Sequence[Glyph], found: Sequence[Digit]) -> bool:
    """Whether what looks most like a digit by its colour, of all that preprocess found, lies beyond each digit that was read."""
    best = max((glyph for glyph in glyphs if not glyph.polarity), key=lambda glyph: glyph.score, default=None)
    return best is not None and all(share(best.box, glyph.box) < COVERED for glyph, _ in found)


def read_page(writing: Writing, probabilities: np.ndarray, metadata: dict[str, Any]) -> list[Digit]:
    """The digits of a view, in reading order, where it evidently shows a page of them; else none. As for `decide`, of one writing."""
    read = [lines_of(writing, probabilities, metadata)]
    (steps,) = several(read, marks_of(read, [writing]), [writing], metadata)
    is_page = (
        len(steps) >= PAGE
        and odds_of(steps, writing, None, [], metadata) > 0
        and gains_of(steps).mean() >= SURE_GAIN
        and sum(left_out(steps, writing)) <= LITTLE_LEFT_OUT
    )
    return digits_of(steps) if is_page else []


def odds_of(
    steps: Sequence[Step],
    writing: Writing,
    finds: Sequence[Find] | None,
    views: Sequence[Sequence[Step]],
    metadata: dict[str, Any],
) -> float:
    """The logarithm of the odds that a view shows several digits, against the lone digit or nothing; as for `features`."""
    return float(features(steps, writing, finds, views) @ np.array([metadata["numbers"][name] for name in OF_VIEW]))


def digits_of(steps: Sequence[Step]) -> list[Digit]:
    """A view's digits; lines in which nothing was read do not count."""
    lines = sorted({step.segment.glyph.line for step in steps})
    return [(replace(step.segment.glyph, line=lines.index(step.segment.glyph.line)), step.choice) for step in steps]


def several(
    read: Sequence[Sequence[Sequence[Step]]],
    known: Sequence[Step],
    writings: Sequence[Writing],
    metadata: dict[str, Any],
) -> list[list[Step]]:
    """The digits of each view of a picture, in reading order, where there are two at least; else none.

    read: what was read in each line of each view; known: which of it are marks.
    """
    return [
        kept([without_marks(steps, known) for steps in lines], writing, metadata)
        for lines, writing in zip(read, writings, strict=True)
    ]


def marks_of(read: Sequence[Sequence[Sequence[Step]]], writings: Sequence[Writing]) -> list[Step]:
    """The marks in all lines of all views."""
    return [
        own
        for lines, writing in zip(read, writings, strict=True)
        for steps, line in zip(lines, writing.lines, strict=True)
        for own in marks(steps, line.atoms)
    ]


def lines_of(writing: Writing, probabilities: np.ndarray, metadata: dict[str, Any]) -> list[list[Step]]:
    """The best path through each line of a writing. probabilities: of its glyphs, float32 [n, C], not calibrated."""
    found, first = [], 0
    for line in writing.lines:
        own = probabilities[first : first + len(line.segments)]
        first += len(line.segments)
        found.append(best_path(line, own, writing.tall, metadata)[0])
    return found


def kept(lines: Sequence[list[Step]], writing: Writing, metadata: dict[str, Any]) -> list[Step]:
    """What of a writing's lines is a number, or several, of two digits at least; else none.

    They are of like height, each line has a sure one and gains enough on average, they lie beside each other, and they are sure or
    most of what is written in their lines.
    """
    found = [step for steps in lines if any(1 - own.choice.none >= LEAST_SURE for own in steps) for step in steps]
    heights = sorted(_height(step) for step in found if 1 - step.choice.none >= LEAST_SURE)
    if not heights:
        return []
    middle = heights[len(heights) // 2]
    alike = [
        step
        for step in found
        if LIKE[0] * middle <= _height(step) <= LIKE[1] * middle and is_digit(step.choice, metadata, as_is=False)
    ]
    alike = [step for line in by_line(alike) for step in line if gains_of(line).mean() >= LEAST_MEAN_GAIN]
    if len(alike) < 2 or crowded(alike) > MOST_CROWDED:
        return []
    # Beside sure digits there may be a word.
    is_sure = gains_of(alike).mean() >= SURE_GAIN
    return alike if is_sure or left_out(alike, writing)[0] <= MOST_LEFT_OUT else []


def by_line(steps: Sequence[Step]) -> list[list[Step]]:
    """The digits of each line, from top to bottom."""
    lines: dict[int, list[Step]] = {}
    for step in steps:
        lines.setdefault(step.segment.glyph.line, []).append(step)
    return list(lines.values())


def gains_of(steps: Sequence[Step]) -> np.ndarray:
    """Of each digit, as far as it counts: float64 [n]."""
    return np.clip([step.gain for step in steps], -MOST_SURE, MOST_SURE)


def crowded(steps: Sequence[Step]) -> float:
    """The part of a digit's box that others of its line take, on average, times the logarithm of how many digits there are.

    In noise digits are read that lie over one another, and the more of them, the likelier that it is noise.
    """
    shared: list[float] = []
    for line in by_line(steps):
        x, y, w, h = np.array([step.segment.glyph.box for step in line], float).T
        boxes = np.stack([x, y, x + w, y + h], axis=1)
        taken = shares_of(boxes, boxes)
        np.fill_diagonal(taken, 0.0)
        shared += taken.sum(axis=1).tolist()
    return float(np.mean(shared) * np.log(len(steps)))


def left_out(steps: Sequence[Step], writing: Writing) -> tuple[float, float]:
    """The share of a writing's ink, by its height and how much it looks like writing, that is part of no digit: 0…1, of the lines in which
    there are digits, by their ink, and of all others, by all ink."""
    used = _used(steps)
    lines = {number for number, _ in used}
    here, beside, elsewhere = 0.0, 0.0, 0.0
    for number, line in enumerate(writing.lines):
        for i, atom in enumerate(line.atoms):
            ink = atom.height * atom.score
            if number not in lines:
                elsewhere += ink
            elif (number, i) in used:
                here += ink
            else:
                beside += ink
    return beside / (here + beside), elsewhere / (here + beside + elsewhere)


def features(
    steps: Sequence[Step], writing: Writing, finds: Sequence[Find] | None, views: Sequence[Sequence[Step]]
) -> np.ndarray:
    """What speaks for a view that shows several digits, against there being one or none: float64 [16], in the order of OF_VIEW.

    finds: None where preprocess has not looked for any; views: the digits of all views of the picture, be it one of them.

    1; the least and the mean gain of its digits; the least sure which digit it is, as a logarithm; how many there are, as a logarithm;
    the share of them that are cut off from one another, of 1s, which anything may fall apart into, and of those that are alone in their line;
    the share of ink in their lines that is left out; how unlike their heights are; whether any find has all of them, as where none was
    looked for, and the logarithm of the best odds of such, where these are better than even, that it is one digit: an 8 is two rings; the same, where it
    surely is one; the least of their scores, as a logarithm; and how sure a digit is that another view of the same ink shows where this
    one has none: a broad stroke is no ink in a narrow view; and the share of all ink that is in lines without digits.
    """
    gains = gains_of(steps)
    surest = [step.choice.probabilities.max() for step in steps]
    ones = sum(step.choice.probabilities[1] for step in steps) / len(steps)
    lines = Counter(step.segment.glyph.line for step in steps)
    alone = sum(count == 1 for count in lines.values()) / len(steps)
    heights = np.log([_height(step) for step in steps])
    used = _used(steps)
    torn = sum(
        writing.lines[step.segment.glyph.line].atoms[step.segment.run.start].torn > 0
        and (step.segment.glyph.line, step.segment.run.start - 1) in used
        for step in steps
    ) / (len(steps) - 1)
    beside, elsewhere = left_out(steps, writing)
    around = _around(steps)
    wholes = [find.odds for find in finds or [] if share(around, find.box) >= COVERED]
    return np.array(
        [
            1.0,
            gains.min(),
            gains.mean(),
            np.log(min(surest)),
            np.log(len(steps)),
            torn,
            ones,
            alone,
            beside,
            heights.std(),
            float(finds is None or bool(wholes)),
            max([0.0, *wholes]),
            max([0.0, *(odds - SURELY_ONE for odds in wholes)]),
            np.log(min(step.segment.glyph.score for step in steps) + LEAST_SCORE),
            _missed(steps, views),
            elsewhere,
        ]
    )


def _missed(steps: Sequence[Step], views: Sequence[Sequence[Step]]) -> float:
    """The most that a digit gains in a view of the same polarity of which these digits cover nearly nothing; 0 where there is none."""
    own = [step.segment.glyph for step in steps]
    missed = [
        other
        for view in views
        for other in view
        if other.segment.glyph.polarity == own[0].polarity
        and sum(share(other.segment.glyph.box, glyph.box) for glyph in own) < MISSED
    ]
    return max([0.0, *gains_of(missed).tolist()])


def _used(steps: Sequence[Step]) -> set[tuple[int, int]]:
    """Which atoms, by line and number in it, are part of a digit."""
    return {
        (step.segment.glyph.line, i) for step in steps for i in range(step.segment.run.start, step.segment.run.stop)
    }


def _height(step: Step) -> int:
    return step.segment.glyph.box[3]


def _around(steps: Sequence[Step]) -> tuple[int, int, int, int]:
    """The box of all digits together."""
    boxes = np.array([step.segment.glyph.box for step in steps])
    left, top = boxes[:, :2].min(axis=0).tolist()
    right, bottom = (boxes[:, :2] + boxes[:, 2:]).max(axis=0).tolist()
    return left, top, right - left, bottom - top
