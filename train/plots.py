"""Plots of a run or of an evaluation for a person to look at. Each function writes one PNG."""

import csv
from collections.abc import Mapping
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import numpy as np
from matplotlib import pyplot as plt

from train.metrics import coverage_curve, reliability


def learning_curves(run: Path) -> None:
    """log.csv, and the teacher's where there was one → learning_curves.png."""
    logs = {"": run / "log.csv", "teacher, ": run / "teacher" / "log.csv"}
    figure, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for whose, log in logs.items():
        if not log.exists():
            continue
        with log.open() as file:
            rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file)]
        for ax, name in zip(axes, ("loss", "accuracy"), strict=True):
            for key, label in ((name, "training, augmented"), (f"val_{name}", "held out")):
                ax.plot(range(1, len(rows) + 1), [row[key] for row in rows], marker="o", label=whose + label)
            ax.set(xlabel="epoch", ylabel=name)
            ax.legend()
    figure.savefig(run / "learning_curves.png", dpi=110)
    plt.close(figure)


def confusion_matrix(labels: np.ndarray, answers: np.ndarray, names: list[str], path: Path) -> None:
    """Counts of label against answer, both int [n] of classes; rows only up to the last class that is a label."""
    n = len(names)
    counts = np.bincount(labels.astype(int) * n + answers.astype(int), minlength=n * n).reshape(n, n)
    counts = counts[: int(labels.max(initial=0)) + 1]
    figure, ax = plt.subplots(figsize=(7, 6.5), layout="constrained")
    ax.imshow(np.log1p(counts), cmap="Blues")
    dark = 0.6 * np.log1p(counts.max(initial=0))
    for (i, j), count in np.ndenumerate(counts):
        if count:
            ax.text(
                j, i, count, ha="center", va="center", fontsize=8, color="white" if np.log1p(count) > dark else "black"
            )
    ax.set(
        xticks=range(n),
        yticks=range(len(counts)),
        xticklabels=names,
        yticklabels=names[: len(counts)],
        xlabel="read as",
        ylabel="is",
    )
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


def reliability_diagrams(sets: Mapping[str, tuple[np.ndarray, np.ndarray]], path: Path) -> None:
    """Share of right answers against confidence, a panel for each title; each (confidence float [n], right bool [n])."""
    figure, axes = plt.subplots(2, len(sets), figsize=(5 * len(sets), 6), squeeze=False, height_ratios=(3, 1))
    for (above, below), (title, (confidence, right)) in zip(axes.T, sets.items(), strict=True):
        bins = reliability(confidence, right)
        middles, width = [(b.low + b.high) / 2 for b in bins], 0.9 * (bins[0].high - bins[0].low if bins else 1)
        above.plot((0, 1), (0, 1), color="grey", linestyle=":", label="as sure as right")
        above.bar(middles, [b.right for b in bins], width, label="right")
        above.plot([b.confidence for b in bins], [b.right for b in bins], "o", color="black", markersize=4)
        above.set(title=title, xlim=(0, 1), ylim=(0, 1.02), ylabel="share of right answers")
        above.legend(loc="upper left")
        below.bar(middles, [b.count for b in bins], width, color="grey")
        below.set(xlim=(0, 1), xlabel="confidence", ylabel="answers", yscale="log")
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    plt.close(figure)


def coverage(sets: Mapping[str, tuple[np.ndarray, np.ndarray]], path: Path) -> None:
    """Accuracy of the surest part of all pictures, a line for each title; each (confidence float [n], right bool [n])."""
    figure, ax = plt.subplots(figsize=(7, 4.5), layout="constrained")
    lowest = 1.0
    for title, (confidence, right) in sets.items():
        part, accuracy = coverage_curve(confidence, right)
        ax.plot(100 * part, 100 * accuracy, label=title)
        lowest = min(lowest, float(accuracy[part >= 0.2].min(initial=1)))
    ax.set(xlabel="part of the pictures that is answered, the surest first, %", ylabel="right, %")
    ax.set(xlim=(0, 100), ylim=(max(0, 100 * lowest - 1), 100.2))
    ax.grid(alpha=0.3)
    ax.legend(loc="lower left")
    figure.savefig(path, dpi=90)
    plt.close(figure)
