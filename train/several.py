"""The weights of lambda_fn.numbers, fitted on made pictures of digits that no network was trained on."""

import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from lambda_fn.choose import calibrate, choose
from lambda_fn.numbers import Writing, find_sheets, find_writing, finds_of
from lambda_fn.numbers.decide import OF_VIEW, features, lines_of, marks_of, several
from lambda_fn.numbers.segments import Segment
from lambda_fn.numbers.settle import is_settled, settle, wholes
from lambda_fn.numbers.writing import Line
from lambda_fn.predict import FOLDER
from lambda_fn.preprocess import Glyph, Ink, preprocess
from lambda_fn.read import written
from lambda_fn.reading import is_digit
from train import made, paths
from train.metrics import edits
from train.produce import produce
from train.settings import Pictures

STEPS, RATE, RIDGE = 1500, 0.05, 1e-3
# Most pictures that people bring hold one digit: taking one for several counts this much more than the other way about.
ONE_COUNTS = 3
LEAST_LIKELIHOOD = 1e-3

Said = Callable[[np.ndarray], np.ndarray]
"""Probabilities, float32 [n, C], that a network gives for glyphs uint8 [n, 28, 28]."""

Pictured = tuple[np.ndarray, list["Seen"]]
"""All glyphs of made pictures, uint8 [n, 28, 28], and what was found in each, in the same order."""


class Seen(NamedTuple):
    """What was found in a picture. text: what is written; glyphs: of preprocess; writings: of each of its inks, without their pixels."""

    text: str
    glyphs: list[Glyph]
    writings: list[Writing]


def seen(one: made.Made, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """All that may be a digit in a picture: its glyphs, and the rest of what was found, as bytes."""
    inks: list[Ink] = []
    glyphs = preprocess(one.picture, None, inks)
    writings = [find_writing(sheet) for sheet in find_sheets(inks, finds=glyphs)]
    pixels = [glyph.pixels for found in (glyphs, *(writing.glyphs for writing in writings)) for glyph in found]
    rest = Seen(one.text, [replace(glyph, pixels=None) for glyph in glyphs], [_bare(writing) for writing in writings])
    kept = np.frombuffer(pickle.dumps(rest), np.uint8)
    return {"glyphs": np.array(pixels, np.uint8).reshape(-1, 28, 28), "kept": kept, "bytes": np.array([len(kept)])}


def _bare(writing: Writing) -> Writing:
    """Without the arrays of its atoms, segments and ink."""
    lines = [Line([replace(atom, mask=None) for atom in line.atoms], line.segments) for line in writing.lines]
    return _with(Writing(lines, writing.tall, SimpleNamespace(polarity=writing.ink.polarity)), lambda _: None)


def _with(writing: Writing, pixels: Callable[[Segment], np.ndarray | None]) -> Writing:
    """With these pixels of its segments, line by line."""
    lines = [
        Line(line.atoms, [Segment(own.run, replace(own.glyph, pixels=pixels(own))) for own in line.segments])
        for line in writing.lines
    ]
    return replace(writing, lines=lines)


def make(kind: str, digits: np.ndarray, labels: np.ndarray, pictures: Pictures) -> Pictured:
    """Made pictures of held-out digits."""
    arrays = produce(seen, kind, digits, labels, pictures)
    ends = np.cumsum(arrays["bytes"])
    pixels = iter(arrays["glyphs"])
    kept = (arrays["kept"][end - size : end] for end, size in zip(ends, arrays["bytes"], strict=True))
    return arrays["glyphs"], [_drawn(pickle.loads(one.tobytes()), pixels) for one in kept]


def _drawn(one: Seen, pixels: Iterator[np.ndarray]) -> Seen:
    """With their pixels: uint8 [28, 28] of each glyph, then of each segment."""
    glyphs = [replace(glyph, pixels=next(pixels)) for glyph in one.glyphs]
    return one._replace(glyphs=glyphs, writings=[_with(writing, lambda _: next(pixels)) for writing in one.writings])


def shipped() -> dict[str, float]:
    """The shipped network's weights, for one for which no pictures of numbers are made."""
    return json.loads((FOLDER / "digits.json").read_text(encoding="utf-8"))["numbers"]


def fit(sets: Sequence[Pictured], said: Said, metadata: dict[str, Any]) -> dict[str, float]:
    """The weights by their names, as for the metadata's "numbers". metadata: all else of it."""
    pictures = [picture for glyphs, found in sets for picture in _answered(found, said(glyphs), metadata)]
    examples = [one for picture in pictures for one in _examples(*picture, metadata)]
    of_paths = paths.fit(examples, np.random.default_rng(0))
    metadata = metadata | {"numbers": of_paths}
    return of_paths | fit_views([_views(*picture, metadata) for picture in pictures])


Answered = tuple[Seen, np.ndarray, list[np.ndarray]]
"""A picture, and what a network says of its glyphs, and of each writing's."""


def _answered(found: list[Seen], probabilities: np.ndarray, metadata: dict[str, Any]) -> list[Answered]:
    """Only such writings stay as are looked at in lambda_fn.read, and of their segments those that are left when all is settled."""
    answered, first = [], 0
    for one in found:
        sizes = [len(one.glyphs), *(len(writing.glyphs) for writing in one.writings)]
        alone, *each = np.split(probabilities[first : first + sum(sizes)], np.cumsum(sizes)[:-1])
        first += sum(sizes)
        lone = choose(one.glyphs, alone, metadata)
        kept = {
            id(ink) for ink in written([writing.ink for writing in one.writings], one.glyphs, alone, lone, metadata)
        }
        pairs = [
            _settled(writing, own, metadata)
            for writing, own in zip(one.writings, each, strict=True)
            if id(writing.ink) in kept
        ]
        answered.append((one._replace(writings=[pair[0] for pair in pairs]), alone, [pair[1] for pair in pairs]))
    return answered


def _settled(writing: Writing, probabilities: np.ndarray, metadata: dict[str, Any]) -> tuple[Writing, np.ndarray]:
    """As lambda_fn.numbers.settled, of a writing all of whose segments were looked at: what is left of it, and of what was said of it."""
    known = is_settled(calibrate(probabilities, metadata["calibration"]["temperature"]), metadata["output"]["classes"])
    lines, left, first = [], [], 0
    for line in writing.lines:
        runs = [segment.run for segment in line.segments]
        pieces = [i for i in wholes(line.atoms, runs) if known[first + i]]
        atoms, runs, kept = settle(line.atoms, runs, pieces)
        lines.append(Line(atoms, [replace(line.segments[i], run=run) for i, run in zip(kept, runs, strict=True)]))
        left += [first + i for i in kept]
        first += len(line.segments)
    return replace(writing, lines=lines), probabilities[left]


def _examples(one: Seen, alone: np.ndarray, each: list[np.ndarray], metadata: dict[str, Any]) -> list[paths.Example]:
    """The lines of the view that shows best what is written; of a picture of one digit or none, nothing."""
    texts = one.text.split("\n")
    views = []
    for writing, probabilities in zip(one.writings, each, strict=True):
        calibrated = calibrate(probabilities, metadata["calibration"]["temperature"])
        starts = np.cumsum([0] + [len(line.segments) for line in writing.lines])
        lines = [
            paths.example(line, calibrated[a:b], writing.tall, metadata["output"]["classes"], "")
            for line, a, b in zip(writing.lines, starts, starts[1:], strict=False)
        ]
        if len(lines) == len(texts):
            lines = [line._replace(text=text) for line, text in zip(lines, texts, strict=True)]
        elif len(texts) == 1 and lines:
            best = max(
                range(len(lines)), key=lambda i: paths.likelihood(lines[i]._replace(text=texts[0]), paths.FIRST)[0]
            )
            lines[best] = lines[best]._replace(text=texts[0])
        else:
            continue
        views.append((sum(paths.likelihood(line, paths.FIRST)[0] for line in lines), lines))
    return max(views, key=lambda view: view[0], default=(0.0, []))[1] if len(one.text) > 1 else []


class Views(NamedTuple):
    """Of a picture with n views that show several digits: features float64 [n, 16]; whether each is read best, bool [n]; one: whether
    the lone digit, or nothing, is to be said."""

    features: np.ndarray
    best: np.ndarray
    one: bool


def _views(seen_: Seen, alone: np.ndarray, each: list[np.ndarray], metadata: dict[str, Any]) -> Views:
    choice = choose(seen_.glyphs, alone, metadata)
    finds = finds_of(seen_.glyphs, alone, metadata)
    said_alone = str(int(choice.probabilities.argmax())) if choice and is_digit(choice, metadata, as_is=False) else ""
    rows, wrong = [], []
    read = [lines_of(*view, metadata) for view in zip(seen_.writings, each, strict=True)]
    views = several(read, marks_of(read, seen_.writings), seen_.writings, metadata)
    for steps, writing in zip(views, seen_.writings, strict=True):
        if steps:
            rows.append(features(steps, writing, finds, views))
            wrong.append(edits(text_of(steps), seen_.text))
    wrong_, many = np.array(wrong), len(seen_.text) > 1
    best = (wrong_ == wrong_.min()) & (wrong_ < edits(said_alone, seen_.text)) & many if rows else np.zeros(0, bool)
    return Views(np.array(rows).reshape(-1, len(OF_VIEW)), best, not best.any())


def text_of(steps: Sequence) -> str:
    """What is read along paths, one line of writing a line."""
    lines: dict[int, str] = {}
    for step in steps:
        line = step.segment.glyph.line
        lines[line] = lines.get(line, "") + str(int(step.choice.probabilities.argmax()))
    return "\n".join(lines.values())


def fit_views(pictures: Sequence[Views]) -> dict[str, float]:
    """The weights of OF_VIEW: a conditional logit between all views of a picture and the lone digit, by Adam."""
    rows = np.concatenate([picture.features for picture in pictures])
    picture = np.repeat(np.arange(len(pictures)), [len(one.features) for one in pictures])
    best = np.concatenate([one.best for one in pictures])
    one = np.array([one.one for one in pictures])
    share = np.where(one, ONE_COUNTS / max(one.sum(), 1), 1 / max((~one).sum(), 1))
    scale = np.concatenate([[1.0], rows[:, 1:].std(axis=0) + 1e-6])
    rows = rows / scale
    weights, slow, fast = np.zeros((3, rows.shape[1]))
    for step in range(1, STEPS + 1):
        likely = np.exp(np.minimum(rows @ weights, 50.0))
        total = 1 + np.bincount(picture, likely, len(pictures))
        hit = one + np.bincount(picture, likely * best, len(pictures))
        counts = share * (hit / total) / (hit / total + LEAST_LIKELIHOOD)
        each = likely * best / np.maximum(hit, 1e-30)[picture] - likely / total[picture]
        gradient = rows.T @ (counts[picture] * each) - RIDGE * weights
        weights, slow, fast = paths.adam(weights, gradient, slow, fast, step, STEPS, RATE)
    return {name: round(float(weight), 4) for name, weight in zip(OF_VIEW, weights / scale, strict=True)}
