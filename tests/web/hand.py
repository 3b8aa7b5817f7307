"""What a person does on the page and brings to it: strokes, pictures, and a look at the answer."""

import re
import struct
import zlib
from pathlib import Path

from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
PATIENCE = 60_000  # milliseconds, on a machine that does other things too
expect.set_options(timeout=PATIENCE)

# Strokes as people draw them: x,y in percent of the pad's side.
STROKES = {
    "0": ["50,20 36,28 30,50 36,72 50,80 64,72 70,50 64,28 50,20"],
    "1": ["52,20 50,50 49,80"],
    "2": ["33,33 42,22 57,22 65,34 58,50 42,66 32,79 50,77 69,78"],
    "3": ["34,25 50,19 64,27 62,40 48,48 63,54 67,67 58,79 43,81 32,74"],
    "4": ["38,22 35,40 33,54 50,53 68,51", "62,25 60,50 59,82"],
    "7": ["31,24 50,23 68,23 60,42 52,60 46,81"],
}
SCRIBBLE = ["20,10 90,90", "90,10 10,90"]


def points_of(page, stroke):
    """The stroke's points on the page, CSS pixels."""
    box = page.locator("#pad").bounding_box()
    for point in stroke.split():
        x, y = (int(percent) / 100 for percent in point.split(","))
        yield box["x"] + x * box["width"], box["y"] + y * box["height"]


def beside(*digits):
    """The strokes of digits side by side, each in its part of the pad's width."""
    part = 1 / len(digits)
    return [
        " ".join(
            f"{round(100 * part * place + part * int(x))},{y}"
            for x, y in (point.split(",") for point in stroke.split())
        )
        for place, digit in enumerate(digits)
        for stroke in STROKES[digit]
    ]


def draw(page, strokes):
    for stroke in strokes:
        first, *rest = points_of(page, stroke)
        page.mouse.move(*first)
        page.mouse.down()
        for point in rest:
            page.mouse.move(*point, steps=6)
        page.mouse.up()


def wait_for_reading(page, text):
    expect(page.locator("#reading")).to_have_text(text, use_inner_text=True)


def upload(page, *files):
    """Chooses pictures, waits until all are read, and returns their rows; a lone picture has none."""
    page.locator("#pictures").set_input_files(list(files))
    expect(page.locator("#note")).not_to_have_text(re.compile("^(Reading|$)"))
    rows = page.locator(".rows .row")
    if len(files) > 1:
        expect(page.locator("#summary")).to_contain_text(f"{len(files)} pictures read")
        expect(rows).to_have_count(len(files))
    return rows.all() if len(files) > 1 else []


def saved(page, button):
    """The content of the file that a button saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return download.value.path().read_text(encoding="utf-8")


def row_of(row):
    """What a row of the table says: name, text, confidence, problem."""
    # Not inner_text, which is empty where the browser leaves a row out of the layout.
    return tuple(row.locator(f".{cell}").text_content() for cell in ("name", "text", "sure", "problem"))


def boxes(place):
    """The buttons over the digits of a reading, in reading order, by their accessible names."""
    return [box.get_attribute("aria-label") for box in place.locator(".box").all()]


def digits_of(names):
    return "".join(name[0] for name in names)


def pressed(place):
    return [box.get_attribute("aria-pressed") for box in place.locator(".box").all()]


def named(name, content, kind="image/png"):
    return {"name": name, "mimeType": kind, "buffer": content}


def png(width, height, rows, colour=2):
    """A PNG's bytes; rows: the raw scan lines. colour: 0 grey, 2 RGB, 6 RGB with alpha."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def upright_stroke(ink, paper):
    """200×200 pixels with a 1 on them, one upright stroke."""
    line = paper * 94 + ink * 12 + paper * 94
    return [line if 40 <= y < 160 else paper * 200 for y in range(200)]


ONE = png(200, 200, upright_stroke(b"\0\0\0", b"\xff\xff\xff"))
"""A picture of a 1."""
