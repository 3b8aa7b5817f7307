"""between: the lines between the boxes of a form, which digits may touch."""

import itertools

import numpy as np

from lambda_fn.preprocess.rules import FLANK, RIDGE, Line, middle, ridges, strip_sums

# So many lines along the rows are looked at, the clearest first; boxes are at least so many pixels high, and looked at so many inside of
# their upper and lower line.
MOST_LINES, LEAST_HIGH, INSIDE = 4, 16, 3
# At both ends they are this part of that apart at least.
NARROWEST = 0.5
# A box is cut into so many strips at most, of so many pixels at least, and lines are looked for up to this slope to each side, in so
# many steps.
MOST_STRIPS, STRIP, STEEPEST, STEEP_STEPS = 16, 2, 0.45, 18
# A line is a ridge in this part of the strips, and ink in that part of them.
RIDGE_SEEN, DARK_SEEN = 0.5, 0.95
# Lines of one form are alike in slope, by this to each side; where these are fewer than so many, by that. From so many on, more are looked
# for whose slope is as near as this to what perspective makes of it.
ALIKE, FEWEST, FAN, OFF = 0.06, 3, 0.12, 0.05


def between(ink: np.ndarray, lines: list[Line], noise: int) -> list[Line]:
    """The lines that go from one of these lines to another: slope, and column at the middle row.

    ink: uint8 [H, W]; lines: along its rows, the clearest first; noise: of the paper.
    """
    height, width = ink.shape
    x = np.arange(width) + 0.5 - width / 2
    found: list[Line] = []
    for above, below in itertools.combinations(sorted(lines[:MOST_LINES], key=lambda line: line[1]), 2):
        high = int(below[1] - above[1] + 0.5)
        if high < LEAST_HIGH:
            continue
        upper, lower = (row + slope * x for slope, row in (above, below))
        # Lines that meet, or nearly, are not those of one box.
        if min(lower[0] - upper[0], lower[-1] - upper[-1]) < NARROWEST * high:
            continue
        # The box as if both lines were level.
        at = upper + (np.arange(high)[:, None] + 0.5) / high * (lower - upper)
        level = ink[np.clip(np.floor(at + 0.5).astype(np.int64), 0, height - 1), np.arange(width)]
        for slope, column in across(level[INSIDE:-INSIDE], noise):
            x0, x1 = column - slope * high / 2, column + slope * high / 2
            y0, y1 = above[1] + above[0] * (x0 - width / 2), below[1] + below[0] * (x1 - width / 2)
            steep = (x1 - x0) / (y1 - y0)
            found.append((steep, x0 + steep * (height / 2 - y0)))
    return found


def across(level: np.ndarray, noise: int) -> list[Line]:
    """Lines from top to bottom: slope, and column at the middle row.

    Near both ends a line stands alone, since digits keep off the upper and lower line of their box; in between they may touch it, and all
    of it is ink. level: uint8 [H, W].
    """
    width = level.shape[1]
    strips = min(len(level) // STRIP, MOST_STRIPS)
    sums, centres = strip_sums(level.T, strips)
    profiles = sums / (len(level) // strips)
    is_ridge, is_dark = ridges(profiles, noise), profiles >= max(RIDGE[0], RIDGE[1] * noise)
    away, step = centres - len(level) / 2, STEEPEST / STEEP_STEPS
    slopes = np.arange(-STEEP_STEPS, STEEP_STEPS + 1) * step
    at = np.floor(np.arange(width)[None, :, None] + slopes[:, None, None] * away + 0.5).astype(np.int64)
    inside = (at >= 0) & (at < width)
    every, at = np.arange(strips), np.clip(at, 0, width - 1)
    is_ridge, is_dark = is_ridge[every, at] & inside, is_dark[every, at] & inside
    seen, dark = is_ridge.sum(axis=2), is_dark.sum(axis=2)
    alone = is_ridge[..., 0] & is_ridge[..., -1]
    votes = np.where(alone & (seen >= RIDGE_SEEN * strips) & (dark >= DARK_SEEN * strips), seen + dark, 0)
    if votes.max() == 0:
        return []
    # The slope of the form: around which most of the votes are.
    apart = np.abs(slopes[:, None] - slopes)
    main = apart[int(np.argmax((apart <= ALIKE) @ votes.sum(axis=1)))][:, None]

    def chosen(may_be: np.ndarray) -> list[Line]:
        """The lines with most votes, which are used up. may_be: bool, of each slope and, where they differ, column."""
        left = np.where(may_be, votes, 0)
        lines = []
        while left.max() > 0:
            i, column = np.unravel_index(int(np.argmax(left)), left.shape)
            lines.append(middle(sums, away, (float(slopes[i]), float(column)), step))
            for own in (left, votes):
                own[:, max(0, column - 2 * FLANK) : column + 2 * FLANK + 1] = 0
        return lines

    lines = chosen(main <= ALIKE)
    if len(lines) < FEWEST:
        lines += chosen(main <= FAN)
    if len(lines) >= FEWEST:
        lines += chosen(np.abs(slopes[:, None] - fanned(lines, width)) <= OFF)
    return lines


def fanned(lines: list[Line], width: int) -> np.ndarray:
    """The slope that a line has at each column, by those that are known, as the columns of a plane in perspective have it: float64 [width]."""
    slope, column = np.array(lines).T
    away = column - column.mean()
    return slope.mean() + (away * slope).sum() / (away * away).sum() * (np.arange(width) - column.mean())
