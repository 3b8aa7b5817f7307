"""The whole road on this machine: `make up`, or `python -m infra.up [--host HOST] [--port N] [--folder FOLDER]`; Ctrl-C ends it.

    files dropped into a folder ─┐
    boto3, the AWS command line ─┴─> uploads bucket ─> queue ─> the built function, in Lambda's emulator ─> results bucket

S3 and SQS are moto's and live in this process; the function is its child, in the same process group or ended by one that is.
Nothing is kept when it ends but what was dropped, and the results, written beside it.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra import emulator, local
from lambda_fn import events
from lambda_fn.answer import result_key
from lambda_fn.cli import in_words

PORT = 5000
FOLDER = Path("dropped")
RESULTS = "results"
PAUSE = 0.2  # seconds between two looks at folder and queue
AGAIN_IN = 2  # seconds until a failed message is delivered again; in AWS, the queue's visibility timeout


class Dropped:
    """A folder whose files are uploaded once they no longer change, and again when they are changed."""

    def __init__(self, folder: Path, s3: Any):
        self._folder = folder
        self._s3 = s3
        self._seen: dict[Path, tuple[int, int]] = {}
        self._uploaded: dict[Path, tuple[int, int]] = {}

    def upload_new(self) -> Iterator[str]:
        """Upload what was dropped; the keys."""
        now = {path: state for path in self._files() if (state := _state(path))}
        for path, state in now.items():
            if self._seen.get(path) == state != self._uploaded.get(path):
                key = path.relative_to(self._folder).as_posix()
                self._s3.upload_file(str(path), local.UPLOADS, key)
                self._uploaded[path] = state
                yield key
        self._seen = now

    def _files(self) -> Iterator[Path]:
        for path in sorted(self._folder.rglob("*")):
            inside = path.relative_to(self._folder).parts
            if inside[0] != RESULTS and not any(part.startswith(".") for part in inside) and path.is_file():
                yield path


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def answer_next(queue: local.Queue, function: emulator.Function, s3: Any, folder: Path) -> Iterator[str]:
    """Let the function answer the next messages; a line for each upload that has its result, which is also kept as a file."""
    event = queue.event()
    if event is None:
        return
    answer = function.invoke(event)
    if "batchItemFailures" not in answer:
        yield f"the function failed: {answer}; its log is {function.log}"
    done = queue.settle(event, answer, AGAIN_IN)
    for record in event["Records"]:
        if record["body"] not in done:
            count = int(record["attributes"]["ApproximateReceiveCount"])
            then = "is delivered again" if count < local.RECEIVES else "is now a dead letter"
            yield f"message {record['messageId']} failed {count} of {local.RECEIVES} times and {then}"
    for body in done:
        for upload in events.uploads(json.loads(body)):
            key = result_key(upload.key)
            stored = s3.get_object(Bucket=local.RESULTS, Key=key)["Body"].read()
            where = keep(stored, folder / RESULTS, key)
            yield f"{' '.join(in_words(json.loads(stored), upload.key))}  ->  s3://{local.RESULTS}/{key}, {where}"


def keep(stored: bytes, folder: Path, key: str) -> str:
    """Keep a result as a file, and say where, or why not: a key may lead out of the folder, or be no name that a file can have."""
    path = folder / key
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return "in no file: the key leads elsewhere"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stored)
    except (OSError, ValueError) as error:
        return f"in no file: {getattr(error, 'strerror', None) or error}"
    return str(path)


def up(host: str, port: int, folder: Path) -> None:
    """Run until interrupted. Raises OSError, MissingPartError."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, local.cloud(host, port) as address:
        local.make_stack(address)
        s3, queue, dropped = (
            local.client("s3", address),
            local.Queue(address),
            Dropped(folder, local.client("s3", address)),
        )
        with emulator.function(address, Path(scratch) / "log") as function:
            function.invoke({"Event": "s3:TestEvent"})
            print(
                f"""Ready: the function has started. Drop pictures into {folder}/, or upload them:
  export {" ".join(f"{name}={value}" for name, value in local.environment(address).items())}
  aws s3 cp digits/digit1.jpg s3://{local.UPLOADS}/
Results: s3://{local.RESULTS}/<key>.json and {folder / RESULTS}/. The function's log: {function.log}. Ctrl-C ends it all.""",
                flush=True,
            )
            while True:
                for key in dropped.upload_new():
                    print(f"uploaded {key}", flush=True)
                for line in answer_next(queue, function, s3, folder):
                    print(line, flush=True)
                time.sleep(PAUSE)


def main() -> int:
    parser = argparse.ArgumentParser(
        description="A local S3, queue and function: drop pictures in, watch results appear."
    )
    parser.add_argument("--host", default="127.0.0.1", help="of the local S3; 0.0.0.0 lets containers reach it")
    parser.add_argument("--port", type=int, default=PORT, help=f"of the local S3 (default {PORT})")
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"where files are dropped (default {FOLDER}/)")
    options = parser.parse_args()
    # `kill` ends it as Ctrl-C does: the function's process is ended, too.
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    try:
        up(options.host, options.port, options.folder)
    except KeyboardInterrupt:
        print("\nended", file=sys.stderr)
    except (OSError, SystemExit, emulator.MissingPartError) as error:
        # werkzeug tells of a port that is taken by itself, and leaves.
        print(f"nothing is up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
