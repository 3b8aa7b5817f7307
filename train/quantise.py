"""Fewer bits for the weights, once, before any export: every format then holds the same numbers.

Batch normalisation is folded into the layer before it, the channels of neighbouring layers are brought to like ranges (both
leave the function as it is), then each kernel is put on an eight-bit grid; biases are few and stay float32.
Source of the equalisation: Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction".
"""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

from train import grid

KINDS = ("uint8", "float16")
SWEEPS = 20
WEIGHTED = (layers.Conv2D, layers.DepthwiseConv2D, layers.Dense)
HOMOGENEOUS = (
    layers.LeakyReLU,
    layers.Dropout,
    layers.SpatialDropout2D,
    layers.MaxPooling2D,
    layers.AveragePooling2D,
    layers.GlobalAveragePooling2D,
    layers.GlobalMaxPooling2D,
    layers.ZeroPadding2D,
    layers.Flatten,  # keeps the channels last, so that a channel's inputs of a dense layer lie at one stride
)
"""Layers that act on each channel alone, and for which f(s·x) = s·f(x) where s > 0. So does ReLU, uncapped."""
_LINEAR, _RELU = keras.activations.linear, keras.activations.relu


@dataclass(frozen=True)
class Report:
    """What quantising did. bytes: of the weights, as the page gets them; error: the largest change of a weight."""

    kind: str
    parameters: int
    bytes: int
    error: float

    def __str__(self) -> str:
        return f"{self.parameters:,} weights in {self.bytes / 1000:.1f} kB ({self.kind}), changed by at most {self.error:.2g}"


def quantise(model: keras.Model, kind: str = "uint8") -> tuple[keras.Model, Report]:
    """A new model of the same function, folded, whose weights fit into `kind`; a model that is so already comes back alike.

    kind: "uint8" (kernels, each on a grid of its own; biases stay float32) or "float16" (everything).
    Raises ValueError for another kind, or where `fold` does.
    """
    if kind not in KINDS:
        raise ValueError(f"weights can be {' or '.join(KINDS)}, not {kind}")
    folded = fold(model)
    if kind == "uint8" and not is_quantised(folded):
        equalise(folded)
    before = folded.get_weights()
    after = [_rounded(weight, kind) for weight in before]
    folded.set_weights(after)
    return folded, Report(
        kind,
        parameters=sum(weight.size for weight in after),
        bytes=sum(weight.size * (2 if kind == "float16" else 1 if _is_kernel(weight) else 4) for weight in after),
        error=max(float(np.abs(a - b).max()) for a, b in zip(after, before, strict=True)),
    )


def is_quantised(model: keras.Model) -> bool:
    """Whether every kernel lies on an eight-bit grid."""
    return all(grid.read(kernel) is not None for kernel in kernels(model))


def kernels(model: keras.Model) -> list[np.ndarray]:
    """The model's weights that are no biases, float32, in Keras' order."""
    return [weight for weight in model.get_weights() if _is_kernel(weight)]


def fold(model: keras.Model) -> keras.Model:
    """A copy without BatchNormalization: each is folded into the convolution or dense layer right before it.

    Raises ValueError where a normalisation follows anything else, or an activation, or where its input is used twice.
    """
    model = _functional(model)
    norms = {layer: _foldable(model, layer) for layer in model.layers if isinstance(layer, layers.BatchNormalization)}
    with_bias = {layer.name for layer in norms.values()}
    gone = {layer.name for layer in norms}

    def copy(layer: keras.Layer) -> keras.Layer:
        config = layer.get_config()
        if layer.name in with_bias:
            config["use_bias"] = True
        return type(layer).from_config(config)

    def call(layer: keras.Layer, *inputs, **arguments):
        return inputs[0] if layer.name in gone else layer(*inputs, **arguments)

    folded = keras.models.clone_model(model, clone_function=copy, call_function=call)
    for layer in model.layers:
        if layer.name not in gone | with_bias and layer.weights:
            folded.get_layer(layer.name).set_weights(layer.get_weights())
    for norm, layer in norms.items():
        _set(folded.get_layer(layer.name), *_normalised(layer, norm))
    # A clone is compiled like its original: without that, the optimiser's state would be saved with it.
    return keras.Model(folded.inputs, folded.outputs, name=model.name)


def equalise(model: keras.Model) -> None:
    """Rescale channels, in place, so that each has like ranges in the layer that makes it and the one that takes it.

    Per-tensor grids then fit every channel. Only pairs with nothing but homogeneous layers between them, which nobody
    else reads, are touched; the function stays the same but for rounding.
    """
    pairs = _pairs(model)
    for _ in range(SWEEPS):
        for maker, taker in pairs:
            made, bias = _kernel(maker), _bias(maker)
            taken = _kernel(taker)
            ours = np.abs(_by_output(maker, made)).max(axis=0)
            theirs = np.abs(_by_input(taker, taken, ours.size)).max(axis=(0, 2))
            used = (ours > 0) & (theirs > 0)
            scale = np.sqrt(
                np.divide(theirs, ours, out=np.ones_like(ours), where=used), where=used, out=np.ones_like(ours)
            )
            _set(maker, (_by_output(maker, made) * scale).reshape(made.shape), bias * scale)
            blocks = _by_input(taker, taken, ours.size) / scale[:, None]
            _set(taker, blocks.reshape(taken.shape), _bias(taker))


def _normalised(layer: keras.Layer, norm: keras.Layer) -> tuple[np.ndarray, np.ndarray]:
    """The kernel and bias that do what the layer and its normalisation do together."""
    mean, variance = np.float64(norm.moving_mean), np.float64(norm.moving_variance)
    scale = 1 / np.sqrt(variance + norm.epsilon)
    scale = scale * np.float64(norm.gamma) if norm.scale else scale
    shift = np.float64(norm.beta) if norm.center else 0.0
    kernel = _kernel(layer)
    return (_by_output(layer, kernel) * scale).reshape(kernel.shape), (_bias(layer) - mean) * scale + shift


def _functional(model: keras.Model) -> keras.Model:
    return keras.Model(model.inputs, model.outputs) if isinstance(model, keras.Sequential) else model


def _links(model: keras.Model) -> list[tuple[keras.Layer, keras.Layer]]:
    """Who feeds whom: (layer, a layer that reads its output)."""
    nodes = [node for depth in model._nodes_by_depth.values() for node in depth]
    return [(parent.operation, node.operation) for node in nodes for parent in node.parent_nodes]


def _only_readers(model: keras.Model) -> dict[keras.Layer, keras.Layer]:
    """For each layer that exactly one other reads, and which is no output: that other."""
    links = _links(model)
    makers = [maker for maker, _ in links]
    outputs = {tensor._keras_history.operation for tensor in model.outputs}
    return {maker: reader for maker, reader in links if makers.count(maker) == 1 and maker not in outputs}


def _foldable(model: keras.Model, norm: keras.Layer) -> keras.Layer:
    """The layer that a normalisation can be folded into."""
    (layer,) = [maker for maker, reader in _links(model) if reader is norm]
    if not (_is_weighted(layer, _LINEAR) and _only_readers(model).get(layer) is norm):
        raise ValueError(
            f"{norm.name} cannot be folded: {layer.name} before it is no plain convolution that only it reads"
        )
    return layer


def _pairs(model: keras.Model) -> list[tuple[keras.Layer, keras.Layer]]:
    """Layers with weights, and the one layer with weights that reads the output, through homogeneous layers only."""
    readers = _only_readers(model)
    pairs = []
    for maker in model.layers:
        if not _is_weighted(maker, _LINEAR, _RELU):
            continue
        layer = readers.get(maker)
        while layer is not None and _is_homogeneous(layer):
            layer = readers.get(layer)
        if isinstance(layer, WEIGHTED) and getattr(layer, "groups", 1) == 1:
            pairs.append((maker, layer))
    return pairs


def _is_weighted(layer: keras.Layer, *activations) -> bool:
    return isinstance(layer, WEIGHTED) and layer.activation in activations


def _is_homogeneous(layer: keras.Layer) -> bool:
    if isinstance(layer, layers.Activation):
        return layer.activation in (_LINEAR, _RELU)
    if isinstance(layer, layers.ReLU):
        return layer.max_value is None and not layer.threshold
    return isinstance(layer, HOMOGENEOUS)


def _by_output(layer: keras.Layer, kernel: np.ndarray) -> np.ndarray:
    """[…, channels made]"""
    channels = kernel.shape[2] * kernel.shape[3] if isinstance(layer, layers.DepthwiseConv2D) else kernel.shape[-1]
    return kernel.reshape(-1, channels)


def _by_input(layer: keras.Layer, kernel: np.ndarray, channels: int) -> np.ndarray:
    """[positions, channels taken, made of each]"""
    made = kernel.shape[-1]
    return kernel.reshape(-1, channels, made)


def _kernel(layer: keras.Layer) -> np.ndarray:
    return layer.get_weights()[0].astype(np.float64)


def _bias(layer: keras.Layer) -> np.ndarray:
    return layer.get_weights()[1].astype(np.float64) if layer.use_bias else np.float64(0)


def _set(layer: keras.Layer, kernel: np.ndarray, bias: np.ndarray) -> None:
    layer.set_weights([kernel, bias] if layer.use_bias else [kernel])


def _rounded(weight: np.ndarray, kind: str) -> np.ndarray:
    if kind == "float16":
        return weight.astype(np.float16).astype(np.float32)
    if not _is_kernel(weight) or grid.read(weight) is not None:
        return weight
    return grid.nearest(weight).values


def _is_kernel(weight: np.ndarray) -> bool:
    return weight.ndim > 1
