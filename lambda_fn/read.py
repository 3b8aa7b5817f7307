"""The whole road for one picture: bytes in, Reading out. The command line and the Lambda function both call this."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lambda_fn.choose import Choice, calibrate, choose, weigh
from lambda_fn.decode import decode
from lambda_fn.errors import PictureError
from lambda_fn.numbers import decide, find_sheets, find_writing, settled, whole_glyphs
from lambda_fn.predict import Model
from lambda_fn.preprocess import POLARITIES, Glyph, Ink, preprocess
from lambda_fn.preprocess.glyph import SIDE
from lambda_fn.reading import error_reading, reading

# Ink of a polarity that has this part of all that speaks for digits, or less, is no writing.
UNLIKELY = 0.02


def read(data: bytes, source: str, model: Model, stages: dict[str, np.ndarray] | None = None) -> dict[str, Any]:
    """The Reading of a picture file's bytes; one that cannot be read is an answer too.

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


def digits(rgb: np.ndarray, model: Model, stages: dict[str, np.ndarray] | None = None) -> list[tuple[Glyph, Choice]]:
    """What could be the picture's digits, in reading order, and what was chosen for each. rgb: uint8 [H, W, 3]; stages: as for `read`."""
    inks: list[Ink] = []
    glyphs = preprocess(rgb, stages, inks)
    alone = model.predict(_pixels(glyphs))
    chosen = choose(glyphs, alone, model.metadata)
    # What is a glyph already is one digit at most.
    inks = [] if rgb.shape[:2] == (SIDE, SIDE) else written(inks, glyphs, alone, model.metadata)
    sheets = find_sheets(inks)
    _, of_wholes = _said(model, [whole_glyphs(sheet) for sheet in sheets])
    writings = [
        find_writing(settled(sheet, said, model.metadata)) for sheet, said in zip(sheets, of_wholes, strict=True)
    ]
    segments = [glyph for writing in writings for glyph in writing.glyphs]
    of_segments, each = _said(model, [writing.glyphs for writing in writings])
    found = decide(chosen and (glyphs[chosen.index], chosen), writings, each, model.metadata)
    if stages is not None:
        finds = stages.pop("finds")
        if len(found) > 1:
            every, said = segments, of_segments
            order = [_index(every, glyph) for glyph, _ in found]
            (ink,) = (writing.ink for writing in writings if any(own is every[order[0]] for own in writing.glyphs))
            stages |= {"flatten_light": ink.flat, "ink": ink.levels}
        else:
            every, said = glyphs, alone
            first = [chosen.index] if chosen else []
            order = first + [i for i in range(len(glyphs)) if i not in first]
            stages |= finds[chosen.index] if chosen else {}
        stages |= {"glyphs": _pixels([every[i] for i in order]), "probabilities": said[order]}
        stages |= {"chosen": np.array([choice.probabilities for _, choice in found])} if found else {}
    return found


def written(
    inks: Sequence[Ink], glyphs: Sequence[Glyph], probabilities: np.ndarray, metadata: dict[str, Any]
) -> list[Ink]:
    """The inks that may be writing: of dark and of light ink the one in which digits were found; both, where that is not clear.

    probabilities: float32 [N, C], what the network says of the glyphs that preprocess found, not calibrated.
    """
    if not glyphs:
        return []
    calibrated = calibrate(probabilities, metadata["calibration"]["temperature"])
    likely = weigh(calibrated, np.array([glyph.score for glyph in glyphs]), metadata)
    of = {
        polarity: sum(float(own) for glyph, own in zip(glyphs, likely, strict=True) if glyph.polarity == polarity)
        for polarity in POLARITIES
    }
    return [ink for ink in inks if of[ink.polarity] > UNLIKELY * sum(of.values())]


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
