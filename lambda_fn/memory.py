"""Too little memory is one error, MemoryError, whoever had too little: OpenCV tells it in errors of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import cv2


def lacks_memory(error: cv2.error) -> bool:
    """Whether OpenCV had too little memory. Told by its words: `error.code` is the class's, and stays from one error to the next."""
    said = str(error)
    # What its containers of C++ throw has no code in its words, either.
    return f"({cv2.Error.STS_NO_MEM}:" in said or said == "std::bad_alloc"


@contextmanager
def memory_error() -> Iterator[None]:
    """Raises MemoryError where OpenCV has too little memory meanwhile; all its other errors pass."""
    try:
        yield
    except cv2.error as error:
        if lacks_memory(error):
            raise MemoryError("OpenCV had too little memory") from error
        raise
