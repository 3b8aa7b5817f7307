"""SavedModel → TF.js graph model, its weights packed without loss into as few bits as they need.

Everything that is peculiar about the tensorflowjs package is in this file. It imports, at its top, packages that converting a
SavedModel never uses (decision forests, hub, tf-keras, jax) and that cannot be installed beside this TensorFlow: empty
modules stand in for them while it is imported. jax itself gets no stand-in: Keras looks for it.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import types
from pathlib import Path
from typing import NamedTuple

import numpy as np

from train import grid

STAND_INS = ("tensorflow_decision_forests", "tensorflow_hub", "tf_keras", "tensorflowjs.converters.jax_conversion")
WEIGHTS = "weights.bin"


class Weight(NamedTuple):
    """A constant of the graph as the page will see it. stored: "uint8", "float16" or the dtype itself."""

    name: str
    stored: str
    values: np.ndarray


def convert(saved_model_dir: Path, out_dir: Path) -> None:
    """Write a TF.js graph model (model.json, weights.bin) that computes what the SavedModel does, number by number.

    A float32 constant on an eight-bit grid is stored as uint8, one that float16 holds exactly as float16. out_dir is made.
    """
    converter = _converter()
    with contextlib.redirect_stdout(io.StringIO()):
        converter(str(saved_model_dir), str(out_dir), signature_def="serving_default", saved_model_tags="serve")
    weights = read(out_dir)
    for shard in out_dir.glob("*.bin"):
        shard.unlink()
    entries, data = zip(*map(_packed, weights), strict=True)
    (out_dir / WEIGHTS).write_bytes(b"".join(data))
    path = out_dir / "model.json"
    model = json.loads(path.read_text())
    model["weightsManifest"] = [{"paths": [WEIGHTS], "weights": list(entries)}]
    path.write_text(json.dumps(model, separators=(",", ":")))


def read(folder: Path) -> list[Weight]:
    """The constants of a graph model in a folder, decoded as TF.js decodes them: code * scale + min, rounded to float32."""
    manifest = json.loads((folder / "model.json").read_text())["weightsManifest"]
    weights = []
    for group in manifest:
        data = io.BytesIO(b"".join((folder / path).read_bytes() for path in group["paths"]))
        for entry in group["weights"]:
            packing = entry.get("quantization", {})
            stored = np.dtype(packing.get("dtype", entry["dtype"]))
            size = int(np.prod(entry["shape"], dtype=int))
            values = np.frombuffer(data.read(size * stored.itemsize), stored.newbyteorder("<")).reshape(entry["shape"])
            if "scale" in packing:
                values = values * np.float64(packing["scale"]) + np.float64(packing["min"])
            weights.append(Weight(entry["name"], stored.name, values.astype(entry["dtype"])))
    return weights


def _packed(weight: Weight) -> tuple[dict, bytes]:
    """The manifest's entry and the bytes of one constant."""
    entry = {"name": weight.name, "shape": list(weight.values.shape), "dtype": weight.values.dtype.name}
    if weight.values.dtype != np.float32:
        return entry, weight.values.tobytes()
    coded = grid.read(weight.values) if weight.values.ndim > 1 else None
    if coded:
        packing = {"dtype": "uint8", "min": -coded.zero * coded.step, "scale": coded.step}
        return entry | {"quantization": packing | {"original_dtype": "float32"}}, coded.codes.tobytes()
    half = weight.values.astype(np.float16)
    if np.array_equal(half.astype(np.float32), weight.values):
        return entry | {"quantization": {"dtype": "float16", "original_dtype": "float32"}}, half.tobytes()
    return entry, weight.values.tobytes()


def _converter():
    stood_in = [name for name in STAND_INS if name not in sys.modules]
    for name in stood_in:
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].convert_jax = None
    try:
        return importlib.import_module("tensorflowjs.converters.tf_saved_model_conversion_v2").convert_tf_saved_model
    finally:
        for name in stood_in:
            del sys.modules[name]
