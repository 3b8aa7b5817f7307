"""tests/vectors/: pictures with the glyph that both languages must produce; web/tests/vectors.test.js runs over the same."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest

from lambda_fn.decode import decode
from lambda_fn.preprocess import preprocess

FOLDER = Path(__file__).parents[1] / "vectors"
VECTORS = json.loads((FOLDER / "vectors.json").read_text())


def test_there_are_enough_vectors():
    assert len(VECTORS) >= 60


@pytest.mark.parametrize("vector", VECTORS, ids=[v["picture"] for v in VECTORS])
def test_a_picture_gives_its_glyph(vector):
    found = preprocess(decode((FOLDER / vector["picture"]).read_bytes()))
    assert [list(glyph.box) for glyph in found] == [glyph["box"] for glyph in vector["glyphs"]]
    for glyph, expected in zip(found, vector["glyphs"], strict=True):
        pixels = np.frombuffer(base64.b64decode(expected["pixels"]), np.uint8).reshape(28, 28)
        assert np.abs(glyph.pixels.astype(int) - pixels).max() <= 1
