"""The page for everyone: any window, keyboard alone."""

import pytest

from tests.web.hand import ONE, named, upload


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_fits_its_window(open_page, two_lines, width, scheme):
    page = open_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    name = "a picture with a name that is far too long for a line of a small screen.png"
    for files in ([two_lines], [named(name, ONE), named("bad.png", b"?"), two_lines]):
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
