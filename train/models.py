"""The networks: `cnn`, which is shipped, and `mlp`, the recipe that everyone knows."""

import keras
from keras import layers


def cnn() -> keras.Model:
    """Strided convolutions, about 150,000 parameters: float32 [N, 28, 28, 1] → probabilities of ten digits and "no digit"."""
    inputs = keras.Input((28, 28, 1), name="glyph")
    x = inputs
    for filters, size, stride in ((24, 5, 2), (40, 3, 1), (56, 3, 2), (72, 3, 1), (104, 3, 2)):
        x = layers.Conv2D(filters, size, stride, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.98)(x)
        x = layers.ReLU()(x)
    x = layers.Dropout(0.25)(layers.Flatten()(x))
    return keras.Model(inputs, layers.Dense(11, activation="softmax", name="probabilities")(x), name="cnn")


def mlp() -> keras.Model:
    """784-128-128-10: float32 [N, 28, 28, 1] → probabilities of the ten digits."""
    inputs = keras.Input((28, 28, 1), name="glyph")
    x = layers.Flatten()(inputs)
    for _ in range(2):
        x = layers.Dense(128, activation="relu")(x)
    return keras.Model(inputs, layers.Dense(10, activation="softmax", name="probabilities")(x), name="mlp")


BUILD = {"cnn": cnn, "mlp": mlp}
