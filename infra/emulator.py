"""The built package in Lambda's own Runtime Interface Emulator, which the SAM command line brings along: no Docker."""

import json
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from infra.local import RESULTS, environment
from infra.package import PYTHON, ROOT, TEMPLATE, python_of_lambda, this_processor

RUNTIME = ROOT / "infra/.aws-sam/runtime"
HANDLER = "lambda_fn.handler.handler"
INVOKE = "2015-03-31/functions/function/invocations"
TIMEOUT = int(re.search(r"^ +Timeout: (\d+)", TEMPLATE.read_text(encoding="utf-8"), re.MULTILINE)[1])
"""Seconds that template.yaml gives the function."""


class MissingPartError(Exception):
    """Something that the emulator needs is not on this machine; the message says what, and what gets it."""


def built_package(processor: str | None = None) -> Path:
    """The folder of the package for a processor, this machine's if none is named. Raises MissingPartError."""
    processor = processor or this_processor()
    folder = ROOT / f"infra/.aws-sam/{processor}/ReadFunction"
    if not (folder / "lambda_fn").is_dir():
        raise MissingPartError(f"no Lambda package for {processor}: run `make lambda` first")
    return folder


def emulator() -> Path:
    """The emulator's program for this machine. Raises MissingPartError."""
    name = f"aws-lambda-rie-{this_processor()}"
    found = next(ROOT.glob(f".venv-sam/lib/python*/site-packages/samcli/local/rapid/{name}"), None)
    if found is None or not RUNTIME.is_dir():
        raise MissingPartError("no Lambda emulator: run `make -C infra emulator` first")
    return found


class Function:
    """The function as the emulator serves it. log: the file that holds its output."""

    def __init__(self, url: str, log: Path):
        self._url = url
        self.log = log

    def invoke(self, event: Any) -> Any:
        """What the function answers to an event; of a function that failed, {"errorType": …, "errorMessage": …}.

        One invocation at a time. The emulator is asked again while it is not listening yet.
        """
        request = urllib.request.Request(self._url, data=json.dumps(event).encode())
        deadline = time.monotonic() + TIMEOUT
        while True:
            try:
                return json.load(urllib.request.urlopen(request, timeout=2 * TIMEOUT))
            except urllib.error.URLError as refused:
                if not isinstance(refused.reason, ConnectionRefusedError) or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def log_lines(self) -> list[dict[str, Any]]:
        """The structured lines that the function has logged."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith('{"timestamp"')]


@contextmanager
def function(address: str, log: Path, results: str = RESULTS) -> Iterator[Function]:
    """The built package, running while this lasts. address: of the cloud it shall use. Raises MissingPartError."""
    package, program, python = built_package(), emulator(), python_of_lambda()
    if not python:
        raise MissingPartError(f"no Python {PYTHON} on this machine, which the package is for")
    invoke, api = (f"127.0.0.1:{_free_port()}" for _ in range(2))
    variables = environment(address) | {
        "PATH": "/usr/bin:/bin",
        # Lambda's disk cannot be written either.
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(RUNTIME),
        "AWS_LAMBDA_FUNCTION_NAME": "ReadFunction",
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(TIMEOUT),
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "RESULTS_BUCKET": results,
    }
    command = [program, "--runtime-interface-emulator-address", invoke, "--runtime-api-address", api]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [*command, python, "-S", "-m", "awslambdaric", HANDLER],
            cwd=package,
            env=variables,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Function(f"http://{invoke}/{INVOKE}", log)
        finally:
            # Upon this the emulator ends the function, too.
            process.terminate()
            process.wait()


def init_milliseconds(log: Path) -> float:
    """How long the function took to start, of the emulator's log: import, S3 client, model. Raises ValueError."""
    for line in log.read_text(encoding="utf-8").splitlines():
        _, found, rest = line.partition("INIT REPORT(durationMs: ")
        if found:
            return float(rest.rstrip(")"))
    raise ValueError(f"{log} tells of no start")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
