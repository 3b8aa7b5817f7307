"""Our network in the forms that its peers take: the same weights, number by number. Runs in an environment of its own.

    python translate.py digits.tflite digits.onnx fixed.tflite

digits.onnx takes float32 [N, 28, 28, 1], as ours does; fixed.tflite is the same file for a batch of one, which LiteRT.js wants.
Every operation of the file is translated, or the translation fails with the name of the one that it does not know.
"""

import sys
from pathlib import Path

import flatbuffers
import numpy as np
import onnx
from ai_edge_litert import schema_py_generated as tflite
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
NAMES = {c: n for n, c in vars(tflite.BuiltinOperator).items() if isinstance(c, int)}
# What only works out the shape of a flattened batch; ONNX's Flatten knows it.
SHAPES = {"SHAPE", "STRIDED_SLICE", "PACK"}


def to_onnx(model: tflite.ModelT) -> onnx.ModelProto:
    """Convolutions, a flattening, dense layers, softmax. ONNX has channels before rows, LiteRT behind columns."""
    graph = model.subgraphs[0]
    weights, nodes = [], []

    def kept(index: int, name: str, axes: tuple[int, ...] = ()) -> str:
        tensor = graph.tensors[index]
        raw = np.asarray(model.buffers[tensor.buffer].data, np.uint8).tobytes()
        values = np.frombuffer(raw, np.float32).reshape([int(side) for side in tensor.shape])
        weights.append(numpy_helper.from_array(np.ascontiguousarray(values.transpose(axes) if axes else values), name))
        return name

    def add(operation: str, inputs: list[str], **attributes) -> str:
        nodes.append(helper.make_node(operation, inputs, [f"{operation.lower()}_{len(nodes)}"], **attributes))
        return nodes[-1].output[0]

    value = add("Transpose", ["glyph"], perm=[0, 3, 1, 2])
    for operator in graph.operators:
        code = model.operatorCodes[operator.opcodeIndex]
        name = NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)]
        options, at = operator.builtinOptions, len(nodes)
        if name == "CONV_2D":
            value = add(
                "Conv",
                [value, kept(operator.inputs[1], f"kernel_{at}", (0, 3, 1, 2)), kept(operator.inputs[2], f"bias_{at}")],
                strides=[options.strideH, options.strideW],
                auto_pad="SAME_UPPER" if options.padding == tflite.Padding.SAME else "VALID",
            )
        elif name == "RESHAPE":
            value = add("Flatten", [add("Transpose", [value], perm=[0, 2, 3, 1])])
        elif name == "FULLY_CONNECTED":
            matrix, bias = kept(operator.inputs[1], f"matrix_{at}"), kept(operator.inputs[2], f"bias_{at}")
            value = add("Gemm", [value, matrix, bias], transB=1)
        elif name == "SOFTMAX":
            value = add("Softmax", [value])
        elif name not in SHAPES:
            raise SystemExit(f"translate: the network has an operation {name}, which is not translated")
        activation = getattr(options, "fusedActivationFunction", tflite.ActivationFunctionType.NONE)
        if activation == tflite.ActivationFunctionType.RELU:
            value = add("Relu", [value])
        elif activation != tflite.ActivationFunctionType.NONE:
            raise SystemExit(f"translate: the network has the activation {activation}, which is not translated")
    classes = int(graph.tensors[graph.outputs[0]].shape[-1])
    whole = helper.make_graph(
        [*nodes, helper.make_node("Identity", [value], ["probabilities"])],
        "digits",
        [helper.make_tensor_value_info("glyph", TensorProto.FLOAT, ["N", 28, 28, 1])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", classes])],
        weights,
    )
    made = helper.make_model(whole, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(made)
    return made


def fixed(model: tflite.ModelT) -> bytes:
    """The file with no open batch: its shapes already say 1."""
    for tensor in model.subgraphs[0].tensors:
        tensor.shapeSignature = None
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


if __name__ == "__main__":
    given, as_onnx, as_fixed = map(Path, sys.argv[1:])
    network = tflite.ModelT.InitFromPackedBuf(given.read_bytes(), 0)
    as_onnx.write_bytes(to_onnx(network).SerializeToString())
    as_fixed.write_bytes(fixed(network))
