"""What the page costs to load, and where it runs: without WebAssembly, from any folder of any host, offline, in its next version."""

import gzip
import json
import re
import shutil
import subprocess
from urllib.parse import urljoin, urlsplit

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.web.conftest import served
from tests.web.hand import ONE, STROKES, WEB, draw, named, upload, wait_for_reading


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


def test_what_is_packed_is_what_is_served(dist):
    for path in dist.rglob("*.gz"):
        assert gzip.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()
        assert path.with_suffix(".br").stat().st_size < path.with_suffix("").stat().st_size
    packed = {path.with_suffix("").name for path in dist.rglob("*.br")}
    assert {"index.html", "sw.js", "model.json"} < packed


def test_the_page_runs_in_any_folder_and_keeps_to_it(dist, tmp_path, open_page):
    shutil.copytree(dist, tmp_path / "some" / "deep folder" / "digits")
    with served(tmp_path) as host:
        page = open_page(at=urljoin(host, "some/deep%20folder/digits/"), service_workers="allow")
        draw(page, STROKES["4"])
        wait_for_reading(page, "4")
        expect(page.locator("#offline")).to_be_visible()
        page.context.close()


@pytest.fixture
def own_site(dist, tmp_path):
    """The page on a host that can be changed and stopped."""
    shutil.copytree(dist, tmp_path / "site")
    return tmp_path / "site"


def test_after_the_first_visit_the_page_works_offline(own_site, open_page):
    with served(own_site) as host:
        page = open_page(at=host, service_workers="allow")
        expect(page.locator("#offline")).to_be_visible()
    # The host is gone.
    page.reload()
    page.wait_for_selector("body[data-ready]")
    draw(page, STROKES["4"])
    wait_for_reading(page, "4")
    # What was never asked for before is there, too.
    page.get_by_role("button", name="Why?").click()
    expect(page.locator(".heat")).to_contain_text("Orange is what mattered.")
    upload(page, named("a.png", ONE), named("b.png", ONE))


def test_a_new_version_waits_until_it_is_wanted(own_site, open_page):
    with served(own_site) as host:
        page = open_page(at=host, service_workers="allow")
        expect(page.locator("#offline")).to_be_visible()
        index, worker = own_site / "index.html", own_site / "sw.js"
        index.write_text(index.read_text().replace("<title>digits:", "<title>New digits:"))
        worker.write_text(re.sub(r'("url":"index.html","revision":")\w+', r"\1new", worker.read_text()))
        page.reload()
        button = page.get_by_role("button", name="Use it now")
        button.wait_for()
        assert page.title().startswith("digits:")
        button.click()
        expect(page).to_have_title(re.compile("^New digits:"))
        page.wait_for_selector("body[data-ready]")
        expect(page.get_by_role("button", name="Use it now")).to_be_hidden()
        page.context.close()


def test_the_page_can_be_installed(page, dist):
    manifest = json.loads((dist / "manifest.webmanifest").read_text())
    assert page.locator("link[rel=manifest]").get_attribute("href") == "./manifest.webmanifest"
    for icon in manifest["icons"]:
        if icon["type"] == "image/png":
            picture = cv2.imread(str(dist / icon["src"]), cv2.IMREAD_UNCHANGED)
            side = int(icon["sizes"].split("x")[0])
            assert picture.shape == (side, side, 4)
            assert (picture[0, 0, 3] == 255) == (icon.get("purpose") == "maskable")
            assert np.ptp(picture[..., 0]) > 50, "something is drawn on it"
    found = page.context.new_cdp_session(page).send("Page.getAppManifest")
    assert found["errors"] == []
    assert urlsplit(found["url"]).path == "/manifest.webmanifest"


@pytest.mark.parametrize("needed", ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'"])
def test_the_policy_is_strict(dist, needed):
    policy = re.search(r'content="(default-src[^"]*)"', (dist / "index.html").read_text()).group(1)
    assert needed in policy
    assert not re.search(r"unsafe-inline|'unsafe-eval'|https?:|\*|data:", policy)
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", (dist / "index.html").read_text())


def test_a_breach_of_the_policy_would_be_seen(page):
    page.evaluate("() => { document.body.setAttribute('style', 'color: red'); }")
    page.evaluate("() => fetch('https://example.com/').catch(() => {})")
    assert any("connect-src" in words for words in page.wrong)
    page.wrong.clear()
