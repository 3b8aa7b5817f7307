"""The pages that are measured: ours, and bare ones around each runtime, as a good static host serves them."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.peers import environments
from tests.bench.peers.environments import CACHE, HERE, ROOT, AbsentError

WEB = ROOT / "web"
PAGES = HERE / "page"
SITE = CACHE / "site"
OURS = "page/index.html"
"""The whole page; every other one is `<name>.html` of RUNTIMES."""

# Title, and the files of node_modules that its page asks for, by where they are served.
RUNTIMES = {
    "network": ("TF.js on WebAssembly, its needed parts (ours)", {}),
    "tfjs": ("full tf.min.js, backend of its own choice", {"tf.min.js": "@tensorflow/tfjs/dist/tf.min.js"}),
    "tfjs-wasm": (
        "full tf.min.js and its WebAssembly backend",
        {
            "tf.min.js": "@tensorflow/tfjs/dist/tf.min.js",
            "tf-backend-wasm.min.js": "@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js",
            "tfjs-backend-wasm.wasm": "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
            "tfjs-backend-wasm-simd.wasm": "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
            "tfjs-backend-wasm-threaded-simd.wasm": "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm",
        },
    ),
    "onnxruntime-web": (
        "onnxruntime-web, WebAssembly alone",
        {
            "ort.wasm.min.mjs": "onnxruntime-web/dist/ort.wasm.min.mjs",
            "ort-wasm-simd-threaded.mjs": "onnxruntime-web/dist/ort-wasm-simd-threaded.mjs",
            "ort-wasm-simd-threaded.wasm": "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
        },
    ),
    "litert": (
        "LiteRT.js, WebAssembly",
        {
            "wasm/litert_wasm_internal.js": "@litertjs/core/wasm/litert_wasm_internal.js",
            "wasm/litert_wasm_internal.wasm": "@litertjs/core/wasm/litert_wasm_internal.wasm",
        },
    ),
}


def translated() -> Path:
    """A folder with digits.onnx and digits.tflite (of a batch of one), made of the shipped network. Raises AbsentError."""
    folder = CACHE / "translated"
    folder.mkdir(parents=True, exist_ok=True)
    network = ROOT / "lambda_fn" / "model" / "digits.tflite"
    made = [folder / "digits.onnx", folder / "digits.tflite"]
    command = [environments.python("onnx_readers"), HERE / "translate.py", network, *made]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AbsentError(f"the network could not be translated: {done.stderr.splitlines()[-1]}")
    return folder


@functools.cache
def build() -> Path:
    """Build our page and the bare ones into one folder, once, each file with its brotli beside it. Raises AbsentError."""
    runtimes, network = environments.page_runtimes(), translated()
    _run(["make", "web"], ROOT)
    vite = WEB / "node_modules" / "vite" / "bin" / "vite.js"
    folders = {"DIGITS_WEB": str(WEB), "DIGITS_RUNTIMES": str(runtimes)}
    _run(["node", vite, "build", "--config", PAGES / "vite.config.js", "--outDir", SITE], WEB, **folders)
    shutil.copytree(WEB / "dist", SITE / Path(OURS).parent)
    for name, (_, files) in RUNTIMES.items():
        if not (SITE / f"{name}.html").exists():  # nor bundled
            shutil.copy(PAGES / f"{name}.html", SITE)
            shutil.copy(PAGES / f"{name}.js", SITE)
        for served, path in files.items():
            (SITE / served).parent.mkdir(exist_ok=True)
            shutil.copy(runtimes / path, SITE / served)
    shutil.copy(PAGES / "measure.js", SITE)
    for path in network.iterdir():
        shutil.copy(path, SITE)
    _run(["node", PAGES / "compress.mjs", SITE, CACHE / "brotli"], ROOT)
    return SITE


class Sent(list):
    """(address, bytes as sent, bytes of the file) of each answer that had a body, in order."""

    def total(self) -> int:
        return sum(sent for _, sent, _ in self)


@contextmanager
def served(*folders: Path) -> Iterator[tuple[str, Sent]]:
    """The site at an address of this machine while this lasts, and what was sent so far. folders: others, served under their names.

    Files are sent as brotli, may be kept for an hour, pages only after asking whether they changed.
    """
    sent = Sent()
    handler = functools.partial(_Handler, sent, {folder.name: folder for folder in folders}, directory=str(SITE))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", sent
        server.shutdown()


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address) -> None:
        # A browser that is closed lets go of its connections: nothing to report.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, sent: Sent, others: dict[str, Path], *arguments, **options):
        self.sent, self.others = sent, others
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        first, _, rest = path.lstrip("/").partition("/")
        return str(self.others[first] / rest) if first in self.others else super().translate_path(path)

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        packed = path.with_name(f"{path.name}.br")
        as_brotli = packed.exists() and "br" in self.headers.get("Accept-Encoding", "")
        content, mark = (packed if as_brotli else path).read_bytes(), f'"{path.stat().st_mtime_ns:x}"'
        known = self.headers.get("If-None-Match") == mark
        self.send_response(304 if known else 200)
        self.send_header("ETag", mark)
        self.send_header("Cache-Control", "no-cache" if path.suffix == ".html" else "max-age=3600")
        self.send_header("Content-Type", self.guess_type(str(path)))
        if as_brotli:
            self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(0 if known else len(content)))
        self.end_headers()
        if not known:
            self.sent.append((self.path, len(content), path.stat().st_size))
            self.wfile.write(content)

    def log_message(self, *_):
        pass


def _run(command: list, folder: Path, **environment: str) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AbsentError(f"the pages could not be built: {(done.stderr or done.stdout).strip().splitlines()[-1]}")
