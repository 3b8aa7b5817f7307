"""How soon our quick recipe reaches an accuracy, and how well it uses the cores: `python -m tests.bench.to_accuracy TARGET`, one JSON line.

The clock runs while steps are made, the first one's tracing among them, and stands still while the test digits are looked at.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from train import mnist, network, precision
from train.settings import RECIPES, SEED

EVERY = 20  # steps between two looks at the test digits
WARM = 10  # steps at the start, slower than the rest
SIDE, PRODUCTS = 2048, 9  # of the large matrix product
BACK_AND_FORTH = 3  # a step multiplies about three times as much as an answer does
FOLDER = Path(__file__).parents[2] / "lambda_fn" / "model"


def main(target: float) -> dict:
    """Train until the test accuracy is reached, at most the whole recipe. Plain values for JSON, seconds."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    precision.prepare()
    import keras
    import numpy as np
    import tensorflow as tf

    from train import road
    from train.fit import fit
    from train.models import BUILD
    from train.split import split

    class Until(keras.callbacks.Callback):
        """Stops where the target is reached."""

        def __init__(self, images: np.ndarray, labels: np.ndarray):
            super().__init__()
            self.images, self.labels = images[..., None] / np.float32(255), labels
            self.seconds, self.accuracy, self.steps = 0.0, 0.0, []

        def on_train_begin(self, logs=None):
            self.resumed = time.perf_counter()

        def on_train_batch_end(self, batch, logs=None):
            now = time.perf_counter()
            self.steps.append(now - self.resumed)
            self.seconds += now - self.resumed
            if len(self.steps) % EVERY == 0:
                answers = self.model.predict(self.images, batch_size=1000, verbose=0)[:, :10].argmax(axis=1)
                self.accuracy = float((answers == self.labels).mean())
                self.model.stop_training = self.accuracy >= target
            self.resumed = time.perf_counter()

    recipe, data = RECIPES["quick"], mnist.load()
    digits, held = split(data, recipe.held_out)
    parts = [road.make(kind, *digits, pictures) for kind, pictures in recipe.pictures.items()]
    made = tuple(np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    keras.utils.set_random_seed(SEED)
    until = Until(data.test_images, data.test_labels)
    with tempfile.TemporaryDirectory() as folder, precision.mixed():
        fit(BUILD["cnn"](), recipe.schedule, recipe.batch, digits, made, held, Path(folder), watch=[until])

    def products(dtype: str) -> float:
        """Multiply-adds a second of a large matrix product."""
        a = tf.cast(tf.random.normal([SIDE, SIDE]), dtype)
        taken = []
        for _ in range(PRODUCTS + 1):
            start = time.perf_counter()
            tf.matmul(a, a).numpy()
            taken.append(time.perf_counter() - start)
        return SIDE**3 / median(taken[1:])

    counted = BACK_AND_FORTH * network.describe(FOLDER)["multiply_adds"]
    return {
        "seconds": until.seconds,
        "steps": len(until.steps),
        "accuracy": until.accuracy,
        "reached": until.accuracy >= target,
        "step": median(until.steps[WARM:]),
        "multiply_adds_a_second": counted * recipe.batch / median(until.steps[WARM:]),
        "dtype": "bfloat16" if precision.has_bfloat16() else "float32",
        "product": {dtype: products(dtype) for dtype in ("float32", "bfloat16")},
    }


if __name__ == "__main__":
    found = main(float(sys.argv[1]))
    print("\n" + json.dumps(found))
