"""Which of the glyphs that could be the picture's digit is it? The network has the last word over where preprocess looked. Pure."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lambda_fn.preprocess import Glyph
from lambda_fn.reading import NO_DIGIT, calibrate


def choose(glyphs: Sequence[Glyph], probabilities: np.ndarray, metadata: dict[str, Any]) -> int | None:
    """Index of the glyph that most likely is the digit: sure to be one, sure which, and looking like the picture's writing.

    glyphs: N, as preprocess found them. probabilities: float32 [N, C], not yet calibrated. Returns None where N is 0.
    How much the score of preprocess weighs is metadata's: it was fitted on pictures that the network was not trained on.
    """
    if not glyphs:
        return None
    calibrated = calibrate(probabilities, metadata["calibration"]["temperature"])
    classes = metadata["output"]["classes"]
    none = calibrated[:, classes.index(NO_DIGIT)] if NO_DIGIT in classes else np.zeros(len(calibrated))
    scores = np.array([glyph.score for glyph in glyphs])
    return int(np.argmax(calibrated[:, :10].max(axis=1) * (1 - none) * scores ** metadata["choice"]["score_weight"]))
