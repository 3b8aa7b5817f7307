"""The ways in which a reading can fail: the picture's fault, the installation's, or that of what is read from or written to."""


class PictureError(Exception):
    """A picture that cannot be read. It becomes a Reading with `error`: an answer, not a crash.

    code: not-found, not-an-image, unsupported-format, too-large or too-many-pixels.
    message: one line for the person whose picture it is: what is wrong and, where it helps, what to do.
    """

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


class ModelError(Exception):
    """The model's files are missing, damaged or do not belong together: no picture can be read."""


class ListingError(Exception):
    """A bucket's pictures, or the notes of an earlier run, cannot be listed, or no more be noted: nothing more can be read."""


class DrawingError(Exception):
    """A drawing of readings cannot be written."""


class PrintingError(Exception):
    """The answers cannot be printed, though somebody wants them: where they go to is full."""
