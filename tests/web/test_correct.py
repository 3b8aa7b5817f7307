"""Saying what it really was: kept in the browser, saved as labelled pictures that training reads."""

import zipfile

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.web.hand import ONE, STROKES, draw, named, png, upload, wait_for_reading
from train import extra


def say(page, label):
    page.locator(f"[data-label='{label}']").click()


def saved(page, folder):
    """Saves the corrections and unpacks them into a folder."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as labelled pictures").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(folder)
    return folder


def test_what_was_corrected_is_what_training_reads(page, tmp_path):
    draw(page, STROKES["7"])
    wait_for_reading(page, "7")
    say(page, 1)
    expect(page.locator(".correct")).to_contain_text("Kept on this device as a 1.")
    upload(page, named("one.png", ONE))
    say(page, "no digit")
    expect(page.locator("#kept")).to_have_text("2 corrections are kept")
    upload(page, named("white.png", png(64, 48, [b"\xff" * 192] * 48)))
    say(page, 3)
    expect(page.locator("#kept")).to_have_text("3 corrections are kept")

    folder = saved(page, tmp_path)
    names = ["0001-is-1-read-7.png", "0002-is-no-digit-read-1.png", "0003-is-3-read-nothing.png"]
    assert sorted(path.name for path in folder.iterdir()) == [*names, "labels.csv"]
    assert (folder / "labels.csv").read_text().splitlines() == [
        "picture,label",
        *(f"{name},{label}" for name, label in zip(names, ("1", "no digit", "3"), strict=True)),
    ]
    assert (cv2.imread(str(folder / names[1])) == cv2.imdecode(np.frombuffer(ONE, np.uint8), 1)).all()
    glyphs, labels = extra.load(folder)
    assert glyphs.shape[1:] == (28, 28)
    assert set(labels) == {1, 10}, "nothing is to be learnt from the white picture"


def test_a_digit_of_several_is_corrected_by_its_glyph(page, two_lines, tmp_path):
    upload(page, two_lines)
    page.locator(".box").nth(1).click()
    say(page, 6)
    expect(page.locator("#kept")).to_have_text("1 correction is kept")
    folder = saved(page, tmp_path)
    assert cv2.imread(str(folder / "0001-is-6-read-0.png")).shape == (28, 28, 3)
    glyphs, labels = extra.load(folder)
    assert (len(glyphs), list(labels)) == (1, [6])


def test_a_correction_can_be_changed_and_taken_back(page, tmp_path):
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    say(page, 7)
    say(page, 4)
    assert page.locator("[data-label='4']").get_attribute("aria-pressed") == "true"
    assert page.locator("[data-label='7']").get_attribute("aria-pressed") == "false"
    expect(page.locator(".correct")).to_contain_text("Kept on this device as a 4.")
    assert [path.name for path in saved(page, tmp_path).glob("*.png")] == ["0001-is-4-read-1.png"]
    say(page, 4)
    expect(page.locator("#corrections")).to_be_hidden()


def test_corrections_outlive_the_page_until_they_are_deleted(page):
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    say(page, 7)
    expect(page.locator("#kept")).to_have_text("1 correction is kept")
    page.reload()
    expect(page.locator("#kept")).to_have_text("1 correction is kept")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete all").click()
    expect(page.locator("#corrections")).to_be_hidden()
    page.reload()
    page.wait_for_selector("body[data-ready]")
    expect(page.locator("#corrections")).to_be_hidden()


@pytest.mark.parametrize(
    "script, words",
    [
        (
            "IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); };",
            "The storage of this browser is full.",
        ),
        (
            "Object.defineProperty(window, 'indexedDB', { value: undefined });",
            "This browser keeps nothing for this page",
        ),
    ],
)
def test_where_nothing_can_be_kept_the_page_says_so_and_reads_on(open_page, script, words):
    page = open_page(prepare=lambda page: page.add_init_script(script))
    draw(page, STROKES["7"])
    wait_for_reading(page, "7")
    say(page, 1)
    expect(page.locator(".correct")).to_contain_text(words)
    assert page.locator("[data-label='1']").get_attribute("aria-pressed") == "false"
    page.click("#clear")
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
