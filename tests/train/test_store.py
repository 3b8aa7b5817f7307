"""A run in the cloud outlasts its machine: what it has written is on S3, and the next machine goes on from there."""

import os
import signal
import time

import boto3
import pytest
from moto import mock_aws

from train import __main__ as job
from train import store
from train.shelf import at


@pytest.fixture
def shelf(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        client = boto3.client("s3", "us-east-1")
        client.create_bucket(Bucket="artefacts")
        yield at("s3://artefacts", client)


def put(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def texts(root):
    return {str(path.relative_to(root)): path.read_text() for path in sorted(root.rglob("*")) if path.is_file()}


def test_the_next_machine_has_the_data_and_the_unfinished_run(shelf, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    data = {"mnist/train-images-idx3-ubyte": "pictures", "fonts/kalam.woff": "a font"}
    cut_off = {"2-full-cnn/settings.json": "{}", "2-full-cnn/checkpoint/latest.weights.h5": "epoch 7"}
    finished = {
        "1-full-cnn/settings.json": "{}",
        "1-full-cnn/metrics.json": "{}",
        "1-full-cnn/digits.keras": "a network",
    }
    with pytest.raises(KeyboardInterrupt), store.kept(shelf, first / "runs", first / "cache"):
        put(first / "cache", data)
        put(first / "runs", finished | cut_off)
        (first / "runs/latest").symlink_to("1-full-cnn")
        os.kill(os.getpid(), signal.SIGTERM)  # the machine is taken away
        time.sleep(60)
    expected = {f"data/{name}" for name in data} | {f"runs/{name}" for name in finished | cut_off}
    assert set(shelf.names()) == expected
    with store.kept(shelf, second / "runs", second / "cache"):
        assert texts(second / "cache") == data
        assert texts(second / "runs") == cut_off


@pytest.mark.parametrize(("age", "sent"), [(store.QUIET + 1, ["runs/run/a", "runs/run/b"]), (store.QUIET - 1, [])])
def test_files_that_were_just_written_wait_until_all_of_them_are(shelf, tmp_path, age, sent):
    put(tmp_path, {"run/a": "1", "run/b": "2"})
    now = 1_700_000_000
    os.utime(tmp_path / "run/a", (now - 1000, now - 1000))
    os.utime(tmp_path / "run/b", (now - age, now - age))
    assert store.Mirror(tmp_path, shelf, "runs").send(now) == len(sent)
    assert list(shelf.names()) == sent


def test_only_what_has_changed_is_sent(shelf, tmp_path):
    put(tmp_path, {"run/a": "1", "run/b": "2"})
    mirror = store.Mirror(tmp_path, shelf, "runs")
    assert [mirror.send(), mirror.send()] == [2, 0]
    put(tmp_path, {"run/b": "22"})
    assert [mirror.send(), mirror.send()] == [1, 0]
    assert shelf.read("runs/run/b") == b"22"


def test_what_is_still_being_written_is_not_sent(shelf, tmp_path):
    put(tmp_path, {"run/log.csv": "1", "run/.export-1/digits.keras": "half", "mnist/.labels.7.part": "half"})
    store.Mirror(tmp_path, shelf, "runs").send()
    assert list(shelf.names()) == ["runs/run/log.csv"]


def test_what_was_brought_is_not_sent_back(shelf, tmp_path):
    shelf.write("data/mnist/labels", b"7")
    mirror = store.Mirror(tmp_path, shelf, "data")
    mirror.bring(mirror.names())
    assert mirror.send() == 0


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], []),
        (["1-a/settings.json", "2-a/settings.json", "2-a/metrics.json"], ["1-a/settings.json"]),
        (["1-a/model/metrics.json"], ["1-a/model/metrics.json"]),
    ],
)
def test_a_run_with_metrics_is_finished(names, expected):
    assert store.unfinished(names) == expected


def test_the_job_publishes_what_it_has_exported_and_keeps_the_run(shelf, tmp_path, monkeypatch, capsys):
    """train() itself is tested elsewhere; here it leaves a run folder."""
    runs = tmp_path / "runs"

    def train(options):
        put(options.runs, {"1-quick-cnn/metrics.json": "{}"})
        (options.runs / "latest").symlink_to("1-quick-cnn")
        return 0

    monkeypatch.setattr(job, "train", train)
    monkeypatch.setattr(job, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(job, "publish", lambda run, models: f"{run.resolve().name} {models}")
    assert job.main(["--runs", str(runs), "--store", "s3://artefacts/"]) == 0
    assert list(shelf.names()) == ["runs/1-quick-cnn/metrics.json"]
    assert "Published 1-quick-cnn s3://artefacts/models/" in capsys.readouterr().out


def test_a_store_that_is_not_there_ends_the_job_before_it_trains(shelf, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(job, "train", lambda options: pytest.fail("trained"))
    assert job.main(["--runs", str(tmp_path), "--store", "s3://no-such-bucket"]) == 1
    assert "Error: cannot reach s3://no-such-bucket/" in capsys.readouterr().err


def test_a_failed_run_is_kept_but_not_published(shelf, tmp_path, monkeypatch):
    def train(options):
        put(options.runs, {"1-quick-cnn/log.csv": "epoch"})
        return 1

    monkeypatch.setattr(job, "train", train)
    monkeypatch.setattr(job, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(job, "publish", lambda run, models: pytest.fail("published"))
    assert job.main(["--runs", str(tmp_path / "runs"), "--store", "s3://artefacts"]) == 1
    assert list(shelf.names()) == ["runs/1-quick-cnn/log.csv"]
