"""tests/vectors/: pictures with the candidates and the digit that both languages give; web/tests/vectors.test.js runs over the same."""

import base64
import json
import zlib
from pathlib import Path

import numpy as np
import pytest

from lambda_fn.decode import decode
from lambda_fn.preprocess import preprocess
from lambda_fn.read import read

FOLDER = Path(__file__).parents[1] / "vectors"
VECTORS = json.loads((FOLDER / "vectors.json").read_text())
KINDS = {
    *(
        "photo-" + trouble
        for trouble in ("plain", "uneven-light", "shadow", "jpeg-noise", "blur", "tilt", "perspective")
    ),
    *(
        "photo-" + sheet
        for sheet in ("ruled", "squared", "coloured-paper", "dirt", "paper-edge", "note-on-table", "finger")
    ),
    *("photo-" + pen for pen in ("coloured-pen", "thin-pen", "thick-pen", "marker", "marker-filling")),
    *("photo-" + pencil for pencil in ("pencil", "pencil-in-shadow")),
    *(
        "scan",
        "board-chalk",
        "canvas",
        "canvas-dark-mode",
        "canvas-two-rings",
        "canvas-framed",
        "canvas-underlined",
        "canvas-circled",
        "canvas-touching",
        "transparent",
        "large",
        "grey",
        "grey-16-bit",
        "grey-alpha",
    ),
    *("tall-5-percent", "tall-95-percent", "corner", "broken-strokes", "bold-zero"),
    *("glyph", "glyph-inverted", "glyph-noisy", "glyph-with-line"),
    *("blank", "blank-photo", "blank-shadow-edge", "blank-specks", "noise", "noise-pixels"),
    *("ruled-without-digit", "letter"),
    *("one-pixel", "one-row", "one-column"),
}


def test_every_kind_of_picture_is_covered():
    names = [vector["picture"] for vector in VECTORS]
    assert {name.rsplit("-", 1)[0] for name in names} == KINDS
    assert len(names) >= 60
    assert sorted(names) == sorted(path.name for path in FOLDER.glob("*.png"))


def test_an_8_whose_rings_are_each_a_0_is_an_8():
    said = [vector["digit"] for vector in VECTORS if vector["picture"].startswith("canvas-two-rings")]
    assert said == [8, 8]


def test_a_digit_in_a_ring_is_read_and_a_0_with_dirt_in_it_is_a_0():
    said = {vector["picture"]: vector["digit"] for vector in VECTORS}
    assert (said["canvas-circled-0.png"], said["canvas-circled-1.png"]) == (6, 0)


def test_a_digit_that_touches_what_is_drawn_around_or_under_it_is_read():
    said = [vector["digit"] for vector in VECTORS if vector["picture"].startswith("canvas-touching")]
    assert said == [1, 2, 3]


def test_the_folder_is_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 3_000_000


@pytest.mark.parametrize("vector", VECTORS, ids=[v["picture"] for v in VECTORS])
def test_a_picture_gives_its_candidates_and_its_digit(vector, model):
    data = (FOLDER / vector["picture"]).read_bytes()
    found = preprocess(decode(data))
    assert len(found) == len(vector["candidates"])
    for glyph, expected in zip(found, vector["candidates"], strict=True):
        pixels = np.frombuffer(zlib.decompress(base64.b64decode(expected["pixels"])), np.uint8).reshape(28, 28)
        assert np.abs(np.subtract(glyph.box, expected["box"])).max() <= 1
        assert np.abs(glyph.pixels.astype(int) - pixels).max() <= 1
        assert glyph.score == pytest.approx(expected["score"], abs=2e-6)
        assert glyph.stroke == pytest.approx(expected["stroke"], abs=2e-6)
    assert read(data, vector["picture"], model)["text"] == ("" if vector["digit"] is None else str(vector["digit"]))
