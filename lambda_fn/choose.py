"""Which of the glyphs that could be the picture's digit is it? The network has the last word over where preprocess looked. Pure."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lambda_fn.preprocess import Glyph
from lambda_fn.reading import calibrate, doubt


def choose(glyphs: Sequence[Glyph], probabilities: np.ndarray, metadata: dict[str, Any]) -> int | None:
    """Index of the glyph that most likely is the digit: sure to be one, sure which, and looking like the picture's writing.

    glyphs: N, as preprocess found them. probabilities: float32 [N, C], not yet calibrated. Returns None where N is 0.
    """
    if not glyphs:
        return None
    calibrated = calibrate(probabilities, metadata["calibration"]["temperature"])
    return int(np.argmin(doubt(calibrated, np.array([glyph.score for glyph in glyphs]), metadata)))
