"""What a LiteRT network is made of, read from its file: layers, weights, bytes and multiply-adds, all counted."""

import json
from dataclasses import asdict, dataclass
from math import prod
from pathlib import Path

from ai_edge_litert import schema_py_generated as tflite

ROOT = Path(__file__).parents[1]
WEIGHTED = {"CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"}
NAMES = {
    code: name
    for name, code in vars(tflite.BuiltinOperator).items()
    if isinstance(code, int) and not name.startswith("_")
}
SHAPES_ONLY = {"SHAPE", "STRIDED_SLICE", "PACK", "RESHAPE", "DEQUANTIZE"}


@dataclass(frozen=True)
class Layer:
    """One operation on one glyph. kernel: height and width, "" for others; output: its shape without the batch."""

    operation: str
    kernel: str
    output: str
    weights: int
    multiply_adds: int


def layers(network: bytes) -> list[Layer]:
    """The operations of a .tflite file in order, those left out that only handle shapes or unpack weights."""
    model = tflite.ModelT.InitFromPackedBuf(network, 0)
    graph = model.subgraphs[0]
    found = []
    for operator in graph.operators:
        code = model.operatorCodes[operator.opcodeIndex]
        name = NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)]
        if name in SHAPES_ONLY:
            continue
        shapes = [list(map(int, graph.tensors[i].shape)) for i in operator.inputs if i >= 0]
        out = list(map(int, graph.tensors[operator.outputs[0]].shape))
        weights = sum(map(prod, shapes[1:])) if name in WEIGHTED else 0
        kernel = shapes[1] if name in WEIGHTED else []
        found.append(
            Layer(
                name.lower().replace("_", " "),
                f"{kernel[1]}×{kernel[2]}" if len(kernel) == 4 else "",
                "×".join(map(str, out[1:])),
                weights,
                _multiply_adds(name, kernel, out),
            )
        )
    return found


def _multiply_adds(name: str, kernel: list[int], out: list[int]) -> int:
    """Of one glyph. kernel: LiteRT's [out, h, w, in], [1, h, w, out] where depthwise, or [out, in]."""
    if name == "CONV_2D":
        return prod(out[1:]) * prod(kernel[1:])
    if name == "DEPTHWISE_CONV_2D":
        return prod(out[1:]) * kernel[1] * kernel[2]
    return prod(kernel) if name == "FULLY_CONNECTED" else 0


def describe(folder: Path) -> dict:
    """A model folder's network in numbers: its file's bytes, weights, multiply-adds, layers; plain values for JSON."""
    network = (folder / "digits.tflite").read_bytes()
    found = layers(network)
    return {
        "weights": sum(layer.weights for layer in found),
        "multiply_adds": sum(layer.multiply_adds for layer in found),
        "bytes": len(network),
        "layers": [asdict(layer) for layer in found],
    }


def page_bytes(version: str, web: Path = ROOT / "web") -> dict[str, int]:
    """Bytes of the page's weights and graph where it has this version of the model, and of the built page where there is one."""
    found = {}
    kept = web / "public" / "model"
    if (kept / "digits.json").exists() and json.loads((kept / "digits.json").read_text())["version"] == version:
        found = {name: (kept / name).stat().st_size for name in ("weights.bin", "model.json")}
    if (web / "dist").is_dir():
        found["web/dist"] = sum(path.stat().st_size for path in (web / "dist").rglob("*") if path.is_file())
    return found
