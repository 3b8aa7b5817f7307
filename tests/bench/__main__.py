"""The benchmark: `make bench` (a few minutes) or `make bench FULL=1` (all); `python -m tests.bench --only page` measures a part anew.

Writes results.json and RESULTS.md beside this file. A part that was not measured now keeps its last figures, and says when they were made.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.bench import accuracy, cloud, growth, measuring, page, predicting, report, training
from tests.bench.peers import environments
from tests.bench.peers.environments import AbsentError
from tests.bench.settings import FULL, QUICK, SEED, Amount
from train import sets
from train.npm import DataError
from train.provenance import provenance

HERE = Path(__file__).parent
WRITTEN = [f"tests/bench/{name}" for name in ("results.json", "RESULTS.md", "plots")]
PARTS: dict[str, Callable[[Amount, sets.Source], dict]] = {
    "accuracy": accuracy.measure,
    "predicting": predicting.measure,
    "page": page.measure,
    "cloud": cloud.measure,
    "growth": growth.measure,
    "training": training.measure,
    "recipes": training.measure_recipes,
}

LONG = {"recipes"}  # our quick recipe alone takes minutes


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 written, 1 not, 130 interrupted; what was measured before an interruption is kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="measure everything, not what a few minutes allow")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--folder", type=Path, default=HERE, help="where results.json, RESULTS.md and plots/ go")
    parser.add_argument(
        "--evaluation",
        type=Path,
        default=sets.EVALUATION,
        help="folder of pictures of other hands (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    source = sets.Source(SEED, options.evaluation)
    kept = options.folder / "results.json"
    found = json.loads(kept.read_text()) if kept.exists() else {}
    try:
        for name in asked(options.only, options.full):
            measuring.say(f"Measuring: {name}")
            found[name] = measured(name, FULL if options.full else QUICK, source)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    except DataError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    report.write(found, options.folder)
    print(f"Written: {options.folder / 'RESULTS.md'}")
    return 0


def asked(only: list[str] | None, full: bool) -> list[str]:
    """The parts to measure, in order: those named, else all but the long ones, else all."""
    return [name for name in PARTS if (name in only if only else full or name not in LONG)]


def measured(name: str, amount: Amount, source: sets.Source) -> dict:
    """One part's figures and where they come from; {"absent": reason} where it cannot be measured at all."""
    start = time.perf_counter()
    try:
        figures = PARTS[name](amount, source)
    except AbsentError as reason:
        figures = {"absent": str(reason)}
    given = [*(["--full"] if amount is FULL else []), "--only", name]
    whence = provenance("tests.bench", given, source.seed, WRITTEN)
    return {
        "provenance": whence | {"minutes": round((time.perf_counter() - start) / 60, 1), "versions": versions(name)},
        "figures": figures,
    }


# Of each environment, whose versions say what was measured.
PACKAGES = {
    "keras_readers": ["tensorflow-cpu", "keras", "opencv-python-headless", "digitsclassifier"],
    "onnx_readers": ["onnxruntime", "rapidocr-onnxruntime", "ddddocr", "digitreader"],
}
ENVIRONMENTS = {
    "training": ["keras_readers"],
    "recipes": ["keras_readers"],
    "accuracy": ["keras_readers", "onnx_readers"],
    "predicting": ["keras_readers"],
    "page": [],
    "cloud": ["keras_readers", "onnx_readers"],
    "growth": [],
}


def versions(part: str) -> dict[str, str]:
    """What the part was measured with, as it is installed; none of what is absent."""
    found = {}
    for name in ENVIRONMENTS[part]:
        with suppress(AbsentError):
            found |= environments.versions(environments.python(name), PACKAGES[name])
    with suppress(AbsentError):
        if part == "page":
            found |= environments.npm_versions()
        if part == "accuracy":
            found["tesseract"] = environments.tesseract_version()
        if part in ("accuracy", "page"):
            found["chromium"] = page.version()
    return found


if __name__ == "__main__":
    sys.exit(main())
