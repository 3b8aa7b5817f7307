"""The plots of growth: each one SVG, time and memory against work, both axes logarithmic."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot as plt

TITLES = {
    "megapixels": "megapixels of a picture",
    "digits": "digits in a picture of 12 megapixels",
    "pictures": "pictures on the command line",
    "glyphs": "glyphs in one batch of the network",
}


def write(figures: dict, folder: Path) -> None:
    """One SVG for each kind of growth, into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    # The same figures give the same file.
    plt.rcParams.update({"svg.hashsalt": "digits", "font.size": 9})
    for name, title in TITLES.items():
        one = figures[name]
        panels = 2 if "bytes" in one else 1
        figure, axes = plt.subplots(1, panels, figsize=(4.2 * panels, 3.2), squeeze=False, layout="constrained")
        _time(axes[0, 0], one, title)
        if panels == 2:
            memory = axes[0, 1]
            memory.plot(one["work"], [count / 1e6 for count in one["bytes"]], "o-", color="#7a3e9d")
            memory.set(xscale="log", xlabel=title, ylabel="memory, MB", ylim=(0, 1.1 * max(one["bytes"]) / 1e6))
            memory.grid(alpha=0.3)
        figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
        plt.close(figure)


def _time(ax, one: dict, title: str) -> None:
    """Median and middle half of the time to read, and of decoding alone where it was measured; dotted: in proportion to the work."""
    for key, label, colour in (("read_s", "read", "#1b6ca8"), ("decode_s", "decode alone", "#888888")):
        if key in one:
            low, middle, high = zip(*([1000 * value for value in row] for row in one[key]), strict=True)
            ax.plot(one["work"], middle, "o-", color=colour, label=label)
            ax.fill_between(one["work"], low, high, color=colour, alpha=0.2)
    last = 1000 * one["read_s"][-1][1]
    ax.plot(
        one["work"], [last * work / one["work"][-1] for work in one["work"]], ":", color="black", label="in proportion"
    )
    ax.set(xscale="log", yscale="log", xlabel=title, ylabel="time, ms")
    ax.grid(alpha=0.3)
    ax.legend()
