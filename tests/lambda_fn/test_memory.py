"""A small file must not take memory for what it only claims."""

import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from lambda_fn import many

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process's highest memory there")
def test_a_png_whose_chunk_claims_gigabytes_takes_none(tmp_path):
    """Found by `make fuzz`: OpenCV allocates what the chunk's length says."""
    sound = cv2.imencode(".png", np.full((60, 40, 3), 200, np.uint8))[1].tobytes()
    chunk = sound.index(b"IDAT") - 4
    (tmp_path / "claims.png").write_bytes(sound[:chunk] + struct.pack(">I", 3_000_000_000) + sound[chunk + 4 :])
    # Of the program alone: getrusage would count what pytest had when it forked.
    program = "import sys; from lambda_fn.cli import main; main(sys.argv[1:]); "
    program += "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    command = [sys.executable, "-c", program, tmp_path / "claims.png"]
    *answer, peak = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert answer == [f"Error processing image {tmp_path / 'claims.png'}: the PNG is damaged or cut short"]
    assert int(peak) * 1024 < 500 * 2**20


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="only Linux tells there how much memory a process has"
)
def test_a_picture_that_memory_does_not_suffice_for_is_an_answer_and_the_rest_go_on(tmp_path):
    paths = [str(tmp_path / "large.png"), str(ROOT / "digits" / "digit1.jpg")]
    cv2.imwrite(paths[0], np.full((5000, 4000, 3), 200, np.uint8))
    # What is loaded and started by the first reading is there already; for the large picture's 60 MB there is no room.
    program = "import resource, sys; from lambda_fn import cli, many, predict; many.answer(sys.argv[2], predict.Model.load()); "
    program += "has = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize(); "
    program += (
        "resource.setrlimit(resource.RLIMIT_AS, (has + 40 * 2**20,) * 2); sys.exit(cli.main(['--json', *sys.argv[1:]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *paths], cwd=ROOT, capture_output=True, text=True, check=False
    )
    large, other = (json.loads(line) for line in done.stdout.splitlines())
    message = "there is not enough memory to read this picture; make it smaller"
    assert (large["source"], large["error"]) == (paths[0], {"code": "too-many-pixels", "message": message})
    assert (other["text"], done.returncode) == ("3", 1)


def ask_for_a_petabyte():
    return cv2.resize(np.zeros((1, 1), np.uint8), (10**6, 10**9))


def run_out_in_a_container():
    raise cv2.error("std::bad_alloc")


def misuse_a_container():
    raise cv2.error("vector::reserve")


def misuse():
    return cv2.resize(np.zeros((0, 0), np.uint8), (1, 1))


@pytest.mark.parametrize(
    "stage", ["decode.cv2.imdecodeWithMetadata", "decode._to_rgb", "read.fine_view", "read.decide"]
)
@pytest.mark.parametrize("fault", [ask_for_a_petabyte, run_out_in_a_container])
def test_at_any_stage_opencvs_want_of_memory_is_what_pythons_is(stage, fault, model, tmp_path, monkeypatch, drawn):
    cv2.imwrite(str(tmp_path / "3.png"), drawn("3"))
    with monkeypatch.context() as little:
        little.setattr(f"lambda_fn.{stage}", lambda *_, **__: fault())
        said = many.answer(str(tmp_path / "3.png"), model)
    message = "there is not enough memory to read this picture; make it smaller"
    assert said["error"] == {"code": "too-many-pixels", "message": message}
    assert many.answer(str(tmp_path / "3.png"), model)["text"] == "3"


@pytest.mark.parametrize(("fault", "words"), [(misuse, "Assertion failed"), (misuse_a_container, "vector::reserve")])
def test_what_else_opencv_complains_of_is_no_want_of_memory_even_after_one(
    fault, words, model, tmp_path, monkeypatch, drawn
):
    cv2.imwrite(str(tmp_path / "3.png"), drawn("3"))
    with pytest.raises(cv2.error, match="Insufficient memory"):
        ask_for_a_petabyte()
    monkeypatch.setattr("lambda_fn.read.fine_view", lambda *_: fault())
    with pytest.raises(cv2.error, match=words):
        many.answer(str(tmp_path / "3.png"), model)


def test_a_png_with_long_chunks_that_are_all_there_is_read(model):
    from lambda_fn.read import read

    sound = cv2.imencode(".png", np.full((60, 40, 3), 200, np.uint8))[1].tobytes()
    start, content = sound.index(b"IDAT") - 4, b"Comment\0" + b"x" * 300_000
    checksum = struct.pack(">I", zlib.crc32(b"tEXt" + content))
    text = struct.pack(">I", len(content)) + b"tEXt" + content + checksum
    assert read(sound[:start] + text + sound[start:], "a.png", model)["image"] == {"width": 40, "height": 60}
