"""The page for everyone: any window, light and dark, keyboard alone, screen readers, no jumps."""

import pytest
from playwright.sync_api import expect

from tests.web.hand import ONE, STROKES, WEB, draw, named, upload, wait_for_reading

AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page):
    """What axe-core finds, one line each."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run({ runOnly: rules })", RULES)["violations"]
    return [f"{each['id']}: {', '.join(node['html'] for node in each['nodes'])}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page, two_lines, scheme):
    # The policy would keep axe out, too.
    page = open_page(color_scheme=scheme, bypass_csp=True, viewport={"width": 390, "height": 844})
    assert violations(page) == [], "idle"
    draw(page, STROKES["4"])
    wait_for_reading(page, "4")
    page.get_by_role("button", name="Why?").click()
    expect(page.locator(".heat")).to_contain_text("Orange")
    page.locator("[data-label='9']").click()
    expect(page.locator("#kept")).to_be_visible()
    assert violations(page) == [], "a drawing"
    upload(page, named("one.png", ONE), two_lines, named("bad.png", b"?"))
    assert violations(page) == [], "many pictures"
    page.get_by_role("button", name="page.png").click()
    expect(page.locator(".inspector .text")).not_to_be_empty()
    assert violations(page) == [], "a closer look"
    page.keyboard.press("Escape")
    page.click("#help")
    assert violations(page) == [], "help"


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_the_page_fits_its_window(open_page, two_lines, width):
    page = open_page(viewport={"width": width, "height": 844})
    name = "a picture with a name that is far too long for a line of a small screen.png"
    for files in ([two_lines], [named(name, ONE), named("bad.png", b"?"), two_lines]):
        upload(page, *files)
        assert page.locator("html").evaluate("page => page.scrollWidth") <= width
    page.locator(".rows .name").first.click()
    expect(page.locator(".inspector .text")).not_to_be_empty()
    assert page.locator(".inspector").evaluate("dialog => dialog.scrollWidth - dialog.clientWidth") <= 0


def focused(page):
    return page.locator(":focus")


def tab_to(page, name):
    """Presses Tab until what has the focus is called so."""
    names = []
    for _ in range(60):
        page.keyboard.press("Tab")
        # After the last comes the page itself, before the first is reached again.
        told = page.evaluate(
            """() => {
                const node = document.activeElement;
                if (node === document.body) return 'the page';
                return node.ariaLabel || node.textContent.trim() || node.labels?.[0]?.textContent.trim() || node.id;
            }"""
        )
        names.append(told)
        if told.startswith(name):
            return
    raise AssertionError(f"no way to {name}: {names}")


def test_the_keyboard_alone_does_everything(page, two_lines, tmp_path):
    """Draws, undoes, corrects, asks why, brings pictures, walks through them and saves, without a pointer."""
    press = page.keyboard.press
    tab_to(page, "Draw a digit")
    press("Space")
    for _ in range(12):
        press("ArrowDown")
    press("Space")
    wait_for_reading(page, "1")
    press("Control+z")
    wait_for_reading(page, "")
    press("Control+y")
    wait_for_reading(page, "1")
    tab_to(page, "Medium pen")
    press("ArrowRight")
    assert page.get_by_role("radio", name="Thick pen").is_checked()
    tab_to(page, "1, ")
    assert focused(page).get_attribute("aria-pressed") == "true"
    tab_to(page, "Why?")
    press("Enter")
    expect(page.locator(".heat")).to_contain_text("Orange")
    tab_to(page, "7 ")
    press("Space")
    expect(page.locator(".correct")).to_contain_text("Kept on this device as a 7.")
    tab_to(page, "Save as labelled pictures")
    with page.expect_download():
        press("Enter")
    with page.expect_file_chooser() as chosen:
        press("Control+o")
    chosen.value.set_files([named("a.png", ONE), named("b.png", ONE)])
    expect(page.locator("#summary")).to_have_text("2 pictures read: 2 sure.")
    tab_to(page, "Save as CSV")
    with page.expect_download():
        press("Enter")
    tab_to(page, "a.png")
    press("Enter")
    expect(page.get_by_role("dialog", name="a.png")).to_be_visible()
    press("ArrowRight")
    expect(page.get_by_role("dialog", name="b.png")).to_be_visible()
    press("Escape")
    expect(page.get_by_role("button", name="b.png")).to_be_focused()
    press("Control+/")
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    press("Escape")
    page.get_by_role("button", name="b.png").focus()
    press("Delete")
    expect(page.locator("#results")).to_be_visible()
    tab_to(page, "Clear")
    press("Enter")
    wait_for_reading(page, "")
    expect(page.locator("#results")).to_be_hidden()


def test_what_has_the_focus_shows_it(page):
    for _ in range(8):
        page.keyboard.press("Tab")
        shown = focused(page).evaluate(
            """node => [node, node.closest('label')?.querySelector('span'), node.closest('label')]
                .some(each => each && getComputedStyle(each).outlineStyle !== 'none')"""
        )
        assert shown, focused(page).evaluate("node => node.outerHTML")


def test_a_screen_reader_hears_the_reading(page):
    draw(page, STROKES["4"])
    wait_for_reading(page, "4")
    reading = page.get_by_role("status", name="Reading")
    assert reading.get_attribute("id") == "reading"
    assert reading.get_attribute("aria-live") == "polite"
    expect(reading).to_have_text("4")
    expect(page.locator("#details")).to_match_aria_snapshot(
        """
        - group "The digits in the picture":
          - button /4, .*%/ [pressed]
        - img "What the network sees of the digit read as 4"
        - button "Why?"
        - list "Probabilities of the digit read as 4"
        """
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_jumps_when_a_reading_comes(open_page, width):
    """What is below the reading stays where it is, from the empty page to an answer and back."""
    page = open_page(viewport={"width": width, "height": 844})
    footer = page.locator("footer").bounding_box()["y"]
    note = page.locator("#note").bounding_box()["y"]
    draw(page, STROKES["4"])
    wait_for_reading(page, "4")
    assert page.locator("footer").bounding_box()["y"] == pytest.approx(footer, abs=1)
    assert page.locator("#note").bounding_box()["y"] == pytest.approx(note, abs=1)
    page.click("#clear")
    wait_for_reading(page, "")
    assert page.locator("footer").bounding_box()["y"] == pytest.approx(footer, abs=1)


@pytest.mark.parametrize("motion, moves", [("no-preference", True), ("reduce", False)])
def test_who_wants_no_motion_gets_none(open_page, motion, moves):
    page = open_page(reduced_motion=motion)
    duration = page.locator("#undo").evaluate("node => parseFloat(getComputedStyle(node).transitionDuration)")
    assert (duration > 0) == moves
