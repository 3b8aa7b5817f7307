"""Measure what reading a picture costs: `python -m infra.measure` writes infra/measured.json, from which infra/scale.py works.

Processor time of one thread, since that is what Lambda bills and what other work on this machine changes least. Fetching and storing are
not in it: here they would meet a local S3, which says nothing of the real one.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean, median
from typing import Any

import cv2
import numpy as np

from lambda_fn.choose import choose
from lambda_fn.decode import decode
from lambda_fn.predict import Model
from lambda_fn.preprocess import preprocess
from lambda_fn.read import digits
from train import speed
from train.provenance import provenance

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "infra" / "measured.json"
ROUNDS = 5
SIZES = {"photos of 2 megapixels": (1200, 1600), "photos of 12 megapixels": (3000, 4000)}
PHOTOS = 4  # made, of each size
SAMPLES = "the samples in digits/"


def pictures() -> Iterator[tuple[str, list[bytes]]]:
    """(name of the kind, files' bytes) of each kind that is measured."""
    yield SAMPLES, [path.read_bytes() for path in sorted((ROOT / "digits").glob("digit*.jpg"))]
    for name, size in SIZES.items():
        yield name, [speed.photo(seed, size).tobytes() for seed in range(PHOTOS)]


def stages(data: bytes, model: Model, clock: Callable[[], float]) -> dict[str, float]:
    """Milliseconds of each stage of one picture."""
    times = [clock()]
    picture = decode(data)
    times.append(clock())
    glyphs = preprocess(picture)
    times.append(clock())
    probabilities = model.predict(np.array([glyph.pixels for glyph in glyphs], np.uint8).reshape(-1, 28, 28))
    choose(glyphs, probabilities, model.metadata)
    times.append(clock())
    digits(picture, model)
    whole = clock() - times[-1]
    taken = {name: 1000 * (times[i + 1] - times[i]) for i, name in enumerate(("decode", "preprocess", "predict"))}
    # What looking for several digits adds: a difference, of which noise could leave less than nothing.
    return taken | {"numbers": max(1000 * whole - taken["preprocess"] - taken["predict"], 0.0)}


def measure(
    files: list[bytes], model: Model, rounds: int = ROUNDS, clock: Callable[[], float] = time.process_time
) -> dict[str, Any]:
    """Mean over the files of each one's median over the rounds; one round before them warms up."""
    taken = []
    for data in files:
        seen = [stages(data, model, clock) for _ in range(rounds + 1)][1:]
        taken.append({name: median(one[name] for one in seen) for name in seen[0]})
    milliseconds = {name: round(mean(one[name] for one in taken), 2) for name in taken[0]}
    return {
        "pictures": len(files),
        "bytes": round(mean(len(data) for data in files)),
        "milliseconds": milliseconds | {"all": round(sum(milliseconds.values()), 2)},
    }


def main() -> int:
    cv2.setNumThreads(1)
    model = Model.load()
    kinds = {name: measure(files, model) for name, files in pictures()}
    # How many processes wanted a processor meanwhile: over the number of cores, the times are too long.
    load = round(os.getloadavg()[1], 1)
    measured = {"rounds": ROUNDS, "load": load, "kinds": kinds, "by": provenance("infra.measure", [], 0)}
    FILE.write_text(json.dumps(measured, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, kind in kinds.items():
        print(f"{name}: {kind['milliseconds']} ms, {kind['bytes']:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
