"""How long reading takes on this machine, beyond decoding the picture."""

import time
from statistics import median

import cv2
import numpy as np

from lambda_fn.predict import Model
from lambda_fn.read import digits
from train.pictures import numbers, paper, shapes, strokes

SIZE = (3000, 4000)  # 12 megapixels
QUALITY = 90  # of the JPEG
ROUNDS = 11
LINES, ACROSS = 6, 10  # of a page


def photo(seed: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """A simulated photo of a drawn digit as a JPEG file's bytes, uint8 [n]."""
    rng = np.random.default_rng([seed, *size])
    picture = paper.picture(shapes.crop(strokes.digit(5, rng)), rng, "photo", 0.3, size)[0]
    return cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1]


def page(seed: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """A simulated photo of a page full of drawn digits as a JPEG file's bytes, uint8 [n]."""
    rng = np.random.default_rng([seed, *size])
    lines = [[shapes.crop(strokes.digit(int(rng.integers(10)), rng)) for _ in range(ACROSS)] for _ in range(LINES)]
    by = numbers.Hand(gap=0.25, uneven=0.05, slant=0.05, rise=0.0, leading=1.6)
    picture = paper.picture_of_many(*numbers.write(lines, by, rng), rng, "photo", 0.85, size)[0]
    return cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1]


def against_decoding(jpeg: np.ndarray, model: Model, rounds: int = ROUNDS) -> dict[str, float]:
    """Time of all that follows decoding by the time that OpenCV takes to decode the same JPEG, in turns so that both meet the same
    machine. Milliseconds and their ratio are medians over the rounds; one round before them warms up.
    """
    decoding, reading = [], []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        picture = cv2.imdecode(jpeg, cv2.IMREAD_COLOR_RGB)
        between = time.perf_counter()
        digits(picture, model)
        reading.append(time.perf_counter() - between)
        decoding.append(between - start)
    ratios = [read / decoded for read, decoded in zip(reading[1:], decoding[1:], strict=True)]
    return {
        "megapixels": round(picture.shape[0] * picture.shape[1] / 1e6, 1),
        "rounds": rounds,
        "decode_ms": round(1000 * median(decoding[1:]), 2),
        "read_ms": round(1000 * median(reading[1:]), 2),
        "ratio": round(median(ratios), 4),
    }


def glyph_ms(model: Model, rounds: int = 200) -> float:
    """Milliseconds that the network takes for one glyph alone, median."""
    glyph = np.random.default_rng(0).integers(0, 256, (1, 28, 28), dtype=np.uint8)
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        model.predict(glyph)
        taken.append(time.perf_counter() - start)
    return round(1000 * median(taken), 4)
