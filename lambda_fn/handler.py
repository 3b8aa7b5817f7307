"""The Lambda function: every picture uploaded to S3 gets a result object, `<key>.json`, that holds its Reading.

`RESULTS_BUCKET` names the bucket of the results; botocore's own `AWS_ENDPOINT_URL` points to a local S3. The role needs
`s3:GetObject` and `s3:ListBucket` on both buckets and `s3:PutObject` on that of the results: without ListBucket, S3 says
"forbidden" of what is not there.

Powertools is left out, as measured: its logger, metrics, batch processor and event classes add 63 ms of processor time
to the 393 of the S3 client they would stand beside, and 8 MB. Lambda's own formatter already makes JSON lines with the
request id and the fields of `extra`; a partial answer to a queue and a metrics line are a few lines each.
"""

import json
import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from lambda_fn import events, s3
from lambda_fn.answer import Answer, answer, result_key
from lambda_fn.decode import MAX_BYTES, too_large
from lambda_fn.errors import PictureError
from lambda_fn.events import Upload
from lambda_fn.predict import Model
from lambda_fn.read import read
from lambda_fn.reading import error_reading, model_name

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

# Uploads of a batch under way at once: while one is read, others are fetched and stored. Each may take MAX_BYTES.
AT_ONCE = 4
# No upload is begun with less time left: fetching and reading the largest picture takes up to half of it.
ENOUGH_MILLISECONDS = 20_000

# Once for each container, while Lambda starts it: the processor is at full speed then, and SnapStart keeps it.
S3 = s3.client()
MODEL = Model.load()
FUNCTION = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "local")
READING = threading.Lock()  # one thread at a time may use the model
STAMP = Path(__file__).parent / "build.json"  # written by infra/package.py
BUILD = json.loads(STAMP.read_text(encoding="utf-8")) if STAMP.exists() else {}
log.info("start", extra={"model": model_name(MODEL.metadata), "build": BUILD})


class PassingFault(Exception):  # noqa: N818
    """The platform failed, or time ran short, for some uploads, after all others were answered: try the event again.

    The back-fill's state machine knows it by this name.
    """


Outcome = Answer | Exception


def handler(event: dict, context: object) -> dict:
    """Answer each upload that an event names. lambda_fn/events.py lists the forms.

    Permanent faults of a picture (no image, too large, gone) are answers: a Reading with `error`. All else is a passing
    fault. It does not keep the other uploads from being answered; trying again is safe, and reads only what has no result.

    - From a queue: returns {"batchItemFailures": […]} naming the messages that SQS shall deliver again, at last into its
      dead-letter queue: those with a passing fault, and those that name no upload in a known form.
    - From a back-fill (Step Functions): returns {"read": …, "failed": …, "unchanged": …}, how many uploads got a Reading
      now, how many of these with `error` are counted in `failed` instead, how many had theirs. Raises PassingFault.
    - Straight from S3 or EventBridge: returns {"results": keys of the result objects}. Raises PassingFault,
      upon which Lambda tries again and at last hands the event to the failure destination.

    Raises ValueError for an event of another kind.
    """
    began = time.perf_counter()
    if events.is_queue(event):
        return _from_queue(event, context, began)
    named = events.back_fill(event) if events.is_back_fill(event) else events.uploads(event)
    outcomes = _answer_all(named, context)
    _measure(outcomes, began)
    faults = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    if faults:
        raise PassingFault(f"{len(faults)} of {len(named)} uploads got no result, first: {faults[0]!r}") from faults[0]
    if events.is_back_fill(event):
        return {name: count for name, count in _counts(outcomes).items() if name != "faults"}
    return {"results": [result_key(upload.key) for upload in named]}


def _from_queue(event: dict, context: object, began: float) -> dict:
    contents = dict(events.messages(event))
    named = [upload for found in contents.values() if isinstance(found, list) for upload in found]
    outcomes = _answer_all(named, context)
    of_each, again = iter(outcomes), []
    for message, found in contents.items():
        if isinstance(found, ValueError):
            log.error("message names no upload", extra={"message_id": message, "fault": repr(found)})
            again.append(message)
        elif [outcome for outcome in islice(of_each, len(found)) if isinstance(outcome, Exception)]:
            again.append(message)
    _measure(outcomes, began)
    return {"batchItemFailures": [{"itemIdentifier": message} for message in again]}


def _answer_all(named: list[Upload], context: object) -> list[Outcome]:
    """What came of each upload, in order; faults are among it, never raised."""

    def one(place: int) -> Outcome:
        upload = named[place]
        # The first is always begun: a function with little time shall get somewhere, too.
        if place and _milliseconds_left(context) < ENOUGH_MILLISECONDS:
            return TimeoutError(f"no time was left for {upload.source}")
        try:
            return _answer(upload)
        except Exception as fault:
            log.exception("no result", extra={"upload": upload.source})
            return fault

    with ThreadPoolExecutor(max_workers=AT_ONCE) as threads:
        return list(threads.map(one, range(len(named))))


def _answer(upload: Upload) -> Answer:
    began = time.perf_counter()
    reader = partial(_reading, upload.source)
    done = answer(S3, upload, os.environ["RESULTS_BUCKET"], model_name(MODEL.metadata), MAX_BYTES, reader)
    reading = done.reading or {}
    outcome = {
        "upload": upload.source,
        "etag": done.etag,
        "bytes": done.size,
        "digits": len(reading.get("digits", [])),
        "reason": reading.get("error", {}).get("code") or reading.get("reason"),
        "milliseconds": round(1000 * (time.perf_counter() - began)),
    }
    log.info("read" if done.reading else "answered before", extra=outcome)
    return done


def _reading(source: str, found: s3.Stored | None) -> dict[str, Any]:
    if found is None:
        gone = PictureError("not-found", "the upload was deleted before it could be read")
        return error_reading(source, gone, MODEL.metadata)
    if found.data is None:
        return error_reading(source, too_large(), MODEL.metadata)
    with READING:
        return read(found.data, source, MODEL)


def _milliseconds_left(context: object) -> float:
    clock: Callable[[], int] | None = getattr(context, "get_remaining_time_in_millis", None)
    return clock() if clock else float("inf")


def _counts(outcomes: list[Outcome]) -> Counter:
    counts = Counter(read=0, failed=0, unchanged=0, faults=0)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            counts["faults"] += 1
        elif outcome.reading is None:
            counts["unchanged"] += 1
        else:
            counts["failed" if "error" in outcome.reading else "read"] += 1
    return counts


def _measure(outcomes: list[Outcome], began: float) -> None:
    """One log line an event, from which CloudWatch makes metrics (its embedded metric format)."""
    counts = _counts(outcomes)
    metrics = [{"Name": name, "Unit": "Count"} for name in counts] + [{"Name": "duration", "Unit": "Milliseconds"}]
    definition = {"Namespace": "digits", "Dimensions": [["function"]], "Metrics": metrics}
    directive = {"Timestamp": round(1000 * time.time()), "CloudWatchMetrics": [definition]}
    duration = round(1000 * (time.perf_counter() - began))
    log.info("event answered", extra={"_aws": directive, "function": FUNCTION, "duration": duration, **counts})
