"""Growth: time and memory against the picture's size, the number of pictures and the digits in a picture. Nothing may outgrow its work."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from lambda_fn.decode import decode
from lambda_fn.predict import Model
from lambda_fn.read import read
from tests.bench import measuring, pictures
from tests.bench.peers.environments import CACHE, ROOT
from tests.bench.settings import Amount
from train import mnist, speed
from train.pictures import numbers, paper, shapes
from train.sets import Source

FOLDER = CACHE / "growth"
ASPECT = 4 / 3
PAGE = (3000, 4000)  # of a picture with many digits, height and width
A_LINE = 8  # digits in a line of it
SECONDS, BYTES = "seconds", "bytes"


def measure(amount: Amount, source: Source) -> dict:
    """Plain values for JSON."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    sizes = {megapixels: _photo(megapixels, source.seed) for megapixels in amount.megapixels}
    many = {count: _number(count, source.seed) for count in amount.digits}
    return {
        "megapixels": _pictures(sizes, amount),
        "digits": _pictures(many, amount),
        "pictures": _folders(amount, source),
        "glyphs": _batches(amount),
    }


def _pictures(files: dict[float, Path], amount: Amount) -> dict:
    """Reading and decoding of each picture in this process, and the peak of a process that reads it alone."""
    model, data = Model.load(), {work: path.read_bytes() for work, path in files.items()}
    contenders = {}
    for work in files:
        contenders[f"read {work}"] = partial(read, data[work], "", model)
        contenders[f"decode {work}"] = partial(decode, data[work])
    times = measuring.alternate({name: _untold(run) for name, run in contenders.items()}, amount.growth_rounds, warm=1)
    empty = _run(ROAD)
    peaks = [_run(ROAD, path) - empty for path in files.values()]
    work = list(files)
    return {
        "work": work,
        "read_s": [_spread(times[f"read {w}"]) for w in work],
        "decode_s": [_spread(times[f"decode {w}"]) for w in work],
        "bytes": [max(peak, 0) for peak in peaks],
        "exponent": {
            SECONDS: measuring.growth(work, [np.median(times[f"read {w}"]) for w in work]),
            BYTES: measuring.growth(work, peaks),
        },
    }


def _folders(amount: Amount, source: Source) -> dict:
    """Our command line on folders of so many small pictures: time beyond that of one, and peak memory, which must stay.

    Once each: what thousands of pictures take is a mean already.
    """
    folders = {count: _folder(count, source) for count in amount.batch}
    peaks: dict[int, list[int]] = {count: [] for count in folders}

    def run(count: int) -> float:
        start = time.perf_counter()
        peaks[count].append(_run(COMMAND_LINE, folders[count]))
        return time.perf_counter() - start

    times = measuring.alternate({str(count): partial(run, count) for count in folders}, 1)
    work, seconds = list(folders), [float(np.median(times[str(count)])) for count in folders]
    memory = [max(peaks[count]) for count in folders]
    return {
        "work": work,
        "read_s": [_spread(times[str(count)]) for count in folders],
        "bytes": memory,
        "exponent": {SECONDS: measuring.growth(work, seconds, seconds[0]), BYTES: measuring.growth(work, memory)},
    }


def _batches(amount: Amount) -> dict:
    """The network alone on so many glyphs at once."""
    model, glyphs = Model.load(), mnist.load().test_images
    runs = {str(count): _untold(partial(model.predict, glyphs[:count])) for count in amount.batch}
    times = measuring.alternate(runs, amount.growth_rounds, warm=1)
    work = list(amount.batch)
    return {
        "work": work,
        "read_s": [_spread(times[str(count)]) for count in work],
        "exponent": {SECONDS: measuring.growth(work, [np.median(times[str(count)]) for count in work])},
    }


def _untold(run):
    """The same without its result, so that the clock around it is what counts."""

    def contender() -> None:
        run()

    return contender


def _spread(times: Sequence[float]) -> list[float]:
    """Quartiles and median: low, middle, high."""
    return [measuring.significant(float(q)) for q in np.percentile(times, [25, 50, 75])]


# Each tells its own peak at the end; what it printed before is not looked at.
ROAD = """
import sys
from lambda_fn.predict import Model
from lambda_fn.read import read
from tests.bench.measuring import peak_here
model = Model.load()
for path in sys.argv[1:]:
    read(open(path, "rb").read(), path, model)
print(peak_here())
"""
COMMAND_LINE = """
import sys
from lambda_fn.cli import main
from tests.bench.measuring import peak_here
main(["--json", *sys.argv[1:]])
print(peak_here())
"""


def _run(program: str, *paths: Path) -> int:
    """The most memory of a process of its own, bytes."""
    command = [sys.executable, "-c", program, *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout.splitlines()[-1])


def _photo(megapixels: float, seed: int) -> Path:
    """A simulated photo of one digit of so many pixels, made once."""
    path = FOLDER / f"photo-{seed}-{megapixels}.jpg"
    if not path.exists():
        height = round((megapixels * 1e6 / ASPECT) ** 0.5)
        path.write_bytes(speed.photo(seed, (height, round(height * ASPECT))).tobytes())
    return path


def _number(count: int, seed: int) -> Path:
    """A simulated photo of one size with so many digits on it, in lines, made once."""
    path = FOLDER / f"digits-{seed}-{count}.jpg"
    if not path.exists():
        rng, data = np.random.default_rng([seed, count]), mnist.load()
        digits = [shapes.crop(shapes.from_mnist(data.test_images[i], rng)) for i in range(count)]
        lines = [digits[at : at + A_LINE] for at in range(0, count, A_LINE)]
        shape, _ = numbers.write(lines, numbers.hand(rng, touching=0), rng)
        share = 0.1 * len(lines)  # so that a digit is as large whether there are many or few
        picture = paper.picture(shape, rng, "photo", share, PAGE)[0]
        cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, speed.QUALITY])
    return path


def _folder(count: int, source: Source) -> Path:
    """A folder of so many pictures of 28×28, made once."""
    folder = FOLDER / f"pictures-{source.seed}-{count}"
    mark = folder.with_suffix(".json")
    if not mark.exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(pictures.of_set("mnist", source, count)[0], folder)
        mark.write_text(json.dumps({"made": time.strftime("%Y-%m-%d")}))
    return folder
