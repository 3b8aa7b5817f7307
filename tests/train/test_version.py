"""A model's version: another one wherever its readings may be others, and only there."""

import json

import numpy as np
import pytest

from lambda_fn.predict import FOLDER, Model
from train.version import digest, version

SHIPPED = json.loads((FOLDER / "digits.json").read_text(encoding="utf-8"))


def test_the_shipped_metadata_has_the_version_that_its_content_gives():
    assert SHIPPED["version"] == version(SHIPPED)
    assert len(bytes.fromhex(SHIPPED["version"])) == len(bytes.fromhex(SHIPPED["weights"])) == 6
    assert Model.load().metadata["version"] == SHIPPED["version"]


@pytest.mark.parametrize(
    "change",
    [
        {"weights": "0123456789ab"},
        {"accept_threshold": 0.5},
        {"calibration": {"temperature": 1.0}},
        {"choice": SHIPPED["choice"] | {"one": 0.0}},
        {"numbers": SHIPPED["numbers"] | {"gap": 0.0}},
    ],
)
def test_another_network_or_what_is_fitted_to_it_is_another_version(change):
    assert version(SHIPPED | change) != version(SHIPPED)


@pytest.mark.parametrize("key", ["version", "figures", "recipe", "seed", "architecture"])
def test_what_changes_no_reading_is_the_same_version(key):
    assert version({name: value for name, value in SHIPPED.items() if name != key}) == version(SHIPPED)


def test_the_order_in_which_it_is_written_says_nothing():
    assert version(dict(reversed(SHIPPED.items()))) == version(SHIPPED)


def test_the_digest_is_of_every_weight_in_order():
    weights = [np.float32([[1, 2]]), np.float32([3])]
    assert digest(weights) == digest([weight.astype(">f4") for weight in weights])
    assert digest(weights[::-1]) != digest(weights)
    assert digest([weights[0], np.float32([4])]) != digest(weights)
