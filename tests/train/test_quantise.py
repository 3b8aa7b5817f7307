"""Folding and equalising keep the function; quantising puts every kernel on a grid and changes answers little."""

import keras
import numpy as np
import pytest
from keras import layers

from train import quantise

GLYPHS = np.random.default_rng(0).random((64, 28, 28, 1), np.float32)


def norm(tensor):
    return layers.BatchNormalization()(tensor)


def lived_in(model):
    """The model with weights as after training: no normalisation is neutral, channels differ widely in range."""
    rng = np.random.default_rng(1)
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            size = layer.moving_mean.shape[0]
            draws = [
                rng.lognormal(0, 0.7, size) if name in ("gamma", "moving_variance") else rng.normal(0, 0.3, size)
                for name in (weight.name for weight in layer.weights)
            ]
            layer.set_weights(draws)
    return model


def plain():
    inputs = keras.Input((28, 28, 1))
    x = layers.ReLU()(norm(layers.Conv2D(8, 5, strides=2, use_bias=False)(inputs)))
    x = layers.Activation("relu")(norm(layers.Conv2D(12, 3)(x)))
    x = layers.MaxPooling2D()(x)
    x = layers.Dropout(0.3)(layers.Flatten()(x))
    x = layers.Dense(16, "relu")(x)
    return keras.Model(inputs, layers.Dense(11, "softmax")(x))


def residual():
    inputs = keras.Input((28, 28, 1))
    x = layers.ReLU()(norm(layers.Conv2D(8, 3, strides=2)(inputs)))
    y = norm(layers.Conv2D(8, 3, padding="same")(x))
    x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.ReLU()(norm(layers.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False)(x)))
    x = layers.ReLU(max_value=6)(norm(layers.Conv2D(12, 1)(x)))
    x = layers.GlobalAveragePooling2D()(layers.Conv2D(12, 3, activation="relu")(x))
    return keras.Model(inputs, layers.Dense(11, "softmax")(x))


def depthwise_pair():
    inputs = keras.Input((28, 28, 1))
    x = layers.ReLU()(norm(layers.Conv2D(6, 3, strides=2)(inputs)))
    x = layers.ReLU()(norm(layers.DepthwiseConv2D(3, depth_multiplier=2)(x)))
    x = layers.LeakyReLU()(norm(layers.Conv2D(10, 1)(x)))
    x = layers.GlobalMaxPooling2D()(layers.ZeroPadding2D()(layers.AveragePooling2D(2)(x)))
    return keras.Model(inputs, layers.Dense(11, "softmax")(x))


def sequential():
    return keras.Sequential([keras.Input((28, 28, 1)), *residual_free()])


def residual_free():
    return [
        layers.Conv2D(4, 5, strides=4),
        layers.BatchNormalization(scale=False, center=False),
        layers.ReLU(),
        layers.Flatten(),
        layers.Dense(11, "softmax"),
    ]


def mlp():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Flatten(),
            layers.Dense(32, "relu"),
            layers.Dense(32, "relu"),
            layers.Dense(10, "softmax"),
        ]
    )


@pytest.fixture(
    scope="module", params=[plain, residual, depthwise_pair, sequential, mlp], ids=lambda make: make.__name__
)
def model(request):
    keras.utils.set_random_seed(0)
    return lived_in(request.param())


def answers(model):
    return model.predict(GLYPHS, batch_size=64, verbose=0)


def test_folding_leaves_no_normalisation_and_the_same_function(model):
    folded = quantise.fold(model)
    assert not any(isinstance(layer, layers.BatchNormalization) for layer in folded.layers)
    np.testing.assert_allclose(answers(folded), answers(model), atol=1e-5)


def test_equalising_keeps_the_function(model):
    equal = quantise.fold(model)
    quantise.equalise(equal)
    np.testing.assert_allclose(answers(equal), answers(model), atol=1e-5)


def test_equalising_narrows_the_grids_of_channels_that_differ_in_range():
    model = quantise.fold(lived_in(plain()))
    first, second = [layer for layer in model.layers if isinstance(layer, layers.Conv2D)]
    kernel, bias = first.get_weights()
    first.set_weights([kernel * np.geomspace(0.01, 1, 8), bias])
    before = np.abs(first.get_weights()[0]).max(axis=(0, 1, 2))
    quantise.equalise(model)
    after = np.abs(first.get_weights()[0]).max(axis=(0, 1, 2))
    assert after.max() / after.min() < 0.2 * before.max() / before.min()
    assert np.allclose(after, np.abs(second.get_weights()[0]).max(axis=(0, 1, 3)), rtol=1e-3)


def test_every_kernel_lies_on_a_grid_and_answers_hardly_change(model):
    quantised, report = quantise.quantise(model)
    assert quantise.is_quantised(quantised)
    assert report.parameters == quantised.count_params()
    assert report.bytes < 2 * report.parameters
    assert np.abs(answers(quantised) - answers(model)).max() < 0.02


def test_quantising_twice_changes_nothing(model):
    once, _ = quantise.quantise(model)
    twice, report = quantise.quantise(once)
    assert report.error == 0
    assert all(np.array_equal(a, b) for a, b in zip(once.get_weights(), twice.get_weights(), strict=True))


def test_float16_holds_all_weights_exactly(model):
    quantised, report = quantise.quantise(model, "float16")
    assert all(np.array_equal(weight, np.float32(np.float16(weight))) for weight in quantised.get_weights())
    assert report.bytes == 2 * report.parameters
    assert np.abs(answers(quantised) - answers(model)).max() < 0.005


def test_the_given_model_is_left_as_it_was(model):
    before = model.get_weights()
    quantise.quantise(model)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_only_known_kinds_are_taken(model):
    with pytest.raises(ValueError, match="uint8 or float16, not int4"):
        quantise.quantise(model, "int4")


@pytest.mark.parametrize("before", [layers.ReLU, layers.MaxPooling2D])
def test_a_normalisation_that_follows_no_convolution_is_refused_by_name(before):
    inputs = keras.Input((28, 28, 1))
    outputs = layers.BatchNormalization(name="stray")(before()(layers.Conv2D(2, 3)(inputs)))
    with pytest.raises(ValueError, match="stray cannot be folded"):
        quantise.fold(keras.Model(inputs, outputs))


def test_a_convolution_that_another_layer_reads_too_is_not_folded_into():
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(2, 3)(inputs)
    with pytest.raises(ValueError, match="cannot be folded"):
        quantise.fold(keras.Model(inputs, layers.Add()([x, layers.BatchNormalization()(x)])))
