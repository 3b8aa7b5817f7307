"""A Lambda function in AWS's Runtime Interface Emulator, watched from outside: start, memory, time of each invocation."""

import json
import logging
import os
import platform
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.peers import environments
from tests.bench.peers.environments import ROOT, AbsentError

RUNTIME = ROOT / "infra" / ".aws-sam" / "runtime"
INVOKE = "2015-03-31/functions/function/invocations"
PATIENCE = 300  # seconds
INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)\)")
BUCKETS = ("uploads", "results")


def emulator() -> Path:
    """The emulator's program, and beside it AWS's part of the runtime; installed where missing. Raises AbsentError."""
    processor = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
    wanted = f".venv-sam/lib/python*/site-packages/samcli/local/rapid/aws-lambda-rie-{processor}"
    done = subprocess.run(
        ["make", "-C", ROOT / "infra", "venv", "emulator"], capture_output=True, text=True, check=False
    )
    found = next(ROOT.glob(wanted), None)
    if done.returncode or not found or not RUNTIME.is_dir():
        raise AbsentError("no Lambda emulator: `make -C infra venv emulator` fails")
    return found


@contextmanager
def cloud() -> Iterator[tuple[object, str]]:
    """A local S3 with both buckets: its client, its address."""
    import boto3
    from moto.server import ThreadedMotoServer

    # It would print a line for each request.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    s3 = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="local", aws_secret_access_key="local"
    )
    for bucket in BUCKETS:
        s3.create_bucket(Bucket=bucket)
    yield s3, address
    server.stop()


class Function:
    """A running function."""

    def __init__(self, url: str, log: Path, emulator_id: int):
        self._url, self._log, self._emulator = url, log, emulator_id

    def invoke(self, event: dict) -> float:
        """Seconds that an invocation took, seen from outside. Raises RuntimeError where the function failed."""
        request = urllib.request.Request(self._url, data=json.dumps(event).encode())
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                start = time.perf_counter()
                answer = json.load(urllib.request.urlopen(request, timeout=PATIENCE))
                break
            except urllib.error.URLError as refused:
                if not isinstance(refused.reason, ConnectionRefusedError) or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        taken = time.perf_counter() - start
        if "errorType" in answer:
            raise RuntimeError(f"{answer}: {self._log.read_text()[-1000:]}")
        return taken

    def start(self) -> float:
        """Seconds that the emulator says the start took: imports and what the module does."""
        return float(INIT.findall(self._log.read_text())[0]) / 1000

    def peak(self) -> int:
        """The most memory that the function's process has had, bytes."""
        kept = []
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                lines = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
            except OSError:  # gone meanwhile
                continue
            if lines.get("PPid", "").strip() == str(self._emulator):
                kept.append(int(lines["VmHWM"].split()[0]) * 1024)
        return max(kept)


@contextmanager
def function(program: Path, package: Path, handler: str, address: str) -> Iterator[Function]:
    """Start a package's handler in the emulator; it runs while this lasts. address: of the local S3."""
    invoke, api = (f"127.0.0.1:{_free_port()}" for _ in range(2))
    environment = {
        "PATH": "/usr/bin:/bin",
        # Lambda's disk cannot be written either.
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(RUNTIME),
        "AWS_LAMBDA_FUNCTION_NAME": "ReadFunction",
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(PATIENCE),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "3008",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_ENDPOINT_URL": address,
        "RESULTS_BUCKET": "results",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "HOME": tempfile.gettempdir(),
    }
    command = [program, "--runtime-interface-emulator-address", invoke, "--runtime-api-address", api]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("w") as lines:
            process = subprocess.Popen(
                [*command, environments.lambda_python(), "-S", "-m", "awslambdaric", handler],
                cwd=package,
                env=environment,
                stdout=lines,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                yield Function(f"http://{invoke}/{INVOKE}", log, process.pid)
            finally:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
