"""The page and the command line give the same Reading: on the vectors, the samples and simulated photos, in a real browser."""

import io
import json

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from lambda_fn.read import read
from tests.web.hand import ROOT
from train.pictures import paper, shapes, strokes

SEED, PHOTOS = 5, 200
CLOSE = 0.01  # of confidences
ALIKE = 0.99  # of JPEGs: two decoders need not agree to the last bit


def photos():
    """Simulated photos of digits, every other one lossless: names and files' bytes."""
    for index in range(PHOTOS):
        rng = np.random.default_rng([SEED, index])
        picture, _ = paper.picture(shapes.crop(strokes.digit(index % 10, rng)), rng, "photo")
        kind, ending = ("PNG", "png") if index % 2 else ("JPEG", "jpg")
        out = io.BytesIO()
        Image.fromarray(picture).save(out, kind, quality=90)
        yield f"photo-{index}.{ending}", out.getvalue()


def test_the_page_reads_as_the_command_line_does(page, model, tmp_path):
    paths = [*sorted((ROOT / "tests" / "vectors").glob("*.png")), *sorted((ROOT / "digits").glob("*.jpg"))]
    for name, content in photos():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(content)
    pictures = [(path.name, path.read_bytes()) for path in paths]
    page.locator("#pictures").set_input_files(paths)
    # Meanwhile, the same in Python.
    expected = [read(content, name, model) for name, content in pictures]
    expect(page.locator("#summary")).to_contain_text(f"{len(pictures)} pictures read", timeout=300_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as JSON").click()
    said = json.loads(download.value.path().read_text(encoding="utf-8"))

    assert [reading["source"] for reading in said] == [name for name, _ in pictures]
    pairs = list(zip(said, expected, strict=True))
    differ = [(a["source"], a["text"], b["text"]) for a, b in pairs if a["text"] != b["text"]]
    assert [each for each in differ if each[0].endswith(".png")] == []
    jpegs = sum(name.endswith(".jpg") for name, _ in pictures)
    assert len(differ) <= (1 - ALIKE) * jpegs, differ
    for a, b in pairs:
        assert (a["schema"], a["model"], a["image"]) == (b["schema"], b["model"], b["image"])
        if a["source"].endswith(".png"):
            assert a.get("reason") == b.get("reason"), a["source"]
            assert [digit["accepted"] for digit in a["digits"]] == [digit["accepted"] for digit in b["digits"]]
            for own, other in zip(a["digits"], b["digits"], strict=True):
                assert abs(own["confidence"] - other["confidence"]) <= CLOSE, a["source"]
                assert np.abs(np.subtract(own["box"], other["box"])).max() <= 1, a["source"]
