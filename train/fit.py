"""fit: train one network, with checkpoints from which an interrupted run goes on."""

import sys
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from train.augment import batches
from train.muon import Muon
from train.settings import CLASSES, SEED, Schedule, Teacher

OPTIMIZERS = {"adam": keras.optimizers.Adam, "muon": Muon}

Glyphs = tuple[np.ndarray, np.ndarray]
"""uint8 [n, 28, 28] and their labels, uint8 [n]."""


def fit(
    model: keras.Model,
    schedule: Schedule,
    batch: int,
    digits: Glyphs,
    made: Glyphs,
    validation: Glyphs,
    folder: Path,
    taught: tuple[keras.Model, Teacher] | None = None,
    watch: Sequence[keras.callbacks.Callback] = (),
) -> None:
    """Train in place: the schedule's optimizer under a cosine, augmented batches; log.csv and checkpoint/ go into the folder.

    Where there are no made glyphs, all of each batch is MNIST's digits. The weights that are
    measured and kept are the running average of those that are stepped through. taught: a trained network and how its answers are
    mixed into the labels. watch: who else is told of each step.
    """
    folder.mkdir(exist_ok=True)
    classes = model.output_shape[-1]
    steps = (2 if len(made[0]) else 1) * len(digits[0]) // batch
    rate = keras.optimizers.schedules.CosineDecay(schedule.learning_rate, schedule.epochs * steps, alpha=0.01)
    model.compile(
        optimizer=OPTIMIZERS[schedule.optimizer](rate, use_ema=schedule.average > 0, ema_momentum=schedule.average),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=schedule.label_smoothing),
        metrics=["accuracy"],
    )
    # Built before the checkpoint is read: where all epochs are done, nothing else would build what the average is kept in.
    model.optimizer.build(model.trainable_variables)
    data = batches(digits, made, batch, SEED, schedule.strength, schedule.made).map(
        lambda x, y: (x, tf.one_hot(y, classes))
    )
    if taught:
        data = data.map(lambda x, y: (x, learnt(x, y, *taught)), 2)
    held = (validation[0][..., None].astype(np.float32) / 255, np.eye(classes, dtype=np.float32)[validation[1]])
    callbacks = [
        keras.callbacks.BackupAndRestore(folder / "checkpoint", delete_checkpoint=False),
        keras.callbacks.CSVLogger(folder / "log.csv", append=True),
    ]
    if schedule.average:
        callbacks.append(keras.callbacks.SwapEMAWeights())
    callbacks += watch
    print(
        f"{model.name}: {model.count_params():,} parameters, {len(digits[0]):,} digits and {len(made[0]):,} made glyphs, "
        f"classes: {', '.join(CLASSES[:classes])}"
    )
    model.fit(
        data.prefetch(4),
        shuffle=False,  # the data set has shuffled already
        steps_per_epoch=steps,
        epochs=schedule.epochs,
        validation_data=held,
        validation_batch_size=500,
        verbose=1 if sys.stdout.isatty() else 2,
        callbacks=callbacks,
    )


def learnt(glyphs: tf.Tensor, labels: tf.Tensor, network: keras.Model, teacher: Teacher) -> tf.Tensor:
    """What is to be answered: the label, and what the teacher says of the same glyph as it was augmented, softened.

    glyphs: float32 [n, 28, 28, 1]; labels: float32 [n, classes], one-hot. Returns float32 [n, classes], rows sum to 1.
    Source: Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network" (arXiv 1503.02531); the same view for both:
    Beyer et al., "Knowledge distillation: A good teacher is patient and consistent" (arXiv 2106.05237).
    """
    said = tf.math.log(tf.maximum(network(glyphs, training=False), 1e-7))
    return (1 - teacher.share) * labels + teacher.share * tf.nn.softmax(said / teacher.softness)
