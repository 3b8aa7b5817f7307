"""The fonts are the pinned ones, whole, readable by Pillow, and split into hands to train on and hands to measure on."""

import csv
import hashlib

import pytest
from PIL import ImageFont

from train import fonts
from train.npm import DataError

with fonts.TABLE.open(newline="") as table:
    ROWS = list(csv.DictReader(table))


@pytest.fixture(scope="module")
def loaded():
    return fonts.load()


def test_every_font_of_the_table_has_all_digits_and_letters_and_opens_in_pillow(loaded):
    assert [font.name for font in loaded] == [row["name"] for row in ROWS]
    for font in loaded:
        assert font.has_digits and font.has_letters, font.name
        opened = ImageFont.truetype(font.path, 40)
        assert all(opened.getmask(digit).getbbox() for digit in fonts.DIGITS), font.name


def test_about_a_fifth_of_the_fonts_is_held_out_and_both_parts_have_every_hand_that_mnist_lacks(loaded):
    held_out = [font for font in loaded if font.held_out]
    assert 0.15 < len(held_out) / len(loaded) < 0.25
    for part in (held_out, [font for font in loaded if not font.held_out]):
        remarks = " ".join(font.remarks for font in part)
        assert all(trait in remarks for trait in ("1 with", "crossed 7", "open 4", "cursive"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_row_of_the_table_is_complete(row):
    assert row["licence"] in ("OFL-1.1", "Apache-2.0")
    assert row["held_out"] in ("yes", "no")
    assert row["remarks"]
    assert set(row["lookalikes"]) <= set(fonts.LETTERS)
    assert len(row["sha256"]) == 64 and len(row["integrity"]) == 88 and row["version"].count(".") == 2


def one_row(folder, data=b"a font"):
    """A table of one font whose file is `data`."""
    row = ROWS[0] | {"sha256": hashlib.sha256(data).hexdigest()}
    path = folder / "one.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    return path


@pytest.mark.parametrize("cached", [None, b"", b"half a fo"])
def test_a_missing_or_damaged_font_that_cannot_be_fetched_is_a_data_error(tmp_path, monkeypatch, cached):
    def nothing(wanted):
        assert [package.name for package in wanted] == [f"@fontsource/{ROWS[0]['name']}"]
        raise DataError("nobody answers")

    cache = tmp_path / "cache"
    cache.mkdir()
    if cached is not None:
        (cache / f"{ROWS[0]['name']}-latin-400-normal.woff").write_bytes(cached)
    monkeypatch.setattr(fonts, "fetch", nothing)
    with pytest.raises(DataError, match="nobody answers"):
        fonts.load(cache, one_row(tmp_path))


def test_a_font_file_other_than_the_pinned_one_is_refused_and_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(
        fonts, "fetch", lambda wanted: {path: b"another font" for paths in wanted.values() for path in paths}
    )
    with pytest.raises(DataError, match="disagree"):
        fonts.load(tmp_path / "cache", one_row(tmp_path))
    assert not list(tmp_path.glob("cache/*"))
