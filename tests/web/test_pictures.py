"""Bringing pictures: chosen, dropped and pasted; good and bad."""

import csv

import pytest

from tests.web.hand import ROOT, STROKES, boxes, digits_of, draw, named, png, upload, upright_stroke, wait_for_reading

with open(ROOT / "digits" / "labels.csv", newline="") as file:
    SAMPLES = [(row["picture"], row["label"]) for row in csv.DictReader(file)]


def test_every_sample_picture_is_read_right_all_at_once(page):
    items = upload(page, *(ROOT / "digits" / name for name, _ in SAMPLES))
    answers = [(item.locator("h3").inner_text(), item.locator(".text").inner_text()) for item in items]
    assert answers == SAMPLES
    assert page.locator("#reading").inner_text() == SAMPLES[-1][1]
    assert [digits_of(boxes(item)) for item in items] == [label for _, label in SAMPLES]
    assert all(item.locator("canvas").count() == 2 for item in items), "the picture and the glyph"
    assert all(item.locator(".bars li").count() == 10 for item in items)


@pytest.mark.parametrize(
    "what, rows, colour",
    [
        ("grey", upright_stroke(b"\0", b"\xff"), 0),
        ("light on dark", upright_stroke(b"\xf0\xf0\xff", b"\x10\x10\x10"), 2),
        ("ink on transparency", upright_stroke(b"\0\0\0\xff", b"\0\0\0\0"), 6),
    ],
)
def test_pictures_of_every_make_are_read(page, what, rows, colour):
    upload(page, named(f"{what}.png", png(200, 200, rows, colour)))
    assert page.locator("#reading").inner_text() == "1"


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("empty.jpg", b"", "empty"),
        ("letter.txt.png", b"Dear reader, this is a letter.", "not a picture"),
        ("claims-60000x60000.png", png(60000, 60000, []), "too many"),
        ("heavy.png", bytes(40 * 1024 * 1024 + 1), "larger than 40 MB"),
        ("scan.tiff", b"II*\0\x08\0\0\0", "TIFF"),
        ("cut.png", png(200, 200, upright_stroke(b"\0\0\0", b"\xff\xff\xff"))[:90], "damaged"),
    ],
)
def test_a_bad_picture_is_told_plainly_and_loses_no_other(page, name, content, words):
    good = png(200, 200, upright_stroke(b"\0\0\0", b"\xff\xff\xff"))
    before, bad, after = upload(page, named("before.png", good), named(name, content), named("after.png", good))
    assert words in bad.locator(".note").inner_text()
    assert [item.locator(".text").inner_text() for item in (before, bad, after)] == ["1", "", "1"]


def test_a_bad_picture_alone_leaves_no_reading(page):
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    upload(page, named("empty.jpg", b""))
    assert page.locator("#reading").inner_text() == ""
    assert "empty" in page.locator("#note").inner_text()


def test_a_white_picture_is_blank(page):
    upload(page, named("white.png", png(64, 48, [b"\xff" * 192] * 48)))
    assert page.locator("#reading").inner_text() == ""
    assert page.locator("#note").inner_text() == "No writing found."


def test_a_picture_of_one_column_is_no_crash(page):
    upload(page, named("long.png", png(1, 20000, [b"\x80\x80\x80"] * 20000)))
    assert page.locator("#note").get_attribute("data-tone") == "calm"


@pytest.mark.parametrize("event, carrier", [("drop", "dataTransfer"), ("paste", "clipboardData")])
def test_pictures_can_be_dropped_and_pasted(page, event, carrier):
    content = list(png(200, 200, upright_stroke(b"\0\0\0", b"\xff\xff\xff")))
    page.evaluate(
        """([name, carrier, content]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([Uint8Array.from(content)], 'one.png', { type: 'image/png' }));
            const event = new Event(name, { bubbles: true, cancelable: true });
            Object.defineProperty(event, carrier, { value: carried });
            document.body.dispatchEvent(event);
        }""",
        [event, carrier, content],
    )
    wait_for_reading(page, "1")
