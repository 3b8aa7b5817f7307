"""answers: to many picture files, in the order of their names, read by as many processes as this one may use cores."""

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2

from lambda_fn import files
from lambda_fn.decode import MAX_BYTES, too_little_memory
from lambda_fn.errors import PictureError
from lambda_fn.predict import Model
from lambda_fn.quiet import native_messages_off
from lambda_fn.read import read
from lambda_fn.reading import error_reading

# Each process has so many pictures to read at least: it takes as long to start as to read about ten.
LEAST_EACH = 16
# Pictures under way for each process; of answers, no more wait for their turn.
AHEAD = 4

Answer = dict[str, Any]

_model: Model
"""Of a process that reads for another."""


def answers(paths: Sequence[str], model: Model, folder: Path | None) -> Iterator[Answer]:
    """The Reading of each file, each as soon as it and all before it are there. folder: where the model is from, None: the shipped one.

    Where a process dies (a picture took more memory than there is), this one goes on alone, and no picture is left out.
    """
    processes = min(cores(), len(paths) // LEAST_EACH)
    if processes < 2:
        yield from (answer(path, model) for path in paths)
        return
    # Started anew, not forked: OpenCV has threads, of which a fork would keep the locks alone.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _start, (folder,))
    try:
        yield from _in_order(pool, processes * AHEAD, paths, model)
    finally:
        pool.shutdown(cancel_futures=True)


def answer(path: str, model: Model, stages: dict[str, Any] | None = None) -> Answer:
    """The Reading of a file; stages as for `read`."""
    with native_messages_off():
        try:
            return read(files.contents(path, MAX_BYTES), path, model, stages)
        except PictureError as error:
            return error_reading(path, error, model.metadata)
        except MemoryError:
            return error_reading(path, too_little_memory(), model.metadata)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_order(pool: ProcessPoolExecutor, ahead: int, paths: Sequence[str], model: Model) -> Iterator[Answer]:
    waiting: deque[Future[Answer]] = deque()
    begun, alone = 0, False
    for path in paths:
        found = None
        if not alone:
            try:
                while begun < len(paths) and len(waiting) < ahead:
                    waiting.append(pool.submit(_answer, paths[begun]))
                    begun += 1
                found = waiting.popleft().result()
            except BrokenProcessPool:
                # All that is under way is lost, too, and read here when its turn comes.
                alone = True
        yield found or answer(path, model)


def _start(folder: Path | None) -> None:
    """What each process does first."""
    global _model
    # Ctrl-C is for the process that prints; the others are ended by it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    with native_messages_off():
        _model = Model.load(folder) if folder else Model.load()


def _answer(path: str) -> Answer:
    return answer(path, _model)
