"""`python -m lambda_fn s3://…`: a bucket's pictures in S3's order, each once, and on from where an earlier run stopped."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from infra.local import environment
from lambda_fn.bucket import answers, may_be_picture
from lambda_fn.read import read

ROOT = Path(__file__).parents[2]
KEYS = ["scans/10.png", "scans/a b+c%.jpg", "scans/deeper/no extension", "scans/notes.png", "scans/数字.jpg"]
TEXTS = ["2", "3", "5", None, "8"]


@pytest.fixture
def bucket(s3, drawn):
    """The uploads bucket with a few pictures under scans/, one of which is none, and things that are no pictures."""
    for key, text in zip(KEYS, TEXTS, strict=True):
        body = cv2.imencode(".png", drawn(text)[..., ::-1])[1].tobytes() if text else b"Dear reader,"
        s3.put_object(Bucket="uploads", Key=key, Body=body)
    for key in ("scans/10.png.json", "scans/", "other.txt"):
        s3.put_object(Bucket="uploads", Key=key, Body=b"{}")
    return s3


@pytest.fixture
def local_digits(digits, cloud):
    """Runs the command with the local S3."""
    return lambda *arguments, **more: digits(*arguments, **(environment(cloud) | more))


def readings(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_prefix_is_read_in_the_buckets_order_and_a_failure_stops_nothing(bucket, local_digits):
    done = local_digits("s3://uploads/scans/", "--json")
    assert [(answer["source"], answer.get("text")) for answer in readings(done)] == [
        (f"s3://uploads/{key}", text) for key, text in zip(KEYS, TEXTS, strict=True)
    ]
    assert readings(done)[3]["error"]["code"] == "not-an-image"
    assert (done.returncode, done.stderr) == (1, "")


def test_a_key_is_read_alone_though_others_begin_with_it(bucket, local_digits):
    done = local_digits("s3://uploads/scans/10.png")
    assert done.stdout.startswith("s3://uploads/scans/10.png: The digit might be 2 (")
    assert (len(done.stdout.splitlines()), done.returncode) == (1, 0)


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        ("s3://uploads/nothing", "digits: s3://uploads/nothing: there is no picture whose key begins like this\n"),
        (
            "s3://no-such-bucket/",
            "digits: s3://no-such-bucket/ cannot be listed: The specified bucket does not exist (NoSuchBucket)\n",
        ),
    ],
)
def test_what_cannot_be_listed_is_told_in_one_line(bucket, local_digits, place, complaint):
    done = local_digits(place)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", complaint)


def test_without_credentials_it_says_so(digits, cloud):
    nothing = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_CONFIG_FILE": os.devnull}
    nothing |= {"AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true"}
    done = digits("s3://uploads/", **(environment(cloud) | nothing))
    assert (done.returncode, done.stderr) == (
        1,
        "digits: s3://uploads/ cannot be listed: Unable to locate credentials\n",
    )


@pytest.mark.parametrize(
    "arguments",
    [("s3://uploads/", "photo.jpg"), ("photo.jpg", "--resume", "notes"), ("s3://uploads/", "--figure", "why.png")],
)
def test_what_cannot_go_together_is_wrong_usage(digits, arguments):
    done = digits(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: digits")


def test_a_resumed_run_prints_the_same_and_fetches_only_what_is_new_or_changed(bucket, local_digits, tmp_path, drawn):
    notes = tmp_path / "notes"
    command = ("s3://uploads/scans/", "--json", "--resume", notes)
    whole = local_digits(*command)
    noted = notes.read_bytes()
    assert local_digits(*command).stdout == whole.stdout
    assert notes.read_bytes() == noted
    bucket.put_object(Bucket="uploads", Key=KEYS[0], Body=cv2.imencode(".png", drawn("7"))[1].tobytes())
    assert [answer.get("text") for answer in readings(local_digits(*command))] == ["7", *TEXTS[1:]]
    assert notes.read_bytes().startswith(noted)
    assert notes.read_bytes().count(b"\n") == noted.count(b"\n") + 1


@pytest.mark.parametrize("written", [1, 50, -1])
def test_a_run_killed_while_it_noted_an_answer_is_resumed_to_the_same_output(bucket, local_digits, tmp_path, written):
    notes = tmp_path / "notes"
    command = ("s3://uploads/scans/", "--json", "--resume", notes)
    whole = local_digits(*command)
    kept = notes.read_bytes().splitlines(keepends=True)
    notes.write_bytes(b"".join(kept[:2]) + kept[2][:written])
    assert local_digits(*command).stdout == whole.stdout
    assert notes.read_bytes().splitlines(keepends=True) == kept


def test_a_picture_that_memory_does_not_suffice_for_stops_nothing_and_is_tried_again_by_the_next_run(
    bucket, cloud, model, tmp_path, monkeypatch
):
    for name, value in environment(cloud).items():
        monkeypatch.setenv(name, value)

    def read_with_little_memory(data, source, model):
        if source.endswith(KEYS[1]):
            raise MemoryError("not enough memory to decode a PNG picture")
        return read(data, source, model)

    resumed = (["s3://uploads/scans/"], model, tmp_path / "notes", lambda count: None)
    with monkeypatch.context() as little:
        little.setattr("lambda_fn.bucket.read", read_with_little_memory)
        codes = [answer.get("error", {}).get("code") for answer in answers(*resumed)]
    assert codes == [None, "too-many-pixels", None, "not-an-image", None]
    assert [answer.get("text") for answer in answers(*resumed)] == TEXTS


def test_answers_of_another_model_are_not_taken(bucket, local_digits, tmp_path):
    notes = tmp_path / "notes"
    command = ("s3://uploads/scans/", "--json", "--resume", notes)
    whole = local_digits(*command)
    notes.write_text(
        notes.read_text().replace('"model": "digits-', '"model": "older-').replace('"text": "', '"text": "9')
    )
    assert local_digits(*command).stdout == whole.stdout


@pytest.mark.parametrize("content", ["a letter", '{"source": "a reading"}', "[]", '{"etag": 1}'])
@pytest.mark.parametrize("end", ["\n", ""])
def test_a_file_of_something_else_is_not_taken_for_notes_and_not_changed(bucket, local_digits, tmp_path, content, end):
    notes = tmp_path / "notes"
    notes.write_text(content + end)
    done = local_digits("s3://uploads/scans/", "--resume", notes)
    assert (done.returncode, done.stdout) == (1, "")
    assert "holds something else than notes of earlier runs" in done.stderr
    assert notes.read_text() == content + end


def test_ctrl_c_ends_it_without_a_traceback_and_keeps_the_notes(s3, cloud, drawn, tmp_path):
    body = cv2.imencode(".png", drawn("3")[..., ::-1])[1].tobytes()
    for number in range(200):
        s3.put_object(Bucket="uploads", Key=f"{number:03}.png", Body=body)
    notes = tmp_path / "notes"
    with subprocess.Popen(
        [sys.executable, "-m", "lambda_fn", "s3://uploads/", "--resume", notes],
        cwd=ROOT,
        env=os.environ | environment(cloud),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline().startswith("s3://uploads/000.png: The digit might be 3")
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate()
    assert (process.returncode, complaint) == (130, "")
    assert 1 <= len(notes.read_text().splitlines()) < 200


def test_notes_that_there_is_no_room_for_are_told_in_one_line_and_those_before_are_kept(
    bucket, local_digits, cloud, tmp_path
):
    notes = tmp_path / "notes"
    command = ("s3://uploads/scans/", "--json", "--resume", notes)
    whole = local_digits(*command)
    kept = notes.read_bytes().splitlines(keepends=True)
    notes.unlink()
    # No file may grow beyond this: the third note is cut short, as on a disk that is full.
    room = len(kept[0] + kept[1]) + 50
    program = f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({room},) * 2); "
    program += "from lambda_fn.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, command)],
        cwd=ROOT,
        env=os.environ | environment(cloud),
        capture_output=True,
        text=True,
        check=False,
    )
    complaint = f"digits: {notes} takes no more notes: File too large; with room for more, the same command goes on\n"
    assert (done.returncode, done.stderr) == (1, complaint)
    assert done.stdout.splitlines() == whole.stdout.splitlines()[:2]
    assert notes.read_bytes() == b"".join(kept[:2]) + kept[2][:50]
    assert local_digits(*command).stdout == whole.stdout
    assert notes.read_bytes().splitlines(keepends=True) == kept


@pytest.mark.parametrize("place", [os.devnull, "."])
def test_what_is_no_file_is_not_taken_for_notes(local_digits, place):
    done = local_digits("s3://uploads/", "--resume", place)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"digits: {place} cannot be used for notes: it is no file\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a file that is always full")
def test_a_full_disk_behind_the_answers_is_told_below_the_progress_bar_too(bucket, cloud):
    terminal, its_end = os.openpty()
    command = [sys.executable, "-m", "lambda_fn", "s3://uploads/scans/"]
    with open("/dev/full", "w") as full:
        # Buffered, as it is for most people.
        env = os.environ | environment(cloud) | {"PYTHONUNBUFFERED": ""}
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=full, stderr=its_end, check=False)
    said = os.read(terminal, 2**16).decode()
    os.close(its_end)
    os.close(terminal)
    assert said.endswith("\ndigits: the answers cannot be printed: No space left on device\r\n")
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("key", "may_be"),
    [
        ("a.jpg", True),
        ("a.JPEG", True),
        ("folder/abc123", True),
        ("a.json", False),
        ("folder/", False),
        ("a.heic", True),
    ],
)
def test_pictures_are_known_by_their_keys_ends(key, may_be):
    assert may_be_picture(key) == may_be


def test_reading_files_loads_nothing_of_aws():
    program = (
        "import sys; from lambda_fn.cli import main; main(['digits/digit1.jpg']); print('botocore' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
