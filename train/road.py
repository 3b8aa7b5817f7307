"""Glyphs of the whole road: a shape on paper, photographed, and through `preprocess` as users' pictures go."""

import hashlib
import multiprocessing
from functools import partial
from pathlib import Path

import numpy as np
from PIL import ImageFont
from tqdm import tqdm

from lambda_fn.preprocess import preprocess
from train import fonts
from train.npm import CACHE
from train.pictures import paper, shapes

NO_DIGIT = 10
CHUNK = 200


def _fonts(held_out: bool) -> list[ImageFont.FreeTypeFont]:
    return [ImageFont.truetype(str(f.path), shapes.FONT_PIXELS) for f in fonts.load() if f.held_out == held_out]


def one(
    glyphs: np.ndarray, labels: np.ndarray, faces: list, no_digit: float, rng: np.random.Generator
) -> tuple[np.ndarray, int]:
    """One picture, uint8 [H, W, 3], and its label: 0…9, or NO_DIGIT."""
    if rng.random() >= no_digit:
        i = rng.integers(len(glyphs))
        return paper.picture(shapes.digit(int(labels[i]), glyphs[i], faces, rng), rng)[0], int(labels[i])
    if rng.random() < 0.2:
        return paper.nothing(rng), NO_DIGIT
    return paper.picture(shapes.no_digit(glyphs, faces, rng), rng)[0], NO_DIGIT


def _chunk(seed: tuple[int, int], glyphs: np.ndarray, labels: np.ndarray, no_digit: float, held_out: bool):
    """CHUNK glyphs with labels; pictures in which preprocess finds no ink are left out."""
    rng = np.random.default_rng(seed)
    faces = _fonts(held_out)
    found = []
    for _ in range(CHUNK):
        picture, label = one(glyphs, labels, faces, no_digit, rng)
        found += [(glyph.pixels, label) for glyph in preprocess(picture)]
    return found


def make(
    glyphs: np.ndarray,
    labels: np.ndarray,
    count: int,
    no_digit: float,
    seed: int,
    held_out: bool = False,
    cache: Path = CACHE / "road",
) -> tuple[np.ndarray, np.ndarray]:
    """About `count` glyphs as preprocess delivers them, uint8 [n, 28, 28], and their labels, uint8 [n].

    glyphs, labels: MNIST's to write with. held_out: use the fonts that are kept for measuring. Kept in the cache by settings.
    """
    key = hashlib.sha256(
        f"1 {len(glyphs)} {labels[:50].tolist()} {count} {no_digit} {seed} {held_out}".encode()
    ).hexdigest()[:12]
    path = cache / f"{key}.npz"
    if path.exists():
        kept = np.load(path)
        return kept["glyphs"], kept["labels"]
    fonts.load()
    work = partial(_chunk, glyphs=glyphs, labels=labels, no_digit=no_digit, held_out=held_out)
    seeds = [(seed, i) for i in range(-(-count // CHUNK))]
    found = []
    with multiprocessing.get_context("spawn").Pool() as pool:
        for chunk in tqdm(pool.imap(work, seeds), total=len(seeds), desc="pictures", unit_scale=CHUNK, unit="picture"):
            found += chunk
    result = np.array([g for g, _ in found], np.uint8), np.array([y for _, y in found], np.uint8)
    cache.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part.npz")
    np.savez_compressed(part, glyphs=result[0], labels=result[1])
    part.replace(path)
    return result
