"""A shelf: files kept by name, in a folder or under a prefix of an S3 bucket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit


class ShelfError(Exception):
    """A shelf that cannot be reached, or does not hold what was asked for. Its text is one clear line."""


class Shelf(Protocol):
    """Names are relative and have slashes between their parts: "lambda/digits.json"."""

    def names(self, start: str = "") -> Iterator[str]:
        """Names of all files that begin so, sorted. Raises ShelfError."""

    def read(self, name: str) -> bytes:
        """One file. Raises ShelfError where there is none."""

    def write(self, name: str, data: bytes) -> None:
        """Put a file there, in place of an earlier one. Raises ShelfError."""


def at(address: str, client: Any = None) -> Shelf:
    """The shelf at a folder's path, or at s3://bucket/prefix. client: boto3's for S3, made where it is not given.

    Raises ShelfError where the address names no bucket, or boto3 is missing.
    """
    parts = urlsplit(address)
    if parts.scheme != "s3":
        return Folder(Path(address))
    if not parts.netloc:
        raise ShelfError(f"{address} names no bucket: s3://bucket/prefix")
    if client is None:
        try:
            import boto3
        except ImportError as error:
            raise ShelfError(f"{address} needs boto3: pip install -r requirements/cloud.txt") from error
        client = boto3.client("s3")
    return Bucket(client, parts.netloc, parts.path.strip("/"))


class Folder:
    """A shelf in a folder."""

    def __init__(self, root: Path):
        self.root = root

    def __str__(self) -> str:
        return str(self.root)

    def names(self, start: str = "") -> Iterator[str]:
        paths = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())
        return iter(sorted(name for name in paths if name.startswith(start)))

    def read(self, name: str) -> bytes:
        try:
            return (self.root / name).read_bytes()
        except OSError as error:
            raise ShelfError(f"there is no {name} in {self}: {error.strerror}") from error

    def write(self, name: str, data: bytes) -> None:
        path = self.root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise ShelfError(f"cannot write {path}: {error.strerror}") from error


class Bucket:
    """A shelf under a prefix of an S3 bucket. S3 writes a file whole or not at all."""

    def __init__(self, client: Any, bucket: str, prefix: str):
        self._client, self._bucket, self._prefix = client, bucket, f"{prefix}/" if prefix else ""

    def __str__(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}"

    def names(self, start: str = "") -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2")
        with _reaching(self):
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + start):
                yield from (item["Key"].removeprefix(self._prefix) for item in page.get("Contents", []))

    def read(self, name: str) -> bytes:
        with _reaching(self, name):
            return self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)["Body"].read()

    def write(self, name: str, data: bytes) -> None:
        with _reaching(self, name):
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=data)


class _reaching:  # noqa: N801, read as a verb where it is used
    """Turns what boto3 raises into a ShelfError that names the file."""

    def __init__(self, shelf: Bucket, name: str = ""):
        self._what = f"{name} in {shelf}" if name else str(shelf)

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type | None, error: BaseException | None, _: object) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        if isinstance(error, ClientError) and error.response["Error"]["Code"] in ("NoSuchKey", "404"):
            raise ShelfError(f"there is no {self._what}") from error
        if isinstance(error, ClientError | BotoCoreError):
            raise ShelfError(f"cannot reach {self._what}: {error}") from error
