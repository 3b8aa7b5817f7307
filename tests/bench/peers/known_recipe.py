"""The recipe that everyone copies, as it is published: 784-128-128-10, five epochs, its own preprocessing. Runs in its own environment.

    python known_recipe.py train MNIST.npz MODEL.keras       one JSON line: seconds of each part, test accuracy
    python known_recipe.py read MODEL.keras FOLDER…          one JSON line a picture: path, text
    python known_recipe.py time MODEL.keras FOLDER           one JSON line: seconds of each stage, one by one and in batches

In training pixels are normalised along one axis, when predicting they are divided by 255: so it is published, and so it is kept.
"""

import json
import sys
import time
from pathlib import Path

STARTED = time.perf_counter()

import cv2  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

IMPORTED = time.perf_counter() - STARTED
BATCH = 32  # what Keras takes where nothing is said


def network() -> keras.Model:
    """784-128-128-10 of float [N, 28, 28]."""
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def prepared(path: str) -> np.ndarray:
    """A picture file as the recipe hands it to the network: float64 [1, 28, 28]."""
    return inverted(cv2.imread(path))


def inverted(picture: np.ndarray) -> np.ndarray:
    """uint8 [H, W, 3] → float64 [1, 28, 28]: one channel, shrunk, dark and light exchanged."""
    small = cv2.resize(picture[:, :, 0], (28, 28))
    return np.invert(np.array([small])) / 255


def train(data: str, kept: str) -> dict:
    """Train on MNIST and keep the model."""
    keras.utils.set_random_seed(0)
    with np.load(data) as mnist:
        start = time.perf_counter()
        images, test = (keras.utils.normalize(mnist[name], axis=1) for name in ("train_images", "test_images"))
        model = network()
        fitting = time.perf_counter()
        model.fit(images, mnist["train_labels"], epochs=5, verbose=0)
        fitted = time.perf_counter()
        _, accuracy = model.evaluate(test, mnist["test_labels"], verbose=0)
        as_served = model.predict(mnist["test_images"] / 255, verbose=0).argmax(axis=1)
        served = float((as_served == mnist["test_labels"]).mean())
    model.save(kept)
    return {
        "import": IMPORTED,
        "prepare": fitting - start,
        "fit": fitted - fitting,
        "whole": time.perf_counter() - STARTED,
        "accuracy": float(accuracy),
        "accuracy_as_served": served,
        "examples": 5 * len(images),
        "multiply_adds": sum(int(np.prod(w.shape)) for w in model.get_weights() if w.ndim == 2),
    }


def read(kept: str, *folders: str) -> None:
    """Print the answer to each picture of the folders."""
    model = keras.models.load_model(kept)
    paths = [path for folder in folders for path in sorted(Path(folder).iterdir())]
    answers = model.predict(np.concatenate([prepared(str(path)) for path in paths]), verbose=0)
    for path, answer in zip(paths, answers, strict=True):
        print(json.dumps({"path": str(path), "text": str(int(np.argmax(answer)))}))


def timed(kept: str, folder: str) -> dict:
    """Seconds of each stage for the pictures of a folder: as published, one by one, and as Keras would rather have it, in batches."""
    paths = [str(path) for path in sorted(Path(folder).iterdir())]
    start = time.perf_counter()
    model = keras.models.load_model(kept)
    loaded = time.perf_counter() - start
    decode = prepare = one = 0.0
    glyphs = []
    for path in paths:
        start = time.perf_counter()
        picture = cv2.imread(path)
        read_in = time.perf_counter()
        glyphs.append(inverted(picture))
        ready = time.perf_counter()
        model.predict(glyphs[-1], verbose=0)
        decode, prepare, one = decode + read_in - start, prepare + ready - read_in, one + time.perf_counter() - ready
    start = time.perf_counter()
    model.predict(np.concatenate(glyphs), batch_size=BATCH, verbose=0)
    batches = time.perf_counter() - start
    stages = {"start": IMPORTED + loaded, "decode": decode, "preprocess": prepare}
    return stages | {"predict": one, "predict in batches": batches}


if __name__ == "__main__":
    task, *paths = sys.argv[1:]
    if task == "read":
        read(*paths)
    else:
        print(json.dumps({"train": train, "time": timed}[task](*paths)))
