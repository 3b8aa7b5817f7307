"""The whole road for one picture: bytes in, Reading out. The command line and the Lambda function both call this."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lambda_fn.choose import Choice, calibrate, choose, weigh
from lambda_fn.decode import decode
from lambda_fn.errors import PictureError
from lambda_fn.memory import memory_error
from lambda_fn.numbers import (
    SURELY_SEVERAL,
    Find,
    Sheet,
    Writing,
    decide,
    find_sheets,
    find_sheets_as_tall,
    find_writing,
    finds_of,
    has_more_colour,
    passed_over,
    read_page,
    settled,
    whole_glyphs,
)
from lambda_fn.predict import Model
from lambda_fn.preprocess import (
    POLARITIES,
    Glyph,
    Ink,
    find_coarser_inks,
    find_colour_ink,
    find_glyphs,
    find_inks,
    fine_view,
)
from lambda_fn.preprocess.glyph import SIDE
from lambda_fn.reading import error_reading, is_digit, reading

# Ink of a polarity that has this part of all that speaks for digits, or less, is no writing.
UNLIKELY = 0.02

Segments = tuple[list[Writing], np.ndarray, list[np.ndarray]]
"""The writing on some sheets, and what the network says of its segments: of all, float32 [n, C], and of each writing's."""


def read(data: bytes, source: str, model: Model, stages: dict[str, np.ndarray] | None = None) -> dict[str, Any]:
    """The Reading of a picture file's bytes; one that cannot be read is an answer too. Raises MemoryError as `decode` does.

    source: the picture's name, put into the Reading as it is.
    stages: where given, every stage leaves its array there under its name, in order: "picture" (uint8 [H, W, 3]), then
    those of preprocess that led to what was read, then "glyphs" (uint8 [N, 28, 28]), those that were read first, their "probabilities"
    (float32 [N, C], not yet calibrated) and, where there are any, what was "chosen" (float64 [n, 10]), were nothing refused.
    """
    try:
        picture = decode(data)
    except PictureError as error:
        return error_reading(source, error, model.metadata)
    if stages is not None:
        stages["picture"] = picture
    found = digits(picture, model, stages)
    height, width = picture.shape[:2]
    return reading(source, (width, height), found, model.metadata)


@memory_error()
def digits(rgb: np.ndarray, model: Model, stages: dict[str, np.ndarray] | None = None) -> list[tuple[Glyph, Choice]]:
    """What could be the picture's digits, in reading order, and what was chosen for each. rgb: uint8 [H, W, 3]; stages: as for `read`."""
    view = fine_view(rgb)
    looks = find_inks(view)
    # What is a glyph already is one digit at most.
    is_glyph = rgb.shape[:2] == (SIDE, SIDE)
    first = [] if is_glyph else [next(looks)]
    known = find_sheets(first)
    writings, of_segments, each = _segments([sheet for sheet in known if sheet.may_be_page], model)
    found = read_page(writings[0], each[0], model.metadata) if writings else []
    if found:
        if stages is not None:
            stages |= _stages_of(found, writings, of_segments)
        return found
    inks, by_colour = [*first, *looks], find_colour_ink(view)
    glyphs = find_glyphs(view, inks, by_colour, stages)
    alone = model.predict(_pixels(glyphs))
    chosen = choose(glyphs, alone, model.metadata)
    sheets = find_sheets([] if is_glyph else written(inks, glyphs, alone, chosen, model.metadata), known, glyphs)
    segments = _segments(sheets, model)
    lone = chosen and (glyphs[chosen.index], chosen)
    finds = finds_of(glyphs, alone, model.metadata)
    writings, _, each = segments
    found = decide(lone, finds, writings, each, model.metadata)
    over = [] if is_glyph else passed_over(finds, found)
    if over:
        inks = written([*inks, *find_coarser_inks(view)], glyphs, alone, chosen, model.metadata)
        boxes = [*(find.box for find in over), *(glyph.box for glyph, _ in found)]
        segments, found = _look_further(find_sheets_as_tall(inks, boxes), segments, finds, found, model)
    if len(found) < 2 and not is_glyph and has_more_colour(glyphs, found):
        # The edge of a shadow, or a bright pen, may leave one digit of several to the views in grey.
        inks = written([by_colour], glyphs, alone, chosen, model.metadata)
        segments, found = _look_further(find_sheets(inks), segments, finds, found, model)
    if stages is not None:
        seen = stages.pop("finds")
        if len(found) > 1:
            writings, of_segments, _ = segments
            stages |= _stages_of(found, writings, of_segments)
        else:
            first = [chosen.index] if chosen else []
            order = first + [i for i in range(len(glyphs)) if i not in first]
            stages |= seen[chosen.index] if chosen else {}
            stages |= {"glyphs": _pixels([glyphs[i] for i in order]), "probabilities": alone[order]}
            stages |= {"chosen": np.array([choice.probabilities for _, choice in found])} if found else {}
    return found


def written(
    inks: Sequence[Ink],
    glyphs: Sequence[Glyph],
    probabilities: np.ndarray,
    lone: Choice | None,
    metadata: dict[str, Any],
) -> list[Ink]:
    """The inks that may be writing: of dark and of light ink the one in which digits were found; both, where that is not clear, or none was.

    What looks most like a digit has its ink looked at in any case: of digits that touch, it is no digit, but the hole of a 0 may be one.
    probabilities: float32 [N, C], what the network says of the glyphs that preprocess found, not calibrated; lone: what `choose` made of it.
    """
    if lone is None:
        return []
    if not is_digit(lone, metadata, as_is=False):
        # Of digits that touch, a find that has them all is no digit, and a hole between them may weigh more than their ink.
        return list(inks)
    calibrated = calibrate(probabilities, metadata["calibration"]["temperature"])
    likely = weigh(calibrated, glyphs, metadata)
    of = {
        polarity: sum(float(own) for glyph, own in zip(glyphs, likely, strict=True) if glyph.polarity == polarity)
        for polarity in (*POLARITIES, "")
    }
    grey = sum(of[polarity] for polarity in POLARITIES)
    clearest = max(glyphs, key=lambda glyph: glyph.score).polarity
    return [ink for ink in inks if ink.polarity == clearest or of[ink.polarity] > UNLIKELY * grey]


def _look_further(
    sheets: Sequence[Sheet],
    segments: Segments,
    finds: Sequence[Find],
    found: list[tuple[Glyph, Choice]],
    model: Model,
) -> tuple[Segments, list[tuple[Glyph, Choice]]]:
    """The segments with those of more sheets, and several digits where these surely show some, else what was found."""
    writings, of_segments, each = segments
    more, of_more, each_more = _segments(sheets, model)
    writings, each = [*writings, *more], [*each, *each_more]
    several = decide(None, finds, writings, each, model.metadata, SURELY_SEVERAL)
    return (writings, np.concatenate([of_segments, of_more]), each), several or found


def _segments(sheets: Sequence[Sheet], model: Model) -> Segments:
    """The writing on each sheet, and what the network says of its segments: of all, float32 [n, C], and of each writing's."""
    _, of_wholes = _said(model, [whole_glyphs(sheet) for sheet in sheets])
    writings = [
        find_writing(settled(sheet, said, model.metadata)) for sheet, said in zip(sheets, of_wholes, strict=True)
    ]
    return writings, *_said(model, [writing.glyphs for writing in writings])


def _stages_of(
    found: Sequence[tuple[Glyph, Choice]], writings: Sequence[Writing], of_segments: np.ndarray
) -> dict[str, np.ndarray]:
    """The stages that led to several digits, as for `read`. of_segments: what the network says of all the writings' glyphs."""
    segments = [glyph for writing in writings for glyph in writing.glyphs]
    order = [_index(segments, glyph) for glyph, _ in found]
    (ink,) = (writing.ink for writing in writings if any(own is segments[order[0]] for own in writing.glyphs))
    return {
        "flatten_light": ink.flat,
        "ink": ink.levels,
        "glyphs": _pixels([segments[i] for i in order]),
        "probabilities": of_segments[order],
        "chosen": np.array([choice.probabilities for _, choice in found]),
    }


def _index(glyphs: Sequence[Glyph], glyph: Glyph) -> int:
    """Which of them it is, though its line may be another."""
    return next(i for i, own in enumerate(glyphs) if own.pixels is glyph.pixels)


def _said(model: Model, groups: list[list[Glyph]]) -> tuple[np.ndarray, list[np.ndarray]]:
    """What the network says of glyphs in groups, not calibrated: of all, float32 [N, C], and of each group."""
    every = model.predict(_pixels([glyph for group in groups for glyph in group]))
    return every, np.split(every, np.cumsum([len(group) for group in groups])[:-1])[: len(groups)]


def _pixels(glyphs: Sequence[Glyph]) -> np.ndarray:
    """uint8 [N, 28, 28]; N may be 0."""
    return np.array([glyph.pixels for glyph in glyphs], np.uint8).reshape(-1, 28, 28)
