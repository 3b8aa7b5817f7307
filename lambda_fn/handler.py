"""The Lambda function: every picture uploaded to S3 gets a result object, `<key>.json`, that holds its Reading.

`RESULTS_BUCKET` names the bucket of the results; boto3's own `AWS_ENDPOINT_URL` points to a local S3. This is the only
module here that knows AWS. What S3 sends, and how it encodes keys:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html

Plain dictionaries and `logging` are enough: Powertools would read the same three fields, and its import alone costs a
fifth of the start budget. As JSON, with the fields of `extra`, the log lines come from Lambda's own formatter.
"""

import json
import logging
import os
import time
from contextlib import closing
from urllib.parse import unquote_plus

import boto3
from botocore.exceptions import ClientError

from lambda_fn.decode import MAX_BYTES
from lambda_fn.predict import Model
from lambda_fn.read import read

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

# Once for each container, while Lambda starts it: the processor is at full speed then.
S3 = boto3.client("s3")
MODEL = Model.load()


def handler(event: dict, context: object) -> dict:
    """Answer each upload that an S3 event notification names; `s3:TestEvent` names none.

    Returns {"results": keys of the result objects}. A bad picture is an answer, a Reading with `error`.
    Raises ExceptionGroup where the platform failed for an upload, after all others are answered: Lambda then retries
    the event, which is safe, and at last keeps it in the dead-letter queue. Raises ValueError for other kinds of event.
    """
    results, faults = [], []
    named = uploads(event)
    for bucket, key in named:
        try:
            results.append(answer(bucket, key))
        except Exception as fault:
            log.exception("no result", extra={"upload": source_of(bucket, key)})
            faults.append(fault)
    if faults:
        raise ExceptionGroup(f"{len(faults)} of {len(named)} uploads got no result, first: {faults[0]}", faults)
    return {"results": [key for key in results if key is not None]}


def uploads(event: dict) -> list[tuple[str, str]]:
    """(bucket, key) of each upload that the event names, keys as they are in the bucket. Raises ValueError."""
    if event.get("Event") == "s3:TestEvent":
        return []
    try:
        objects = [record["s3"] for record in event["Records"]]
        return [(s3["bucket"]["name"], unquote_plus(s3["object"]["key"])) for s3 in objects]
    except (KeyError, TypeError) as missing:
        raise ValueError(f"this is no S3 event notification: {missing} is missing") from missing


def answer(bucket: str, key: str) -> str | None:
    """Read the upload and write its result. Returns the result's key, None where the upload is gone.

    Events come twice, late and out of order, so an event only says which key to look at. What is read is the upload as
    it is now, and it is looked at again once the result is written: if it was replaced meanwhile, the newer one is read
    too. Whoever writes last has thus seen that the upload had not changed: no older picture's result can stay.
    Raises ClientError where S3 fails.
    """
    source, result = source_of(bucket, key), f"{key}.json"
    while True:
        began = time.perf_counter()
        try:
            upload = S3.get_object(Bucket=bucket, Key=key)
        except S3.exceptions.NoSuchKey:
            log.warning("upload is gone", extra={"upload": source})
            return None
        etag = upload["ETag"]
        reading = read(body_of(upload), source, MODEL)
        S3.put_object(
            Bucket=os.environ["RESULTS_BUCKET"],
            Key=result,
            Body=json.dumps(reading, ensure_ascii=False).encode(),
            ContentType="application/json",
            Metadata={"upload-etag": etag.strip('"')},
        )
        outcome = {
            "upload": source,
            "etag": etag.strip('"'),
            "bytes": upload["ContentLength"],
            "digits": len(reading.get("digits", [])),
            "reason": reading.get("error", reading).get("code", reading.get("reason")),
            "milliseconds": round(1000 * (time.perf_counter() - began)),
        }
        log.info("read", extra=outcome)
        if etag_of(bucket, key) in (etag, None):
            return result


def body_of(upload: dict) -> bytes:
    """The bytes of a `get_object` answer; of one over `MAX_BYTES` just enough for `decode` to refuse it."""
    with closing(upload["Body"]) as body:
        # Asked for an amount, botocore takes a broken connection for the end: a fault would look like a bad picture.
        return body.read(MAX_BYTES + 1) if upload["ContentLength"] > MAX_BYTES else body.read()


def etag_of(bucket: str, key: str) -> str | None:
    """The object's ETag as S3 has it now, None if there is no such object. Raises ClientError."""
    try:
        return S3.head_object(Bucket=bucket, Key=key)["ETag"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "404":
            return None
        raise


def source_of(bucket: str, key: str) -> str:
    """How Readings and log lines name an upload."""
    return f"s3://{bucket}/{key}"
