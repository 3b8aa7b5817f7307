"""Exported models by version: on a shelf, `digits-<version>/` holds what a run exported, and a list of its files with their hashes.

    python -m train.published take digits-0123456789ab --from s3://bucket/models     into lambda_fn/model and web/public/model
    python -m train.published list --from s3://bucket/models

`make lambda` and `make web` do the first where they are given MODEL=digits-<version> and MODELS=<folder or s3://bucket/prefix>.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from train.shelf import Shelf, ShelfError, at
from train.staging import staged

ROOT = Path(__file__).parents[1]
PLACES = {"lambda": ROOT / "lambda_fn" / "model", "web": ROOT / "web" / "public" / "model"}
NEEDED = ("lambda/digits.json", "lambda/digits.tflite", "web/digits.json", "web/model.json")
MANIFEST = "manifest.json"


def publish(run: Path, shelf: Shelf) -> str:
    """Put a finished run's model on the shelf. Returns its name, digits-<version>.

    run: holds digits.keras, metrics.json, settings.json, model/lambda and model/web. The list of files goes last, so what was broken
    off is no model. Raises ShelfError where the run has no whole model, or another model of the same version is there already.
    """
    files = {name: (run / name).read_bytes() for name in ("digits.keras", "metrics.json", "settings.json")}
    for part in PLACES:
        files |= {f"{part}/{path.name}": path.read_bytes() for path in sorted((run / "model" / part).iterdir())}
    name = _name(files)
    manifest = {"model": name, "files": {file: _entry(data) for file, data in files.items()}}
    if f"{name}/{MANIFEST}" in shelf.names(f"{name}/{MANIFEST}"):
        there = json.loads(shelf.read(f"{name}/{MANIFEST}"))["files"]
        if any(there.get(file) != manifest["files"][file] for file in NEEDED):
            raise ShelfError(
                f"{shelf} has another {name}: the same version, but not the same files. Nothing is replaced."
            )
        return name
    for file, data in files.items():
        shelf.write(f"{name}/{file}", data)
    shelf.write(f"{name}/{MANIFEST}", (json.dumps(manifest, indent=2) + "\n").encode())
    return name


def published(shelf: Shelf) -> list[str]:
    """Names of the models on the shelf. Raises ShelfError."""
    return [name.split("/")[0] for name in shelf.names("digits-") if name.split("/")[1:] == [MANIFEST]]


def take(name: str, shelf: Shelf, places: dict[str, Path] = PLACES) -> None:
    """Put a published model where the command line, the Lambda package and the page find theirs; all of it, or nothing.

    places: folders of the parts "lambda" and "web". Raises ShelfError where there is no such model, a file is not what the list says,
    or the metadata speaks of another version; OSError where it cannot be written.
    """
    try:
        manifest = json.loads(shelf.read(f"{name}/{MANIFEST}"))
        entries = manifest["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise ShelfError(f"{name}/{MANIFEST} in {shelf} is no list of files: {error!r}") from error
    files = {}
    for file in (file for file in entries if file.split("/")[0] in places):
        files[file] = shelf.read(f"{name}/{file}")
        if _entry(files[file]) != entries[file]:
            raise ShelfError(f"{name}/{file} in {shelf} is damaged: its hash is not the one in {MANIFEST}")
    if (found := _name(files)) != name or manifest["model"] != name:
        raise ShelfError(f"{name} in {shelf} holds {found}")
    with staged(*places.values()) as stages:
        for part, stage in zip(places, stages, strict=True):
            for file in (file for file in files if file.startswith(f"{part}/")):
                (stage / Path(file).name).write_bytes(files[file])
        _check_it_loads(stages[list(places).index("lambda")], name)


def _entry(data: bytes) -> dict:
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def _name(files: dict[str, bytes]) -> str:
    """digits-<version>, as both parts' metadata say it. Raises ShelfError."""
    missing = [file for file in NEEDED if file not in files]
    if not any(file.startswith("web/") and file.endswith(".bin") for file in files):
        missing.append("web/*.bin")
    if missing:
        raise ShelfError(f"this is no whole model: {', '.join(missing)} missing")
    if files["lambda/digits.json"] != files["web/digits.json"]:
        raise ShelfError("lambda/digits.json and web/digits.json differ: they are of two exports")
    try:
        metadata = json.loads(files["lambda/digits.json"])
        return f"{metadata['name']}-{metadata['version']}"
    except (ValueError, KeyError, TypeError) as error:
        raise ShelfError(f"digits.json is no model's metadata: {error!r}") from error


def _check_it_loads(folder: Path, name: str) -> None:
    from lambda_fn.errors import ModelError
    from lambda_fn.predict import Model

    try:
        Model.load(folder)
    except ModelError as error:
        raise ShelfError(f"{name} cannot be used by this version of the code: {error}") from error


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 done, 1 not."""
    parser = argparse.ArgumentParser(prog="python -m train.published", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, meaning in (("list", "the models that there are"), ("take", "put one in place")):
        command = commands.add_parser(name, help=meaning)
        command.add_argument(
            "--from", dest="shelf", required=True, metavar="ADDRESS", help="folder or s3://bucket/prefix"
        )
        if name == "take":
            command.add_argument("model", metavar="digits-VERSION")
    options = parser.parse_args(arguments)
    try:
        shelf = at(options.shelf)
        if options.command == "list":
            print(*published(shelf), sep="\n")
        else:
            take(options.model, shelf)
            print(f"{options.model} from {options.shelf} is in lambda_fn/model and web/public/model")
    except (ShelfError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
