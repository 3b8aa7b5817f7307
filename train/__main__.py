"""The training job: data → teacher → model → fit → choose → evaluate → export, into one folder of results.

    python -m train --recipe quick                 a network in minutes
    python -m train --recipe full                  the one that is shipped: into lambda_fn/model and web/public/model
    python -m train --arch mlp                     the recipe everyone knows, on the glyphs that it will be served
    python -m train --recipe full --store s3://b   in the cloud: data, runs and the exported model are kept there
    python -m train --extra FOLDER                 on your own labelled pictures, too, as the page saves corrections

Each run writes runs/<time>-<name>/: settings.json, log.csv, checkpoint/, teacher/, digits.keras, metrics.json, model/ and plots. A
run that was interrupted goes on from its last checkpoint when the same command is given again.
"""

import argparse
import dataclasses
import functools
import json
import os
import sys
import time
from pathlib import Path

from lambda_fn.quiet import native_messages_off
from train import extra, mnist, precision
from train.npm import CACHE, DataError
from train.published import publish
from train.settings import ARCHITECTURES, CLASSES, MLP, RECIPES, SEED
from train.shelf import ShelfError, at
from train.store import kept

ROOT = Path(__file__).parents[1]
AGREEMENT_GLYPHS = 1000


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 exported, 1 not (data, target, disk, agreement), 130 interrupted."""
    parser = argparse.ArgumentParser(prog="python -m train", description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", choices=RECIPES, default="quick")
    parser.add_argument("--arch", choices=ARCHITECTURES, default="cnn")
    parser.add_argument("--name", help="the run's name (default: recipe and architecture)")
    parser.add_argument("--runs", type=Path, default=ROOT / "runs", help="where run folders are kept (default: runs)")
    parser.add_argument(
        "--store",
        metavar="ADDRESS",
        help="a folder, or s3://bucket/prefix, that data/ and runs/ are brought from and kept in; the exported model is published "
        "there under models/ and not put in place here",
    )
    parser.add_argument("--extra", type=Path, metavar="FOLDER", help="your own labelled pictures, too (train/extra.py)")
    options = parser.parse_args(arguments)
    if options.extra and options.arch != "cnn":
        parser.error("--extra is for --arch cnn: the recipe everyone knows learns MNIST alone")
    try:
        return train_with_store(options) if options.store else train(options)
    except (DataError, ShelfError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"Error: {error.strerror or error}: {error.filename or ''}. The last checkpoint is kept.", file=sys.stderr
        )
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. The last checkpoint is kept; the same command goes on from it.", file=sys.stderr)
        return 130


def train_with_store(options: argparse.Namespace) -> int:
    """One run whose things outlast this machine. Raises ShelfError."""
    store = options.store.rstrip("/")
    with kept(at(store), options.runs, CACHE):
        status = train(options)
        if status == 0:
            print(f"Published {publish(options.runs / 'latest', at(f'{store}/models'))} in {store}/models")
    return status


def run_folder(runs: Path, name: str, settings: dict) -> Path:
    """The newest unfinished run of the same name and settings, else a new folder."""
    for old in sorted(runs.glob(f"*-{name}"), reverse=True):
        kept = old / "settings.json"
        if kept.exists() and not (old / "metrics.json").exists() and json.loads(kept.read_text()) == settings:
            print(f"Going on with {old.name}")
            return old
    run = runs / f"{time.strftime('%Y%m%d-%H%M%S')}-{name}"
    run.mkdir(parents=True)
    (run / "settings.json").write_text(json.dumps(settings, indent=2) + "\n")
    return run


def train(options: argparse.Namespace) -> int:
    """One run, from data to exported files."""
    started = time.monotonic()
    recipe = MLP if options.arch == "mlp" else RECIPES[options.recipe]
    name = options.name or f"{options.recipe}-{options.arch}"
    settings = {"arch": options.arch, "recipe": options.recipe, "seed": SEED, **dataclasses.asdict(recipe)}
    added = extra.load(options.extra) if options.extra else extra.NOTHING
    if options.extra:
        print(f"{options.extra}: {len(added[0]):,} glyphs to train on")
        settings["extra"] = extra.fingerprint(added)
    settings = json.loads(json.dumps(settings))  # as it will be read back
    data = mnist.load()
    run = run_folder(options.runs, name, settings)

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    precision.prepare()
    # TensorFlow tells of drivers and processors that it does without, some of it only once it looks for them.
    with native_messages_off():
        import keras
        import tensorflow as tf

        tf.config.list_physical_devices()
    import numpy as np

    from lambda_fn.predict import Model
    from train import choosing, plots, refit, road
    from train.export import ExportError, export
    from train.fit import fit
    from train.models import BUILD
    from train.quantise import quantise
    from train.sound import sound
    from train.split import split

    digits, held = split(data, recipe.held_out)
    parts = [road.make(kind, *digits, pictures) for kind, pictures in recipe.pictures.items()]
    made = (
        tuple(np.concatenate(arrays) for arrays in zip(*parts, strict=True)) if parts else tuple(d[:0] for d in digits)
    )
    to_fit = refit.make(held, recipe)

    def said(network: keras.Model, pictures: np.ndarray) -> np.ndarray:
        """Probabilities, float32 [n, C], of glyphs uint8 [n, 28, 28]."""
        return network.predict(pictures[..., None] / np.float32(255), batch_size=500, verbose=0)

    keras.utils.set_random_seed(SEED)
    taught = None
    with precision.mixed():
        if recipe.teacher:
            broad = BUILD[options.arch](recipe.teacher.width)
            fit(broad, recipe.teacher.schedule, recipe.batch, digits, extra.joined(made, added), held, run / "teacher")
            kept = sound(made[1], said(broad, made[0]))
            print(
                f"{(~kept).sum():,} of {len(kept):,} made glyphs are left out from here on: the teacher contradicts them"
            )
            made, taught = tuple(array[kept] for array in made), (broad, recipe.teacher)
        trained = BUILD[options.arch]()
        fit(trained, recipe.schedule, recipe.batch, digits, extra.joined(made, added), held, run, taught)
    model = BUILD[options.arch]()  # all of it in float32
    model.set_weights(trained.get_weights())
    model, report = quantise(model, "uint8")
    print(report)

    head = {
        "schema": 1,
        "name": "digits",
        "version": None,
        "weights": None,
        "architecture": options.arch,
        "recipe": options.recipe,
        "seed": SEED,
        "input": {"shape": [28, 28, 1], "dtype": "float32", "divide_by": 255},
        "output": {"classes": CLASSES[: model.output_shape[-1]]},
    }
    on_test = said(model, data.test_images)
    test = choosing.alone(data.test_images, data.test_labels), on_test
    metadata = refit.fit(functools.partial(said, model), to_fit, recipe.share_refused, test, head)
    answers = on_test[:, :10].argmax(axis=1)
    accuracy = metadata["figures"]["mnist_test"]["closed_set_accuracy"]
    plots.learning_curves(run)
    plots.confusion_matrix(data.test_labels, answers, CLASSES[:10], run / "confusion_matrix.png")
    plots.misread(data.test_images, data.test_labels, answers, CLASSES, run / "misread.png")
    (run / "metrics.json").write_text(json.dumps(metadata["figures"], indent=2) + "\n")
    print(f"MNIST test: {100 * accuracy:.2f} % of {len(answers):,} right")
    if accuracy < recipe.target:
        print(f"Error: under the recipe's target of {100 * recipe.target:.2f} %; nothing is exported.", file=sys.stderr)
        return 1

    shipped = options.recipe == "full" and options.arch == "cnn" and not options.store
    served = ROOT / "lambda_fn" / "model" if shipped else run / "model" / "lambda"
    web = ROOT / "web" / "public" / "model" if shipped else run / "model" / "web"
    try:
        exported = export(model, metadata, served, web, run, data.test_images[:AGREEMENT_GLYPHS])
    except ExportError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    Model.load(served)
    latest = options.runs / "latest"
    latest.unlink(missing_ok=True)
    latest.symlink_to(run.name)
    print(
        f"Exported digits-{exported.metadata['version']} to {served} and {web}; differences to Keras: {exported.differences}"
    )
    print(f"Results, log and plots: {run} ({(time.monotonic() - started) / 60:.1f} min)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
