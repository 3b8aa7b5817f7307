"""Lay out the Lambda package, the folder that AWS unpacks: `python infra/package.py FOLDER [x86_64|arm64]`.

install -> trim -> add the product and its stamp -> compile -> check -> weigh -> read a picture in it. `sam build` calls
this through the Makefile. The wheels are those of requirements/runtime.txt for Lambda's Python and processor, whatever
Python and machine this runs on. A package for another processor than this machine's cannot be run here: of it, only
what can be seen in its files is checked.
"""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "infra/template.yaml"
PYTHON = re.search(r"Runtime: python(3\.\d+)", TEMPLATE.read_text(encoding="utf-8"))[1]
"""The version that template.yaml asks Lambda for."""

# Lambda unpacks no more than this. 8 MB of it are kept free, so that an update of a library warns before it fails.
LIMIT = 262_144_000
HEADROOM = 8_000_000

# Wheels are offered under one of these tags, all older than Lambda's glibc. pip takes no "or older", so all are named.
TAGS = ("manylinux_2_28", "manylinux_2_27", "manylinux_2_17", "manylinux2014")
PROCESSORS = {"x86_64": "x86_64", "arm64": "aarch64"}
# What an ELF file says in its header of the processor it is for, and the glibc of Lambda's Amazon Linux 2023.
ELF_MACHINES = {"x86_64": 62, "arm64": 183}
NEWEST_GLIBC = (2, 34)

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
STAMP = "lambda_fn/build.json"
MB = 1_000_000


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


def stamp(folder: Path, processor: str) -> dict[str, str]:
    """Note in the package what it was built of; the function logs it whenever it starts."""
    model = json.loads((folder / "lambda_fn/model/digits.json").read_text(encoding="utf-8"))
    built = {"model": model["version"], "commit": commit(), "python": PYTHON, "processor": processor}
    (folder / STAMP).write_text(json.dumps(built) + "\n", encoding="utf-8")
    return built


def commit() -> str:
    """The commit that is built, with `+` where files differ from it; "unknown" outside of a repository."""
    git = ["git", "-C", ROOT, "describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*"]
    try:
        return subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def compile_all(folder: Path, python: str) -> None:
    """Write the .pyc files, without which the function takes about twice as long to start: its disk is read-only.

    They are marked as unchecked, because the times of the files change on their way through the zip.
    """
    command = [python, "-m", "compileall", "-q", "-s", str(folder), "-p", "/var/task", str(folder)]
    subprocess.run([*command, "--invalidation-mode", "unchecked-hash"], check=True)


def check_machine_code(folder: Path, processor: str) -> int:
    """How many of the package's files are machine code: all for `processor`, and none newer than Lambda's glibc.

    Raises ValueError where one is not.
    """
    count = 0
    for path in folder.rglob("*"):
        if not path.is_file() or path.is_symlink() or ".so" not in path.name:
            continue
        code = path.read_bytes()
        if code[:4] != b"\x7fELF":
            continue
        count += 1
        machine = int.from_bytes(code[18:20], "little")
        if machine != ELF_MACHINES[processor]:
            raise ValueError(f"{path} is for another processor than {processor}: ELF machine {machine}")
        asked = {(int(major), int(minor)) for major, minor in re.findall(rb"\0GLIBC_(\d+)\.(\d+)", code)}
        if max(asked, default=(0, 0)) > NEWEST_GLIBC:
            raise ValueError(f"{path} asks for glibc {max(asked)}; Lambda has {NEWEST_GLIBC}")
    return count


def read_sample(folder: Path, python: str) -> None:
    """Let the package read a picture, and nothing but the package. Raises CalledProcessError, ValueError."""
    # -S and -E: nothing that this Python has of its own may stand in for what the package lacks.
    command = [python, "-B", "-E", "-S", "-m", "lambda_fn", "--json", SAMPLE]
    output = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout
    with (SAMPLE.parent / "labels.csv").open(newline="", encoding="utf-8") as file:
        labels = {row["picture"]: row["label"] for row in csv.DictReader(file)}
    text = json.loads(output)["text"]
    if text != labels[SAMPLE.name]:
        raise ValueError(f"the package reads {SAMPLE.name} as {text!r}, which is {labels[SAMPLE.name]!r}")


def size_of(folder: Path) -> int:
    """Bytes of all files in `folder`, as Lambda counts them."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def size_table(folder: Path) -> str:
    """What takes how much, largest first, what is little together; then the sum and what is left of Lambda's limit."""
    sizes = {path.name: size_of(path) if path.is_dir() else path.stat().st_size for path in folder.iterdir()}
    named = {name: size for name, size in sizes.items() if size >= MB or name == "lambda_fn"}
    rows = sorted(named.items(), key=lambda row: -row[1])
    total = sum(sizes.values())
    rows += [("the rest", total - sum(named.values())), ("sum", total), ("left of Lambda's limit", LIMIT - total)]
    compiled = sum(path.stat().st_size for path in folder.rglob("*.pyc"))
    rows.append(("(compiled .pyc in the sum)", compiled))
    return "\n".join(f"  {name:30}{size / MB:8.1f} MB" for name, size in rows)


def python_of_lambda() -> str | None:
    """A Python of Lambda's version on this machine: on PATH, or among pyenv's. None if there is none."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(f"python{PYTHON}"), *sorted(versions.glob(f"{PYTHON}.*/bin/python{PYTHON}"))]
    # pyenv puts a `python3.12` on PATH even where that version is not chosen; it then only answers with an error.
    works = (
        str(path) for path in found if path and subprocess.run([path, "-c", ""], capture_output=True).returncode == 0
    )
    return next(works, None)


def this_processor() -> str:
    """This machine's processor, as Lambda calls it."""
    here = os.uname().machine
    return next((name for name, machine in PROCESSORS.items() if machine == here), here)


def runs_here(processor: str) -> bool:
    """Whether this machine can run what was packaged for `processor`."""
    return os.uname().sysname == "Linux" and this_processor() == processor


def build(folder: Path, processor: str) -> str:
    """Fill `folder` with the package for `processor`. Returns what is to be said about it: a table of sizes among it.

    Raises CalledProcessError where a step fails, ValueError where the package is too large or not what it should be.
    """
    folder.mkdir(parents=True, exist_ok=True)
    install(folder, processor)
    trim(folder)
    add_product(folder)
    stamped = stamp(folder, processor)
    python = python_of_lambda()
    if python:
        compile_all(folder, python)
    libraries = check_machine_code(folder, processor)
    size = size_of(folder)
    if size > LIMIT - HEADROOM:
        raise ValueError(f"the package has {size:,} bytes; Lambda takes {LIMIT:,}, and {HEADROOM:,} are to stay free")
    if python and runs_here(processor):
        read_sample(folder, python)
        checked = f"read {SAMPLE.name} right"
    else:
        why = f"there is no Python {PYTHON} here" if not python else f"this machine is {this_processor()}"
        checked = f"not run, because {why}; its {libraries} libraries are for {processor} and Lambda's glibc"
    compiled = "compiled" if python else f"not compiled, so slower to start: no Python {PYTHON} on this machine"
    title = "Lambda package for {processor}, Python {python}, model {model}, commit {commit}".format(**stamped)
    return f"{title}\n{size_table(folder)}\n  {compiled}; {checked}"


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
