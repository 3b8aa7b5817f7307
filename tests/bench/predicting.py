"""Python prediction: a folder of JPEGs, our command line against the known recipe, one by one and in batches, and against decoding alone."""

import json
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from tests.bench import known, measuring, pictures
from tests.bench.peers import environments
from tests.bench.peers.environments import ROOT
from tests.bench.settings import Amount
from tests.bench.stages import STAGES
from train.sets import Source

SET = "photos"
FLOOR, OURS, ONE, BATCH = (
    "decoding alone",
    "ours, command line",
    "known recipe, one by one",
    "known recipe, in batches",
)
CORES = (1, 2)


def measure(amount: Amount, source: Source) -> dict:
    """Plain values for JSON. Raises AbsentError where the known recipe cannot run."""
    folder, labels = pictures.of_set(SET, source, amount.jpegs, jpeg=True)
    model, interpreter = known.model(), environments.python(known.ENVIRONMENT)
    by_cores = {}
    for cores in CORES:
        rows: dict[str, list[dict]] = {"command line": [], "stages": [], "known": []}
        run = partial(_child, cores=cores)
        measuring.alternate(
            {
                "command line": lambda: rows["command line"].append(_command_line(folder, cores)),  # noqa: B023
                "stages": lambda: rows["stages"].append(run([sys.executable, "-m", "tests.bench.stages", folder])),  # noqa: B023
                "known": lambda: rows["known"].append(run([interpreter, known.PROGRAM, "time", model, folder])),  # noqa: B023
            },
            amount.predicting_rounds,
        )
        by_cores[str(cores)] = summary(rows, len(labels))
    return {"pictures": len(labels), "set": SET, "cores": by_cores}


def summary(rows: dict[str, list[dict]], count: int) -> dict:
    """What the rounds say. rows: of "command line" {"first", "last", "whole"}, of "stages" and "known" their seconds by stage."""
    ours, stages, recipe = rows["command line"], rows["stages"], rows["known"]
    each = {
        FLOOR: [row[FLOOR] / count for row in stages],
        OURS: [(row["last"] - row["first"]) / (count - 1) for row in ours],
        ONE: [(row["decode"] + row["preprocess"] + row["predict"]) / count for row in recipe],
        BATCH: [(row["decode"] + row["preprocess"] + row["predict in batches"]) / count for row in recipe],
    }
    start = {
        OURS: [row["first"] - taken for row, taken in zip(ours, each[OURS], strict=True)],
        ONE: [row["start"] for row in recipe],
    }
    split = {
        OURS: {name: [row[name] / count for row in stages] for name in STAGES},
        ONE: {name: [row[name] / count for row in recipe] for name in ("decode", "preprocess", "predict")},
        BATCH: {
            name.removesuffix(" in batches"): [row[name] / count for row in recipe]
            for name in ("decode", "preprocess", "predict in batches")
        },
    }
    return {
        "picture_s": measuring.against(each, FLOOR),
        "to_known": measuring.ratio(each[OURS], each[ONE]),
        "to_batches": measuring.ratio(each[OURS], each[BATCH]),
        "start_s": measuring.against(start, ONE),
        "stages_s": {
            name: {stage: measuring.ratio(taken, each[FLOOR]) for stage, taken in parts.items()}
            for name, parts in split.items()
        },
        "pictures_a_second": measuring.significant(1 / measuring.ratio(each[OURS], each[FLOOR])["median"]),
    }


def _command_line(folder: Path, cores: int) -> dict:
    """Seconds until the first answer, the last one and the end."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "lambda_fn", "--json", folder],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        preexec_fn=measuring.on_cores(cores),
    )
    seen = [time.perf_counter() - start for _ in process.stdout]
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return {"first": seen[0], "last": seen[-1], "whole": time.perf_counter() - start}


def _child(command: list, cores: int) -> dict:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=known.environment(),
        preexec_fn=measuring.on_cores(cores),
    )
    return json.loads(done.stdout.splitlines()[-1])
