"""Keeps C libraries from writing over the answers."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def native_messages_off() -> Iterator[None]:
    """While this lasts, what is written to file descriptor 2 is dropped.

    libjpeg, libpng and LiteRT print straight to that descriptor ("Corrupt JPEG data: …", "INFO: Created …"), past
    Python and past OpenCV's log level. What matters of it is said by our own one line. Exceptions pass through.
    """
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # the program was started without a standard error: there is nothing to keep clean
        yield
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
