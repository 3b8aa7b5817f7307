"""The built package in Lambda's own Runtime Interface Emulator, with a local S3: what AWS would run, without AWS.

Needs `make lambda`, `make -C infra emulator` and a Python of Lambda's version.
"""

import json
import platform
import socket
import subprocess
import time
import tomllib
import urllib.request
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from infra.package import PYTHON, python_of_lambda, runs_here

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "infra/.aws-sam/build/ReadFunction"
RUNTIME = ROOT / "infra/.aws-sam/runtime"
EVENT = ROOT / "infra/events/put.json"
INVOKE = "2015-03-31/functions/function/invocations"


def emulator() -> Path | None:
    """The emulator that SAM brings along for this machine's processor."""
    processor = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return next(ROOT.glob(f".venv-sam/lib/python*/site-packages/samcli/local/rapid/aws-lambda-rie-{processor}"), None)


def built_for() -> str:
    """The processor that the package was built for, as SAM noted it."""
    (build,) = tomllib.loads((PACKAGE.parents[1] / "build.toml").read_text())["function_build_definitions"].values()
    return build["architecture"]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def post(url: str, body: bytes) -> object:
    """What the function answers; the emulator is asked again while it is not listening yet."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return json.load(urllib.request.urlopen(urllib.request.Request(url, data=body), timeout=60))
        except urllib.error.URLError as refused:
            if not isinstance(refused.reason, ConnectionRefusedError) or time.monotonic() > deadline:
                raise


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    """A local S3 with both buckets and the function in its emulator: (S3 client, address for events, log file)."""
    if not (PACKAGE / "lambda_fn").is_dir():
        pytest.skip("no Lambda package: run `make lambda` first")
    if not runs_here(built_for()):
        pytest.skip(f"the Lambda package is for {built_for()}, which this machine is not")
    if not (emulator() and RUNTIME.is_dir()):
        pytest.skip("no Lambda emulator: run `make -C infra emulator` first")
    python = python_of_lambda()
    if not python:
        pytest.skip(f"no Python {PYTHON} on this machine")
    server = ThreadedMotoServer(port=0)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    s3 = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="local", aws_secret_access_key="local"
    )
    for bucket in ("uploads", "results"):
        s3.create_bucket(Bucket=bucket)
    invoke, api = (f"127.0.0.1:{free_port()}" for _ in range(2))
    environment = {
        "PATH": "/usr/bin:/bin",
        # Lambda's disk cannot be written either.
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(RUNTIME),
        "AWS_LAMBDA_FUNCTION_NAME": "ReadFunction",
        "AWS_LAMBDA_FUNCTION_TIMEOUT": "60",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_ENDPOINT_URL": address,
        "RESULTS_BUCKET": "results",
    }
    log = tmp_path_factory.mktemp("emulator") / "log"
    command = [emulator(), "--runtime-interface-emulator-address", invoke, "--runtime-api-address", api]
    with log.open("w") as lines:
        process = subprocess.Popen(
            [*command, python, "-S", "-m", "awslambdaric", "lambda_fn.handler.handler"],
            cwd=PACKAGE,
            env=environment,
            stdout=lines,
            stderr=subprocess.STDOUT,
        )
        yield s3, f"http://{invoke}/{INVOKE}", log
        process.terminate()
        process.wait()
    server.stop()


def test_the_built_function_reads_an_upload_and_writes_its_result(cloud):
    s3, function, log = cloud
    picture = ROOT / "digits/digit1.jpg"
    s3.upload_file(str(picture), "uploads", "digits/digit1.jpg")
    assert post(function, EVENT.read_bytes()) == {"results": ["digits/digit1.jpg.json"]}, log.read_text()
    stored = json.load(s3.get_object(Bucket="results", Key="digits/digit1.jpg.json")["Body"])
    label = dict(line.split(",") for line in (ROOT / "digits/labels.csv").read_text().split())[picture.name]
    assert (stored["text"], stored["source"]) == (label, "s3://uploads/digits/digit1.jpg")


def test_the_built_function_answers_a_bad_picture_too(cloud):
    s3, function, log = cloud
    s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=b"Dear reader,")
    assert post(function, EVENT.read_bytes()) == {"results": ["digits/digit1.jpg.json"]}, log.read_text()
    stored = json.load(s3.get_object(Bucket="results", Key="digits/digit1.jpg.json")["Body"])
    assert stored["error"]["code"] == "not-an-image"


def test_a_fault_is_reported_to_lambda_as_an_error(cloud):
    _, function, _ = cloud
    event = json.loads(EVENT.read_text())
    event["Records"][0]["s3"]["bucket"]["name"] = "no-such-bucket"
    answer = post(function, json.dumps(event).encode())
    assert answer["errorType"] == "ExceptionGroup"
    assert "NoSuchBucket" in answer["errorMessage"]


def test_the_log_holds_one_structured_line_for_each_picture(cloud):
    s3, function, log = cloud
    s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=b"Dear reader,")
    post(function, EVENT.read_bytes())
    line = [json.loads(line) for line in log.read_text().splitlines() if line.startswith('{"timestamp"')][-1]
    assert {"level", "requestId", "upload", "etag", "bytes", "digits", "reason", "milliseconds"} <= set(line)
