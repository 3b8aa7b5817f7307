"""Pretrained readers that PyPI really ships, each used as it documents itself. Runs in an environment of its own.

    python readers.py NAME FOLDER…      one JSON line a picture: path, text

What is printed is what the reader said; an answer that is no digit is wrong, not an error.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

Read = Callable[[Path], str]


def digitsclassifier() -> Read:
    """A Keras network for printed digits, dark on light; it crops and scales by itself."""
    from digitsclassifier import predict_digits

    def read(path: Path) -> str:
        try:
            return str(int(predict_digits([cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)], 1)[0][0][0]))
        except ValueError:  # no content in the picture
            return ""

    return read


def digitreader() -> Read:
    """A small network in plain Python. It takes MNIST's light on dark and says nothing of paper, so it is given negatives."""
    import tempfile

    from digitReader import weightLoader
    from digitReader.cli import readImage
    from digitReader.model import predict

    # It reads its weights anew from a file of a megabyte for every picture.
    kept = weightLoader.loadWeights()
    weightLoader.loadWeights = lambda: kept
    folder = Path(tempfile.mkdtemp())

    def read(path: Path) -> str:
        negative = folder / path.name
        cv2.imwrite(str(negative), np.invert(cv2.imread(str(path))))
        return str(predict(readImage(str(negative))))

    return read


def ddddocr() -> Read:
    """A reader of captchas, its newer network, held to digits. Its set_ranges(0), documented for digits, lets nothing through."""
    import ddddocr as package

    reader = package.DdddOcr(show_ad=False, beta=True)
    reader.set_ranges("0123456789")

    def read(path: Path) -> str:
        return str(reader.classification(path.read_bytes()))

    return read


def rapidocr() -> Read:
    """PP-OCR's reader of printed and written text, given the picture as one line."""
    from rapidocr_onnxruntime import RapidOCR

    reader = RapidOCR()

    def read(path: Path) -> str:
        found, _ = reader(str(path), use_det=False, use_cls=False, use_rec=True)
        return "".join(line[0] for line in found or []).strip()

    return read


READERS = {one.__name__: one for one in (digitsclassifier, digitreader, ddddocr, rapidocr)}

if __name__ == "__main__":
    name, *folders = sys.argv[1:]
    read = READERS[name]()
    for path in (path for folder in folders for path in sorted(Path(folder).iterdir())):
        print(json.dumps({"path": str(path), "text": read(path)}), flush=True)
