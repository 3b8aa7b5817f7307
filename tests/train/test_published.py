"""Exported models by version, on a folder and on S3: published whole, taken whole or not at all."""

import json
import shutil
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from train import published
from train.shelf import Folder, ShelfError, at

ROOT = Path(__file__).parents[2]
SHIPPED = {"lambda": ROOT / "lambda_fn" / "model", "web": ROOT / "web" / "public" / "model"}
VERSION = json.loads((SHIPPED["lambda"] / "digits.json").read_text())["version"]
NAME = f"digits-{VERSION}"


@pytest.fixture(params=["folder", "s3"])
def shelf(request, tmp_path, monkeypatch):
    if request.param == "folder":
        yield at(str(tmp_path / "models"))
        return
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        client = boto3.client("s3", "us-east-1")
        client.create_bucket(Bucket="artefacts")
        yield at("s3://artefacts/models", client)


@pytest.fixture
def run(tmp_path):
    """A run folder as `python -m train --store` leaves it, with the shipped model."""
    folder = tmp_path / "run"
    for part, shipped in SHIPPED.items():
        shutil.copytree(shipped, folder / "model" / part)
    for name in ("digits.keras", "metrics.json", "settings.json"):
        (folder / name).write_text(name)
    return folder


@pytest.fixture
def places(tmp_path):
    """Where a model is put; another one is there."""
    folders = {part: tmp_path / "placed" / part for part in SHIPPED}
    for folder in folders.values():
        folder.mkdir(parents=True)
        (folder / "digits.json").write_text("an earlier one")
        (folder / "earlier.bin").write_text("its weights")
    return folders


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_published_model_is_taken_byte_by_byte_and_replaces_the_earlier_one(shelf, run, places):
    assert published.publish(run, shelf) == NAME
    assert published.published(shelf) == [NAME]
    published.take(NAME, shelf, places)
    for part, folder in places.items():
        assert contents(folder) == contents(SHIPPED[part])


def test_publishing_again_changes_nothing_and_another_model_of_the_same_version_is_refused(shelf, run):
    published.publish(run, shelf)
    assert published.publish(run, shelf) == NAME
    for part in SHIPPED:
        metadata = run / "model" / part / "digits.json"
        metadata.write_text(json.dumps(json.loads(metadata.read_text()) | {"accept_threshold": 0.5}))
    with pytest.raises(ShelfError, match="Nothing is replaced"):
        published.publish(run, shelf)


@pytest.mark.parametrize(
    ("file", "change", "complaint"),
    [
        ("lambda/digits.tflite", lambda data: data[:-1] + b"!", "lambda/digits.tflite .* is damaged"),
        ("web/weights.bin", lambda data: data + b"!", "web/weights.bin .* is damaged"),
        ("web/digits.json", lambda data: data.replace(b"full", b"fool"), "web/digits.json .* is damaged"),
        ("manifest.json", lambda data: b"{", "is no list of files"),
        ("manifest.json", lambda data: data.replace(VERSION.encode(), b"0123456789ab"), "holds digits-"),
        ("manifest.json", lambda data: data.replace(b"web/model.json", b"run/model.json"), "web/model.json missing"),
        ("manifest.json", lambda data: data.replace(b"web/weights.bin", b"run/weights.bin"), r"web/\*.bin missing"),
    ],
)
def test_what_is_not_what_was_published_is_not_put_in_place(shelf, run, places, file, change, complaint):
    published.publish(run, shelf)
    shelf.write(f"{NAME}/{file}", change(shelf.read(f"{NAME}/{file}")))
    before = {part: contents(folder) for part, folder in places.items()}
    with pytest.raises(ShelfError, match=complaint):
        published.take(NAME, shelf, places)
    assert {part: contents(folder) for part, folder in places.items()} == before


def test_a_model_that_this_code_cannot_load_is_not_put_in_place(run, tmp_path, places):
    (run / "model" / "lambda" / "digits.tflite").write_bytes(b"no network")
    shelf = Folder(tmp_path / "models")
    published.publish(run, shelf)
    with pytest.raises(ShelfError, match="cannot be used by this version of the code"):
        published.take(NAME, shelf, places)
    assert contents(places["web"])["digits.json"] == b"an earlier one"


def test_metadata_of_another_version_is_found_out(run, tmp_path, places):
    shelf = Folder(tmp_path / "models")
    published.publish(run, shelf)
    (shelf.root / NAME).rename(shelf.root / "digits-0123456789ab")
    with pytest.raises(ShelfError, match=f"digits-0123456789ab in .* holds {NAME}"):
        published.take("digits-0123456789ab", shelf, places)


def test_an_export_that_was_broken_off_is_no_model(shelf, run, places):
    published.publish(run, shelf)
    other = Folder(run.parent / "other")
    for name in shelf.names(NAME):
        if not name.endswith("manifest.json"):
            other.write(name, shelf.read(name))
    assert published.published(other) == []
    with pytest.raises(ShelfError, match=r"there is no .*manifest\.json"):
        published.take(NAME, other, places)


def test_parts_of_two_exports_are_not_published(shelf, run):
    (run / "model" / "web" / "digits.json").write_text("{}")
    with pytest.raises(ShelfError, match="two exports"):
        published.publish(run, shelf)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [(["list"], 0, NAME), (["take", "digits-000000000000"], 1, "there is no digits-000000000000/manifest.json")],
)
def test_the_command_lists_and_says_what_is_missing(run, tmp_path, capsys, arguments, code, said):
    published.publish(run, Folder(tmp_path / "models"))
    assert published.main([*arguments, "--from", str(tmp_path / "models")]) == code
    shown = capsys.readouterr()
    assert said in shown.out + shown.err


@pytest.mark.parametrize("address", ["s3://", "s3:///models"])
def test_an_address_without_a_bucket_is_refused(address):
    with pytest.raises(ShelfError, match="names no bucket"):
        at(address)
