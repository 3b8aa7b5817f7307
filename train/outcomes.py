"""Sets of pictures through the road that users' pictures go: preprocess → predict (LiteRT) → reading, in all cores."""

import functools
import multiprocessing
import os
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from lambda_fn.predict import DIGITS, FOLDER, Model
from lambda_fn.preprocess import Glyph, preprocess
from lambda_fn.quiet import native_messages_off
from lambda_fn.reading import calibrate, reading
from train.metrics import NONE, digits_only
from train.sets import SETS, Labelled, Set, Source, pictures

CHUNK = 25  # pictures that a process takes at once


@dataclass(frozen=True)
class Outcome:
    """What became of picture `index` of a set.

    text, accepted: of the Reading; accepted only where all its digits are. closed: the digits that would be said were nothing
    refused. confidence: of the least sure digit of `closed`, 0…1, 0 where no ink was found. box: of the first glyph,
    pixels; glyph: uint8 [28, 28]; both None where no ink was found.
    """

    index: int
    label: int
    name: str
    text: str
    accepted: bool
    closed: str
    confidence: float
    box: tuple[int, int, int, int] | None
    glyph: np.ndarray | None

    @property
    def answer(self) -> int:
        """The digit said; NONE where none was, or not exactly one."""
        return int(self.text) if self.text in DIGITS else NONE

    @property
    def right(self) -> bool:
        """Whether the Reading's text is the label, "" being right where there is no digit."""
        return self.text == ("" if self.label == NONE else str(self.label))

    @property
    def right_unrefused(self) -> bool:
        """Whether the label would have been said, were nothing refused."""
        return self.closed == str(self.label)


def outcome(labelled: Labelled, index: int, model: Model) -> Outcome:
    """The road for one picture, or for a glyph from the network on."""
    picture, label, name = labelled
    if picture.ndim == 2:
        glyphs = [Glyph(picture, (0, 0, picture.shape[1], picture.shape[0]), 0)]
    else:
        glyphs = preprocess(picture)
    probabilities = model.predict(np.array([glyph.pixels for glyph in glyphs], np.uint8).reshape(-1, 28, 28))
    said = reading(name, picture.shape[1::-1], glyphs, probabilities, model.metadata)
    p = digits_only(calibrate(probabilities, model.metadata["calibration"]["temperature"])) if glyphs else None
    return Outcome(
        index=index,
        label=label,
        name=name,
        text=said["text"],
        accepted=bool(said["digits"]) and all(digit["accepted"] for digit in said["digits"]),
        closed="" if p is None else "".join(map(str, p.argmax(axis=1))),
        confidence=0.0 if p is None else float(p.max(axis=1).min()),
        box=glyphs[0].box if glyphs else None,
        glyph=glyphs[0].pixels if glyphs else None,
    )


def read_all(
    chosen: list[Set], source: Source, model: Path = FOLDER, asked: int | None = None, processes: int | None = None
) -> dict[str, list[Outcome]]:
    """The outcomes of sets by their keys, in order of index, the same with any number of processes.

    model: folder of digits.tflite and digits.json. asked: pictures of each set, None: each set's own number.
    """
    parts = []
    for one in chosen:
        size = one.size(source, asked)
        parts += [(one.key, start, min(start + CHUNK, size)) for start in range(0, size, CHUNK)]
    found: dict[str, list[Outcome]] = {one.key: [] for one in chosen}
    work = functools.partial(_part, source=source, model=model)
    pool = multiprocessing.get_context("spawn").Pool(processes or os.cpu_count(), initializer=_one_thread)
    with pool, tqdm(total=sum(stop - start for _, start, stop in parts), unit="picture", disable=None) as bar:
        for (key, start, stop), outcomes in zip(parts, pool.imap(work, parts), strict=True):
            found[key] += outcomes
            bar.set_description(key, refresh=False)
            bar.update(stop - start)
    return found


def _one_thread() -> None:
    """The processes take all cores already."""
    cv2.setNumThreads(1)


@functools.cache
def _model(folder: Path) -> Model:
    with native_messages_off():
        model = Model.load(folder)
        # LiteRT speaks once more when it runs for the first time.
        model.predict(np.zeros((1, 28, 28), np.uint8))
    return model


def _part(part: tuple[str, int, int], source: Source, model: Path) -> list[Outcome]:
    key, start, stop = part
    loaded = _model(model)
    found = pictures(SETS[key], source, start, stop)
    return [outcome(labelled, index, loaded) for index, labelled in enumerate(found, start)]
