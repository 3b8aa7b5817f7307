"""Lambda: bytes of the package, start, peak memory and warm time, ours against a TensorFlow handler and an onnxruntime handler."""

import json
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np

from infra.package import LIMIT, PROCESSORS, compile_all, runs_here, size_of
from tests.bench import emulated, known, measuring, pictures, site
from tests.bench.peers import environments
from tests.bench.peers.environments import CACHE, HERE, ROOT, AbsentError
from tests.bench.settings import Amount
from train.sets import Source

OURS, TENSORFLOW, ONNX = "ours", "TensorFlow handler", "onnxruntime handler"
KEY = "digits/digit1.jpg"
SET = "photos"


def measure(amount: Amount, source: Source) -> dict:
    """Plain values for JSON. Raises AbsentError where there is no emulator or no Python of Lambda's version."""
    program, interpreter = emulated.emulator(), environments.lambda_python()
    built, absent = {}, {}
    for name, build in ((OURS, _ours), (TENSORFLOW, _tensorflow), (ONNX, _onnxruntime)):
        try:
            built[name] = build(interpreter)
        except AbsentError as reason:
            absent[name] = str(reason)
    folder, _ = pictures.of_set(SET, source, 1, jpeg=True)
    photo = next(folder.iterdir()).read_bytes()
    event = json.loads((ROOT / "infra" / "events" / "put.json").read_text())
    with emulated.cloud() as (s3, address):
        s3.put_object(Bucket="uploads", Key=KEY, Body=photo)
        peaks: dict[str, list[int]] = {name: [] for name in built}

        def start(name: str) -> float:
            package, handler = built[name]
            with emulated.function(program, package, handler, address) as function:
                function.invoke(event)
                peaks[name].append(function.peak())
                return function.start()

        starts = measuring.alternate({name: partial(start, name) for name in built}, amount.cloud_rounds, warm=1)
        with ExitStack() as running:
            functions = {
                name: running.enter_context(emulated.function(program, *where, address))
                for name, where in built.items()
            }
            warm = measuring.alternate(
                {name: partial(function.invoke, event) for name, function in functions.items()},
                amount.cloud_warm,
                warm=2,
            )
        split = stages(s3, photo, amount.cloud_warm)
    return {
        "limit": LIMIT,
        "bytes": {name: size_of(package) for name, (package, _) in built.items()},
        "start_s": measuring.against(starts, OURS),
        "peak_bytes": {name: max(kept[1:]) for name, kept in peaks.items()},
        "warm_s": measuring.against(warm, OURS),
        "stages_s": split,
        "picture": {"set": SET, "bytes": len(photo)},
        "absent": absent,
    }


def stages(s3, photo: bytes, rounds: int) -> dict[str, dict]:
    """Seconds of each stage of handling one upload, in this process, each by all of them together."""
    from lambda_fn.decode import decode
    from lambda_fn.predict import Model
    from lambda_fn.preprocess import preprocess
    from lambda_fn.read import digits, read

    model = Model.load()
    answer = json.dumps(read(photo, KEY, model)).encode()
    taken: measuring.Times = {name: [] for name in ("fetch", "decode", "preprocess", "predict", "numbers", "store")}
    for _ in range(rounds + 1):
        clock = [time.perf_counter()]
        data = s3.get_object(Bucket="uploads", Key=KEY)["Body"].read()
        clock.append(time.perf_counter())
        picture = decode(data)
        clock.append(time.perf_counter())
        glyphs = preprocess(picture)
        clock.append(time.perf_counter())
        model.predict(np.array([glyph.pixels for glyph in glyphs], np.uint8).reshape(-1, 28, 28))
        clock.append(time.perf_counter())
        digits(picture, model)
        clock.append(time.perf_counter())
        s3.put_object(Bucket="results", Key=f"{KEY}.json", Body=answer, ContentType="application/json")
        clock.append(time.perf_counter())
        seconds = dict(zip(taken, np.diff(clock).tolist(), strict=True))
        # What looking for several digits adds to the two before: a difference, of which noise could leave less than nothing.
        seconds["numbers"] = max(seconds["numbers"] - seconds["preprocess"] - seconds["predict"], 0.0)
        for name, own in seconds.items():
            taken[name].append(own)
    kept = {name: seconds[1:] for name, seconds in taken.items()}
    whole = [sum(parts) for parts in zip(*kept.values(), strict=True)]
    return {name: measuring.ratio(seconds, whole) for name, seconds in kept.items()}


def _ours(interpreter: str) -> tuple[Path, str]:
    """Built by infra/package.py, which `make lambda` calls too."""
    package = CACHE / "packages" / "ours"
    shutil.rmtree(package, ignore_errors=True)
    command = [sys.executable, ROOT / "infra" / "package.py", package, _processor()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AbsentError(f"infra/package.py fails: {(done.stderr or done.stdout).strip().splitlines()[-1]}")
    return package, "lambda_fn.handler.handler"


def _tensorflow(interpreter: str) -> tuple[Path, str]:
    return _handler("tensorflow", known.model(), interpreter)


def _onnxruntime(interpreter: str) -> tuple[Path, str]:
    return _handler("onnxruntime", site.translated() / "digits.onnx", interpreter)


def _handler(name: str, model: Path, interpreter: str) -> tuple[Path, str]:
    """A peer's package: its libraries, its handler, its model, compiled as ours is."""
    package = environments.unpacked(name)
    shutil.copy(HERE / f"lambda_{name}.py", package)
    shutil.copy(model, package)
    compile_all(package, interpreter)
    return package, f"lambda_{name}.handler"


def _processor() -> str:
    """This machine's, as Lambda calls it."""
    return next(processor for processor in PROCESSORS if runs_here(processor))
