"""What was chosen becomes a Reading: thresholded, rounded once, in reading order."""

import numpy as np
import pytest

from lambda_fn.choose import Choice
from lambda_fn.errors import PictureError
from lambda_fn.preprocess import Glyph
from lambda_fn.reading import error_reading, reading

METADATA = {
    "name": "digits",
    "version": "0123456789ab",
    "output": {"classes": [*"0123456789", "no digit"]},
    "accept_threshold": 0.6,
    "no_digit_threshold": 0.5,
    "no_digit_threshold_as_is": 0.5,
}
TEN = METADATA | {"output": {"classes": [*"0123456789"]}}


def find(none=0.0, line=0, box=(12, 8, 40, 61), **sure):
    """A glyph and what was chosen for it: the digits named d0 … d9, the others alike."""
    given = {int(name[1:]): p for name, p in sure.items()}
    rest = (1 - sum(given.values())) / (10 - len(given))
    probabilities = np.array([given.get(digit, rest) for digit in range(10)])
    return Glyph(np.zeros((28, 28), np.uint8), box, line), Choice(0, probabilities, none)


def read(*found, metadata=METADATA):
    return reading("a.png", (96, 64), found, metadata)


def test_a_sure_digit_is_the_contracts_reading():
    assert read(find(d3=0.998, d5=0.001, d8=0.001)) == {
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
    "none, d7, found, accepted",
    [
        (0.0, 0.99, [7], [True]),
        (0.49, 0.99, [7], [True]),
        (0.5, 0.99, [], []),
        (0.51, 0.99, [], []),
        (0.49, 0.6, [7], [True]),
        (0.0, 0.59999, [7], [False]),  # 0.6, rounded
        (0.0, 0.3, [7], [False]),
    ],
)
def test_refused_and_unsure_are_told_apart(none, d7, found, accepted):
    answer = read(find(none, d7=d7))
    assert [digit["digit"] for digit in answer["digits"]] == found
    assert [digit["accepted"] for digit in answer["digits"]] == accepted


@pytest.mark.parametrize("size, said", [((28, 28), "7"), ((28, 29), ""), ((56, 56), "")])
def test_a_picture_of_a_glyphs_size_has_a_threshold_of_its_own(size, said):
    metadata = METADATA | {"no_digit_threshold_as_is": 0.8}
    assert reading("a.png", size, [find(0.7, d7=0.99)], metadata)["text"] == said


@pytest.mark.parametrize(
    "found, reason", [([], "blank"), ([find(0.9, d3=0.9)], "no digit"), ([find(0.9, d3=0.9)] * 3, "no digit")]
)
def test_without_a_digit_there_is_a_reason_and_never_a_guess(found, reason):
    answer = read(*found)
    assert (answer["text"], answer["digits"], answer["reason"]) == ("", [], reason)


def test_what_is_no_digit_is_left_out_and_lines_become_lines():
    found = [find(d1=0.9), find(0.9), find(d2=0.9), find(0.9, line=1), find(d3=0.9, line=2)]
    answer = read(*found)
    assert answer["text"] == "12\n3"
    assert [digit["line"] for digit in answer["digits"]] == [0, 0, 2]
    assert "reason" not in answer


@pytest.mark.parametrize("none", [0.0, 0.99])
def test_a_network_of_ten_classes_always_reads_a_digit(none):
    answer = read(find(none), metadata=TEN)
    assert answer["text"] == "0"
    assert answer["digits"][0]["accepted"] is False


def test_probabilities_are_rounded_to_four_decimals_and_the_confidence_is_the_highest():
    (digit,) = read(find(d8=0.70004, d1=0.29996))["digits"]
    assert digit["probabilities"] == [0, 0.3, 0, 0, 0, 0, 0, 0, 0.7, 0]
    assert (digit["digit"], digit["confidence"]) == (8, 0.7)


def test_a_picture_that_cannot_be_read_has_an_error_in_place_of_digits():
    assert error_reading("b.png", PictureError("not-found", "there is no such file"), METADATA) == {
        "schema": 1,
        "source": "b.png",
        "error": {"code": "not-found", "message": "there is no such file"},
        "model": "digits-0123456789ab",
    }
