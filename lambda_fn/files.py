"""Which pictures a command line names, and their bytes."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lambda_fn.errors import PictureError

EXTENSIONS = (
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".dib", ".avif"),
    *(".jp2", ".pbm", ".pgm", ".ppm", ".pnm", ".pam", ".pfm", ".hdr", ".pic", ".ras", ".sr"),
    # Not read, but a phone's picture must not go unnoticed.
    *(".heic", ".heif"),
)
"""What a folder's pictures are known by."""


def samples(folder: Path) -> Iterator[str]:
    """digit1.jpg, digit2.jpg, … of a folder, until one is missing."""
    number = 1
    while (path := folder / f"digit{number}.jpg").exists():
        yield str(path)
        number += 1


def pictures(paths: Iterable[str]) -> Iterator[str]:
    """The paths in the order given, each folder replaced by the pictures directly in it, digit2 before digit10.

    A path that does not exist, or a folder without pictures, is passed on: reading it tells what is wrong.
    """
    for path in paths:
        found = _pictures_in(path) if os.path.isdir(path) else []
        yield from found or [path]


def contents(path: str, limit: int) -> bytes:
    """A file's bytes. Raises PictureError (not-found); never reads more than limit bytes and one more."""
    if os.path.isdir(path):
        raise PictureError("not-found", "there is no picture in this folder")
    try:
        with open(path, "rb") as file:
            return file.read(limit + 1)
    except FileNotFoundError as error:
        raise PictureError("not-found", "there is no such file") from error
    except OSError as error:
        raise PictureError("not-found", f"the file cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise PictureError("not-found", f"this is no file's name: {error}") from error


def _pictures_in(folder: str) -> list[str]:
    """Paths of a folder's pictures, in natural order, without hidden ones; none where it cannot be looked into."""
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.is_file()]
    except OSError:
        return []
    shown = (name for name in names if not name.startswith(".") and Path(name).suffix.lower() in EXTENSIONS)
    return [os.path.join(folder, name) for name in sorted(shown, key=_natural)]


def _natural(name: str) -> tuple[list[str | int], str]:
    """A sort key under which digit2 comes before digit10, and capitals do not matter."""
    # Splitting by a captured group puts text and numbers in turns, so that like is compared with like.
    parts = re.split(r"(\d+)", name.casefold())
    return [int(part) if index % 2 else part for index, part in enumerate(parts)], name
