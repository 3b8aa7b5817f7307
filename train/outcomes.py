"""Sets of pictures through the road that users' pictures go, `lambda_fn.read`, in all cores."""

import functools
import multiprocessing
import os
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from lambda_fn.choose import choose
from lambda_fn.predict import DIGITS, FOLDER, Model
from lambda_fn.preprocess import Glyph
from lambda_fn.quiet import native_messages_off
from lambda_fn.read import read
from lambda_fn.reading import is_digit
from train.metrics import NONE, edits
from train.sets import SETS, Labelled, Set, Source, pictures

CHUNK = 25  # pictures that a process takes at once


@dataclass(frozen=True)
class Outcome:
    """What became of picture `index` of a set.

    written: what the Reading's text should be. text, accepted: of the Reading; accepted only where all its digits are. closed: what
    would be said were nothing refused.
    confidence: of the least sure digit of `closed`, 0…1, 0 where no ink was found. glyph: uint8 [28, 28], the one that was
    read first, or that would have been; None where no ink was found.
    """

    index: int
    written: str
    name: str
    text: str
    accepted: bool
    closed: str
    confidence: float
    glyph: np.ndarray | None

    @property
    def label(self) -> int:
        """The digit that is written; NONE where there is none, or not exactly one."""
        return int(self.written) if self.written in DIGITS else NONE

    @property
    def answer(self) -> int:
        """The digit said; NONE where none was, or not exactly one."""
        return int(self.text) if self.text in DIGITS else NONE

    @property
    def right(self) -> bool:
        """Whether the Reading's text is what is written, "" being right where there is no digit."""
        return self.text == self.written

    @property
    def right_unrefused(self) -> bool:
        """Whether what is written would have been said, were nothing refused."""
        return self.closed == self.written

    @property
    def edits(self) -> int:
        """How many digits or line breaks are to be put in, taken out or changed to mend the text."""
        return edits(self.text, self.written)


def of_picture(labelled: Labelled, index: int, model: Model) -> Outcome:
    """The road for one picture: the very function that the command line and the Lambda call, on a lossless file."""
    picture, written, name = labelled
    data = cv2.imencode(".bmp", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1].tobytes()
    stages: dict[str, np.ndarray] = {}
    said = read(data, name, model, stages)
    digits, glyphs = said["digits"], stages["glyphs"]
    if len(glyphs) == 0:
        return Outcome(index, written, name, "", False, "", 0.0, None)
    accepted = bool(digits) and all(digit["accepted"] for digit in digits)
    chosen = stages["chosen"]
    confidence = float(chosen.max(axis=1).min())
    closed = said["text"] or str(chosen[0].argmax())
    return Outcome(index, written, name, said["text"], accepted, closed, confidence, glyphs[0])


def of_glyph(labelled: Labelled, index: int, model: Model) -> Outcome:
    """The network and its thresholds alone, for what is a glyph already."""
    glyph, written, name = labelled
    choice = choose([Glyph(glyph, (0, 0, *glyph.shape))], model.predict(glyph[None]), model.metadata)
    closed, confidence = str(choice.probabilities.argmax()), float(choice.probabilities.max())
    said = closed if is_digit(choice, model.metadata, as_is=True) else ""
    accepted = bool(said) and confidence >= model.metadata["accept_threshold"]
    return Outcome(index, written, name, said, accepted, closed, confidence, glyph)


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
    return [
        (of_glyph if labelled.picture.ndim == 2 else of_picture)(labelled, index, loaded)
        for index, labelled in enumerate(found, start)
    ]
