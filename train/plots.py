"""Pictures of a run for a person to look at: learning curves, confusion matrix, misread digits."""

import csv
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import numpy as np
from matplotlib import pyplot as plt


def learning_curves(run: Path) -> None:
    """log.csv → learning_curves.png."""
    with (run / "log.csv").open() as file:
        rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file)]
    figure, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for ax, name in zip(axes, ("loss", "accuracy"), strict=True):
        for key, label in ((name, "training, augmented"), (f"val_{name}", "held out")):
            ax.plot([r["epoch"] + 1 for r in rows], [r[key] for r in rows], marker="o", label=label)
        ax.set(xlabel="epoch", ylabel=name)
        ax.legend()
    figure.savefig(run / "learning_curves.png", dpi=110)
    plt.close(figure)


def confusion_matrix(labels: np.ndarray, answers: np.ndarray, names: list[str], path: Path) -> None:
    """Counts of label against answer, both int [n] of classes."""
    n = len(names)
    counts = np.bincount(labels.astype(int) * n + answers.astype(int), minlength=n * n).reshape(n, n)
    figure, ax = plt.subplots(figsize=(7, 6.5), layout="constrained")
    ax.imshow(np.log1p(counts), cmap="Blues")
    for (i, j), count in np.ndenumerate(counts):
        if count:
            ax.text(j, i, count, ha="center", va="center", fontsize=8, color="white" if count > 100 else "black")
    ax.set(xticks=range(n), yticks=range(n), xticklabels=names, yticklabels=names, xlabel="read as", ylabel="is")
    figure.savefig(path, dpi=110)
    plt.close(figure)


def misread(
    glyphs: np.ndarray, labels: np.ndarray, answers: np.ndarray, names: list[str], path: Path, most: int = 80
) -> None:
    """A sheet of the misread glyphs, uint8 [n, 28, 28], each with what it is and what was read."""
    wrong = np.flatnonzero(labels != answers)[:most]
    rows = max(1, -(-len(wrong) // 10))
    figure, axes = plt.subplots(rows, 10, figsize=(10, 1.25 * rows), squeeze=False, layout="constrained")
    for ax in axes.flat:
        ax.axis("off")
    for ax, i in zip(axes.flat, wrong, strict=False):
        ax.imshow(glyphs[i], cmap="gray", vmin=0, vmax=255)
        ax.set_title(f"{names[labels[i]]} as {names[answers[i]]}", fontsize=7)
    figure.savefig(path, dpi=110)
    plt.close(figure)
