"""The page as people use it: the built files, served as a plain static host does, in a real Chromium."""

import contextlib
import csv
import functools
import http.server
import os
import shutil
import struct
import subprocess
import threading
import zlib
from pathlib import Path
from urllib.parse import urlsplit

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
    """Chooses pictures, waits until all are read, and returns their list items."""
    page.locator("#pictures").set_input_files(list(files))
    done = "n => document.querySelectorAll('.picture[data-tone]').length === n"
    page.wait_for_function(done, arg=len(files))
    return page.locator(".picture").all()


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


@pytest.mark.parametrize("digit", STROKES)
def test_a_drawn_digit_is_read(page, digit):
    draw(page, STROKES[digit])
    wait_for_reading(page, digit)
    assert "%" in page.locator("#note").inner_text()
    assert page.locator("#details .bars li").count() == 10
    assert page.locator("#details .bars li.answer .value").inner_text() == digit


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
    assert all(item.locator("canvas").count() == 1 for item in items)
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
    (item,) = upload(page, named("long.png", png(1, 20000, [b"\x80\x80\x80"] * 20000)))
    assert item.get_attribute("data-tone") == "calm"


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
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_its_window(open_page, width, scheme):
    page = open_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    name = "a picture with a name that is far too long for a line of a small screen.png"
    upload(page, named(name, png(200, 200, upright_stroke(b"\0\0\0", b"\xff\xff\xff"))), named("bad.png", b"?"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_every_control(page):
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
    assert reached == ["undo", "clear", "pictures"]
