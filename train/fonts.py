"""Handwriting fonts: hands that MNIST lacks (the 1 with a flag, the crossed 7, the open 4), and letters, which are no digits.

    python -m train.fonts       fetch what is missing, and list the fonts

fonts.csv pins every font: its npm package (@fontsource/NAME), licence, what is special in its digits, and whether it is held
out, so that letters can be measured in hands never trained on. Each font there was looked at: every digit is readable.
"""

from __future__ import annotations

import csv
import hashlib
import string
import sys
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont

from train.npm import CACHE, DataError, Package, fetch, write

TABLE = Path(__file__).with_name("fonts.csv")
DIGITS = string.digits
LETTERS = string.ascii_letters


class Font(NamedTuple):
    """One hand. path: a .woff that Pillow's ImageFont.truetype opens. held_out: for measuring only, never for training.

    lookalikes: letters that in this hand are a digit to any eye, beyond those that are so in every hand (O, l, Z, S, q, …).
    """

    name: str
    path: Path
    has_digits: bool
    has_letters: bool
    held_out: bool
    licence: str
    remarks: str
    lookalikes: str


def load(cache: Path = CACHE / "fonts", table: Path = TABLE) -> list[Font]:
    """All fonts of the table, in its order, from the cache folder; those missing or damaged there are fetched with npm.

    Raises DataError where a font cannot be fetched or is not the pinned one; no half file is left.
    """
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    missing = [row for row in rows if not ((path := cache / _file(row)).is_file() and _is(row, path.read_bytes()))]
    contents = fetch({_package(row): [_member(row)] for row in missing})
    for row in missing:
        if not _is(row, contents[_member(row)]):
            raise DataError(f"{table.name} and the package {_package(row).name} disagree on the file {_file(row)}")
        write(cache / _file(row), contents[_member(row)])
    return [_font(cache / _file(row), row) for row in rows]


def _font(path: Path, row: dict[str, str]) -> Font:
    with TTFont(path) as font:
        drawn = {chr(code) for code in font.getBestCmap()}
    return Font(
        name=row["name"],
        path=path,
        has_digits=drawn.issuperset(DIGITS),
        has_letters=drawn.issuperset(LETTERS),
        held_out=row["held_out"] == "yes",
        licence=row["licence"],
        remarks=row["remarks"],
        lookalikes=row["lookalikes"],
    )


def _is(row: dict[str, str], data: bytes) -> bool:
    return hashlib.sha256(data).hexdigest() == row["sha256"]


def _package(row: dict[str, str]) -> Package:
    return Package(f"@fontsource/{row['name']}", row["version"], row["integrity"])


def _file(row: dict[str, str]) -> str:
    return f"{row['name']}-latin-400-normal.woff"


def _member(row: dict[str, str]) -> str:
    return f"files/{_file(row)}"


def main() -> int:
    try:
        fonts = load()
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    for font in fonts:
        print(f"{font.name:26} {font.licence:11} {'held out' if font.held_out else '':9} {font.remarks}")
    print(f"{len(fonts)} fonts, {sum(font.held_out for font in fonts)} held out, in {CACHE / 'fonts'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
