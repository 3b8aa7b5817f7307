"""The command line keeps its contract: a line a picture, in order, exit codes, only answers on standard output."""

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from lambda_fn.cli import in_words

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "digits"


@pytest.fixture
def folder(tmp_path, drawn):
    """A folder with digit1.jpg (a 2), digit2.jpg (a 3), digit10.png (a 5), a text and a folder."""
    for name, text in {"digit10.png": "5", "digit1.jpg": "2", "digit2.jpg": "3"}.items():
        cv2.imwrite(str(tmp_path / name), drawn(text)[..., ::-1])
    (tmp_path / "notes.txt").write_text("not a picture")
    (tmp_path / ".hidden.png").write_bytes(b"")
    (tmp_path / "deeper").mkdir()
    cv2.imwrite(str(tmp_path / "deeper" / "digit1.jpg"), drawn("8"))
    return tmp_path


@pytest.fixture
def page(drawn):
    """Draws lines of writing under one another: uint8 [240 n, 480, 3]."""
    return lambda *lines: np.vstack([drawn(line, 480) for line in lines])


def test_every_sample_picture_is_read_right(digits):
    with open(SAMPLES / "labels.csv", newline="") as file:
        labels = {f"digits/{row['picture']}": row["label"] for row in csv.DictReader(file)}
    assert len(labels) >= 20
    done = digits("--json", *labels)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert {answer["source"]: answer.get("text") for answer in answers} == labels
    assert all(digit["accepted"] for answer in answers for digit in answer["digits"])
    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_path_it_reads_the_samples_until_one_is_missing(folder, digits):
    (folder / "home").mkdir()
    for name in ("digit1.jpg", "digit2.jpg"):
        (folder / name).rename(folder / "home" / name)
    (folder / "home").rename(folder / "digits")
    (folder / "digit10.png").rename(folder / "digits" / "digit4.jpg")
    done = digits(cwd=folder)
    names = [line.split(":")[0] for line in done.stdout.splitlines()]
    assert names == ["digit1.jpg", "digit2.jpg"]
    assert done.returncode == 0


def test_without_a_path_and_without_samples_it_says_what_to_name(tmp_path, digits):
    done = digits(cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no digits/digit1.jpg here: name pictures, or folders of pictures" in done.stderr


def test_a_folder_is_read_in_natural_order_and_not_below(folder, digits):
    done = digits("--json", folder)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["source"] for answer in answers] == [
        str(folder / name) for name in ("digit1.jpg", "digit2.jpg", "digit10.png")
    ]
    assert [answer["text"] for answer in answers] == ["2", "3", "5"]


def test_answers_come_in_the_order_given_and_a_failure_stops_nothing(folder, digits):
    (folder / "empty").mkdir()
    done = digits("digit2.jpg", "missing.jpg", "notes.txt", "empty", "digit1.jpg", "digit2.jpg", cwd=folder)
    lines = done.stdout.splitlines()
    # What is named twice, or has another's name, goes by its path.
    assert lines[0].startswith("digit2.jpg: The digit might be 3 (")
    assert lines[1] == "Error processing image missing.jpg: there is no such file"
    assert lines[2].startswith("Error processing image notes.txt: this is not a picture")
    assert lines[3] == "Error processing image empty: there is no picture in this folder"
    assert lines[4].startswith("digit1.jpg: The digit might be 2 (")
    assert lines[5] == lines[0]
    assert (len(lines), done.returncode, done.stderr) == (6, 1, "")


def test_pictures_of_one_name_are_told_apart_by_their_paths(folder, digits):
    done = digits(folder / "digit1.jpg", folder / "deeper" / "digit1.jpg", folder / "digit2.jpg")
    names = [line.split(":")[0] for line in done.stdout.splitlines()]
    assert names == [str(folder / "digit1.jpg"), str(folder / "deeper" / "digit1.jpg"), "digit2.jpg"]


@pytest.mark.parametrize("code", ["not-found", "not-an-image", "too-large"])
def test_an_error_is_a_reading_too(code, folder, digits):
    paths = {"not-found": "missing.jpg", "not-an-image": "notes.txt", "too-large": "large.jpg"}
    with open(folder / "large.jpg", "wb") as file:
        file.truncate(41 * 2**20)
    done = digits("--json", paths[code], cwd=folder)
    answer = json.loads(done.stdout)
    assert (answer["source"], answer["error"]["code"], done.returncode) == (paths[code], code, 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(folder, digits):
    (folder / "digit1.jpg").chmod(0)
    done = digits("digit1.jpg", cwd=folder)
    assert done.stdout == "Error processing image digit1.jpg: the file cannot be read: Permission denied\n"


@pytest.mark.parametrize(
    "name", ["zwei wörter.jpg", "-dash.jpg", "$x^2$.jpg", b"\xff\xfe.jpg", "new\nline.jpg", "数.jpg"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_any_file_name_is_one_line_in_any_encoding(name, encoding, folder, digits):
    name = os.fsdecode(name)
    (folder / "digit1.jpg").rename(folder / name)
    for form in ([], ["--json"]):
        done = digits(*form, "--", name, cwd=folder, PYTHONIOENCODING=encoding)
        assert (len(done.stdout.splitlines()), done.returncode, done.stderr) == (1, 0, "")
    assert json.loads(done.stdout)["source"] == name


def answer(*digits, **others):
    entries = [{"digit": d, "confidence": c, "accepted": a, "line": line} for d, c, a, line in digits]
    return {"source": "a/b.png", "digits": entries} | others


@pytest.mark.parametrize(
    "reading, lines",
    [
        (answer((3, 0.998, True, 0), text="3"), ["b.png: The digit might be 3 (99.8 %)"]),
        (answer((3, 1.0, True, 0), text="3"), ["b.png: The digit might be 3 (100.0 %)"]),
        (answer((7, 0.54, False, 0), text="7"), ["b.png: The digit might be 7 (54.0 %, unsure)"]),
        (
            answer((4, 0.999, True, 0), (2, 0.981, True, 0), text="42"),
            ["b.png: The number might be 42 (98.1 % for the least sure)"],
        ),
        (
            answer((4, 0.4, False, 0), (2, 0.981, True, 0), text="42"),
            ["b.png: The number might be 42 (40.0 % for the least sure, unsure)"],
        ),
        (
            answer((1, 0.99, True, 0), (2, 0.9, True, 0), (3, 0.4, False, 1), text="12\n3"),
            ["b.png: The number might be (40.0 % for the least sure, unsure):", "  12", "  3"],
        ),
        (answer(text="", reason="blank"), ["b.png: No digit found (blank)"]),
        (answer(text="", reason="no digit"), ["b.png: No digit found (no digit)"]),
        (
            {"source": "a/b.png", "error": {"code": "not-an-image", "message": "the file is empty"}},
            ["Error processing image a/b.png: the file is empty"],
        ),
    ],
)
def test_an_answer_is_a_sentence_and_lines_of_writing_follow_it(reading, lines):
    assert in_words(reading, "b.png") == lines


@pytest.mark.parametrize("name", ["page.png", "new\nline.png"])
def test_of_all_newlines_only_those_between_lines_of_writing_are_printed(name, page, tmp_path, digits):
    cv2.imwrite(str(tmp_path / name), page("40", "17"))
    done = digits(name, cwd=tmp_path)
    first, *writing = done.stdout.splitlines()
    assert first.startswith(name.replace("\n", "\\n") + ": The number might be (")
    assert (writing, done.returncode) == (["  40", "  17"], 0)


@pytest.mark.parametrize("option", ["--jsn", "--figure"])
def test_a_wrong_option_is_wrong_usage(option, digits):
    done = digits("x.jpg", option)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: digits")


def test_help_waits_for_neither_opencv_nor_litert(digits):
    program = "import sys, lambda_fn.cli; print([n for n in ('cv2', 'numpy', 'ai_edge_litert') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert "Exit code: 0 all pictures were read" in digits("--help").stdout


def started(*arguments):
    command = [sys.executable, "-m", "lambda_fn", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_ctrl_c_ends_it_without_a_traceback(folder):
    os.mkfifo(folder / "never.jpg")  # opening it waits for a writer who never comes
    with started(folder / "digit1.jpg", folder / "never.jpg") as process:
        assert process.stdout.readline().startswith("digit1.jpg: ")
        process.send_signal(signal.SIGINT)
        rest, complaint = process.communicate()
    assert (process.returncode, rest, complaint) == (130, "", "")


def test_a_reader_who_has_had_enough_ends_it_without_a_traceback(folder):
    os.mkfifo(folder / "later.jpg")
    with started(folder / "digit1.jpg", folder / "later.jpg", folder / "digit2.jpg") as process:
        assert process.stdout.readline().startswith("digit1.jpg: ")
        process.stdout.close()
        (folder / "later.jpg").write_bytes(b"")
        assert process.stderr.read() == ""
    assert process.returncode == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a file that is always full")
@pytest.mark.parametrize(
    "arguments",
    [["digits/digit1.jpg"], ["--json", "digits/digit1.jpg"], ["--json", "digits", "digits"]],
    ids=["words", "json", "many"],
)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_behind_the_answers_is_one_clear_line(arguments, unbuffered):
    command = [sys.executable, "-m", "lambda_fn", *arguments]
    env = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.stderr == "digits: the answers cannot be printed: No space left on device\n"
    assert done.returncode == 1


def test_a_missing_model_is_one_clear_line(folder):
    program = "import sys; from pathlib import Path; import lambda_fn.predict as p; from lambda_fn.cli import main; "
    program += "p.Model.load.__func__.__defaults__ = (Path('nowhere'),); sys.exit(main(['digit1.jpg']))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    expected = "digits: the model's file nowhere/digits.tflite cannot be read: No such file or directory\n"
    assert done.stderr == expected
