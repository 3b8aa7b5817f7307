"""What several tests share: the shipped model, the command line as a user runs it, and pictures drawn for the test."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

# Tests send Ctrl-C to programs they start; where the tests run in the background, programs would inherit that it is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def model():
    from lambda_fn.predict import Model

    return Model.load()


@pytest.fixture(scope="session")
def digits():
    """Runs `python -m lambda_fn …` in a folder; gives the finished process, its output as text."""

    def run(*arguments, cwd=ROOT, **environment):
        return subprocess.run(
            [sys.executable, "-m", "lambda_fn", *map(str, arguments)],
            cwd=cwd,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def drawn():
    """Draws a text with a pen: uint8 [240, W, 3] RGB, dark on light."""

    def draw(text, width=240):
        paper = np.full((240, width, 3), 235, np.uint8)
        (across, up), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 5, 12)
        return cv2.putText(
            paper,
            text,
            ((width - across) // 2, (240 + up) // 2),
            cv2.FONT_HERSHEY_SIMPLEX,
            5,
            (40, 40, 60),
            12,
            cv2.LINE_AA,
        )

    return draw


@pytest.fixture(scope="session")
def cloud():
    """The address of a local S3 and SQS, empty at first."""
    from infra import local

    with local.cloud() as address:
        yield address


@pytest.fixture(scope="session")
def s3_of(cloud):
    """A client of the local S3."""
    from infra import local

    return local.client("s3", cloud)


@pytest.fixture
def s3(s3_of):
    """The local S3 with two empty buckets, uploads and results."""
    for bucket in ("uploads", "results"):
        s3_of.create_bucket(Bucket=bucket)
    yield s3_of
    for bucket in ("uploads", "results"):
        for page in s3_of.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for item in page.get("Contents", []):
                s3_of.delete_object(Bucket=bucket, Key=item["Key"])
        s3_of.delete_bucket(Bucket=bucket)
