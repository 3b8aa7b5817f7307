"""Muon, for convolutions too: steps whose directions all count alike, so that a network learns in fewer of them."""

import keras
from keras import ops

ANSWER = "probabilities"  # the last layer, whose weights Adam steps better


class Muon(keras.optimizers.Muon):
    """Keras's Muon, which leaves convolutions to Adam, with their kernels taken as matrices of height · width · in rows and out columns.

    The last layer, gains and offsets are Adam's, at the same rate. Nothing decays.
    Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024), flattened as there; the size of a step as
    in Liu et al., "Muon is Scalable for LLM Training" (arXiv 2502.16982).
    """

    def __init__(self, learning_rate, **settings):
        super().__init__(learning_rate, weight_decay=None, adam_weight_decay=None, exclude_layers=[ANSWER], **settings)

    def _should_use_adamw(self, variable) -> bool:
        return len(variable.shape) != 4 and super()._should_use_adamw(variable)

    def zeropower_via_newtonschulz5(self, x, steps: int):
        """The nearest matrix whose singular values are all one, about, in the shape of x, float32 [..., out]."""
        matrix = ops.reshape(x, (-1, x.shape[-1]))
        return ops.reshape(super().zeropower_via_newtonschulz5(matrix, steps), x.shape)

    def lr_adjust(self, x):
        """A step as long as Adam's would be."""
        matrix = ops.reshape(x, (-1, x.shape[-1]))
        return ops.reshape(super().lr_adjust(matrix), x.shape)
