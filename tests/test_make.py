"""The Makefile says beforehand what is too old, in words, instead of failing somewhere in an installation."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGINE = json.loads((ROOT / "web" / "package.json").read_text())["engines"]["node"]
LEAST = ENGINE.removeprefix(">=")


@pytest.fixture
def install(tmp_path):
    """Runs what installs the page's packages, with a Node of another version and an npm that does nothing."""
    (tmp_path / "web" / "node_modules").mkdir(parents=True)
    for name in ("Makefile", "web/package-lock.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "npm").write_text("#!/bin/sh\n")
    (tmp_path / "npm").chmod(0o755)

    def run(version):
        pretend = f"Object.defineProperty(process, 'versions', {{ value: {{ node: '{version}' }} }})"
        (tmp_path / "pretend.cjs").write_text(pretend)
        path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | {"PATH": path, "NODE_OPTIONS": f"--require {tmp_path / 'pretend.cjs'}"}
        command = ["make", "--silent", "web/node_modules/.installed"]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run


@pytest.mark.parametrize(
    "version, is_enough",
    [
        ("18.20.8", False),
        ("20.9.0", False),
        ("20.18.3", False),
        ("20.19.0", True),
        ("22.12.0", True),
        ("100.0.0", True),
    ],
)
def test_the_page_is_installed_with_the_node_that_its_packages_need_or_a_newer_one(install, version, is_enough):
    done = install(version)
    assert (done.returncode == 0) == is_enough
    assert done.stdout == ("" if is_enough else f"digits needs Node {LEAST} or newer.\n")


def test_the_readme_names_the_same_node():
    assert f"Node {LEAST} or newer" in (ROOT / "README.md").read_text(encoding="utf-8")
