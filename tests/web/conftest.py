"""The built page, served as a plain static host does, in a real Chromium."""

import contextlib
import functools
import http.server
import os
import shutil
import subprocess
import threading

import cv2
import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from tests.web.hand import ONE, PATIENCE, WEB, named


@pytest.fixture(scope="session")
def dist():
    """The built page. Building takes a second, so it is never an old one."""
    if not (WEB / "node_modules").exists():
        subprocess.run(["npm", "ci"], cwd=WEB, check=True)
    subprocess.run(["npm", "run", "build"], cwd=WEB, check=True, stdout=subprocess.DEVNULL)
    return WEB / "dist"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(folder):
    """Serves a folder as a plain static host does; gives its address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def address(dist):
    with served(dist) as address:
        yield address


@pytest.fixture(scope="session")
def launch():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no Chromium: install Debian's package `chromium`, or set CHROMIUM to the path of one")
    with sync_playwright() as playwright:

        def launch_one(*arguments):
            return playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", *arguments])

        yield launch_one


@pytest.fixture(scope="session")
def browser(launch):
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def camera_browser(launch, tmp_path_factory):
    """A browser whose camera sees a 1 on paper."""
    film = tmp_path_factory.mktemp("camera") / "one.mjpeg"
    picture = cv2.resize(cv2.imdecode(np.frombuffer(ONE, np.uint8), cv2.IMREAD_COLOR), (640, 480))
    film.write_bytes(cv2.imencode(".jpg", picture)[1].tobytes())
    browser = launch(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    yield browser
    browser.close()


@pytest.fixture
def open_page(browser, address):
    """Opens the page ready to read; asserts at the end that it stayed at home and that nothing went wrong unseen."""
    with contextlib.ExitStack() as opened:

        def open_one(prepare=lambda page: None, wait=True, browser=browser, at=address, **settings):
            # What a service worker fetches is no part of what is tested, except where it is asked for.
            context = browser.new_context(**{"service_workers": "block"} | settings)
            opened.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.requested, page.wrong = [], []
            context.on("request", lambda request: page.requested.append(request.url))
            # By its own word, the page breaks none of its rules.
            page.add_init_script(
                "document.addEventListener('securitypolicyviolation', "
                "event => console.error('CSP: ' + event.violatedDirective + ' ' + event.blockedURI))"
            )
            page.on("pageerror", lambda error: page.wrong.append(str(error)))
            page.on("console", lambda message: page.wrong.append(message.text) if message.type == "error" else None)
            prepare(page)
            page.at = at
            page.goto(at)
            if wait:
                page.wait_for_selector("body[data-ready]")
            pages.append(page)
            return page

        pages = []
        yield open_one
        for page in pages:
            elsewhere = [url for url in page.requested if not url.startswith((page.at, "blob:" + page.at))]
            assert elsewhere == []
            assert page.wrong == []


@pytest.fixture
def page(open_page):
    return open_page(viewport={"width": 1280, "height": 900})


@pytest.fixture
def two_lines(drawn):
    """A picture of the page 40 over 17, as a file to choose."""
    lines = np.vstack([drawn(line, 480) for line in ("40", "17")])
    return named("page.png", cv2.imencode(".png", lines)[1].tobytes())
