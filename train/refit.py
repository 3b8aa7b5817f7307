"""What is fitted to a trained network: the choice among finds, its thresholds, and the weights of numbers.

    python -m train.refit        fits them anew for the shipped network, and writes them into its metadata

`train` does the same for the network that it trained. To be run where preprocess, or the code of numbers, has changed.
"""

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

from lambda_fn.numbers import WEIGHTS
from lambda_fn.predict import FOLDER, Model
from train import choosing, metrics, several
from train.choosing import Candidates, Given
from train.mnist import load
from train.produce import ROOT
from train.settings import RECIPES, Recipe
from train.split import Digits, split
from train.version import version

WEB = ROOT / "web" / "public" / "model"


class Sets(NamedTuple):
    """What is fitted on. alone: held-out digits; to_choose: pictures by their kinds; to_number: pictures of numbers and of one digit."""

    alone: Candidates
    to_choose: dict[str, Candidates]
    to_number: list[several.Pictured]


def make(held: Digits, recipe: Recipe) -> Sets:
    """A recipe's sets of held-out digits."""
    return Sets(
        choosing.alone(*held),
        {kind: choosing.make(kind, *held, pictures) for kind, pictures in recipe.choosing.items()},
        [several.make(kind, *held, pictures) for kind, pictures in recipe.numbers.items()],
    )


def fit(said: several.Said, sets: Sets, share_refused: float, test: Given, metadata: dict[str, Any]) -> dict[str, Any]:
    """The metadata of a network with all that is fitted to it, and what it reads of these sets and of MNIST's test digits.

    share_refused: of the held-out digits, at most. test: measured, and not fitted to.
    """
    given = {"alone": (sets.alone, said(sets.alone.glyphs))}
    given |= {kind: (own, said(own.glyphs)) for kind, own in sets.to_choose.items()}
    choice = choosing.fit(given, share_refused)
    metadata = metadata | {
        "calibration": {"temperature": choice.temperature},
        "choice": choice.weights._asdict(),
        "accept_threshold": choice.accept_threshold,
        "no_digit_threshold": choice.no_digit_threshold,
        "no_digit_threshold_as_is": choice.no_digit_threshold_as_is,
    }
    metadata["numbers"] = several.fit(sets.to_number, said, metadata) if sets.to_number else several.shipped()
    measured = {"held_out": given["alone"], "mnist_test": test}
    measured |= {f"choosing_{kind}": given[kind] for kind in sets.to_choose}
    on_paper = {f"choosing_{kind}" for kind in sets.to_choose if kind != choosing.SMALL}
    metadata["figures"] = {
        name: metrics.measure(
            *choosing.chosen(own, choice.temperature, choice.weights), metadata, as_is=name not in on_paper
        )
        for name, own in measured.items()
    }
    right = test[1][:, :10].argmax(axis=1) == test[0].labels
    metadata["figures"]["mnist_test"]["closed_set_accuracy"] = round(float(right.mean()), 5)
    return metadata


def main() -> int:
    """Fit all anew for the shipped network, and write it."""
    before = json.loads((FOLDER / "digits.json").read_text(encoding="utf-8"))
    # A weight that the code wants since is nothing until it is fitted: else the network could not be loaded.
    wanted = {"numbers": WEIGHTS, "choice": choosing.Weights._fields}
    write(before | {part: dict.fromkeys(names, 0.0) | before[part] for part, names in wanted.items()}, (FOLDER, WEB))
    model, recipe, data = Model.load(), RECIPES["full"], load()
    test = choosing.alone(data.test_images, data.test_labels)
    sets = make(split(data, recipe.held_out)[1], recipe)
    metadata = fit(model.predict, sets, recipe.share_refused, (test, model.predict(test.glyphs)), model.metadata)
    write(metadata, (FOLDER, WEB))
    for name in ("calibration", "choice", "no_digit_threshold", "no_digit_threshold_as_is", "accept_threshold"):
        print(f"{name}: {json.dumps(metadata[name])}")
    print(f"numbers: {json.dumps(metadata['numbers'])}")
    return 0


def write(metadata: dict[str, Any], folders: tuple[Path, ...]) -> None:
    """Put metadata beside the network in each folder, in place of what is there, under the version that it makes."""
    metadata = metadata | {"version": version(metadata)}
    for folder in folders:
        text = json.dumps(metadata, indent=2, ensure_ascii=False) + "\n"
        (folder / "digits.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    # Under its own name, so that pictures made for `train` are found again.
    from train.refit import main as as_imported

    sys.exit(as_imported())
