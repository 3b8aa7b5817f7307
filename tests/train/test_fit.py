"""A network is fitted to labels, or to a teacher's answers mixed in; a run that was interrupted goes on."""

import csv
import dataclasses

import keras
import numpy as np
import pytest
import tensorflow as tf

from train.fit import fit, learnt
from train.settings import Schedule, Teacher

SCHEDULE = Schedule(epochs=2, learning_rate=0.02, strength=0.0, average=0.5, label_smoothing=0.0)
BATCH = 20


def teacher(share: float, softness: float = 1.0) -> Teacher:
    return Teacher(SCHEDULE, width=2.0, share=share, softness=softness)


def says(*probabilities: float) -> keras.Model:
    """A network that answers the same whatever it sees."""
    inputs = keras.Input((28, 28, 1))
    network = keras.Model(inputs, keras.layers.Dense(len(probabilities), "softmax")(keras.layers.Flatten()(inputs)))
    kernel, bias = network.get_weights()
    network.set_weights([0 * kernel, np.log(np.maximum(probabilities, 1e-30)).reshape(bias.shape)])
    return network


GLYPHS = tf.zeros([3, 28, 28, 1])
LABELS = tf.one_hot([0, 1, 2], 4)


@pytest.mark.parametrize(
    "said, share, softness, third",
    [
        ([0.7, 0.1, 0.1, 0.1], 0.0, 2.0, [0, 0, 1, 0]),
        ([0.7, 0.1, 0.1, 0.1], 1.0, 1.0, [0.7, 0.1, 0.1, 0.1]),
        ([0.7, 0.1, 0.1, 0.1], 0.5, 1.0, [0.35, 0.05, 0.55, 0.05]),
        ([0.64, 0.04, 0.16, 0.16], 1.0, 2.0, [4 / 9, 1 / 9, 2 / 9, 2 / 9]),
        ([0.64, 0.04, 0.16, 0.16], 1.0, 1e6, [1 / 4, 1 / 4, 1 / 4, 1 / 4]),
        ([1.0, 0.0, 0.0, 0.0], 1.0, 1.0, [1, 0, 0, 0]),
    ],
    ids=["the label alone", "the teacher alone", "half of each", "softened", "softened to nothing", "certainty"],
)
def test_what_is_learnt_is_the_label_and_the_teachers_answer(said, share, softness, third):
    rows = learnt(GLYPHS, LABELS, says(*said), teacher(share, softness)).numpy()
    assert rows[2] == pytest.approx(np.array(third), abs=1e-5)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 1.0])
@pytest.mark.parametrize("softness", [0.5, 1.0, 2.0, 5.0])
def test_rows_of_what_is_learnt_sum_to_one(share, softness):
    keras.utils.set_random_seed(0)
    inputs = keras.Input((28, 28, 1))
    network = keras.Model(inputs, keras.layers.Dense(4, "softmax")(keras.layers.Flatten()(inputs)))
    rows = learnt(tf.random.uniform([3, 28, 28, 1]), LABELS, network, teacher(share, softness)).numpy()
    assert rows.shape == (3, 4) and rows.dtype == np.float32
    assert rows.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-6)
    assert (rows >= 0).all()


def test_the_teacher_answers_as_it_would_when_it_is_not_trained():
    inputs = keras.Input((28, 28, 1))
    half = keras.layers.Dropout(0.9)(keras.layers.Flatten()(inputs))
    network = keras.Model(inputs, keras.layers.Dense(4, "softmax")(half))
    one, two = (learnt(GLYPHS + 1, LABELS, network, teacher(1.0)).numpy() for _ in range(2))
    assert np.array_equal(one, two)


def bars(count: int, seed: int, lying: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Bars that stand, 0, or lie, 1; where only those that lie are wanted, those."""
    rng = np.random.default_rng(seed)
    labels = np.ones(count, np.uint8) if lying else rng.integers(0, 2, count).astype(np.uint8)
    glyphs = np.zeros((count, 28, 28), np.uint8)
    for glyph, label, at in zip(glyphs, labels, rng.integers(6, 18, count), strict=True):
        glyph[4:24, at : at + 4] = 255
        if label:
            glyph[:] = glyph.T.copy()
    return glyphs, labels


NOTHING = bars(0, 0)
HELD = bars(100, 1)


def network(classes: int = 2) -> keras.Model:
    keras.utils.set_random_seed(0)
    inputs = keras.Input((28, 28, 1))
    x = keras.layers.Dense(8, "relu")(keras.layers.Flatten()(inputs))
    return keras.Model(inputs, keras.layers.Dense(classes, "softmax")(x), name="tiny")


def right(model: keras.Model, held=HELD) -> float:
    answers = model.predict(held[0][..., None] / np.float32(255), verbose=0).argmax(axis=1)
    return float((answers == held[1]).mean())


def log(folder) -> list[dict[str, str]]:
    with (folder / "log.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("average", [0.5, 0.0])
def test_a_network_learns_its_labels_and_logs_each_epoch(tmp_path, average):
    model = network()
    fit(model, dataclasses.replace(SCHEDULE, average=average), BATCH, bars(400, 0), NOTHING, HELD, tmp_path / "run")
    assert right(model) > 0.95
    assert [row["epoch"] for row in log(tmp_path / "run")] == ["0", "1"]
    # What is measured on the way is what is kept.
    assert float(log(tmp_path / "run")[-1]["val_accuracy"]) == pytest.approx(right(model), abs=1e-6)


def test_what_is_made_is_learnt_too(tmp_path):
    standing = tuple(array[bars(400, 0)[1] == 0] for array in bars(400, 0))
    alone, both = network(), network()
    fit(alone, SCHEDULE, BATCH, standing, NOTHING, HELD, tmp_path / "alone")
    fit(both, SCHEDULE, BATCH, standing, bars(50, 2, lying=True), HELD, tmp_path / "both")
    assert right(alone) < 0.7 < 0.95 < right(both)


@pytest.mark.parametrize("share, least, most", [(0.0, 0.95, 1.0), (1.0, 0.0, 0.05)])
def test_a_pupil_learns_what_its_teacher_says_by_its_share(tmp_path, share, least, most):
    wrong, pupil = network(), network()
    glyphs, labels = bars(400, 0)
    fit(wrong, SCHEDULE, BATCH, (glyphs, 1 - labels), NOTHING, HELD, tmp_path / "teacher")
    assert right(wrong) < 0.05
    fit(pupil, SCHEDULE, BATCH, (glyphs, labels), NOTHING, HELD, tmp_path / "pupil", (wrong, teacher(share)))
    assert least <= right(pupil) <= most


def test_a_teacher_is_not_changed_by_its_pupil(tmp_path):
    answers, pupil = network(), network()
    before = answers.get_weights()
    fit(pupil, SCHEDULE, BATCH, bars(100, 0), NOTHING, HELD, tmp_path, (answers, teacher(0.5)))
    assert all(np.array_equal(a, b) for a, b in zip(before, answers.get_weights(), strict=True))


def interrupted(epochs: int):
    """Stops a run as its user does, after so many epochs."""

    class Interrupt(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == epochs:
                raise KeyboardInterrupt

    return Interrupt()


@pytest.mark.parametrize("average", [0.9, 0.0])
def test_a_run_that_was_interrupted_goes_on_where_it_was(tmp_path, monkeypatch, average):
    schedule = dataclasses.replace(SCHEDULE, epochs=3, average=average)
    first, second = network(), network()
    with monkeypatch.context() as patched:
        usual = keras.Model.fit
        patched.setattr(
            keras.Model,
            "fit",
            lambda self, *a, callbacks, **k: usual(self, *a, callbacks=[*callbacks, interrupted(2)], **k),
        )
        with pytest.raises(KeyboardInterrupt):
            fit(first, schedule, BATCH, bars(200, 0), NOTHING, HELD, tmp_path)
    fit(second, schedule, BATCH, bars(200, 0), NOTHING, HELD, tmp_path)
    assert [row["epoch"] for row in log(tmp_path)] == ["0", "1", "2"]
    assert right(second) > 0.95


@pytest.mark.parametrize("average", [0.9, 0.0])
def test_a_run_that_was_done_changes_nothing_when_it_is_asked_for_again(tmp_path, average):
    schedule = dataclasses.replace(SCHEDULE, average=average)
    done, again = network(), network()
    fit(done, schedule, BATCH, bars(200, 0), NOTHING, HELD, tmp_path)
    fit(again, schedule, BATCH, bars(200, 0), NOTHING, HELD, tmp_path)
    assert [row["epoch"] for row in log(tmp_path)] == ["0", "1"]
    for a, b in zip(done.get_weights(), again.get_weights(), strict=True):
        assert a == pytest.approx(b, abs=1e-6)
