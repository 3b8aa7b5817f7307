"""Probabilities become a Reading: calibrated, thresholded, rounded once, in reading order."""

import numpy as np
import pytest

from lambda_fn.errors import PictureError
from lambda_fn.preprocess import Glyph
from lambda_fn.reading import calibrate, error_reading, reading

METADATA = {
    "name": "digits",
    "version": "0123456789ab",
    "output": {"classes": [*"0123456789", "no digit"]},
    "calibration": {"temperature": 1.0},
    "choice": {"score_weight": 0.0, "surety_weight": 0.0},
    "accept_threshold": 0.6,
    "no_digit_threshold": 0.5,
}
TEN = METADATA | {"output": {"classes": [*"0123456789"]}}


def glyph(line=0, box=(12, 8, 40, 61)):
    return Glyph(np.zeros((28, 28), np.uint8), box, line)


def row(no_digit=0.0, **sure):
    """Eleven probabilities: those named d0 … d9, no_digit, and the rest spread evenly."""
    given = {int(name[1:]): p for name, p in sure.items()} | {10: no_digit}
    rest = (1 - sum(given.values())) / (11 - len(given))
    return [given.get(index, rest) for index in range(11)]


def read_rows(*rows, glyphs=None, metadata=METADATA):
    probabilities = np.array(rows, np.float32).reshape(len(rows), len(metadata["output"]["classes"]))
    return reading("a.png", (96, 64), glyphs or [glyph()] * len(rows), probabilities, metadata)


def test_a_sure_digit_is_the_contracts_reading():
    assert read_rows(row(d3=0.998, d5=0.001, d8=0.001)) == {
        "schema": 1,
        "source": "a.png",
        "text": "3",
        "digits": [
            {
                "digit": 3,
                "confidence": 0.998,
                "accepted": True,
                "line": 0,
                "box": [12, 8, 40, 61],
                "probabilities": [0.0, 0.0, 0.0, 0.998, 0.0, 0.001, 0.0, 0.0, 0.001, 0.0],
            }
        ],
        "image": {"width": 96, "height": 64},
        "model": "digits-0123456789ab",
    }


@pytest.mark.parametrize(
    "no_digit, d7, found, accepted",
    [
        (0.0, 0.99, [7], [True]),
        (0.49, 0.50, [7], [True]),  # 0.50 / 0.51 of what is left
        (0.51, 0.48, [], []),
        (0.40, 0.30, [7], [False]),  # 0.30 / 0.60
        (0.40, 0.37, [7], [True]),  # 0.37 / 0.60
    ],
)
def test_refused_and_unsure_are_told_apart(no_digit, d7, found, accepted):
    answer = read_rows(row(no_digit, d7=d7))
    assert [digit["digit"] for digit in answer["digits"]] == found
    assert [digit["accepted"] for digit in answer["digits"]] == accepted


@pytest.mark.parametrize(
    "rows, reason", [([], "blank"), ([row(no_digit=0.9)], "no digit"), ([row(no_digit=0.9)] * 3, "no digit")]
)
def test_without_a_digit_there_is_a_reason_and_never_a_guess(rows, reason):
    answer = read_rows(*rows)
    assert (answer["text"], answer["digits"], answer["reason"]) == ("", [], reason)


def test_what_is_no_digit_is_left_out_and_lines_become_lines():
    glyphs = [glyph(0), glyph(0), glyph(0), glyph(1), glyph(2)]
    rows = [row(d1=0.9), row(no_digit=0.9), row(d2=0.9), row(no_digit=0.9), row(d3=0.9)]
    answer = read_rows(*rows, glyphs=glyphs)
    assert answer["text"] == "12\n3"
    assert "reason" not in answer


def test_a_network_of_ten_classes_always_reads_a_digit():
    answer = read_rows(np.full(10, 0.1), metadata=TEN)
    assert answer["text"] == "0"
    assert answer["digits"][0]["accepted"] is False


@pytest.mark.parametrize("temperature, expected", [(1.0, 0.9), (2.0, 0.75), (0.5, 81 / 82)])
def test_temperature_makes_a_network_modest_or_bold(temperature, expected):
    calibrated = calibrate(np.array([[0.9, 0.1]], np.float32), temperature)
    assert calibrated.dtype == np.float64
    assert calibrated[0] == pytest.approx([expected, 1 - expected], abs=1e-6)


@pytest.mark.parametrize("temperature", [0.01, 1.0, 100.0])
def test_certainty_itself_is_calibrated_without_nan(temperature):
    calibrated = calibrate(np.eye(11, dtype=np.float32), temperature)
    assert np.isfinite(calibrated).all()
    assert calibrated.sum(axis=1) == pytest.approx(np.ones(11))


def test_probabilities_are_calibrated_before_thresholds_are_applied():
    unsure = METADATA | {"calibration": {"temperature": 5.0}}
    assert read_rows(row(d3=0.9))["digits"][0]["accepted"] is True
    assert read_rows(row(d3=0.9), metadata=unsure)["digits"][0]["accepted"] is False


def test_a_picture_that_cannot_be_read_has_an_error_in_place_of_digits():
    assert error_reading("b.png", PictureError("not-found", "there is no such file"), METADATA) == {
        "schema": 1,
        "source": "b.png",
        "error": {"code": "not-found", "message": "there is no such file"},
        "model": "digits-0123456789ab",
    }


@pytest.mark.parametrize(
    "score, d7, weights, found",
    [
        (1.0, 0.7, (0, 0), True),
        (0.1, 0.7, (0, 0), True),  # without weights the network's word is all
        (0.1, 0.7, (1, 0), False),
        (1.0, 0.7, (1, 0), True),
        (1.0, 0.35, (0, 0), True),
        (1.0, 0.35, (0, 2), False),  # unsure which digit it is, as letters are
    ],
)
def test_ink_that_looks_little_like_writing_needs_a_surer_network(score, d7, weights, found):
    metadata = METADATA | {"choice": dict(zip(("score_weight", "surety_weight"), weights, strict=True))}
    one = Glyph(np.zeros((28, 28), np.uint8), (0, 0, 1, 1), score=score)
    answer = read_rows(row(no_digit=0.3, d7=d7), glyphs=[one], metadata=metadata)
    assert bool(answer["digits"]) == found
