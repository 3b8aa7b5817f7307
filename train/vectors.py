"""tests/vectors/: pictures, with the candidates and the digit that every language must give for them.

    python -m train.vectors        again after preprocess or the shipped network has changed

The pictures are made anew, too; seeded, so that the same come again.
"""

import base64
import io
import json
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from lambda_fn.decode import decode
from lambda_fn.predict import Model
from lambda_fn.preprocess import preprocess
from lambda_fn.read import read
from train import mnist
from train.vector_pictures import pictures

FOLDER = Path(__file__).parents[1] / "tests" / "vectors"


def png(picture: np.ndarray) -> bytes:
    """The picture as a file, as small as it gets."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG", optimize=True)
    return out.getvalue()


def vector(name: str, data: bytes, model: Model) -> dict:
    """What is to be found in a picture file: candidates in order, pixels as Base64 of 28×28 bytes by zlib; the digit read, or None."""
    candidates = [
        {
            "box": list(glyph.box),
            "score": round(glyph.score, 6),
            "stroke": round(glyph.stroke, 6),
            "pixels": base64.b64encode(zlib.compress(glyph.pixels.tobytes(), 9)).decode(),
        }
        for glyph in preprocess(decode(data))
    ]
    text = read(data, name, model)["text"]
    return {"picture": name, "digit": int(text) if text else None, "candidates": candidates}


def main() -> int:
    """Make tests/vectors/ anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    model, vectors = Model.load(), []
    for name, picture in pictures(mnist.load()):
        data = png(picture)
        (FOLDER / name).write_bytes(data)
        vectors.append(json.dumps(vector(name, data, model), separators=(",", ":")))
    (FOLDER / "vectors.json").write_text("[\n" + ",\n".join(vectors) + "\n]\n")
    print(f"{len(vectors)} vectors in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
