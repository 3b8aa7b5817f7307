"""What the page costs to load, and where it runs."""

import subprocess
from urllib.parse import urlsplit

from tests.web.hand import STROKES, WEB, draw, wait_for_reading


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
