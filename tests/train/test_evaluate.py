"""The evaluate command: what counts as right, what is asked, and a small run of it from the command line."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lambda_fn.predict import FOLDER
from train import figures, network, speed, table
from train.evaluate import main
from train.metrics import NONE
from train.outcomes import Outcome

ROOT = Path(__file__).parents[2]
GLYPH = np.zeros((28, 28), np.uint8)


def said(label, text, closed=None, confidence=0.9, accepted=True, name="x"):
    """label: what is written, a digit, NONE or a text."""
    written = "" if label == NONE else str(label)
    return Outcome(
        0, written, name, text, accepted and text != "", text if closed is None else closed, confidence, GLYPH
    )


@pytest.mark.parametrize(
    "outcome, right, right_unrefused, answer",
    [
        (said(3, "3"), True, True, 3),
        (said(3, "8"), False, False, 8),
        (said(3, "", closed="3"), False, True, NONE),
        (said(3, "33"), False, False, NONE),
        (said("42", "42"), True, True, NONE),
        (said("42", "4"), False, False, 4),
        (said("4\n2", "42"), False, False, NONE),
        (said(3, "3\n3"), False, False, NONE),
        (said(NONE, "", closed="7"), True, False, NONE),
        (said(NONE, "7"), False, False, 7),
    ],
)
def test_a_picture_is_right_where_its_whole_text_is_its_label(outcome, right, right_unrefused, answer):
    assert (outcome.right, outcome.right_unrefused, outcome.answer) == (right, right_unrefused, answer)


def test_figures_of_a_set():
    outcomes = [said(1, "1"), said(2, "2", accepted=False), said(3, "", closed="3"), said(4, "9")]
    found = figures.figures(outcomes)
    assert found["pictures"] == 4
    assert found["accuracy"] == 0.5
    assert found["unrefused_accuracy"] == 0.75
    assert found["refused"] == 0.25
    assert found["accepted"] == 0.5
    assert found["accepted_accuracy"] == 0.5
    assert found["calibration_error"] == pytest.approx(0.9 - 2 / 3, abs=1e-5)


def test_pictures_with_no_digit_are_counted_by_kind():
    outcomes = [said(NONE, text, name=name) for text, name in (("", "white"), ("1", "white"), ("", "noise"))] * 2
    found = figures.figures(outcomes)
    assert found["kinds"] == {"white": 0.5, "noise": 1.0}
    assert "calibration_error" not in found


@pytest.mark.parametrize(
    "asked, figure, met",
    [
        (figures.Asked("", "photos", "accuracy", 0.98), 0.98, True),
        (figures.Asked("", "photos", "accuracy", 0.98), 0.9799, False),
        (figures.Asked("", "photos", "refused", 0.003, most=True), 0.003, True),
        (figures.Asked("", "photos", "refused", 0.003, most=True), 0.0031, False),
        (figures.Asked("", "photos", "accuracy"), 0.5, None),
    ],
)
def test_a_line_says_whether_its_floor_is_met(asked, figure, met):
    line = figures.line(asked, {"pictures": 1000, asked.figure: figure})
    assert line.met is met
    assert line.interval[0] < figure < line.interval[1]


def test_the_mean_of_the_corruptions_needs_all_of_them():
    keys = [key for key, one in figures.SETS.items() if one.group == "corruptions"]
    outcomes = {key: [said(1, "1" if i else "7")] for i, key in enumerate(keys)}
    found = figures.all_figures(outcomes)
    assert found[figures.MEAN]["accuracy"] == pytest.approx(1 - 1 / len(keys), abs=1e-5)
    assert found[figures.MEAN]["pictures"] == len(keys)
    del outcomes[keys[0]]
    assert figures.MEAN not in figures.all_figures(outcomes)


@pytest.mark.parametrize(
    "name, kernel, out, count",
    [
        ("CONV_2D", [24, 5, 5, 1], [1, 14, 14, 24], 14 * 14 * 24 * 25),
        ("DEPTHWISE_CONV_2D", [1, 3, 3, 24], [1, 14, 14, 24], 14 * 14 * 24 * 9),
        ("FULLY_CONNECTED", [11, 1280], [1, 11], 11 * 1280),
        ("SOFTMAX", [], [1, 11], 0),
    ],
)
def test_multiply_adds_are_those_of_the_textbook(name, kernel, out, count):
    assert network._multiply_adds(name, kernel, out) == count


def test_the_shipped_networks_weights_are_counted():
    found = network.describe(FOLDER)
    assert found["layers"][-1]["operation"] == "softmax"
    assert found["weights"] <= found["bytes"] == (FOLDER / "digits.tflite").stat().st_size
    assert found["multiply_adds"] > found["weights"] / 2


@pytest.mark.parametrize("make", [speed.photo, speed.page])
def test_reading_is_timed_in_turns_with_decoding(make, model):
    found = speed.against_decoding(make(0, (300, 400)), model, rounds=3)
    assert found["megapixels"] == 0.1
    assert found["ratio"] > 0 and found["read_ms"] > 0 and found["decode_ms"] > 0


@pytest.mark.parametrize("arguments", [["--only", "photo"], ["--pictures", "0"], ["--pictures", "x"]])
def test_wrong_usage_is_said(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_a_folder_without_a_model_is_one_clear_line(tmp_path, capsys):
    assert main(["--model", str(tmp_path), "--only", "blank"]) == 1
    assert capsys.readouterr().err.startswith("Error: the model's file")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The command on a few pictures of every kind of set, in a process of its own that then names what it loaded."""
    folder = tmp_path_factory.mktemp("card")
    arguments = ["--only", "mnist", "photos", "corruptions", "usps", "blank", "letters", "--pictures", "4"]
    arguments += ["--evaluation", str(folder / "nowhere"), "--card", str(folder / "CARD.md")]
    code = f"""
import sys
from train.evaluate import main
status = main({arguments!r})
print("LOADED", *sorted({{name.split(".")[0] for name in sys.modules}}))
sys.exit(status)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, folder


def test_the_command_never_loads_tensorflow(run):
    loaded = run[0].split("LOADED", 1)[1].split()
    assert "ai_edge_litert" in loaded
    assert not {"tensorflow", "keras"} & set(loaded)


def test_the_command_prints_a_line_a_set_and_why_one_is_missing(run):
    lines = run[0].splitlines()
    assert sum(line.startswith(("no digit", "simulated photos", "MNIST test", "zigzag")) for line in lines) == 9
    assert any(line.startswith("usps: not measured: no folder") for line in lines)


def test_the_figures_are_kept_as_plain_values(run):
    found = json.loads((run[1] / "card" / "figures.json").read_text())
    assert found["sets"]["corruptions"]["pictures"] == 4 * 15
    assert found["sets"]["photos"]["pictures"] == 4
    assert found["missing"].keys() == {"usps"}
    assert found["seed"] == 0 and found["machine"]["cores"] and found["command"].startswith("python -m train.evaluate")
    assert table.plain(found).splitlines()[1:] == run[0].splitlines()[1 : len(found["table"]) + 2]


def test_the_card_shows_each_plot_that_was_written(run):
    card = (run[1] / "CARD.md").read_text()
    plots = sorted(path.name for path in (run[1] / "card").glob("*.png"))
    assert {"confusion-mnist.png", "confusion-photos.png", "coverage.png", "reliability.png"} <= set(plots)
    for name in plots:
        assert f"(card/{name})" in card
        assert (run[1] / "card" / name).stat().st_size < 300_000
