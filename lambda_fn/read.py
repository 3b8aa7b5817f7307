"""The whole road for one picture: bytes in, Reading out. The command line and the Lambda function both call this."""

from typing import Any

import numpy as np

from lambda_fn.choose import choose
from lambda_fn.decode import decode
from lambda_fn.errors import PictureError
from lambda_fn.predict import Model
from lambda_fn.preprocess import preprocess
from lambda_fn.reading import error_reading, reading


def read(data: bytes, source: str, model: Model, stages: dict[str, np.ndarray] | None = None) -> dict[str, Any]:
    """The Reading of a picture file's bytes; one that cannot be read is an answer too.

    source: the picture's name, put into the Reading as it is.
    stages: where given, every stage leaves its array there under its name, in order: "picture" (uint8 [H, W, 3]), then
    those of preprocess that led to the glyph that was read, then "glyphs" (uint8 [N, 28, 28]), that one first, their "probabilities"
    (float32 [N, C], not yet calibrated) and, where there are any, the "chosen" digit's (float64 [10]), were nothing refused.
    """
    try:
        picture = decode(data)
    except PictureError as error:
        return error_reading(source, error, model.metadata)
    if stages is not None:
        stages["picture"] = picture
    glyphs = preprocess(picture, stages)
    pixels = np.array([glyph.pixels for glyph in glyphs], np.uint8).reshape(-1, 28, 28)
    probabilities = model.predict(pixels)
    chosen = choose(glyphs, probabilities, model.metadata)
    if stages is not None:
        first = [] if chosen is None else [chosen.index]
        order = first + [i for i in range(len(glyphs)) if i not in first]
        finds = stages.pop("finds")
        stages |= finds[first[0]] if first else {}
        stages |= {"glyphs": pixels[order], "probabilities": probabilities[order]}
        stages |= {"chosen": chosen.probabilities} if chosen else {}
    height, width = picture.shape[:2]
    found = [] if chosen is None else [(glyphs[chosen.index], chosen)]
    return reading(source, (width, height), found, model.metadata)
