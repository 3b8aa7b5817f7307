"""Where figures come from: command, seed, commit, date, machine. Kept beside every figure, so that it can be measured again."""

import os
import platform
import shlex
import subprocess
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
CPUINFO = Path("/proc/cpuinfo")


def provenance(module: str, arguments: Sequence[str], seed: int, written: Sequence[str] = ()) -> dict:
    """Plain values for JSON. module and arguments: of the command as it was given; written: as for `commit`."""
    return {
        "command": shlex.join(["python", "-m", module, *arguments]),
        "seed": seed,
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "commit": commit(written=written),
        "machine": machine(),
    }


def commit(root: Path = ROOT, written: Sequence[str] = ()) -> str | None:
    """The checked-out commit, marked where tracked files differ from it, except those that the command itself writes; None outside git."""
    others = [".", *(f":(exclude){path}" for path in written)]
    try:
        head, changes = (
            subprocess.run(["git", *command], cwd=root, check=True, capture_output=True, text=True).stdout.strip()
            for command in (
                ("rev-parse", "--short=12", "HEAD"),
                ("status", "--porcelain", "--untracked-files=no", "--", *others),
            )
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return head + (" and uncommitted changes" if changes else "")


def machine() -> dict:
    """CPU model, cores, system and the versions of what computes."""
    lines = CPUINFO.read_text().splitlines() if CPUINFO.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": (models or [platform.processor() or platform.machine()])[0],
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "opencv": version("opencv-python-headless"),
        "litert": version("ai-edge-litert"),
    }
