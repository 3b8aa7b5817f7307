"""Photos of things: pinned, split into those to train on and those to measure on, and cut into pictures without a digit."""

import csv

import cv2
import numpy as np
import pytest

from train import things
from train.npm import DataError

with things.TABLE.open(newline="") as table:
    ROWS = list(csv.DictReader(table))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_row_of_the_table_is_complete(row):
    assert row["held_out"] in ("yes", "no")
    assert row["remarks"] and len(row["integrity"]) == 88 and row["version"].count(".") == 2


def test_a_third_of_the_photos_is_held_out_and_none_is_in_both_parts():
    known, held_out = things.load(False), things.load(True)
    assert len(known) + len(held_out) == len(ROWS)
    assert len(held_out) * 3 == len(ROWS)
    assert not any(a.shape == b.shape and np.array_equal(a, b) for a in known for b in held_out)


def test_a_damaged_photo_is_named_with_what_to_do(tmp_path):
    name = next(row["name"] for row in ROWS if row["held_out"] == "yes")
    (tmp_path / f"{name}.jpg").write_bytes(b"no picture")
    with pytest.raises(DataError, match=f"{name}.jpg is damaged"):
        things.load(True, tmp_path)


def test_a_part_is_a_picture_of_the_photo_and_a_seed_cuts_it_again():
    steep = np.tile(np.linspace(20, 230, 160, dtype=np.uint8)[None, :, None], (120, 1, 3))
    one, two = (things.part((steep,), np.random.default_rng(4)) for _ in range(2))
    assert np.array_equal(one, two)
    assert one.dtype == np.uint8 and one.ndim == 3 and min(one.shape[:2]) >= 28
    for seed in range(8):
        # From left to right it still gets lighter all along, or darker where it was turned over or negative.
        slope = np.diff(cv2.resize(things.part((steep,), np.random.default_rng(seed)), (6, 6)).mean(axis=(0, 2)))
        assert (slope > 0).all() or (slope < 0).all()
