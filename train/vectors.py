"""The pictures of tests/vectors/, with the glyphs and the reading that every language must give.

    python -m train.vectors        again after preprocess or the shipped network has changed

Digits of MNIST's training pictures and of drawn strokes, small and lossless; seeded, so that the same come again.
"""

import base64
import io
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from lambda_fn.decode import decode
from lambda_fn.predict import Model
from lambda_fn.preprocess import preprocess
from lambda_fn.read import read
from train import mnist
from train.pictures import paper, shapes, strokes

FOLDER = Path(__file__).parents[1] / "tests" / "vectors"
SEED = 21
# Name → kind, and how many; sizes are drawn.
KINDS = {"photo": 26, "scan": 8, "canvas": 8, "board": 8, "dark canvas": 5}
SIZES = [(90, 120), (120, 120), (150, 200), (240, 180), (210, 280), (64, 64)]
PARTS = [0.3, 0.5, 0.7, 0.9, 0.4, 0.6]


def pictures(data: mnist.Mnist):
    """Yields name and uint8 picture: [H, W, 3], or [H, W, 4] with alpha."""
    for kind, count in KINDS.items():
        for i in range(count):
            rng = np.random.default_rng([SEED, len(kind), ord(kind[0]), i])
            at = int(rng.integers(len(data.train_labels)))
            label = int(data.train_labels[at])
            shape = strokes.digit(label, rng) if i % 4 == 3 else shapes.from_mnist(data.train_images[at], rng)
            size = SIZES[i % len(SIZES)]
            picture, _ = paper.picture(shapes.crop(shape), rng, kind, PARTS[i % len(PARTS)], size)
            yield f"{kind.replace(' ', '-')}-{i:02}.png", picture
    for i in range(6):
        yield f"mnist-{i}.png", data.train_images[i][..., None].repeat(3, axis=2)
    for i in range(3):
        rng = np.random.default_rng([SEED, 1, i])
        label = (2, 4, 7)[i]
        alpha = paper.place(shapes.crop(strokes.digit(label, rng)), 120, 100, 0.7, rng, 3.0, 0.0)
        colour = np.full((120, 100, 3), (30, 30 + 60 * i, 90), np.uint8)
        yield f"transparent-{i}.png", np.dstack([colour, (alpha * 255 + 0.5).astype(np.uint8)])
    for i, level in enumerate((0, 128, 255)):
        yield f"blank-{i}.png", np.full((60, 80, 3), level, np.uint8)
    rng = np.random.default_rng([SEED, 2])
    yield "one-pixel.png", np.full((1, 1, 3), 200, np.uint8)
    yield "noise.png", rng.integers(0, 256, (80, 100, 3), dtype=np.uint8)
    large = np.full((700, 930, 3), 235, np.uint8)
    large[300:420, 400:412] = 40
    yield "large.png", large


def main() -> int:
    """Make tests/vectors/ anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    vectors = []
    model = Model.load()
    for name, picture in pictures(mnist.load()):
        out = io.BytesIO()
        Image.fromarray(picture).save(out, "PNG", optimize=True)
        (FOLDER / name).write_bytes(out.getvalue())
        glyphs = [
            {"box": list(glyph.box), "pixels": base64.b64encode(glyph.pixels.tobytes()).decode()}
            for glyph in preprocess(decode(out.getvalue()))
        ]
        text = read(out.getvalue(), name, model)["text"]
        vectors.append({"picture": name, "digit": int(text) if text else None, "glyphs": glyphs})
    (FOLDER / "vectors.json").write_text(json.dumps(vectors, indent=1) + "\n")
    print(f"{len(vectors)} vectors in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
