"""How the benchmark counts: turns, ratios, spreads, growth. Nothing here waits for a clock."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.bench import measuring, training

ROOT = Path(__file__).parents[2]


def test_contenders_run_in_turns_and_each_round_begins_with_the_next():
    ran = []
    contenders = {name: lambda name=name: ran.append(name) for name in "abc"}
    times = measuring.alternate(contenders, rounds=3)
    assert "".join(ran) == "abcbcacab"
    assert {name: len(taken) for name, taken in times.items()} == {"a": 3, "b": 3, "c": 3}


def test_rounds_that_warm_up_are_run_and_not_kept():
    ran = []
    times = measuring.alternate({"a": lambda: ran.append(1) or 7.0}, rounds=2, warm=3)
    assert len(ran) == 5
    assert times == {"a": [7.0, 7.0]}


def test_a_contender_that_knows_its_time_is_believed():
    answers = iter([3.0, 5.0])
    assert measuring.alternate({"a": lambda: next(answers)}, rounds=2) == {"a": [3.0, 5.0]}


@pytest.mark.parametrize(
    "times, base, expected",
    [
        ([2.0, 4.0, 6.0], [1.0, 2.0, 3.0], {"ratio": 2.0, "low": 2.0, "high": 2.0, "median": 4.0, "rounds": 3}),
        ([1.0], [4.0], {"ratio": 0.25, "low": 0.25, "high": 0.25, "median": 1.0, "rounds": 1}),
        # A slow round of both leaves the ratio alone; one of one of them shows in the spread.
        ([2.0, 20.0, 2.0], [1.0, 10.0, 1.0], {"ratio": 2.0, "low": 2.0, "high": 2.0, "median": 2.0, "rounds": 3}),
        ([2.0, 2.0, 2.0], [1.0, 1.0, 4.0], {"ratio": 2.0, "low": 1.25, "high": 2.0, "median": 2.0, "rounds": 3}),
    ],
)
def test_a_ratio_is_of_medians_with_the_middle_half_of_the_rounds(times, base, expected):
    assert measuring.ratio(times, base) == expected


def test_other_rounds_cannot_be_compared():
    with pytest.raises(ValueError, match="2 rounds cannot be compared with 3"):
        measuring.ratio([1.0, 2.0], [1.0, 2.0, 3.0])


def test_all_are_compared_with_one():
    found = measuring.against({"ours": [1.0, 1.0], "theirs": [3.0, 3.0]}, "ours")
    assert (found["ours"]["ratio"], found["theirs"]["ratio"]) == (1.0, 3.0)


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0, 2.0])
def test_the_exponent_of_growth_is_found(exponent):
    work = np.array([1, 10, 100, 1000, 10000])
    assert measuring.growth(work, 3 * work**exponent) == pytest.approx(exponent, abs=1e-9)


def test_what_every_run_costs_does_not_hide_growth():
    work = np.array([1, 10, 100, 1000, 10000])
    assert measuring.growth(work, 500 + 2.0 * work, base=500) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("number, kept", [(0.0123456, 0.01235), (123456.0, 123500.0), (0.0, 0.0)])
def test_no_more_digits_are_written_than_a_measurement_has(number, kept):
    assert measuring.significant(number) == kept


def test_the_peak_is_the_processs_own_not_its_parents():
    large = bytearray(300_000_000)
    large[::4096] = b"x" * len(large[::4096])
    program = "from tests.bench.measuring import peak_here; print(peak_here())"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert 1_000_000 < int(done.stdout) < len(large)


@pytest.mark.parametrize("makes", [True, False], ids=["its own pictures", "those of a run before"])
def test_a_round_of_our_recipe_leaves_no_pictures_of_its_own_and_keeps_those_that_were_there(
    tmp_path, monkeypatch, makes
):
    made, runs = tmp_path / "made", tmp_path / "runs"
    made.mkdir()
    (made / "old.npz").touch()

    def run(*_, **__):
        if makes:
            (made / "new.npz").touch()
        (runs / "latest").mkdir(parents=True)
        (runs / "latest" / "metrics.json").write_text('{"mnist_test": {"closed_set_accuracy": 0.99}}')
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(training, "MADE", made)
    monkeypatch.setattr(training, "RUNS", runs)
    monkeypatch.setattr(training.subprocess, "run", run)
    found = training._quick_run()
    assert (found["accuracy"], found["made_before"]) == (0.99, not makes)
    assert [path.name for path in made.iterdir()] == ["old.npz"]
