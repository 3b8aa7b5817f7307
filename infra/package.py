"""Lay out the Lambda package, the folder that AWS unpacks: `python infra/package.py FOLDER [x86_64|arm64]`.

install -> trim -> add the product -> compile -> check. `sam build` calls this through the Makefile. The wheels are
those of requirements/runtime.txt for Lambda's Python and processor, whatever Python and machine this runs on.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "3.12"  # as `Runtime` in template.yaml

# Lambda unpacks no more than this. 8 MB of it are kept free, so that an update of a library warns before it fails.
LIMIT = 262_144_000
HEADROOM = 8_000_000

# Wheels are offered under one of these tags, all older than Lambda's glibc. pip takes no "or older", so all are named.
TAGS = ("manylinux_2_28", "manylinux_2_27", "manylinux_2_17", "manylinux2014")
PROCESSORS = {"x86_64": "x86_64", "arm64": "aarch64"}

# What reading a picture never loads. LiteRT's interpreter needs one library and numpy; the rest of its distribution,
# and the distributions that only that rest imports, are its compiler, its converters and its accelerators.
LEFT_OUT = (
    "ai_edge_litert/libLiteRtWebGpuAccelerator.*",
    "ai_edge_litert/libLiteRt.so",
    "ai_edge_litert/aot",
    "ai_edge_litert/tools",
    "ai_edge_litert/vendors",
    "backports*",
    "bin",
    "flatbuffers*",
    "google",
    "ml_dtypes*",
    "protobuf*",
    "tqdm*",
    "typing_extensions*",
    "numpy/_pyinstaller",
    "numpy/f2py",
    "numpy/typing",
    "**/tests",
    "**/*.pyi",
    "**/*.pxd",
    "**/*.[ach]",
)

# Read by the finished package where a Python of its version is at hand: shows that what was left out is not missed.
SAMPLE = ROOT / "digits" / "digit1.jpg"


def install(folder: Path, processor: str) -> None:
    """Put the runtime requirements, checked against their hashes, into `folder`. Raises CalledProcessError."""
    tags = [f"--platform={tag}_{PROCESSORS[processor]}" for tag in TAGS]
    only = ["--only-binary=:all:", "--implementation=cp", f"--python-version={PYTHON}", *tags]
    pinned = ["--no-deps", "--require-hashes", f"--requirement={ROOT / 'requirements' / 'runtime.txt'}"]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--upgrade", f"--target={folder}"]
    subprocess.run([*pip, *only, *pinned], check=True)


def trim(folder: Path) -> None:
    """Remove from `folder` what reading a picture never loads."""
    for pattern in LEFT_OUT:
        for path in list(folder.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def add_product(folder: Path) -> None:
    """Put the product's own package beside the libraries."""
    shutil.copytree(
        ROOT / "lambda_fn", folder / "lambda_fn", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
    )


def compile_all(folder: Path, python: str) -> None:
    """Write the .pyc files, without which the function takes about twice as long to start: its disk is read-only.

    They are marked as unchecked, because the times of the files change on their way through the zip.
    """
    command = [python, "-m", "compileall", "-q", "-s", str(folder), "-p", "/var/task", str(folder)]
    subprocess.run([*command, "--invalidation-mode", "unchecked-hash"], check=True)


def size_of(folder: Path) -> int:
    """Bytes of all files in `folder`, as Lambda counts them."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def python_of_lambda() -> str | None:
    """A Python of Lambda's version on this machine: on PATH, or among pyenv's. None if there is none."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(f"python{PYTHON}"), *sorted(versions.glob(f"{PYTHON}.*/bin/python{PYTHON}"))]
    # pyenv puts a `python3.12` on PATH even where that version is not chosen; it then only answers with an error.
    works = (
        str(path) for path in found if path and subprocess.run([path, "-c", ""], capture_output=True).returncode == 0
    )
    return next(works, None)


def runs_here(processor: str) -> bool:
    """Whether this machine can run what was packaged for `processor`."""
    here = os.uname()
    return here.sysname == "Linux" and here.machine == PROCESSORS[processor]


def build(folder: Path, processor: str) -> str:
    """Fill `folder` with the package for `processor`. Returns one line about it.

    Raises CalledProcessError where a step fails, ValueError where the package is too large.
    """
    folder.mkdir(parents=True, exist_ok=True)
    install(folder, processor)
    trim(folder)
    add_product(folder)
    python = python_of_lambda()
    if python:
        compile_all(folder, python)
        if runs_here(processor):
            # -S and -E: nothing that this Python has of its own may stand in for what the package lacks.
            subprocess.run([python, "-B", "-E", "-S", "-m", "lambda_fn", SAMPLE], cwd=folder, check=True)
    size = size_of(folder)
    if size > LIMIT - HEADROOM:
        raise ValueError(f"the package has {size:,} bytes; Lambda takes {LIMIT:,}, and {HEADROOM:,} are to stay free")
    compiled = "compiled" if python else f"not compiled, so slower to start: no Python {PYTHON} on this machine"
    return f"Lambda package for {processor}: {size:,} of {LIMIT:,} bytes, {compiled}"


if __name__ == "__main__":
    folder, processor = [*sys.argv[1:], "x86_64"][:2] if len(sys.argv) in (2, 3) else ("", "")
    if processor not in PROCESSORS:
        sys.exit(__doc__.splitlines()[0])
    try:
        print(build(Path(folder), processor))
    except subprocess.CalledProcessError as failed:
        sys.exit(
            f"no Lambda package: `{Path(failed.cmd[0]).name} {' '.join(map(str, failed.cmd[1:5]))} …` failed, see above"
        )
    except (OSError, ValueError) as error:
        sys.exit(f"no Lambda package: {error}")
