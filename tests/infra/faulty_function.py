"""The handler in a process of its own, with an S3 that fails now and then, and that dies when it is told to.

`python -m tests.infra.faulty_function SEED RATE DIES_AT`: an event a line comes in, a line goes out: {"answer": …, "memory": bytes}.
RATE: how many of the requests to S3 fail. DIES_AT: the number of the request upon which the process is killed, 0 for never.
"""

import io
import json
import os
import random
import resource
import signal
import sys
import threading
from pathlib import Path

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from botocore.httpsession import URLLib3Session
from urllib3 import HTTPResponse

ERRORS = {
    "SlowDown": (503, b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"),
    "InternalError": (
        500,
        b"<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>",
    ),
}


def response(url: str, status: int, headers: dict, body: bytes) -> AWSResponse:
    return AWSResponse(url, status, headers, HTTPResponse(io.BytesIO(body), headers, status, preload_content=False))


class Faults:
    """Called before each request of the client: what it returns is taken for S3's response."""

    def __init__(self, seed: int, rate: float, dies_at: int):
        self._random = random.Random(seed)
        self._rate, self._dies_at = rate, dies_at
        self._count, self._lock = 0, threading.Lock()
        self._session = URLLib3Session()

    def __call__(self, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        with self._lock:
            self._count += 1
            if self._count == self._dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
            if self._random.random() >= self._rate:
                return None
            kind = self._random.choice([*ERRORS, "closed", "answer lost", "cut short"])
        if kind in ERRORS:
            status, body = ERRORS[kind]
            return response(request.url, status, {}, b"" if request.method == "HEAD" else body)
        if kind == "closed":
            raise ConnectionClosedError(endpoint_url=request.url)
        # The worst of faults: what was asked for is done, and nobody is told.
        sent = self._session.send(request)
        if kind == "cut short" and request.method == "GET" and sent.status_code == 200:
            return response(request.url, 200, dict(sent.headers), sent.content[: len(sent.content) // 2])
        raise ReadTimeoutError(endpoint_url=request.url)


def memory() -> int:
    """Bytes that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def main() -> None:
    seed, rate, dies_at = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    from lambda_fn import handler, s3

    # One attempt: botocore's own retries would hide the faults.
    handler.S3 = s3.client(attempts=1)
    handler.S3.meta.events.register("before-send.s3", Faults(seed, rate, dies_at))
    for line in sys.stdin:
        answer = handler.handler(json.loads(line), None)
        print(json.dumps({"answer": answer, "memory": memory()}), flush=True)


if __name__ == "__main__":
    main()
