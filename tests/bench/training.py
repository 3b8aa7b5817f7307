"""Training: the known recipe's five epochs against our quick recipe as whole commands, and how soon ours is as accurate."""

import json
import os
import shutil
import subprocess
import sys
import time

from tests.bench import known, measuring
from tests.bench.peers.environments import CACHE, ROOT
from tests.bench.settings import Amount
from train.sets import Source

RUNS = CACHE / "runs"
KEPT = CACHE / "known.keras"
MADE = ROOT / ".cache" / "made"
KNOWN, OURS = "known recipe, five epochs", "our quick recipe"
TRAINED = 3  # a step multiplies about three times as much as an answer does


def measure_recipes(amount: Amount, source: Source) -> dict:
    """Both as whole commands: time and final accuracy. Plain values for JSON. Raises AbsentError where the known recipe cannot run."""
    recipe, ours = [], []

    def run_known() -> float:
        recipe.append(known.train(KEPT))
        return recipe[-1]["whole"]

    whole = measuring.alternate({KNOWN: run_known, OURS: lambda: ours.append(_quick_run())}, amount.recipes_rounds)
    return {
        "whole_s": measuring.against(whole, KNOWN),
        "accuracy": {KNOWN: recipe[-1]["accuracy"], OURS: ours[-1]["accuracy"]},
        "accuracy_as_served": {KNOWN: recipe[-1]["accuracy_as_served"]},
        "made_before": ours[0]["made_before"],
    }


def measure(amount: Amount, source: Source) -> dict:
    """How soon ours is as accurate, and how well the cores are used. As `measure_recipes`."""
    recipe, reached = [], []

    def reach() -> float:
        reached.append(_to_accuracy(recipe[-1]["accuracy"]))
        return reached[-1]["seconds"]

    def fit_known() -> float:
        recipe.append(known.train(KEPT))
        return recipe[-1]["fit"]

    # The recipe first in every round: ours has to reach what it reached.
    fits = {KNOWN: [], OURS: []}
    for _ in range(amount.to_accuracy_rounds):
        for name, contender in ((KNOWN, fit_known), (OURS, reach)):
            fits[name].append(contender())
    product = measuring.significant(max(row["product"]["float32"] for row in reached))
    theirs = [TRAINED * row["multiply_adds"] * row["examples"] / row["fit"] for row in recipe]
    return {
        "accuracy": recipe[-1]["accuracy"],
        "to_accuracy_s": measuring.against(fits, KNOWN),
        "steps": [row["steps"] for row in reached],
        "reached": all(row["reached"] for row in reached),
        "multiply_adds_a_second": {
            KNOWN: measuring.significant(sorted(theirs)[len(theirs) // 2]),
            OURS: measuring.significant(sorted(row["multiply_adds_a_second"] for row in reached)[len(reached) // 2]),
            "large product, float32": product,
            "large product, bfloat16": measuring.significant(max(row["product"]["bfloat16"] for row in reached)),
        },
        "dtype": reached[-1]["dtype"],
    }


def _quick_run() -> dict:
    """One run of the quick recipe, as `make run` starts it: data, pictures, network, evaluation, export.

    Pictures that it made are thrown away, so that the next round makes them, too; those that were there before stay.
    """
    shutil.rmtree(RUNS, ignore_errors=True)
    before = set(MADE.glob("*"))
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "train", "--recipe", "quick", "--runs", RUNS], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"python -m train failed: {(done.stderr or done.stdout).strip().splitlines()[-1]}")
    seconds = time.perf_counter() - start
    new = set(MADE.glob("*")) - before
    for path in new:
        path.unlink()
    figures = json.loads((RUNS / "latest" / "metrics.json").read_text())
    return {
        "seconds": seconds,
        "accuracy": figures["mnist_test"]["closed_set_accuracy"],
        "made_before": not new,
    }


def _to_accuracy(target: float) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.to_accuracy", str(target)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    return json.loads(done.stdout.splitlines()[-1])
