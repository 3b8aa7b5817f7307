"""The page: bytes until the first prediction, the time from navigation to it, cold and warm, and the time of one glyph's prediction."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from lambda_fn.predict import Model
from tests.bench import measuring, site
from tests.bench.peers.environments import AbsentError
from tests.bench.settings import Amount
from train import mnist
from train.sets import Source

PATIENCE = 60_000  # milliseconds
CHECKED = 50  # glyphs, which every runtime must answer as Python does
TOLERANCE = 2e-3  # of a probability
# Notes when the page says that it can read, wherever in its loading that is.
WATCH = """
new MutationObserver(() => {
  if (document.body && 'ready' in document.body.dataset && window.readyAt === undefined) window.readyAt = performance.now();
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-ready'] });
"""


def measure(amount: Amount, source: Source) -> dict:
    """Plain values for JSON. Raises AbsentError where there is no Chromium or the pages cannot be built."""
    site.build()
    addresses = {"page": site.OURS} | {name: f"{name}.html" for name in site.RUNTIMES}
    with chromium() as browser, site.served() as (root, sent):
        absent = {}
        for name in list(addresses):
            reason = _fails(browser, root + addresses[name], name)
            if reason:
                absent[name] = reason
                del addresses[name]
        sizes, backends = {}, {}
        for name, address in addresses.items():
            sent.clear()
            with _context(browser) as context:
                page = _opened(context, root + address)
                sizes[name] = {"brotli": sent.total(), "files": sum(plain for _, _, plain in sent)}
                backends[name] = page.evaluate("() => window.backend ?? null")
        cold = measuring.alternate(
            {name: partial(_cold, browser, root + address) for name, address in addresses.items()}, amount.page_rounds
        )
        warm = _warm(browser, root, addresses, amount.page_rounds)
        glyph = _per_glyph(browser, root, {n: a for n, a in addresses.items() if n != "page"}, amount)
    return {
        "bytes": sizes,
        "backends": backends,
        "cold_ms": measuring.against(cold, "page"),
        "warm_ms": measuring.against(warm, "page"),
        "glyph_ms": measuring.against(glyph, "network"),
        "absent": absent,
    }


@contextmanager
def chromium() -> Iterator:
    """A browser of this machine, under Playwright. Raises AbsentError."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        raise AbsentError("no Chromium: Debian's package chromium, or CHROMIUM as the path of one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def version() -> str:
    """Chromium's version."""
    with chromium() as browser:
        return browser.version


@contextmanager
def _context(browser) -> Iterator:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WATCH)
    yield context
    context.close()


def _opened(context, address: str):
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("body[data-ready]", state="attached")
    return page


def _first(page) -> float:
    """Milliseconds from navigation to the first prediction; the bare pages say it themselves, ours when it can read."""
    return page.evaluate("() => Number(document.body.dataset.ready) || window.readyAt")


def _cold(browser, address: str) -> float:
    with _context(browser) as context:
        return _first(_opened(context, address))


def _warm(browser, root: str, addresses: dict[str, str], rounds: int) -> measuring.Times:
    """The same again, with what the browser kept of the visit before."""
    contexts = {}
    for name in addresses:
        contexts[name] = browser.new_context()
        contexts[name].set_default_timeout(PATIENCE)
        contexts[name].add_init_script(WATCH)

    def visit(name: str) -> float:
        page = _opened(contexts[name], root + addresses[name])
        taken = _first(page)
        page.close()
        return taken

    times = measuring.alternate({name: partial(visit, name) for name in addresses}, rounds, warm=1)
    for context in contexts.values():
        context.close()
    return times


def _per_glyph(browser, root: str, addresses: dict[str, str], amount: Amount) -> measuring.Times:
    """Milliseconds of one glyph's prediction, the median of many in a row, each round."""
    with _context(browser) as context:
        pages = {name: _opened(context, root + address) for name, address in addresses.items()}

        def run(name: str) -> float:
            return float(np.median(pages[name].evaluate("count => window.timed(count)", amount.page_glyphs)))

        return measuring.alternate({name: partial(run, name) for name in pages}, amount.page_rounds, warm=1)


def _fails(browser, address: str, name: str) -> str | None:
    """Why a page cannot be measured, None where it can: it must come up, and answer as the network does in Python."""
    glyphs = mnist.load().test_images[:CHECKED]
    try:
        with _context(browser) as context:
            page = _opened(context, address)
            if name == "page":
                return None
            answers = np.array([page.evaluate("g => window.answer(g)", (g / 255).ravel().tolist()) for g in glyphs])
    except Exception as error:
        return f"did not come up: {str(error).splitlines()[0]}"
    expected = Model.load().predict(glyphs)
    farthest = float(np.abs(answers - expected).max()) if answers.shape == expected.shape else float("inf")
    return f"does not answer as the network does: off by {farthest:.1e}" if not farthest <= TOLERANCE else None


def readings(paths: Sequence[Path]) -> dict[Path, str]:
    """What our reading in the browser says of picture files: the texts."""
    site.build()
    with (
        chromium() as browser,
        site.served(*{path.parent for path in paths}) as (root, _),
        _context(browser) as context,
    ):
        page = _opened(context, f"{root}reading.html")
        found = {}
        for path in paths:
            found[path] = page.evaluate("address => window.read(address)", f"/{path.parent.name}/{path.name}")
        return {path: "" if "error" in reading else reading["text"] for path, reading in found.items()}
