"""The sample pictures of digits/: what a newcomer's first run reads.

    python -m train.samples

Digits of MNIST's test pictures and of drawn strokes, on simulated paper, boards and screens; seeded, so that the same come again.
"""

import csv
import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from train import mnist
from train.pictures import paper, shapes, strokes

FOLDER = Path(__file__).parents[1] / "digits"
# (digit, kind of picture, height and width, part of the height, drawn by strokes)
NUMBERED = [
    (3, "photo", (480, 640), 0.5, False),
    (7, "canvas", (280, 280), 0.7, True),
    (1, "photo", (600, 450), 0.4, True),
    (4, "photo", (480, 640), 0.3, False),
    (8, "scan", (400, 300), 0.5, False),
    (0, "photo", (720, 960), 0.25, False),
    (5, "canvas", (400, 400), 0.6, True),
    (9, "board", (480, 640), 0.5, False),
    (2, "photo", (1200, 1600), 0.35, False),
    (6, "photo", (640, 480), 0.45, False),
    (7, "scan", (800, 600), 0.2, False),
    (3, "canvas", (100, 100), 0.75, False),
    (1, "scan", (300, 400), 0.6, False),
    (5, "photo", (480, 480), 0.5, False),
    (0, "board", (450, 600), 0.6, True),
    (2, "canvas", (200, 320), 0.8, True),
    (4, "photo", (960, 720), 0.4, True),
    (6, "dark canvas", (360, 360), 0.5, False),
    (9, "photo", (500, 700), 0.55, False),
    (8, "photo", (640, 640), 0.4, False),
]
NAMED = {
    "white-on-black.png": (5, "dark canvas", (256, 256), 0.6, False),
    "transparent.png": (2, None, (240, 240), 0.7, True),
    "grey-16-bit.png": (8, "scan", (300, 240), 0.5, False),
    "small-in-a-corner.png": (6, "canvas", (500, 500), 0.1, False),
    "flag-and-foot.png": (1, "scan", (320, 240), 0.6, True),
}
SEED = 12
ROTATED = "digit14.jpg"  # lies on its side, and says so in its EXIF
EXIF_ORIENTATION, TURNED_LEFT = 0x0112, 6


def draw(spec: tuple, data: mnist.Mnist, rng: np.random.Generator) -> np.ndarray:
    """One picture of a row of the tables above: uint8 [H, W, 3], or [H, W, 4] where its kind is None."""
    label, kind, size, part, by_strokes = spec
    of_label = np.flatnonzero(data.test_labels == label)
    glyph = data.test_images[of_label[rng.integers(len(of_label))]]
    way = strokes.DIGITS[label][-2 if label == 1 else 0]
    shape = strokes.draw(way, rng, width=14) if by_strokes else shapes.from_mnist(glyph, rng)
    shape = shapes.crop(shape)
    if kind is None:
        alpha = paper.place(shape, *size, part, rng, 3.0, 0.0)
        return np.dstack([np.full((*size, 3), (20, 40, 120), np.uint8), (alpha * 255 + 0.5).astype(np.uint8)])
    return paper.picture(shape, rng, kind, part, size)[0]


def jpeg(picture: np.ndarray, rotated: bool) -> bytes:
    """JPEG of uint8 [H, W, 3]; rotated: stored on its side with the EXIF tag that sets it upright."""
    image, exif = Image.fromarray(picture), Image.Exif()
    if rotated:
        image = image.transpose(Image.Transpose.ROTATE_90)
        exif[EXIF_ORIENTATION] = TURNED_LEFT
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()


def png(picture: np.ndarray, sixteen_bits: bool) -> bytes:
    """PNG of uint8 [H, W, 3 or 4]; sixteen_bits: of its mean, as 16-bit grey."""
    image = Image.fromarray((picture.mean(axis=2) * 257).astype(np.uint16) if sixteen_bits else picture)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> int:
    """Make digits/ anew."""
    data = mnist.load()
    FOLDER.mkdir(exist_ok=True)
    rows = []
    named = {f"digit{i}.jpg": spec for i, spec in enumerate(NUMBERED, 1)} | NAMED
    for i, (name, spec) in enumerate(named.items()):
        picture = draw(spec, data, np.random.default_rng([SEED, i]))
        encoded = jpeg(picture, name == ROTATED) if name.endswith(".jpg") else png(picture, "16-bit" in name)
        (FOLDER / name).write_bytes(encoded)
        rows.append({"picture": name, "label": spec[0]})
    with (FOLDER / "labels.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["picture", "label"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} pictures in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
