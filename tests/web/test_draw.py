"""Drawing on the pad: by mouse, finger, pen and keyboard, with undo and redo."""

import pytest
from playwright.sync_api import expect

from tests.web.hand import SCRIBBLE, STROKES, beside, boxes, digits_of, draw, points_of, wait_for_reading


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


def drawing(page):
    """What is on the pad: the ink's share of its pixels."""
    return page.locator("#pad").evaluate(
        """pad => {
            const { data } = pad.getContext('2d').getImageData(0, 0, pad.width, pad.height);
            return data.filter((_, i) => i % 4 === 3).reduce((sum, alpha) => sum + alpha, 0) / (255 * pad.width * pad.height);
        }"""
    )


def test_undo_and_redo_walk_through_all_that_was_drawn(page):
    draw(page, STROKES["4"])
    wait_for_reading(page, "4")
    page.click("#clear")
    wait_for_reading(page, "")
    page.click("#undo")
    wait_for_reading(page, "4")
    page.click("#redo")
    wait_for_reading(page, "")
    page.keyboard.press("Control+z")
    wait_for_reading(page, "4")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+Z")
    wait_for_reading(page, "4")
    page.keyboard.press("Delete")
    wait_for_reading(page, "")


def test_a_stroke_after_undo_is_what_counts(page):
    draw(page, STROKES["7"])
    wait_for_reading(page, "7")
    page.click("#undo")
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    page.click("#redo")
    expect(page.locator("#reading")).to_have_text("1")


def test_the_pens_differ_in_width_and_each_stroke_keeps_its_own(page):
    shares = {}
    for pen in ("Thin", "Medium", "Thick"):
        page.get_by_role("radio", name=f"{pen} pen").check(force=True)
        draw(page, STROKES["1"])
        wait_for_reading(page, "1")
        shares[pen] = drawing(page)
        page.click("#clear")
        wait_for_reading(page, "")
    assert 1.3 * shares["Thin"] < shares["Medium"] < shares["Thick"] / 1.3
    page.click("#undo")
    wait_for_reading(page, "1")
    page.get_by_role("radio", name="Thin pen").check(force=True)
    assert drawing(page) == pytest.approx(shares["Thick"], rel=0.05)


@pytest.mark.parametrize("force, wider", [(0.15, False), (0.95, True)])
def test_a_pen_pressed_hard_draws_broadly(page, force, wider):
    draw(page, STROKES["1"])
    wait_for_reading(page, "1")
    usual = drawing(page)
    page.click("#clear")
    pen = page.context.new_cdp_session(page)
    for stroke in STROKES["1"]:
        points = list(points_of(page, stroke))
        for kind, (x, y) in [
            ("mousePressed", points[0]),
            *(("mouseMoved", point) for point in points[1:]),
            ("mouseReleased", points[-1]),
        ]:
            event = {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1}
            pen.send("Input.dispatchMouseEvent", event | {"pointerType": "pen", "force": force})
    wait_for_reading(page, "1")
    assert (drawing(page) > usual) == wider


def test_the_keyboard_draws(page):
    page.locator("#pad").focus()
    page.keyboard.press("Space")
    expect(page.locator("#pen-status")).to_contain_text("Pen down")
    for _ in range(12):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("#pen-status")).to_have_text("Pen lifted.")
    wait_for_reading(page, "1")


def test_shortcuts_are_shown_on_hover_and_in_the_help(page):
    assert page.locator("#undo").get_attribute("title") == "Undo (Ctrl+Z)"
    assert page.locator("#redo").get_attribute("title") == "Redo (Ctrl+Shift+Z)"
    page.keyboard.press("Control+/")
    dialog = page.get_by_role("dialog", name="Help")
    expect(dialog).to_be_visible()
    undo = dialog.locator("#keys > div").filter(has_text="Undo")
    assert undo.locator("kbd").all_inner_texts() == ["Ctrl+Z"]
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_strokes_are_taken_before_the_network_is_there(open_page):
    """The pad and the page need nothing but the first script; the answer comes when it can."""
    held = []

    def hold(page):
        page.context.route("**/weights.bin*", lambda route: held.append(route))

    page = open_page(prepare=hold, wait=False)
    draw(page, STROKES["7"])
    assert drawing(page) > 0.01
    expect(page.locator("body")).not_to_have_attribute("data-ready", "")
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    wait_for_reading(page, "7")
    expect(page.locator("body")).to_have_attribute("data-ready", "")


def test_what_the_browser_copies_is_the_reading(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    draw(page, STROKES["4"])
    wait_for_reading(page, "4")
    page.keyboard.press("Control+c")
    assert page.evaluate("() => navigator.clipboard.readText()") == "4"
