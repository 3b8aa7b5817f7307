"""S3, as the Lambda function and `digits s3://…` need it: the one module here that speaks to AWS.

Only these two load it; a reading of local files never does. botocore alone, not boto3 on top of it: the function starts
60 ms sooner. A local S3 comes from botocore's own `AWS_ENDPOINT_URL`.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

MISSING = ("NoSuchKey", "NoSuchVersion", "404")
UNCHANGED = "304"
# If-Match or If-None-Match were not met; another write was under way; what If-Match asked for is gone.
LOST_RACE = ("PreconditionFailed", "412", "ConditionalRequestConflict", "409", "NoSuchKey")


class GoneError(Exception):
    """There is no such object, or no longer."""


class LostRaceError(Exception):
    """Somebody else wrote the object since it was looked at."""


@dataclass(frozen=True)
class Stored:
    """An object as S3 has it. etag: without quotes. size: bytes. data: None where it was not fetched."""

    etag: str
    size: int
    data: bytes | None = None
    metadata: dict[str, str] = field(default_factory=dict)


def client(attempts: int = 3, connections: int = 10) -> Any:
    """A client of S3, for many threads. attempts: how often a request is tried before its fault is told.

    A request that hangs fails before the function's own time is over.
    """
    retries = {"mode": "standard", "total_max_attempts": attempts}
    config = Config(connect_timeout=3, read_timeout=10, retries=retries, max_pool_connections=connections)
    return botocore.session.get_session().create_client("s3", config=config)


def fetch(s3: Any, bucket: str, key: str, limit: int, unless: str = "") -> Stored | None:
    """The object with its bytes, or without them where it has more than `limit`: its size is told first.

    unless: an ETag; None is returned where the object still has it. Raises GoneError, ClientError, BotoCoreError.
    """
    condition = {"IfNoneMatch": f'"{unless}"'} if unless else {}
    try:
        found = s3.get_object(Bucket=bucket, Key=key, **condition)
    except ClientError as error:
        if _code(error) == UNCHANGED:
            return None
        if _code(error) in MISSING:
            raise GoneError(f"s3://{bucket}/{key}") from error
        raise
    with closing(found["Body"]) as body:
        data = body.read() if found["ContentLength"] <= limit else None
    return Stored(found["ETag"].strip('"'), found["ContentLength"], data, found["Metadata"])


def look(s3: Any, bucket: str, key: str) -> Stored | None:
    """The object without its bytes, None if there is none. Raises ClientError, BotoCoreError."""
    try:
        found = s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if _code(error) in MISSING:
            return None
        raise
    return Stored(found["ETag"].strip('"'), found["ContentLength"], None, found["Metadata"])


def store(s3: Any, bucket: str, key: str, body: bytes, metadata: dict[str, str], over: Stored | None) -> None:
    """Write a JSON object, if there still is what `over` says: that object, or none.

    Raises LostRaceError where that has changed, ClientError, BotoCoreError.
    """
    condition = {"IfMatch": f'"{over.etag}"'} if over else {"IfNoneMatch": "*"}
    try:
        s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json", Metadata=metadata, **condition)
    except ClientError as error:
        if _code(error) in LOST_RACE:
            raise LostRaceError(f"s3://{bucket}/{key}") from error
        raise


def listed(s3: Any, bucket: str, prefix: str) -> Iterator[list[tuple[str, str]]]:
    """(key, ETag) of all objects whose keys begin with `prefix`, in S3's order, a page at a time.

    Raises ClientError, BotoCoreError.
    """
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        yield [(entry["Key"], entry["ETag"].strip('"')) for entry in page.get("Contents", [])]


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
