"""What several tests share: the shipped model, the command line as a user runs it, and pictures drawn for the test."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

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
