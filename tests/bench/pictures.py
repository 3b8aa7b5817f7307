"""The pictures that all contenders get: files, made once from the sets of train/sets.py and the seed."""

import hashlib
import json
import shutil
from pathlib import Path

import cv2
import numpy as np

from tests.bench.peers.environments import CACHE
from train import sets

TRAIN = Path(sets.__file__).parent
QUALITY = 90  # of a JPEG

# What is measured. MNIST's digits are given dark on light, as all peers expect writing; that is one subtraction away.
SETS = {
    "mnist": "MNIST test, 28×28, dark on light",
    "photos": "simulated photos",
    "canvas": "simulated canvas",
    "optdigits": "optdigits, enlarged",
    "usps": "USPS test, enlarged",
}


def of_set(key: str, source: sets.Source, count: int, jpeg: bool = False) -> tuple[Path, dict[str, str]]:
    """A folder of pictures of a set, PNG or JPEG, and what is written in each by its name.

    Raises FileNotFoundError, with one clear line, where the set is not here.
    """
    chosen = sets.SETS[key]
    missing = chosen.missing(source.evaluation)
    if missing:
        raise FileNotFoundError(missing)
    size = chosen.size(source, count)
    folder = CACHE / "pictures" / f"{key}-{source.seed}-{size}-{_code()}{'-jpeg' if jpeg else ''}"
    labels = folder.with_name(f"{folder.name}.json")
    if not labels.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        found = {}
        for index, one in enumerate(sets.pictures(chosen, source, 0, size)):
            name = f"{index:05}.{'jpg' if jpeg else 'png'}"
            cv2.imwrite(str(folder / name), _bgr(one.picture), [cv2.IMWRITE_JPEG_QUALITY, QUALITY] if jpeg else [])
            found[name] = one.text
        labels.write_text(json.dumps(found))
    return folder, json.loads(labels.read_text())


def _code() -> str:
    """A digest of the code that the pictures depend on."""
    files = [TRAIN / "sets.py", TRAIN / "fonts.csv", *sorted((TRAIN / "pictures").glob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def _bgr(picture: np.ndarray) -> np.ndarray:
    if picture.ndim == 2:
        return np.repeat(255 - picture[..., None], 3, axis=2)
    return cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
