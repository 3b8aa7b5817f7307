"""without_outlines, dividers, left_over: the lines of a form's boxes, or of a table, and what is drawn around numbers are no writing."""

import numpy as np

from lambda_fn.preprocess import Ink
from lambda_fn.preprocess.group import Pieces
from lambda_fn.preprocess.outlines import outlines
from lambda_fn.preprocess.rules import BAND, STRIPS, Line, erase, find_lines

from .around import frames_around
from .between import between

# So many outlines are looked at for their lines, in strips of so many pixels and so many strips at least, and this far around them.
MOST_FORMS, STRIP, LEAST_STRIPS, MARGIN = 8, 2, 12, 8
# A form whose digits all touch it holds no other piece: it covers at most this part of its box, with its digits, is at least this broad,
# in pixels, and by its height, and there are so many lines from its upper line to the lower one. Its lines differ in slope by at most
# that, as perspective has it.
FORM_HOLLOW, FORM_BROAD, FORM_ASPECT, FEWEST_BETWEEN, FORM_FAN = 0.5, 48, 1.0, 3, 0.12
# What is left of a line that was taken out lies by this part where the line was.
LEFT_OVER = 0.8
# What goes between two boxes of a form is at most this broad, by its height, and ends this near to their upper and lower line: so many
# pixels and this part of its height. There are so many of them at least: fewer may be 1s.
NARROW, NEAR_LINE, FEWEST_DIVIDERS = 0.45, (2.0, 0.05), 2


def may_be_form(found: Pieces) -> np.ndarray:
    """Which pieces may be a form with all of its digits: bool [n]."""
    left, top, right, bottom = found.boxes.T
    broad, high = right - left, bottom - top
    return (found.areas <= FORM_HOLLOW * broad * high) & (broad >= FORM_BROAD) & (broad >= FORM_ASPECT * high)


def without_outlines(ink: Ink, found: Pieces) -> tuple[np.ndarray, list[Line], np.ndarray]:
    """Ink without the lines of forms' boxes, whose digits may touch them, nor what else is drawn around digits that touch it, and all lines
    along the rows that were taken out of it.

    found: the pieces in it. Returns uint8 [H, W]; of each line (slope, row at the frame's middle column); and where the lines of forms
    were, and what else, bool [H, W].
    """
    levels, lines = ink.levels, list(ink.lines)
    were = np.zeros(levels.shape, bool)
    height, width = levels.shape
    others = np.ones(len(found.areas), bool)
    is_outline = outlines(found)
    looked_at = np.flatnonzero(is_outline | may_be_form(found))[:MOST_FORMS]
    for i in looked_at.tolist():
        left, top, right, bottom = found.boxes[i].tolist()
        top, bottom = max(top - MARGIN, 0), min(bottom + MARGIN, height)
        strips = min((right - left) // STRIP, STRIPS)
        if strips < LEAST_STRIPS:
            continue
        # Some of its lines may have been taken for lines of the paper.
        middle = (left + right - width) / 2
        known = [(slope, row + slope * middle - top) for slope, row in ink.lines]
        known = [line for line in known if 0 <= line[1] < bottom - top]
        own = find_lines(levels[top:bottom, left:right], ink.noise, strips, FORM_FAN, bool(known))
        if len(own) < 2:
            own += known
        if len(own) < 2:
            continue
        # The form's left and right line, too, are to stand alone.
        before, after = max(left - MARGIN, 0), min(right + MARGIN, width)
        aside = (before + after - left - right) / 2
        own = [(slope, row + slope * aside) for slope, row in own]
        across = between(levels[top:bottom, before:after], own, ink.noise)
        if not is_outline[i] and len(across) < FEWEST_BETWEEN:
            continue
        others[i] = False
        if levels is ink.levels:
            levels = levels.copy()
        part, of_part = levels[top:bottom, before:after], were[top:bottom, before:after]
        for slope, column in across:
            erase(part.T, slope, column)
            mark(of_part.T, slope, column)
        for slope, row in own:
            erase(part, slope, row)
            mark(of_part, slope, row)
            lines.append((slope, top + row + slope * (width - before - after) / 2))
    around = frames_around(found, others, is_outline)
    if around.any():
        levels, were = np.where(around, 0, levels).astype(np.uint8), were | around
    return levels, lines, were


def mark(were: np.ndarray, slope: float, row: float) -> None:
    """Mark, in place, where `erase` takes a line out. were: bool [H, W]."""
    height, width = were.shape
    exact = row + slope * (np.arange(width) + 0.5 - width / 2)
    y = np.floor(exact + 0.5).astype(np.int64)[:, None] + np.arange(-BAND, BAND + 1)
    inside = (y >= 0) & (y < height)
    were[y[inside], np.broadcast_to(np.arange(width)[:, None], y.shape)[inside]] = True


def left_over(found: Pieces, were: np.ndarray) -> np.ndarray:
    """Which pieces are what is left of lines that were taken out: bool [n]. were: bool [H, W], of the whole frame."""
    at = found.labels[were]
    return np.bincount(at[at > 0] - 1, minlength=len(found.areas)) >= LEFT_OVER * found.areas


def dividers(found: Pieces, lines: list[Line], width: int) -> np.ndarray:
    """Which pieces go from one line that was taken out to another: those between a form's boxes. bool [n].

    width: of the frame, pixels. A form's upper and lower line are taken out as those of ruled paper are, what is between its boxes not.
    """
    if len(lines) < 2:
        return np.zeros(len(found.areas), bool)
    left, top, right, bottom = found.boxes.T
    high, middle = bottom - top, (left + right) / 2 - width / 2
    rows = np.array([row + slope * middle for slope, row in lines])
    ends = np.abs(rows - top).min(axis=0), np.abs(rows - bottom).min(axis=0)
    near = NEAR_LINE[0] + NEAR_LINE[1] * high
    # What is lower than twice that could end at one line twice.
    reaches = (right - left <= NARROW * high) & (high > 2 * near) & (ends[0] <= near) & (ends[1] <= near)
    return reaches & (reaches.sum() >= FEWEST_DIVIDERS)
