"""The networks: `cnn`, which is shipped, and `mlp`, the recipe that everyone knows."""

import keras
from keras import layers

# (filters, side of the kernel, stride) of each convolution. Chosen on held-out digits among five of like cost.
CONVOLUTIONS = ((12, 3, 1), (28, 3, 2), (36, 3, 1), (56, 3, 2), (64, 3, 1), (104, 3, 2))


def cnn(width: float = 1.0) -> keras.Model:
    """Strided convolutions: float32 [N, 28, 28, 1] → probabilities of ten digits and "no digit".

    width: of a teacher, which has so many times the channels; of 1, about 142,000 parameters.
    """
    inputs = keras.Input((28, 28, 1), name="glyph")
    x = inputs
    for filters, size, stride in CONVOLUTIONS:
        x = layers.Conv2D(round(width * filters), size, stride, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.98)(x)
        x = layers.ReLU()(x)
    x = layers.Dropout(0.25)(layers.Flatten()(x))
    outputs = layers.Dense(11, activation="softmax", dtype="float32", name="probabilities")(x)
    return keras.Model(inputs, outputs, name="cnn")


def mlp() -> keras.Model:
    """784-128-128-10: float32 [N, 28, 28, 1] → probabilities of the ten digits."""
    inputs = keras.Input((28, 28, 1), name="glyph")
    x = layers.Flatten()(inputs)
    for _ in range(2):
        x = layers.Dense(128, activation="relu")(x)
    outputs = layers.Dense(10, activation="softmax", dtype="float32", name="probabilities")(x)
    return keras.Model(inputs, outputs, name="mlp")


BUILD = {"cnn": cnn, "mlp": mlp}
