"""Bringing pictures: chosen, dropped, pasted and taken with the camera; good and bad."""

import pytest
from playwright.sync_api import expect

from tests.web.hand import ONE, STROKES, draw, named, png, row_of, upload, upright_stroke, wait_for_reading


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
        ("scan.tiff", b"II*\0\x08\0\0\0", "TIFF"),
        ("cut.png", png(200, 200, upright_stroke(b"\0\0\0", b"\xff\xff\xff"))[:90], "damaged"),
    ],
)
def test_a_bad_picture_is_told_plainly_and_loses_no_other(page, name, content, words):
    before, bad, after = upload(page, named("before.png", ONE), named(name, content), named("after.png", ONE))
    assert words in row_of(bad)[3]
    assert [row_of(row)[1] for row in (before, bad, after)] == ["1", "", "1"]


def test_a_file_that_is_too_large_is_not_even_opened(page, tmp_path):
    heavy = tmp_path / "heavy.png"
    with open(heavy, "wb") as file:
        file.truncate(40 * 1024 * 1024 + 1)
    upload(page, heavy)
    expect(page.locator("#note")).to_contain_text("larger than 40 MB")


def test_a_bad_picture_alone_leaves_no_reading(page):
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    upload(page, named("empty.jpg", b""))
    assert page.locator("#reading").inner_text() == ""
    assert "empty" in page.locator("#note").inner_text()


def test_a_white_picture_is_blank(page):
    upload(page, named("white.png", png(64, 48, [b"\xff" * 192] * 48)))
    assert page.locator("#reading").inner_text() == ""
    assert page.locator("#note").inner_text() == "This looks blank: no writing found."


def test_a_picture_of_one_column_is_no_crash(page):
    upload(page, named("long.png", png(1, 20000, [b"\x80\x80\x80"] * 20000)))
    assert page.locator("#note").get_attribute("data-tone") == "calm"


@pytest.mark.parametrize("event, carrier", [("drop", "dataTransfer"), ("paste", "clipboardData")])
@pytest.mark.parametrize("count", [1, 3])
def test_pictures_can_be_dropped_and_pasted(page, event, carrier, count):
    page.locator("body").evaluate(
        """(body, [name, carrier, content, count]) => {
            const carried = new DataTransfer();
            for (let i = 0; i < count; i++) {
                carried.items.add(new File([Uint8Array.from(content)], `${i}.png`, { type: 'image/png' }));
            }
            const event = new Event(name, { bubbles: true, cancelable: true });
            Object.defineProperty(event, carrier, { value: carried });
            body.dispatchEvent(event);
        }""",
        [event, carrier, list(ONE), count],
    )
    wait_for_reading(page, "1")
    expect(page.locator(".rows .row")).to_have_count(count if count > 1 else 0)


def drop_folder(page, entries):
    """Drops a folder. entries: JavaScript, an array of FileSystemEntry, for which `file(name)` makes one of a picture."""
    page.locator("body").evaluate(
        """(body, content) => {
            const file = (name) => ({
                name, isDirectory: false, file: (take) => take(new File([Uint8Array.from(content)], name)),
            });
            const left = ENTRIES;
            const createReader = () => ({ readEntries: (take) => take(left.splice(0)) });
            const items = [{ webkitGetAsEntry: () => ({ name: 'folder', isDirectory: true, createReader }) }];
            const event = new Event('drop', { bubbles: true, cancelable: true });
            Object.defineProperty(event, 'dataTransfer', { value: { files: [], items } });
            body.dispatchEvent(event);
        }""".replace("ENTRIES", entries),
        list(ONE),
    )


def test_a_picture_of_a_folder_that_cannot_be_had_is_told_by_name_and_loses_no_other(page):
    lost = "{ name: 'b.png', isDirectory: false, file: (_, fail) => fail(new DOMException('gone', 'NotFoundError')) }"
    drop_folder(page, f"[file('a.png'), {lost}, file('c.png')]")
    wait_for_reading(page, "1")
    rows = [row_of(row) for row in page.locator(".rows .row").all()]
    assert [(name, text) for name, text, _, _ in rows] == [("a.png", "1"), ("b.png", ""), ("c.png", "1")]
    assert "cannot be read" in rows[1][3]


def test_a_folder_without_pictures_is_told_as_one(page):
    drop_folder(page, "[]")
    expect(page.locator("#note")).to_have_text("There is no picture in this folder.")


def test_a_picture_is_taken_with_the_camera(camera_browser, open_page):
    page = open_page(browser=camera_browser, permissions=["camera"])
    page.get_by_role("button", name="Camera").click()
    dialog = page.get_by_role("dialog", name="Camera")
    dialog.get_by_role("button", name="Take the picture").click()
    wait_for_reading(page, "1")
    expect(dialog).to_have_count(0)


def test_on_a_phone_the_camera_is_the_phones_own(open_page):
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Camera").tap()
    assert chosen.value.element.get_attribute("capture") == "environment"
    chosen.value.set_files(named("one.png", ONE))
    wait_for_reading(page, "1")


@pytest.mark.parametrize(
    "why, words",
    [
        (
            "NotAllowedError",
            "The camera was refused. Allow it for this page in the browser, or choose a picture instead.",
        ),
        ("NotFoundError", "No camera was found. Choose a picture instead."),
        (None, "This browser gives the page no camera. Choose a picture instead."),
    ],
)
def test_without_a_camera_the_page_says_what_to_do(open_page, why, words):
    devices = f"{{ getUserMedia: () => Promise.reject(new DOMException('no', '{why}')) }}" if why else "undefined"
    script = f"Object.defineProperty(navigator, 'mediaDevices', {{ value: {devices} }})"
    page = open_page(prepare=lambda page: page.add_init_script(script))
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    page.get_by_role("button", name="Camera").click()
    expect(page.locator("#note")).to_have_text(words)
    wait_for_reading(page, "1")
