"""Things made of many seeded pictures, in all cores, once: kept in the cache by settings and by the code that makes them."""

import functools
import hashlib
import multiprocessing
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from train import fonts, made, things
from train.npm import CACHE
from train.settings import Pictures

CHUNK = 200
ROOT = Path(__file__).parents[1]

Arrays = dict[str, np.ndarray]
Work = Callable[[made.Made, np.random.Generator], Arrays]
"""What is kept of one picture: each array with a row for each candidate or, of other names, for each picture."""


def produce(
    work: Work, kind: str, digits: np.ndarray, labels: np.ndarray, pictures: Pictures, cache: Path = CACHE / "made"
) -> Arrays:
    """What `work` makes of pictures, joined in order.

    kind: of made.KINDS. digits, labels: MNIST's to write with, uint8 [n, 28, 28] and [n].
    """
    settings = f"{work.__module__}.{work.__name__} {kind} {len(digits)} {labels[:50].tolist()} {pictures}"
    path = cache / f"{hashlib.sha256(f'{settings} {code()}'.encode()).hexdigest()[:12]}.npz"
    if path.exists():
        with np.load(path) as kept:
            return dict(kept)
    # Here, so that the workers find them in the cache.
    fonts.load()
    things.load(held_out=False)
    chunk = functools.partial(_chunk, work=work, kind=kind, digits=digits, labels=labels, pictures=pictures)
    starts = range(0, pictures.count, CHUNK)
    with multiprocessing.get_context("spawn").Pool() as pool:
        title = f"{kind} pictures"
        chunks = list(tqdm(pool.imap(chunk, starts), total=len(starts), desc=title, unit_scale=CHUNK, unit="picture"))
    arrays = {name: np.concatenate([chunk[name] for chunk in chunks]) for name in chunks[0]}
    cache.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part.npz")
    np.savez_compressed(part, **arrays)
    part.replace(path)
    return arrays


def _chunk(start: int, work: Work, kind: str, digits: np.ndarray, labels: np.ndarray, pictures: Pictures) -> Arrays:
    cv2.setNumThreads(1)
    rng = np.random.default_rng((pictures.seed, start // CHUNK))
    hand = made.hands(digits, labels)
    rows = []
    for index in range(start, min(start + CHUNK, pictures.count)):
        row = work(made.KINDS[kind](hand, pictures.none, rng), rng)
        rows.append(row | {"picture": np.full(len(row["glyphs"]), index)})
    return {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}


def code() -> str:
    """A digest of the code that made pictures and their glyphs depend on."""
    files = [
        *sorted((ROOT / "lambda_fn" / "preprocess").glob("*.py")),
        *sorted((ROOT / "lambda_fn" / "numbers").glob("*.py")),
        *sorted((ROOT / "train" / "pictures").glob("*.py")),
        *(ROOT / "train" / name for name in ("made.py", "road.py", "fonts.csv", "things.py", "things.csv")),
    ]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
