"""What goes wrong is said in a plain sentence, with a way on. Pictures, cameras and storage that fail are in the tests of their own."""

import json
import os

import pytest
from playwright.sync_api import expect

from tests.web.hand import ONE, STROKES, draw, named, row_of, saved, upload, wait_for_reading


def cut(route):
    whole = route.fetch()
    route.fulfill(response=whole, body=whole.body()[:1000])


def garble(route):
    whole = route.fetch()
    route.fulfill(response=whole, body=os.urandom(len(whole.body())))


@pytest.mark.parametrize(
    "file, fail, words",
    [
        ("digits.json", lambda route: route.abort(), "its files did not arrive; look at the connection"),
        ("digits.json", lambda route: route.fulfill(status=404), "its files did not arrive"),
        ("digits.json", lambda route: route.fulfill(body="{"), "its files did not arrive"),
        ("model.json*", lambda route: route.fulfill(body="{}"), "its network did not arrive, or is damaged"),
        ("weights.bin*", lambda route: route.abort(), "its network did not arrive, or is damaged"),
        ("weights.bin*", cut, "its network did not arrive, or is damaged"),
        ("weights.bin*", garble, "its network did not arrive, or is damaged"),
        ("worker-*.js", lambda route: route.abort(), "its program could not be loaded"),
    ],
    ids=[
        "no files",
        "a missing file",
        "a file cut short",
        "an empty model",
        "no weights",
        "few",
        "garbled",
        "no worker",
    ],
)
def test_a_recogniser_that_does_not_come_can_be_tried_again(open_page, file, fail, words):
    page = open_page(prepare=lambda page: page.context.route(f"**/{file}", fail), wait=False)
    expect(page.locator("#note")).to_contain_text(f"The recogniser does not work: {words}")
    # What was drawn meanwhile is read as soon as it works.
    draw(page, STROKES["7"])
    expect(page.locator("#note")).to_contain_text(f"The recogniser does not work: {words}")
    expect(page.locator("body")).not_to_have_attribute("data-ready", "")
    page.context.unroute(f"**/{file}")
    page.get_by_role("button", name="Try again").click()
    wait_for_reading(page, "7")
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    page.wrong.clear()  # Chromium itself reports what did not arrive


def test_pictures_that_come_before_a_recogniser_that_fails_are_told_of_it(open_page):
    page = open_page(prepare=lambda page: page.context.route("**/model.json*", lambda route: route.abort()), wait=False)
    page.locator("#pictures").set_input_files([named("a.png", ONE), named("b.png", ONE)])
    expect(page.locator(".rows .problem").first).to_contain_text("its network did not arrive")
    page.context.unroute("**/model.json*")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector("body[data-ready]")
    upload(page, named("a.png", ONE), named("b.png", ONE))
    wait_for_reading(page, "1")
    page.wrong.clear()


LOADING, IDLE = "Loading the recogniser…", "Draw on the pad, or choose pictures."


@pytest.fixture
def loading_page(open_page):
    """A page whose recogniser waits for its network, which `page.arrive()` brings, or not; `page.said()` is all that it said."""
    held = []

    def hold(route):
        held.append(route)

    page = open_page(prepare=lambda page: page.context.route("**/model.json*", hold), wait=False)
    page.evaluate("""() => {
        window.said = [];
        const note = document.querySelector('#note');
        new MutationObserver(() => window.said.push(note.textContent)).observe(note, { childList: true });
    }""")
    page.said = lambda: page.evaluate("() => window.said")

    def arrive(well=True):
        while not held:
            page.wait_for_timeout(10)
        held[-1].continue_() if well else held[-1].abort()
        held.clear()

    page.arrive = arrive
    return page


def test_a_picture_chosen_while_the_recogniser_loads_is_said_to_be_read_until_it_is(loading_page):
    page = loading_page
    page.locator("#pictures").set_input_files(named("a.png", ONE))
    expect(page.locator("#note")).to_have_text("Reading…")
    page.arrive()
    wait_for_reading(page, "1")
    assert page.said()[0] == "Reading…" and IDLE not in page.said()


def test_pictures_chosen_while_the_recogniser_loads_are_said_to_be_read_until_they_are(loading_page):
    page = loading_page
    page.locator("#pictures").set_input_files([named("a.png", ONE), named("b.png", ONE)])
    expect(page.locator("#note")).to_have_text("Reading 2 pictures…")
    page.arrive()
    wait_for_reading(page, "1")
    assert IDLE not in page.said()


def test_what_is_cleared_while_the_recogniser_loads_is_not_said_to_be_read(loading_page):
    page = loading_page
    page.locator("#pictures").set_input_files(named("a.png", ONE))
    expect(page.locator("#note")).to_have_text("Reading…")
    page.locator("#clear").click()
    expect(page.locator("#note")).to_have_text(LOADING)
    page.arrive()
    expect(page.locator("#note")).to_have_text(IDLE)
    expect(page.locator("#reading")).to_have_text("")


@pytest.fixture
def broken_page(open_page):
    """A page whose recogniser did not come; `page.mend()` lets it, once it is tried again."""
    page = open_page(prepare=lambda page: page.context.route("**/model.json*", lambda route: route.abort()), wait=False)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()

    def mend():
        page.context.unroute("**/model.json*")
        page.get_by_role("button", name="Try again").click()
        page.wait_for_selector("body[data-ready]")

    page.mend = mend
    yield page
    page.wrong.clear()  # Chromium itself reports what did not arrive


@pytest.mark.parametrize(("count", "rows"), [(1, 0), (2, 2)])
def test_pictures_chosen_before_it_is_tried_again_are_read_once_it_works(broken_page, count, rows):
    page = broken_page
    draw(page, STROKES["7"])
    page.locator("#pictures").set_input_files([named(f"{number}.png", ONE) for number in range(count)])
    expect(page.locator(".rows .problem")).to_contain_text(["its network did not arrive"] * rows)
    expect(page.locator("#note")).to_contain_text("The recogniser does not work: its network did not arrive")
    page.mend()
    wait_for_reading(page, "1")
    expect(page.locator(".rows .text")).to_have_text(["1"] * rows)


def test_a_drawing_made_after_a_picture_was_chosen_is_what_is_read_once_it_works(broken_page):
    page = broken_page
    page.locator("#pictures").set_input_files(named("a.png", ONE))
    draw(page, STROKES["7"])
    page.mend()
    wait_for_reading(page, "7")


def test_a_picture_cleared_before_it_is_tried_again_is_not_read(broken_page):
    page = broken_page
    page.locator("#pictures").set_input_files(named("a.png", ONE))
    page.locator("#clear").click()
    expect(page.locator("#note")).to_contain_text("The recogniser does not work: its network did not arrive")
    page.mend()
    expect(page.locator("#note")).to_have_text(IDLE)
    expect(page.locator("#reading")).to_have_text("")


def test_pictures_that_were_cancelled_before_it_failed_are_not_read_once_it_works(loading_page):
    page = loading_page
    page.locator("#pictures").set_input_files([named("a.png", ONE), named("b.png", ONE)])
    page.get_by_role("button", name="Cancel").click()
    page.arrive(well=False)
    page.get_by_role("button", name="Try again").click()
    page.arrive()
    expect(page.locator("#note")).to_have_text(IDLE)
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    page.wrong.clear()  # Chromium itself reports what did not arrive


def test_a_table_that_does_not_come_is_told_and_pictures_can_be_chosen_again(page):
    page.context.route("**/batch-*.js", lambda route: route.abort())
    page.locator("#pictures").set_input_files([named("a.png", ONE), named("b.png", ONE)])
    expect(page.locator("#note")).to_have_text(
        "The recogniser does not work: its table of pictures did not arrive; look at the connection."
    )
    expect(page.locator("#reading")).not_to_have_attribute("aria-busy", "true")
    page.context.unroute("**/batch-*.js")
    # Chromium itself reports what did not arrive; an error that nobody caught would be another.
    page.wrong[:] = [wrong for wrong in page.wrong if "net::ERR_FAILED" not in wrong]
    upload(page, named("a.png", ONE), named("b.png", ONE))
    wait_for_reading(page, "1")


@pytest.fixture
def page_that_cannot_read(open_page):
    """A page whose recogniser is ready, and fails with each picture that is one."""

    def without_canvas(route):
        whole = route.fetch()
        route.fulfill(response=whole, body="delete self.OffscreenCanvas;" + whole.text())

    return open_page(prepare=lambda page: page.context.route("**/worker-*.js", without_canvas))


def test_readings_that_fail_are_told_in_the_table_and_beside_the_pad(page_that_cannot_read):
    page = page_that_cannot_read
    rows = upload(page, named("a.png", ONE), named("b.png", ONE))
    assert [row_of(row)[3] for row in rows] == ["OffscreenCanvas is not defined"] * 2
    expect(page.locator("#note")).to_have_text("The recogniser does not work: OffscreenCanvas is not defined.")


def test_a_reading_that_fails_is_saved_with_schema_and_model(page_that_cannot_read):
    page = page_that_cannot_read
    upload(page, named("a.png", ONE), named("letter.png", b"Dear reader,"))
    failed, known = json.loads(saved(page, "Save as JSON"))
    assert failed.pop("error") == {"code": "failed", "message": "OffscreenCanvas is not defined"}
    assert known.pop("error")["code"] == "not-an-image"
    assert (failed.pop("source"), known.pop("source")) == ("a.png", "letter.png")
    assert failed == known
