"""`digits s3://bucket/prefix`: the pictures of a bucket, fetched side by side, read in S3's order; can be interrupted.

With `--resume FILE` each answer is noted, with the ETag of what was read. The same command takes from there what is unchanged, so
that its output is that of one run, and fetches only the rest.
"""

import json
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError

from lambda_fn import s3
from lambda_fn.decode import MAX_BYTES, too_large, too_little_memory
from lambda_fn.errors import ListingError, PictureError
from lambda_fn.files import EXTENSIONS
from lambda_fn.predict import Model
from lambda_fn.quiet import native_messages_off
from lambda_fn.read import read
from lambda_fn.reading import error_reading, model_name

SCHEME = "s3://"
DOWNLOADS = 8
# Fetched or being fetched: the next picture is there when one is read, and no more than these are in memory.
AHEAD = 12
# Of each line of notes, as json.dumps writes it.
BEGINNING = b'{"etag": "'


@dataclass(frozen=True)
class Listed:
    """An object of a bucket."""

    bucket: str
    key: str
    etag: str

    @property
    def source(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.key}"


class Notes:
    """The answers of earlier runs, in a file: a line of JSON each, {"etag": …, "reading": …}."""

    def __init__(self, path: Path, model: str):
        """model: as Readings name it; another's answers are not taken. Raises ListingError where the file is none of notes."""
        self._places: dict[tuple[str, str], int] = {}
        self._path = path
        try:
            if path.exists() and not path.is_file():
                raise ListingError(f"{path} cannot be used for notes: it is no file")
            self._file = path.open("a+b")
            self._index(path, model)
        except OSError as error:
            raise ListingError(f"{path} cannot be used for notes: {error.strerror}") from error

    def _index(self, path: Path, model: str) -> None:
        other = f"{path} holds something else than notes of earlier runs"
        self._file.seek(0)
        end = 0
        for line in self._file:
            # A run that was killed may have left its last line unfinished: it is written anew.
            if not line.endswith(b"\n"):
                if not line.startswith(BEGINNING) and not BEGINNING.startswith(line):
                    raise ListingError(f"{other}: its last line has no end")
                self._file.truncate(end)
                break
            try:
                note = json.loads(line)
                if note["reading"]["model"] == model:
                    self._places[note["reading"]["source"], note["etag"]] = end
            except (ValueError, KeyError, TypeError) as error:
                raise ListingError(f"{other}: {error!r}") from error
            end += len(line)

    def reading(self, listed: Listed) -> dict[str, Any] | None:
        """The answer to the object as it is now, None if there is none."""
        place = self._places.get((listed.source, listed.etag))
        if place is None:
            return None
        self._file.seek(place)
        return json.loads(self._file.readline())["reading"]

    def add(self, etag: str, reading: dict[str, Any]) -> None:
        """Note an answer; it is kept even if the program is killed right after. Raises ListingError where there is no room for it."""
        try:
            self._file.write(json.dumps({"etag": etag, "reading": reading}).encode() + b"\n")
            self._file.flush()
        except OSError as error:
            why = f"{error.strerror}; with room for more, the same command goes on"
            raise ListingError(f"{self._path} takes no more notes: {why}") from error


def answers(
    places: list[str], model: Model, resume: Path | None, listed: Callable[[int], None]
) -> Iterator[dict[str, Any]]:
    """The Reading of each picture under the places, in order. places: `s3://bucket/prefix`, or `s3://bucket/key`.

    resume: where answers are noted. listed: is told how many more pictures were found whenever S3 has listed some.
    Raises ListingError.
    """
    notes = Notes(resume, model_name(model.metadata)) if resume else None
    client = s3.client(connections=DOWNLOADS)
    waiting: deque[tuple[Listed, dict[str, Any] | Future]] = deque()
    with ThreadPoolExecutor(DOWNLOADS) as downloads:
        try:
            for place in places:
                for found in _pictures(client, place, listed):
                    known = notes.reading(found) if notes else None
                    waiting.append((found, known or downloads.submit(_fetch, client, found)))
                    if len(waiting) >= AHEAD:
                        yield _answer(*waiting.popleft(), model, notes)
            while waiting:
                yield _answer(*waiting.popleft(), model, notes)
        finally:
            downloads.shutdown(wait=False, cancel_futures=True)


def _pictures(client: Any, place: str, listed: Callable[[int], None]) -> Iterator[Listed]:
    """What is to be read under a place: the object of that very key, or else what begins with it and may be a picture."""
    bucket, _, prefix = place.removeprefix(SCHEME).partition("/")
    none = True
    try:
        for page in s3.listed(client, bucket, prefix):
            # S3 lists by code units: an object of that very key comes first.
            if none and page and page[0][0] == prefix and not prefix.endswith("/"):
                listed(1)
                yield Listed(bucket, *page[0])
                return
            pictures = [Listed(bucket, key, etag) for key, etag in page if may_be_picture(key)]
            listed(len(pictures))
            none = none and not pictures
            yield from pictures
    except (ClientError, BotoCoreError) as error:
        raise ListingError(f"{place} cannot be listed: {_why(error)}") from error
    if none:
        raise ListingError(f"{place}: there is no picture whose key begins like this")


def may_be_picture(key: str) -> bool:
    """Whether a key ends as pictures' names do, or in no extension at all: many buckets' keys have none."""
    return not key.endswith("/") and PurePosixPath(key).suffix.lower() in ("", *EXTENSIONS)


def _fetch(client: Any, listed: Listed) -> s3.Stored:
    return s3.fetch(client, listed.bucket, listed.key, MAX_BYTES)


def _answer(listed: Listed, known: dict[str, Any] | Future, model: Model, notes: Notes | None) -> dict[str, Any]:
    if isinstance(known, dict):
        return known
    try:
        found = known.result()
    except s3.GoneError:
        return error_reading(listed.source, PictureError("not-found", "the object is gone"), model.metadata)
    except (ClientError, BotoCoreError) as error:
        # Not noted: the next run tries again.
        fault = PictureError("not-found", f"the object cannot be fetched: {_why(error)}")
        return error_reading(listed.source, fault, model.metadata)
    if found.data is None:
        reading = error_reading(listed.source, too_large(), model.metadata)
    else:
        try:
            with native_messages_off():
                reading = read(found.data, listed.source, model)
        except MemoryError:
            # Not noted: the next run may have more.
            return error_reading(listed.source, too_little_memory(), model.metadata)
    if notes:
        notes.add(found.etag, reading)
    return reading


def _why(error: ClientError | BotoCoreError) -> str:
    if isinstance(error, ClientError):
        told = error.response.get("Error", {})
        return f"{told.get('Message') or 'no reason given'} ({told.get('Code')})"
    return str(error)


class Bar:
    """A progress bar on standard error where that is a terminal; no more than a way to print where not."""

    def __init__(self) -> None:
        try:
            from tqdm import tqdm
        except ImportError:
            self._bar = None
        else:
            self._bar = tqdm(total=0, unit=" pictures", file=sys.stderr, disable=None, dynamic_ncols=True)

    def more(self, count: int) -> None:
        """So many pictures more are to be read."""
        if self._bar is not None and not self._bar.disable:
            self._bar.total += count
            self._bar.refresh()

    def answered(self, lines: list[str]) -> None:
        """Print what is said of a picture above the bar, and count it."""
        if self._bar is None or self._bar.disable:
            print("\n".join(lines), flush=True)
            return
        for line in lines:
            self._bar.write(line, file=sys.stdout)
        sys.stdout.flush()
        self._bar.update()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()
