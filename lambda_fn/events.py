"""What starts the Lambda function: each form of event that names uploads, as plain values. Pure.

| form | comes from | keys are |
|---|---|---|
| S3 notification | the bucket, straight or inside a queue's messages | URL-encoded, a space as `+` |
| EventBridge | "Object Created" of the bucket, straight or inside a queue's messages | as they are |
| queue | SQS: messages whose bodies are one of the two above | |
| back-fill | a Step Functions Distributed Map: `{"BatchInput": {"bucket": …}, "Items": […]}` | as listed; in an inventory URL-encoded |

https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

CREATED = "ObjectCreated"


@dataclass(frozen=True)
class Upload:
    """One object that an event names.

    key: as it is in the bucket. etag: without quotes, "" if not told. sequencer: S3's mark of order among the events of
    one key, hexadecimal, "" where the event has none: a back-fill.
    """

    bucket: str
    key: str
    etag: str = ""
    sequencer: str = ""

    @property
    def source(self) -> str:
        """How Readings and log lines name it."""
        return f"s3://{self.bucket}/{self.key}"


def later(sequencer: str, than: str) -> bool:
    """Whether one event of a key came after another. What has no sequencer is never known to be later."""
    width = max(len(sequencer), len(than))
    return sequencer.upper().ljust(width, "0") > than.upper().ljust(width, "0")


def is_queue(event: dict[str, Any]) -> bool:
    """Whether the event is a batch of SQS messages."""
    match event:
        case {"Records": [{"eventSource": "aws:sqs"}, *_]}:
            return True
    return False


def is_back_fill(event: dict[str, Any]) -> bool:
    """Whether the event is a batch of a Distributed Map."""
    return "Items" in event


def messages(event: dict[str, Any]) -> Iterator[tuple[str, list[Upload] | ValueError]]:
    """(message id, uploads) of each message of a queue; where its body names none in a known form, the error instead."""
    for record in event["Records"]:
        try:
            yield record["messageId"], uploads(json.loads(record["body"]))
        except ValueError as unreadable:
            yield record["messageId"], unreadable


def uploads(event: Any) -> list[Upload]:
    """The uploads that one notification names, of S3's or EventBridge's form; none for S3's test event.

    An event that tells of something else than a creation names none. Raises ValueError for other kinds of event.
    """
    try:
        if event.get("Event") == "s3:TestEvent":
            return []
        if "detail" in event:
            return _bridged(event)
        return [_notified(record["s3"]) for record in event["Records"] if _is_creation(record)]
    except (AttributeError, KeyError, TypeError) as missing:
        raise ValueError(f"this event names no uploads in a known form: {missing!r}") from missing


def back_fill(event: dict[str, Any]) -> list[Upload]:
    """The objects of a Distributed Map's batch. Raises ValueError where it is none.

    An item is an object as ListObjectsV2 gives it (`Etag` in Step Functions' spelling), or a row of an S3 inventory in
    CSV (`ETag`, perhaps `Bucket`), whose keys S3 encodes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html
    """
    try:
        bucket = event.get("BatchInput", {}).get("bucket")
        return [_listed(item, bucket) for item in event["Items"]]
    except (AttributeError, KeyError, TypeError) as missing:
        raise ValueError(f"this is no batch of a back-fill: {missing!r}") from missing


def _is_creation(record: dict[str, Any]) -> bool:
    return record.get("eventName", CREATED).startswith(CREATED)


def _notified(s3: dict[str, Any]) -> Upload:
    entry = s3["object"]
    # Strict: a key that were decoded wrongly would be looked for in vain, and called gone.
    key = unquote_plus(entry["key"], errors="strict")
    return Upload(s3["bucket"]["name"], key, _bare(entry.get("eTag")), entry.get("sequencer", ""))


def _bridged(event: dict[str, Any]) -> list[Upload]:
    if event["detail-type"] != "Object Created":
        return []
    detail = event["detail"]
    entry = detail["object"]
    return [Upload(detail["bucket"]["name"], entry["key"], _bare(entry.get("etag")), entry.get("sequencer", ""))]


def _listed(item: dict[str, Any], bucket: str | None) -> Upload:
    from_inventory = "ETag" in item
    key = unquote_plus(item["Key"], errors="strict") if from_inventory else item["Key"]
    return Upload(bucket or item["Bucket"], key, _bare(item.get("ETag", item.get("Etag"))))


def _bare(etag: str | None) -> str:
    return (etag or "").strip('"')
