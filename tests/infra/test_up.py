"""`make up` and `make invoke`, as a newcomer runs them."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import cv2
import pytest

from infra import emulator, local

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _needs_package_and_emulator():
    try:
        emulator.built_package()
        emulator.emulator()
    except emulator.MissingPartError as missing:
        pytest.skip(str(missing))


def free_port() -> int:
    with local.cloud() as address:
        return int(address.rpartition(":")[2])


def descendants(process: int) -> set[int]:
    """The processes that one has started, and those that these have."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
    found, new = set(), {process}
    while new := {child for child, parent in parents.items() if parent in new} - found:
        found |= new
    return found


@contextmanager
def started(folder, port):
    """`python -m infra.up`, in a process group of its own, once it is ready."""
    command = [sys.executable, "-m", "infra.up", "--folder", folder, "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    ) as process:
        try:
            line = until(process, "Ctrl-C ends it all")
            assert line, process.stderr.read()
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)


def until(process, text):
    """The next line of output that holds a text, None if the output ends before."""
    return next((line for line in process.stdout if text in line), None)


def test_what_is_dropped_or_uploaded_gets_its_result_and_ctrl_c_ends_everything(tmp_path, drawn):
    port = free_port()
    with started(tmp_path, port) as process:
        family = descendants(process.pid)
        assert len(family) >= 2, "the emulator and the function were expected"
        (tmp_path / "deeper").mkdir()
        cv2.imwrite(str(tmp_path / "deeper/my digit.png"), drawn("3")[..., ::-1])
        assert until(process, "deeper/my digit.png: The digit might be 3 (")
        kept = json.loads((tmp_path / "results/deeper/my digit.png.json").read_text())
        s3 = local.client("s3", f"http://127.0.0.1:{port}")
        assert json.load(s3.get_object(Bucket="results", Key="deeper/my digit.png.json")["Body"]) == kept
        s3.put_object(Bucket="uploads", Key="letter.jpg", Body=b"Dear reader,")
        assert until(process, "Error processing image s3://uploads/letter.jpg: this is not a picture")
        cv2.imwrite(str(tmp_path / "deeper/my digit.png"), drawn("8")[..., ::-1])
        assert until(process, "deeper/my digit.png: The digit might be 8 (")
        # As a terminal does it: the whole group gets the signal.
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate()
    assert (process.returncode, said.strip()) == (0, "ended")
    assert not [child for child in family if Path(f"/proc/{child}").exists()]


def test_ending_the_one_process_ends_all_that_it_started(tmp_path):
    with started(tmp_path, free_port()) as process:
        family = descendants(process.pid)
        process.terminate()
        _, said = process.communicate()
    assert (process.returncode, said.strip()) == (0, "ended")
    assert not [child for child in family if Path(f"/proc/{child}").exists()]


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path):
    with local.cloud() as address:
        command = [sys.executable, "-m", "infra.up", "--folder", tmp_path, "--port", address.rpartition(":")[2]]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_invoke_shows_the_result_of_a_picture():
    done = subprocess.run([sys.executable, "-m", "infra.invoke"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    reading = json.loads(done.stdout.splitlines()[-1])
    assert (reading["source"], reading["text"]) == ("s3://uploads/digits/digit1.jpg", "3")


def test_invoke_names_a_picture_that_is_missing():
    done = subprocess.run(
        [sys.executable, "-m", "infra.invoke", "missing.jpg"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "missing.jpg" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_cloud_is_empty_whatever_the_one_before_it_held():
    for _ in range(2):
        with local.cloud() as address:
            assert local.client("s3", address).list_buckets()["Buckets"] == []
            local.make_stack(address)
