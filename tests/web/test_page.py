"""The page as people use it: the built files, served as a plain static host does, in a real Chromium."""

import contextlib
import csv
import functools
import http.server
import json
import os
import shutil
import struct
import subprocess
import threading
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
PATIENCE = 60_000  # milliseconds, on a machine that does other things too

with open(ROOT / "digits" / "labels.csv", newline="") as file:
    SAMPLES = [(row["picture"], row["label"]) for row in csv.DictReader(file)]

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


@pytest.fixture(scope="session")
def dist():
    """The built page. Building takes a second, so it is never an old one."""
    if not (WEB / "node_modules").exists():
        subprocess.run(["npm", "ci"], cwd=WEB, check=True)
    subprocess.run(["npm", "run", "build"], cwd=WEB, check=True, stdout=subprocess.DEVNULL)
    return WEB / "dist"


@pytest.fixture(scope="session")
def address(dist):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=dist)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no Chromium: install Debian's package `chromium`, or set CHROMIUM to the path of one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, address):
    """Opens the page ready to read; asserts at the end that it stayed at home and that nothing went wrong unseen."""
    with contextlib.ExitStack() as opened:

        def open_one(prepare=lambda page: None, **settings):
            context = browser.new_context(**settings)
            opened.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.requested, page.wrong = [], []
            context.on("request", lambda request: page.requested.append(request.url))
            page.on("pageerror", lambda error: page.wrong.append(str(error)))
            page.on("console", lambda message: page.wrong.append(message.text) if message.type == "error" else None)
            prepare(page)
            page.goto(address)
            page.wait_for_selector("body[data-ready]")
            pages.append(page)
            return page

        pages = []
        yield open_one
        for page in pages:
            elsewhere = [url for url in page.requested if not url.startswith((address, "blob:" + address, "data:"))]
            assert elsewhere == []
            assert page.wrong == []


@pytest.fixture
def page(open_page):
    return open_page(viewport={"width": 1280, "height": 900})


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
    page.wait_for_function("text => document.querySelector('#reading').textContent === text", arg=text)


def upload(page, *files):
    """Chooses pictures, waits until all are read, and returns their list items; a lone picture has none."""
    page.locator("#pictures").set_input_files(list(files))
    listed = len(files) if len(files) > 1 else 0
    done = """n => document.querySelectorAll('.picture[data-tone]').length === n &&
        !document.querySelector('#note').textContent.startsWith('Reading')"""
    page.wait_for_function(done, arg=listed)
    return page.locator(".picture").all()


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


@pytest.fixture
def two_lines(drawn):
    """A picture of the page 40 over 17, as a file to choose."""
    lines = np.vstack([drawn(line, 480) for line in ("40", "17")])
    return named("page.png", cv2.imencode(".png", lines)[1].tobytes())


@pytest.mark.parametrize("digit", STROKES)
def test_a_drawn_digit_is_read(page, digit):
    draw(page, STROKES[digit])
    wait_for_reading(page, digit)
    assert "%" in page.locator("#note").inner_text()
    assert page.locator("#details .bars li").count() == 10
    assert page.locator("#details .bars li.answer .value").inner_text() == digit
    assert digits_of(boxes(page)) == digit


def test_a_drawn_number_is_read(page):
    draw(page, beside("4", "2"))
    wait_for_reading(page, "42")
    assert page.locator("#note").inner_text().startswith("The number might be 42: ")
    assert digits_of(boxes(page)) == "42"
    assert page.locator("#details .bars").count() == 1


def test_the_box_of_a_drawn_digit_lies_on_its_ink(page):
    draw(page, STROKES["7"])
    wait_for_reading(page, "7")
    frame = page.locator("#details .boxes").bounding_box()
    box = page.locator("#details .box").bounding_box()
    edges = [
        (box["x"] - frame["x"]) / frame["width"],
        (box["x"] + box["width"] - frame["x"]) / frame["width"],
        (box["y"] - frame["y"]) / frame["height"],
        (box["y"] + box["height"] - frame["y"]) / frame["height"],
    ]
    # The strokes end there; half a pen's width and the box's own edge come on top.
    assert edges == pytest.approx([0.31, 0.68, 0.23, 0.81], abs=0.08)


def test_the_glyph_is_shown_as_the_network_sees_it(page):
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    levels = page.evaluate(
        """() => {
            const canvas = document.querySelector('#details .glyph');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return Array.from({ length: data.length / 4 }, (_, pixel) => data[4 * pixel]);
        }"""
    )
    glyph = np.array(levels).reshape(28, 28)
    rows, columns = np.nonzero(glyph > 127)
    assert np.ptp(rows) >= 17  # MNIST's 20 rows, faint ends apart
    assert np.ptp(columns) <= 6
    assert glyph.max() > 200
    assert not glyph[0].any()


@pytest.mark.parametrize("how", ["click", "Enter", "Space"])
def test_a_box_shows_its_digits_bars_and_glyph(page, two_lines, how):
    upload(page, two_lines)
    assert digits_of(boxes(page)) == "4017"
    glyphs = set()
    for index, digit in [(2, "1"), (0, "4"), (3, "7")]:
        box = page.locator(".box").nth(index)
        if how == "click":
            box.click()
        else:
            box.focus()
            page.keyboard.press(how)
        assert pressed(page) == ["true" if place == index else "false" for place in range(4)]
        assert page.locator(".chart-title b").all_inner_texts() == [digit]
        assert page.locator(".bars li.answer .value").all_inner_texts() == [digit]
        assert page.evaluate("document.activeElement.className") == "box"
        glyphs.add(page.evaluate("() => document.querySelector('.glyph').toDataURL()"))
    assert len(glyphs) == 3


def test_a_page_is_shown_in_lines_with_a_box_on_each_digit(page, two_lines):
    upload(page, two_lines)
    assert page.locator("#reading").inner_text() == "40\n17"
    four, nought, one, seven = (box.bounding_box() for box in page.locator(".box").all())
    assert four["x"] + four["width"] < nought["x"] + nought["width"]
    assert four["y"] + four["height"] < one["y"]
    assert one["x"] < seven["x"]


def test_a_doubtful_digit_is_marked_not_by_colour_alone(open_page):
    def demand_more_than_certainty(page):
        metadata = json.loads((WEB / "dist" / "model" / "digits.json").read_text()) | {"accept_threshold": 1.01}
        page.context.route("**/digits.json", lambda route: route.fulfill(json=metadata))

    page = open_page(prepare=demand_more_than_certainty)
    draw(page, STROKES["7"])
    wait_for_reading(page, "7")
    box = page.locator(".box")
    assert box.get_attribute("aria-label").endswith(", unsure")
    assert box.inner_text() == "7?"
    assert box.evaluate("box => getComputedStyle(box).borderStyle") == "dashed"
    assert "unsure" in page.locator("#note").inner_text()


def test_the_text_can_be_copied(open_page, two_lines):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    upload(page, two_lines)
    page.get_by_role("button", name="Copy text").click()
    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "40\n17"


def test_each_of_several_pictures_has_its_boxes_and_its_text_to_copy(open_page, two_lines):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    first, second = upload(page, two_lines, named("one.png", png(200, 200, upright_stroke(b"\0\0\0", b"\xff\xff\xff"))))
    assert (digits_of(boxes(first)), digits_of(boxes(second))) == ("4017", "1")
    first.locator(".box").nth(3).click()
    assert first.locator(".bars li.answer .value").all_inner_texts() == ["7"]
    assert second.locator(".bars li.answer .value").all_inner_texts() == ["1"]
    first.get_by_role("button", name="Copy text").click()
    first.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "40\n17"


@pytest.mark.parametrize("clipboard", ["undefined", "{ writeText: () => Promise.reject(new Error('denied')) }"])
def test_where_the_browser_does_not_copy_the_page_says_so(open_page, clipboard):
    script = f"Object.defineProperty(navigator, 'clipboard', {{ value: {clipboard} }})"
    page = open_page(prepare=lambda page: page.add_init_script(script))
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    page.get_by_role("button", name="Copy text").click()
    page.get_by_text("does not let the page copy").wait_for()


def test_without_a_text_there_is_nothing_to_copy(page):
    assert not page.get_by_role("button", name="Copy text").is_visible()
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    assert page.get_by_role("button", name="Copy text").is_visible()
    page.click("#clear")
    wait_for_reading(page, "")
    assert not page.get_by_role("button", name="Copy text").is_visible()
    assert boxes(page) == []


def test_undo_takes_the_last_stroke_back_and_a_blank_pad_reads_nothing(page):
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    draw(page, SCRIBBLE)
    page.click("#undo")
    page.click("#undo")
    wait_for_reading(page, "1")
    page.keyboard.press("Control+z")
    wait_for_reading(page, "")
    assert page.locator("#details .bars").count() == 0


def test_clear_empties_the_pad_and_the_reading(page):
    draw(page, STROKES["4"])
    wait_for_reading(page, "4")
    page.click("#clear")
    wait_for_reading(page, "")
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")


@pytest.mark.parametrize("scale", [1, 3])
def test_a_finger_draws_on_any_screen(open_page, scale):
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=scale)
    touch = page.context.new_cdp_session(page)
    for stroke in STROKES["4"]:
        for index, (x, y) in enumerate(points_of(page, stroke)):
            event = {"type": "touchMove" if index else "touchStart", "touchPoints": [{"x": x, "y": y}]}
            touch.send("Input.dispatchTouchEvent", event)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    wait_for_reading(page, "4")
    assert page.evaluate("scrollY") == 0


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


def test_without_webassembly_the_page_reads_all_the_same(open_page):
    def refuse(page):
        page.context.route("**/*.wasm", lambda route: route.abort())

    page = open_page(prepare=refuse)
    page.wrong.clear()  # Chromium itself reports the refused requests
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    page.wrong.clear()


def test_what_is_sent_until_the_first_prediction_is_within_budget(page, dist):
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    paths = {urlsplit(url).path.lstrip("/") or "index.html" for url in page.requested}
    assert any(path.endswith(".wasm") for path in paths), "the wasm backend is what is measured"
    run = ["node", "scripts/size.mjs", *sorted(paths)]
    sizes = subprocess.run(run, cwd=WEB, capture_output=True, text=True, check=False)
    assert sizes.returncode == 0, sizes.stdout + sizes.stderr


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_fits_its_window(open_page, two_lines, width, scheme):
    page = open_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    name = "a picture with a name that is far too long for a line of a small screen.png"
    one = named(name, png(200, 200, upright_stroke(b"\0\0\0", b"\xff\xff\xff")))
    for files in ([two_lines], [one, named("bad.png", b"?"), two_lines]):
        upload(page, *files)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_every_control(page, two_lines):
    upload(page, two_lines)
    page.evaluate("document.activeElement.blur()")
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.innerText"))
    assert reached == ["undo", "clear", "pictures", "Copy text", "4", "0", "1", "7"]
