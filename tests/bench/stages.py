"""Our road stage by stage, timed in a process of its own: `python -m tests.bench.stages FOLDER`, one JSON line of seconds."""

import json
import sys
import time
from pathlib import Path

STARTED = time.perf_counter()

import cv2  # noqa: E402
import numpy as np  # noqa: E402

from lambda_fn.decode import decode  # noqa: E402
from lambda_fn.predict import Model  # noqa: E402
from lambda_fn.preprocess import preprocess  # noqa: E402
from lambda_fn.read import read  # noqa: E402

STAGES = ("decode", "preprocess", "predict", "choose and the rest")


def timed(data: bytes, model: Model) -> tuple[dict[str, float], float]:
    """Seconds of each stage of one picture file, and of OpenCV's plain decoding of it, which nothing can do without."""
    whole = time.perf_counter()
    read(data, "", model)
    start = time.perf_counter()
    picture = decode(data)
    decoded = time.perf_counter()
    glyphs = preprocess(picture)
    found = time.perf_counter()
    model.predict(np.array([glyph.pixels for glyph in glyphs], np.uint8).reshape(-1, 28, 28))
    predicted = time.perf_counter()
    cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    floor = time.perf_counter() - predicted
    rest = (start - whole) - (predicted - start)
    return dict(zip(STAGES, (decoded - start, found - decoded, predicted - found, rest), strict=True)), floor


def main(folder: str) -> dict:
    """Sums over the pictures of a folder, after one that warms up."""
    model = Model.load()
    started = time.perf_counter() - STARTED
    files = [path.read_bytes() for path in sorted(Path(folder).iterdir())]
    timed(files[0], model)
    found = [timed(data, model) for data in files]
    # The rest is a difference, of which noise could leave less than nothing.
    stages = {name: max(0.0, sum(taken[name] for taken, _ in found)) for name in STAGES}
    return {"start": started, "decoding alone": sum(floor for _, floor in found)} | stages


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
