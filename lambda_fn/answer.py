"""One upload, one result: reads an upload as it is now and writes `<key>.json`, whatever else happens at the same time.

Events come twice, late, out of order and to several functions at once, so an event only says which key to look at.
No table is needed: the result object itself remembers, in its metadata, which upload it answers. Each round
1. looks at the result there is,
2. fetches the upload, unless it is the one already read by this model,
3. writes only if the result is still the one of step 1 (If-Match, If-None-Match), and else begins anew.

So a write that was decided before a newer upload's result was there is refused. S3 makes an ETag of an object's bytes alone, and
equal Readings are common (all blank pictures), so each write ends in blanks of its own: If-Match then means the very object that was
looked at. Once it is written, the upload is looked at again, and read again if it was replaced meanwhile: of two writes at the same time
S3 may tell only one.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lambda_fn import s3
from lambda_fn.events import Upload, later

ETAG, SEQUENCER, MODEL, GONE = "upload-etag", "upload-sequencer", "model", "upload-gone"
ROUNDS = 20
SUFFIX = ".json"
LONGEST_KEY = 1024
"""Bytes of UTF-8 that a key of S3 may have."""

Reader = Callable[[s3.Stored | None], dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """What came of an upload. reading: what was written, None where its result was there. size: bytes, None if not looked at."""

    reading: dict[str, Any] | None
    etag: str
    size: int | None = None


def result_key(key: str) -> str:
    """Where the Reading of an upload lies: `<key>.json`.

    A key that is too long for the suffix is cut and ends in `~`, the SHA-256 of the whole key, and the suffix; the Reading's
    `source` has the key in full.
    """
    if len(key.encode()) + len(SUFFIX) <= LONGEST_KEY:
        return key + SUFFIX
    ending = f"~{hashlib.sha256(key.encode()).hexdigest()}{SUFFIX}"
    return key.encode()[: LONGEST_KEY - len(ending)].decode(errors="ignore") + ending


def answer(client: Any, upload: Upload, results: str, model: str, limit: int, read: Reader) -> Answer:
    """Make sure that the upload's result is there.

    results: the bucket of the results. model: as Readings name it; a result of another model is written anew. limit: bytes;
    a larger upload is not fetched. read: makes the Reading of what was fetched, or of None for an upload that is gone.
    Raises ClientError, BotoCoreError where S3 fails, TimeoutError where others kept writing the same result.
    """
    key = result_key(upload.key)
    for _ in range(ROUNDS):
        before = s3.look(client, results, key)
        known = before.metadata if before else {}
        # What was gone may be there again, with the same bytes and so the same ETag.
        done = known.get(ETAG, "") if known.get(MODEL) == model and GONE not in known else ""
        try:
            found = s3.fetch(client, upload.bucket, upload.key, limit, unless=done)
        except s3.GoneError:
            if before and not _is_news(upload, known):
                return Answer(None, upload.etag)
            found, etag = None, upload.etag
        else:
            if found is None:
                return Answer(None, done)
            etag = found.etag
        reading = read(found)
        # Of an upload newer than its event only this is sure: it is no older.
        order = upload.sequencer if later(upload.sequencer, known.get(SEQUENCER, "")) else known.get(SEQUENCER, "")
        metadata = {ETAG: etag, SEQUENCER: order, MODEL: model} | ({} if found else {GONE: "yes"})
        try:
            s3.store(client, results, key, as_json(reading) + _blanks(), metadata, over=before)
        except s3.LostRaceError:
            continue
        now = s3.look(client, upload.bucket, upload.key) if found else None
        if now is None or now.etag == etag:
            return Answer(reading, etag, found.size if found else None)
    raise TimeoutError(f"the result of {upload.source} was written by others, or the upload replaced, {ROUNDS} times")


def _blanks() -> bytes:
    """Blanks and tabs, which JSON may end in, that no other write has, and the line's end: a result stays one line."""
    return bytes(b" \t"[bit == "1"] for bit in f"{secrets.randbits(64):064b}") + b"\n"


def as_json(reading: dict[str, Any]) -> bytes:
    """A result object's bytes. Raises ValueError for a number that JSON has no word for."""
    return json.dumps(reading, ensure_ascii=False, allow_nan=False).encode()


def _is_news(gone: Upload, known: dict[str, str]) -> bool:
    """Whether an upload that is gone came after the one whose result is there. Where that is unknown, the result stays."""
    return gone.etag != known.get(ETAG) and later(gone.sequencer, known.get(SEQUENCER, ""))
