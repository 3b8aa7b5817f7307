"""Seeing why: boxes on the picture, the glyph, the bars; and the text, to copy."""

import json
import re

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.web.hand import (
    STROKES,
    WEB,
    boxes,
    digits_of,
    draw,
    pressed,
    upload,
    wait_for_reading,
)


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


def glyph_pixels(page):
    """The glyph as it is shown: uint8 [28, 28, 3]."""
    levels = page.locator("#details .glyph").evaluate(
        "canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
    )
    return np.array(levels, np.uint8).reshape(28, 28, 4)[..., :3]


def test_what_mattered_is_shown_on_request_and_taken_away_again(page):
    draw(page, STROKES["7"])
    wait_for_reading(page, "7")
    before = glyph_pixels(page)
    assert (before.min(axis=2) == before.max(axis=2)).all(), "grey"
    button = page.get_by_role("button", name="Why?")
    button.click()
    expect(page.locator(".heat")).to_contain_text("Orange is what mattered.")
    expect(page.locator(".heat")).to_contain_text("sure of a 7 instead of")
    assert button.get_attribute("aria-pressed") == "true"
    heated = glyph_pixels(page).astype(int)
    orange = heated[..., 0] - heated[..., 2] > 60
    assert 10 < orange.sum() < 400
    near_ink = cv2.dilate((before[..., 0] > 0).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert near_ink[orange].all()
    button.click()
    assert (glyph_pixels(page) == before).all()
    expect(page.locator(".heat")).to_have_text("")


def test_an_unsure_answer_names_what_it_could_be(open_page):
    """With a network made modest, the bars are even: the page says which digits are likely."""

    def make_modest(page):
        metadata = json.loads((WEB / "dist" / "model" / "digits.json").read_text())
        metadata["calibration"]["temperature"] = 8
        page.context.route("**/digits.json", lambda route: route.fulfill(json=metadata))

    page = open_page(prepare=make_modest)
    draw(page, STROKES["7"])
    expect(page.locator("#note")).to_contain_text(re.compile(r"^This could be \d(, \d)? or \d: unsure, "))


@pytest.mark.parametrize(
    "strokes, words",
    [(["20,50 21,50"], "There is something here, but it looks like no digit."), ([], "Draw on the pad")],
)
def test_where_there_is_no_digit_the_page_says_so(page, strokes, words):
    draw(page, strokes)
    expect(page.locator("#note")).to_contain_text(words)
    wait_for_reading(page, "")
