"""Muon steps convolutions as matrices whose directions count alike, and leaves the rest to Adam."""

import keras
import numpy as np
import pytest

from train.muon import ANSWER, Muon

RATE = 0.01


def network() -> keras.Model:
    keras.utils.set_random_seed(0)
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(12, 3, use_bias=False, name="narrow")(inputs)
    x = keras.layers.BatchNormalization(name="even")(x)
    x = keras.layers.Conv2D(40, 1, use_bias=False, name="broad")(x)
    return keras.Model(inputs, keras.layers.Dense(5, name=ANSWER)(keras.layers.Flatten()(x)))


def first_step(**settings) -> dict[str, np.ndarray]:
    """By how much each variable changed in one step down a random slope."""
    model = network()
    before = [variable.numpy() for variable in model.trainable_variables]
    rng = np.random.default_rng(0)
    slopes = [
        (rng.choice([-1, 1], value.shape) * rng.uniform(0.1, 1, value.shape)).astype(np.float32) for value in before
    ]
    Muon(RATE, **settings).apply(slopes, model.trainable_variables)
    return {
        variable.path: variable.numpy() - old for variable, old in zip(model.trainable_variables, before, strict=True)
    }


@pytest.mark.parametrize("name, rows, columns", [("narrow", 27, 12), ("broad", 12, 40)])
def test_a_convolutions_directions_count_alike(name, rows, columns):
    step = first_step()[f"{name}/kernel"].reshape(rows, columns)
    singular = np.linalg.svd(step, compute_uv=False) / (RATE * 0.2 * np.sqrt(max(rows, columns)))
    assert len(singular) == min(rows, columns)
    # Its five Newton-Schulz steps bring them to about 0.7 to 1.2, by design.
    assert singular.min() > 0.6 and singular.max() < 1.25


@pytest.mark.parametrize("path", [f"{ANSWER}/kernel", f"{ANSWER}/bias", "even/gamma", "even/beta"])
def test_all_else_is_stepped_as_by_adam(path):
    assert np.abs(first_step()[path]) == pytest.approx(RATE, rel=0.01)


def test_a_slope_of_any_size_gives_the_same_step():
    model = network()
    steps = []
    for size in (1e-4, 1.0):
        before = model.get_layer("broad").kernel.numpy()
        slopes = [size * np.ones(variable.shape, np.float32) for variable in model.trainable_variables]
        Muon(RATE).apply(slopes, model.trainable_variables)
        steps.append(model.get_layer("broad").kernel.numpy() - before)
    assert steps[0] == pytest.approx(steps[1], abs=1e-5)


def test_weights_do_not_decay_where_there_is_no_slope():
    model = network()
    before = [variable.numpy() for variable in model.trainable_variables]
    Muon(RATE).apply([np.zeros(value.shape, np.float32) for value in before], model.trainable_variables)
    for variable, old in zip(model.trainable_variables, before, strict=True):
        assert variable.numpy() == pytest.approx(old, abs=1e-6)


def test_it_keeps_a_running_average_of_the_weights():
    model = network()
    optimizer = Muon(RATE, use_ema=True, ema_momentum=0.9)
    optimizer.build(model.trainable_variables)
    slopes = [np.ones(variable.shape, np.float32) for variable in model.trainable_variables]
    for _ in range(3):
        optimizer.apply(slopes, model.trainable_variables)
    now = [variable.numpy().copy() for variable in model.trainable_variables]
    optimizer.finalize_variable_values(model.trainable_variables)
    moved = [
        np.abs(variable.numpy() - value).max() for variable, value in zip(model.trainable_variables, now, strict=True)
    ]
    assert min(moved) > 0
