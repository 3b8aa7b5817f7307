"""Mutated pictures into the reader: `make fuzz INPUTS=50000`, or `python -m tests.lambda_fn.fuzz --inputs N [--seed S]`.

Whatever the bytes, `read` must give a Reading that is sound, within SECONDS, in no more memory than the function has. The pictures are
read in a child process, so that a crash of a C library is seen, told with its input, and does not end the run.
"""

import argparse
import io
import json
import multiprocessing
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

SECONDS = 60  # of processor time for one picture, the largest that may be decoded among them; a hang takes more on any machine
STILL = 900  # seconds in which a reader that takes no processor time, either, is taken for one that waits forever
PEAK = 3008 * 2**20  # bytes, as MemorySize in infra/template.yaml
# What the reader may grow by beyond its size after WARM pictures: what stays, not what a large picture takes for a moment.
GROWTH, WARM = 150 * 2**20, 200
FORMATS = ("jpeg", "png", "webp", "bmp", "tiff", "gif")
CODES = {"not-an-image", "unsupported-format", "too-large", "too-many-pixels"}
INTERESTING = np.array([0, 1, 0x7F, 0x80, 0xFF], np.uint8)


def seeds(random: np.random.Generator) -> list[bytes]:
    """Small sound files of every format, in the variants that its decoder has code for."""
    files = []
    for size in ((28, 28), (61, 43)):
        paper = random.normal(230, 6, (*size, 3)).clip(0, 255).astype(np.uint8)
        cv2.line(paper, (size[1] // 3, size[0] // 5), (size[1] // 2, size[0] * 4 // 5), (40, 30, 60), 4)
        alpha = np.dstack([paper, random.integers(0, 256, size, np.uint8)])
        colour, grey, clear = Image.fromarray(paper), Image.fromarray(paper).convert("L"), Image.fromarray(alpha)
        exif = Image.Exif()
        exif[0x0112] = 6
        variants = [
            *[(colour, "JPEG", options) for options in ({}, {"progressive": True}, {"exif": exif}, {"subsampling": 0})],
            (grey, "JPEG", {}),
            (colour.convert("CMYK"), "JPEG", {}),
            *[(picture, "PNG", {}) for picture in (colour, grey, clear, grey.convert("1"), colour.convert("P"))],
            (grey.convert("I;16"), "PNG", {}),
            *[(picture, "WEBP", options) for picture in (colour, clear) for options in ({}, {"lossless": True})],
            *[(picture, "BMP", {}) for picture in (colour, grey, grey.convert("1"), colour.convert("P"))],
            *[
                (colour, "TIFF", {"compression": kind})
                for kind in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg")
            ],
            (clear, "TIFF", {}),
            (grey.convert("F"), "TIFF", {}),
            (grey.convert("1"), "TIFF", {"compression": "group4"}),
            *[(picture, "GIF", {}) for picture in (colour, grey)],
            (
                grey,
                "GIF",
                {"save_all": True, "append_images": [grey.transpose(Image.Transpose.ROTATE_90).resize(grey.size)]},
            ),
        ]
        for picture, kind, options in variants:
            file = io.BytesIO()
            picture.save(file, kind, **options)
            files.append(file.getvalue())
    return files


def mutated(files: list[bytes], random: np.random.Generator) -> bytes:
    """One of the files with a few of its bytes changed, cut out, doubled, filled or mixed with another's."""
    data = np.frombuffer(files[random.integers(len(files))], np.uint8).copy()
    for _ in range(random.integers(1, 4)):
        if len(data) < 2:
            break
        # Headers are where a single byte decides most.
        end = len(data) if random.random() < 0.6 else min(len(data), 64)
        start = int(random.integers(end))
        stop = min(len(data), start + 1 + int(random.exponential(8)))
        match random.integers(7):
            case 0:
                data[start] ^= np.uint8(1 << random.integers(8))
            case 1:
                data[start] = random.choice(INTERESTING)
            case 2:
                data[start:stop] = random.integers(0, 256, stop - start, np.uint8)
            case 3:
                data = data[:start] if random.random() < 0.5 else np.delete(data, np.s_[start:stop])
            case 4:
                data = np.concatenate([data[:stop], data[start:stop], data[stop:]])
            case 5:
                data[start:stop] = random.choice(INTERESTING)
            case 6:
                other = np.frombuffer(files[random.integers(len(files))], np.uint8)
                data = np.concatenate([data[:start], other[min(start, len(other) - 1) :]])
    return data.tobytes()


def inputs(count: int, seed: int) -> Iterator[bytes]:
    """So many mutated files, the same for the same seed."""
    random = np.random.default_rng(seed)
    files = seeds(random)
    for _ in range(count):
        yield mutated(files, random)


def complaint(answer: dict) -> str | None:
    """What is not sound about a Reading, None if nothing."""
    line = json.dumps(answer)
    try:
        json.dumps(answer, allow_nan=False)
    except ValueError:
        return f"not a number: {line}"
    if answer["schema"] != 1 or answer["source"] != "fuzz" or not answer["model"]:
        return f"not a Reading: {line}"
    if "error" in answer:
        sound = (
            answer["error"]["code"] in CODES
            and answer["error"]["message"]
            and set(answer) == {"schema", "source", "error", "model"}
        )
        return None if sound else f"no known error: {line}"
    sound = answer["digits"] or answer["reason"] in ("blank", "no digit")
    inside = all(
        x >= 0 and y >= 0 and x + width <= answer["image"]["width"] and y + height <= answer["image"]["height"]
        for x, y, width, height in (digit["box"] for digit in answer["digits"])
    )
    return None if sound and inside and "text" in answer else f"no sound reading: {line}"


def outcome(answer: dict) -> str:
    """What came of a picture, to be counted."""
    if "error" in answer:
        return answer["error"]["code"]
    return "digits" if answer["digits"] else answer["reason"]


def reader(connection: Connection) -> None:
    """In the child: for each file that comes, (outcome, complaint, bytes in use, most bytes in use so far)."""
    from lambda_fn.predict import Model
    from lambda_fn.quiet import native_messages_off
    from lambda_fn.read import read

    with native_messages_off():
        model = Model.load()
        while (data := connection.recv_bytes()) != b"end of the run":
            try:
                answer = read(data, "fuzz", model)
                connection.send((outcome(answer), complaint(answer), in_use(), peak()))
            except Exception as error:
                connection.send(("crash", f"{type(error).__name__}: {error}", in_use(), peak()))


def in_use() -> int:
    """Bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def peak() -> int:
    """The most bytes that this process has held."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def processor_seconds(process: int) -> float:
    """What a process has taken of the processor."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Run:
    """Reads files in a child process that is started anew whenever it died or hung."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.failures: list[tuple[str, bytes]] = []
        self.memory: list[int] = []
        self.peak = 0
        self._context = multiprocessing.get_context("spawn")
        self._start()

    def _start(self) -> None:
        self._here, there = self._context.Pipe()
        self._child = self._context.Process(target=reader, args=(there,), daemon=True)
        self._child.start()
        there.close()

    def feed(self, data: bytes) -> None:
        """Have one file read; what is wrong is added to `failures`."""
        try:
            self._here.send_bytes(data)
            self._wait()
            result, wrong, memory, peak = self._here.recv()
        except (OSError, EOFError) as died:
            self._child.kill()
            self._child.join()
            result, wrong = "crash", f"{died!r}, exit code {self._child.exitcode}"
            self._start()
        else:
            self.memory.append(memory)
            if peak > PEAK >= self.peak:
                wrong = wrong or f"took {peak / 2**20:.0f} MiB"
            self.peak = max(self.peak, peak)
        self.outcomes[result] += 1
        if wrong:
            self.failures.append((wrong, data))

    def _wait(self) -> None:
        """Until the child answers. Raises TimeoutError where it hangs, OSError where it has ended."""
        before, began = processor_seconds(self._child.pid), time.monotonic()
        while not self._here.poll(1):
            taken, waited = processor_seconds(self._child.pid) - before, time.monotonic() - began
            if taken > SECONDS or waited > STILL:
                raise TimeoutError(f"no answer in {waited:.0f} s, {taken:.0f} s of them computing")

    def end(self) -> None:
        """End the child."""
        self._here.send_bytes(b"end of the run")
        self._child.join()

    @property
    def growth(self) -> int:
        """By how many bytes the reader grew after it was warm: the least of the last pictures' against the first ones' most."""
        return min(self.memory[-WARM:]) - max(self.memory[:WARM])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path("runs/fuzz"), help="where inputs that fail are kept")
    options = parser.parse_args()
    run, began = Run(), time.perf_counter()
    for number, data in enumerate(inputs(options.inputs, options.seed), 1):
        failed = len(run.failures)
        run.feed(data)
        if len(run.failures) > failed:
            options.keep.mkdir(parents=True, exist_ok=True)
            kept = options.keep / f"seed-{options.seed}-{number}"
            kept.write_bytes(data)
            print(f"{kept}: {run.failures[-1][0]}", flush=True)
        if number % 1000 == 0:
            took, size = time.perf_counter() - began, run.memory[-1] / 2**20
            print(f"{number:,} inputs, {took:.0f} s, {size:.0f} MiB, {dict(run.outcomes)}", flush=True)
    run.end()
    print(
        f"seed {options.seed}: {options.inputs:,} inputs, {len(run.failures)} failures; memory grew by "
        f"{run.growth / 2**20:.0f} MiB, its peak was {run.peak / 2**20:.0f} MiB"
    )
    return 1 if run.failures or run.growth > GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
