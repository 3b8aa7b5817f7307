"""fit: train one network, with checkpoints from which an interrupted run goes on."""

import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from train.augment import batches
from train.settings import CLASSES, SEED, Recipe


def fit(
    model: keras.Model,
    recipe: Recipe,
    epochs: int,
    learning_rate: float,
    strength: float,
    train: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    folder: Path,
) -> None:
    """Train in place: Adam under a cosine schedule, augmented batches; log.csv and checkpoint/ go into the folder.

    The weights that are measured and kept are the running average of those that Adam steps through.

    learning_rate: the schedule's first. strength: of the augmentation, 1 for all of it. train, validation: glyphs uint8 [n, 28, 28] and labels uint8 [n].
    """
    folder.mkdir(exist_ok=True)
    classes = model.output_shape[-1]
    steps = len(train[0]) // recipe.batch
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * steps, alpha=0.01)
    model.compile(
        optimizer=keras.optimizers.Adam(rate, use_ema=recipe.average > 0, ema_momentum=recipe.average),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=recipe.label_smoothing),
        metrics=["accuracy"],
    )
    # Built before the checkpoint is read: where all epochs are done, nothing else would build what the average is kept in.
    model.optimizer.build(model.trainable_variables)
    data = batches(*train, recipe.batch, SEED, strength).map(lambda x, y: (x, tf.one_hot(y, classes)))
    held = (validation[0][..., None].astype(np.float32) / 255, np.eye(classes, dtype=np.float32)[validation[1]])
    callbacks = [
        keras.callbacks.BackupAndRestore(folder / "checkpoint", delete_checkpoint=False),
        keras.callbacks.CSVLogger(folder / "log.csv", append=True),
    ]
    if recipe.average:
        callbacks.append(keras.callbacks.SwapEMAWeights())
    print(
        f"{model.name}: {model.count_params():,} parameters, {len(train[0]):,} glyphs, classes: {', '.join(CLASSES[:classes])}"
    )
    model.fit(
        data,
        shuffle=False,  # the data set has shuffled already
        steps_per_epoch=steps,
        epochs=epochs,
        validation_data=held,
        validation_batch_size=500,
        verbose=1 if sys.stdout.isatty() else 2,
        callbacks=callbacks,
    )
