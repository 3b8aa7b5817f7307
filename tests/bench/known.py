"""The known recipe, trained once in its own environment, for whoever is measured against it."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np

from tests.bench.peers import environments
from tests.bench.peers.environments import CACHE, HERE, AbsentError
from train import mnist

ENVIRONMENT = "keras_readers"
PROGRAM = HERE / "known_recipe.py"


def environment() -> dict[str, str]:
    """Of the recipe's processes: TensorFlow's greetings off, its speed as it comes."""
    return os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}


def train(kept: Path) -> dict:
    """Train the recipe, keep its model, and give what known_recipe.py says of it. Raises AbsentError."""
    done = subprocess.run(
        [environments.python(ENVIRONMENT), PROGRAM, "train", _data(), kept],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    if done.returncode:
        raise AbsentError(f"the known recipe does not train: {done.stderr.splitlines()[-1]}")
    found = json.loads(done.stdout.splitlines()[-1])
    kept.with_suffix(".json").write_text(json.dumps(found))
    return found


def accuracy() -> float:
    """Of the trained model on MNIST's test digits, prepared as in training. Raises AbsentError."""
    return json.loads(model().with_suffix(".json").read_text())["accuracy"]


def model() -> Path:
    """The trained model's file, made where it is not there yet. Raises AbsentError."""
    kept = CACHE / "known.keras"
    if not kept.exists():
        train(kept)
    return kept


def _data() -> Path:
    """MNIST as one file, so that the recipe has nothing to download."""
    path = CACHE / "mnist.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, **mnist.load()._asdict())
    return path
