"""What the benchmark measures against, installed below .cache/bench: pinned, checked against hashes, in environments of its own."""

import hashlib
import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from infra.package import PROCESSORS, PYTHON, python_of_lambda, runs_here

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CACHE = ROOT / ".cache" / "bench"
"""Everything that the benchmark fetches or makes; git-ignored, safe to delete."""

PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes")


class AbsentError(Exception):
    """A peer that cannot be measured here. Its text is the reason, one clear line."""


def python(name: str) -> Path:
    """The Python of the environment that peers/<name>.txt describes, made where it is not there yet. Raises AbsentError."""
    folder = CACHE / "environments" / name
    wanted = HERE / f"{name}.txt"

    def install() -> None:
        venv.create(folder, with_pip=True)
        _run([folder / "bin" / "python", *PIP, "-r", wanted], wanted.name)

    _once(folder, _digest(wanted), install)
    return folder / "bin" / "python"


def unpacked(name: str) -> Path:
    """A folder with the packages of peers/<name>.txt as Lambda would unpack them, compiled. Raises AbsentError."""
    interpreter = lambda_python()
    folder = CACHE / "packages" / name
    wanted = HERE / f"{name}.txt"

    def install() -> None:
        _run([interpreter, *PIP, "--no-compile", "--target", folder, "-r", wanted], wanted.name)
        shutil.rmtree(folder / "bin", ignore_errors=True)

    # Compiled code is for one version of Python alone.
    _once(folder, f"{PYTHON} {_digest(wanted)}", install)
    return folder


def lambda_python() -> str:
    """A Python of Lambda's version. Raises AbsentError where this machine has none or is of another kind."""
    if not any(runs_here(processor) for processor in PROCESSORS):
        raise AbsentError("no Linux machine of a processor that Lambda has")
    found = python_of_lambda()
    if not found:
        raise AbsentError(f"no Python {PYTHON} on this machine")
    return found


def page_runtimes() -> Path:
    """The folder node_modules with what the page is measured against. Raises AbsentError."""
    folder = CACHE / "environments" / "page"
    wanted = [HERE / "page" / name for name in ("package.json", "package-lock.json", ".npmrc")]

    def install() -> None:
        folder.mkdir(parents=True)
        for path in wanted:
            shutil.copy(path, folder)
        _run(["npm", "ci", "--silent", "--ignore-scripts", "--prefix", folder], "the page's runtimes")

    _once(folder, _digest(*wanted), install)
    return folder / "node_modules"


def tesseract() -> str:
    """Tesseract's program. Raises AbsentError."""
    found = shutil.which("tesseract")
    if not found:
        raise AbsentError("Debian's package tesseract-ocr is not installed")
    return found


def versions(interpreter: Path | str, names: list[str]) -> dict[str, str]:
    """Versions of packages as an environment has them."""
    program = "import sys; from importlib.metadata import version\nfor name in sys.argv[1:]: print(name, version(name))"
    done = subprocess.run([interpreter, "-c", program, *names], capture_output=True, text=True, check=True)
    return dict(line.split() for line in done.stdout.splitlines())


def npm_versions() -> dict[str, str]:
    """Versions of the page's runtimes."""
    return json.loads((HERE / "page" / "package.json").read_text())["dependencies"]


def tesseract_version() -> str:
    """As Tesseract says it. Raises AbsentError."""
    done = subprocess.run([tesseract(), "--version"], capture_output=True, text=True, check=True)
    return (done.stdout or done.stderr).split()[1]


def _once(folder: Path, digest: str, install) -> None:
    """Call install where the folder was not filled by it for the same digest; a half-filled one is made anew."""
    mark = folder.with_name(f".{folder.name}.installed")
    if mark.exists() and mark.read_text() == digest:
        return
    print(f"Installing {folder.relative_to(ROOT)}", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    mark.unlink(missing_ok=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    install()
    mark.write_text(digest)


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _run(command: list, what: str) -> None:
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise AbsentError(f"{command[0]} is not installed") from error
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "error" in line.lower()] or [
            f"exit code {done.returncode}"
        ]
        raise AbsentError(f"{what} could not be installed: {lines[-1].strip()}")
