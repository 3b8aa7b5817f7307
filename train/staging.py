"""Files that belong together are put in place together, or not at all."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def staged(*targets: Path) -> Iterator[list[Path]]:
    """Empty folders, each beside its target's files; what is in them is moved there at the end, if all went well.

    Weights that an earlier export left in a target under another name go. Raises OSError.
    """
    stages = []
    try:
        for target in targets:
            target.mkdir(parents=True, exist_ok=True)
            stages.append(Path(tempfile.mkdtemp(prefix=".export-", dir=target)))
        yield stages
        for stage, target in zip(stages, targets, strict=True):
            new = {path.name for path in stage.iterdir()}
            for name in new:
                os.replace(stage / name, target / name)
            for old in target.glob("*.bin"):
                if old.name not in new:
                    old.unlink()
    finally:
        for stage in stages:
            shutil.rmtree(stage, ignore_errors=True)
