"""What the report says of given figures: where a peer is better, it shows; what is absent is named."""

import pytest

from tests.bench import accuracy, cloud, plots, predicting, report, training
from tests.bench.__main__ import PARTS, asked
from tests.bench.accuracy import KNOWN, OURS


def found(ratio, low=None, high=None, rounds=3, median=1.0):
    return {"ratio": ratio, "low": low or ratio, "high": high or ratio, "median": median, "rounds": rounds}


@pytest.mark.parametrize(
    "given, better, shown",
    [
        (found(2.0, 1.9, 2.25), False, "2.00 × (1.90–2.25)"),
        (found(0.5, 0.4, 0.6), True, "**0.50 ×** (0.40–0.60)"),
        (found(137.4, rounds=1), False, "137 ×"),
    ],
)
def test_a_ratio_is_shown_with_its_spread(given, better, shown):
    assert report.times(given, better) == shown


@pytest.mark.parametrize(
    "value, shown", [(0, "0"), (0.0123, "0.012"), (0.5, "0.50"), (12.34, "12.3"), (1234.5, "1,234")]
)
def test_numbers_are_short(value, shown):
    assert report.number(value) == shown


def answers(right):
    return {"right": right, "interval": [right - 0.1, right + 0.1], "pictures": 50, "nothing": 0.0}


def test_a_peer_that_reads_more_is_bold():
    rows = {OURS: answers(0.8), KNOWN: answers(0.85), "Tesseract": answers(0.7)}
    figures = {
        "sets": {"photos": {"title": "simulated photos", "rows": rows}},
        "network_alone": {OURS: 0.9967},
        "absent": {},
    }
    text = report.SECTIONS["accuracy"](figures)
    assert f"| {KNOWN} | **85.0 %** (75–95) |" in text
    assert "| Tesseract | 70.0 % (60–80) |" in text
    assert f"| {OURS} | 80.0 % (70–90) |" in text


def test_a_peer_that_is_smaller_or_faster_in_lambda_is_bold():
    names = (cloud.OURS, cloud.ONNX)
    figures = {
        "limit": 250,
        "bytes": dict(zip(names, (200, 100), strict=True)),
        "start_s": dict(zip(names, (found(1.0), found(1.5)), strict=True)),
        "peak_bytes": dict(zip(names, (200, 100), strict=True)),
        "warm_s": dict(zip(names, (found(1.0), found(0.5)), strict=True)),
        "stages_s": {"fetch": found(0.1)},
        "picture": {"set": "photos", "bytes": 1000},
    }
    (line,) = (line for line in report.SECTIONS["cloud"](figures).splitlines() if line.startswith(f"| {cloud.ONNX}"))
    assert [("**" in cell) for cell in line.split("|")[2:-1]] == [
        True, False, False, False, False, True, False, True,
    ]  # fmt: skip


def test_a_recipe_that_takes_less_time_is_bold_and_whether_pictures_were_there_before_is_said():
    ours, known = training.OURS, training.KNOWN
    figures = {
        "whole_s": {known: found(1.0, median=20.0), ours: found(9.0, median=180.0)},
        "accuracy": {known: 0.97, ours: 0.995},
        "accuracy_as_served": {known: 0.96},
        "made_before": False,
    }
    text = report.SECTIONS["recipes"](figures)
    assert "| whole command, s | 20.0 | 180 | **9.00 ×** (9.00–9.00) |" in text
    assert "| accuracy on MNIST test | 97.00 % | 99.50 % |" in text
    assert "were made in this run" in text
    assert "were there from a run before" in report.SECTIONS["recipes"](figures | {"made_before": True})


def test_growth_beyond_its_work_is_bold():
    grown = {"work": [1, 100], "exponent": {"seconds": 1.3, "bytes": 0.9}}
    text = report.SECTIONS["growth"](dict.fromkeys(plots.TITLES, grown))
    assert "| megapixels of a picture | 1 | 100 | **1.30** | 0.90 |" in text


PROVENANCE = {
    "command": "python -m tests.bench",
    "seed": 0,
    "date": "2026-01-01",
    "commit": "abc",
    "minutes": 1.0,
    "machine": {"cpu": "CPU", "cores": 2, "python": "3.11", "opencv": "5", "litert": "2"},
    "versions": {"keras": "3"},
}


def test_what_is_absent_is_named_with_its_reason(tmp_path):
    report.write({"page": {"figures": {"absent": "no Chromium"}, "provenance": PROVENANCE}}, tmp_path)
    text = (tmp_path / "RESULTS.md").read_text()
    assert "Not measured: no Chromium." in text
    assert "commit abc" in text
    assert "## Lambda\n\nNot measured yet." in text
    assert "- Tesseract: not installed" in report.absent({"Tesseract": "not installed"})


@pytest.mark.parametrize(
    "only, full, missing",
    [(None, False, {"recipes"}), (None, True, set()), (["recipes", "page"], False, set(PARTS) - {"page", "recipes"})],
    ids=["a few minutes", "all of it", "what is named"],
)
def test_what_takes_long_is_measured_where_it_is_asked_for(only, full, missing):
    assert asked(only, full) == [name for name in PARTS if name not in missing]


def test_only_the_digit_alone_is_right():
    labels = {"a": "1", "b": "2", "c": "3", "d": "4"}
    scored = accuracy.score({"a": "1", "b": "22", "c": "", "d": "5"}, labels)
    assert (scored["right"], scored["nothing"], scored["pictures"]) == (0.25, 0.25, 4)


def test_tesseracts_pages_are_the_pictures_and_one_without_a_word_is_empty():
    rows = [
        "level\tpage_num\tconf\ttext",
        "1\t1\t-1\t",
        "5\t1\t44.4\t7",
        "1\t2\t-1\t",
        "1\t3\t-1\t",
        "5\t3\t9\t1",
        "5\t3\t9\t2",
    ]
    assert accuracy.texts_of("\n".join(rows), ["a", "b", "c"]) == {"a": "7", "b": "", "c": "12"}


def test_the_rounds_of_prediction_become_times_of_a_picture():
    rows = {
        "command line": [{"first": 1.0, "last": 3.0, "whole": 3.1}],
        "stages": [
            {
                "start": 0.5,
                predicting.FLOOR: 1.1,
                "decode": 1.1,
                "preprocess": 0.5,
                "predict": 0.2,
                "choose and the rest": 0.1,
            }
        ],
        "known": [{"start": 9.0, "decode": 1.1, "preprocess": 0.0, "predict": 9.9, "predict in batches": 1.1}],
    }
    summary = predicting.summary(rows, 11)
    assert summary["picture_s"][predicting.OURS]["median"] == pytest.approx(0.2)
    assert summary["picture_s"][predicting.OURS]["ratio"] == pytest.approx(2.0)
    assert summary["to_known"]["ratio"] == pytest.approx(0.2)
    assert summary["to_batches"]["ratio"] == pytest.approx(1.0)
    assert summary["start_s"][predicting.OURS]["median"] == pytest.approx(0.8)
    assert summary["pictures_a_second"] == pytest.approx(5.0)
    assert summary["stages_s"][predicting.BATCH]["predict"]["median"] == pytest.approx(0.1)
