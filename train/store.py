"""Where a run in the cloud keeps its things, since its machine can be taken away: data/, runs/ and models/ on a shelf.

What was fetched and what an unfinished run has written is brought at the start; from then on, every minute and at the end, what has
changed is sent. So a run that was cut off goes on from its last checkpoint on another machine.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from train.shelf import Shelf, ShelfError

SECONDS = 60  # between looks for what has changed
QUIET = 5  # seconds without a change, after which a checkpoint's several files belong together


class Mirror:
    """One folder and its place on the shelf."""

    def __init__(self, folder: Path, shelf: Shelf, place: str):
        self._folder, self._shelf, self._place = folder, shelf, place
        self._sent: dict[str, tuple[int, int]] = {}

    def bring(self, names: list[str]) -> None:
        """Fetch files, names relative to the place, that the folder lacks. Raises ShelfError, OSError."""
        for name in names:
            path = self._folder / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(self._shelf.read(f"{self._place}/{name}"))
            self._sent[name] = _stamp(path)

    def names(self) -> list[str]:
        """What the shelf has. Raises ShelfError."""
        return [name.removeprefix(f"{self._place}/") for name in self._shelf.names(f"{self._place}/")]

    def send(self, now: float | None = None) -> int:
        """Send what has changed since it was brought or sent. Returns how many files. Raises ShelfError.

        now: seconds since the epoch; where given, nothing is sent while something has changed in the last QUIET seconds.
        """
        stamps = {path.relative_to(self._folder).as_posix(): _stamp(path) for path in _files(self._folder)}
        changed = [name for name, stamp in stamps.items() if self._sent.get(name) != stamp]
        if now is not None and any(stamps[name][0] > (now - QUIET) * 1e9 for name in changed):
            return 0
        sent = 0
        for name in sorted(changed):
            try:
                data = (self._folder / name).read_bytes()
            except FileNotFoundError:
                continue  # a temporary file, gone meanwhile
            self._shelf.write(f"{self._place}/{name}", data)
            self._sent[name] = stamps[name]
            sent += 1
        return sent


@contextlib.contextmanager
def kept(shelf: Shelf, runs: Path, cache: Path) -> Iterator[None]:
    """Bring data and unfinished runs; keep both on the shelf while the body runs, and once more at its end, however it ends.

    SIGTERM, by which a machine that is taken away says so, is treated like Ctrl-C. Raises ShelfError where the shelf cannot be
    reached at the start or at the end; in between a warning is printed and the next round tries again.
    """
    data, folders = Mirror(cache, shelf, "data"), Mirror(runs, shelf, "runs")
    data.bring(data.names())
    folders.bring(unfinished(folders.names()))
    done = threading.Event()

    def rounds() -> None:
        while not done.wait(SECONDS):
            for mirror in (data, folders):
                try:
                    mirror.send(time.time())
                except (ShelfError, OSError) as error:
                    print(f"Not kept yet: {error}", file=sys.stderr)

    sender = threading.Thread(target=rounds, name="store", daemon=True)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    sender.start()
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        done.set()
        sender.join()
        folders.send()
        data.send()


def unfinished(names: list[str]) -> list[str]:
    """Of files in run folders, "<run>/…", those of runs that have no metrics.json yet."""
    finished = {name.split("/")[0] for name in names if name.split("/")[1:] == ["metrics.json"]}
    return [name for name in names if name.split("/")[0] not in finished]


def _files(folder: Path) -> Iterator[Path]:
    # runs/latest is a link to a run that is there already; names that begin with a dot are files still being written.
    return (
        path
        for top in (folder.iterdir() if folder.is_dir() else ())
        if not top.is_symlink()
        for path in (top.rglob("*") if top.is_dir() else [top])
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _stamp(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size
