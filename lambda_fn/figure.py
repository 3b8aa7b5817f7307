"""Drawings of readings, for a person to see where one went wrong: every stage of one picture, or sheets of many."""

import io
import os
import sys
from pathlib import Path
from typing import Any

import cv2
import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from lambda_fn.errors import DrawingError

PER_ROW, ROWS = 2, 10  # pictures on a sheet
STAGES_PER_ROW = 4
LONGEST = 700  # pixels kept of a picture's longer side: as many as a sheet shows
GLYPHS_SHOWN = 12
LONGEST_ANSWER = 80  # characters of a text that fit above a figure
BARS_LABELLED = 20  # more labels than these are made smaller, so that they stand beside one another
INK, REFUSED, BOX, DOUBTFUL = "#1f77b4", "#b0b0b0", "#d62728", "#808080"
NOT_DRAWN = ("glyphs", "probabilities", "chosen")  # they have panels of their own


class Figures:
    """Collects readings and draws them: one picture with all its stages, more of them as sheets.

    Sheets after the first are called FILE-2, FILE-3, … Only what a sheet shows is kept, and only until it is full.
    """

    def __init__(self, file: Path | None, show: bool, single: bool):
        """single: whether just one picture will come. Raises ValueError where the file or the window cannot be had."""
        if file:
            known = Figure().canvas.get_supported_filetypes()
            if file.suffix[1:].lower() not in known:
                raise ValueError(f"--figure cannot write {file.name}: its name must end in .png, .jpg, .svg or .pdf")
            if not file.absolute().parent.is_dir():
                raise ValueError(f"--figure cannot write {file}: there is no folder {file.parent}")
        if show:
            _demand_window()
        self._file, self._show, self._single = file, show, single
        self._rows: list[tuple[dict, dict]] = []
        self._sheets = 0

    def add(self, reading: dict[str, Any], stages: dict[str, np.ndarray]) -> None:
        """Take a Reading and the stages that led to it, see `read`. Raises DrawingError where a sheet cannot be written."""
        self._rows.append((reading, {name: _small(array) for name, array in stages.items()}))
        if len(self._rows) == PER_ROW * ROWS:
            self._draw()

    def finish(self) -> None:
        """Draw what is left and, if asked for, open the windows until they are closed. Raises DrawingError as `add` does."""
        if self._rows:
            self._draw()
        if self._show:
            from matplotlib import pyplot

            pyplot.show()

    def _draw(self) -> None:
        figure = self._new_figure()
        if self._single and self._rows[0][1]:
            draw_stages(figure, *self._rows[0])
        else:
            draw_sheet(figure, self._rows)
        self._rows = []
        self._sheets += 1
        if self._file:
            number = f"-{self._sheets}" if self._sheets > 1 else ""
            path = self._file.with_stem(self._file.stem + number)
            # Not straight to the file: matplotlib's writer of PDFs fails in its own way when the disk is full.
            drawn = io.BytesIO()
            figure.savefig(drawn, format=path.suffix[1:])
            try:
                path.write_bytes(drawn.getvalue())
            except OSError as error:
                raise DrawingError(f"--figure cannot write {path}: {error.strerror}") from error

    def _new_figure(self) -> Figure:
        if not self._show:
            return Figure(layout="constrained")
        from matplotlib import pyplot

        return pyplot.figure(layout="constrained")


def draw_stages(figure: Figure, reading: dict[str, Any], stages: dict[str, np.ndarray]) -> None:
    """One picture: each stage's array in order, the glyphs, the probabilities."""
    shown = {name: array for name, array in stages.items() if name not in NOT_DRAWN and _is_picture(array)}
    rows = -(-(len(shown) + 2) // STAGES_PER_ROW)
    figure.set_size_inches(3 * STAGES_PER_ROW, 3 * rows + 0.5)
    _title(figure, reading)
    cells = iter(figure.subplots(rows, STAGES_PER_ROW, squeeze=False).flat)
    for number, (name, array) in enumerate(shown.items(), start=1):
        axes = next(cells)
        _image(axes, array)
        axes.set_title(f"{number} {name}", fontsize=9)
        if name == "picture":
            _boxes(axes, reading, array)
    axes = next(cells)
    _image(axes, _side_by_side(stages["glyphs"]))
    axes.set_title(f"{len(shown) + 1} glyphs", fontsize=9)
    axes = next(cells)
    _bars(axes, reading)
    axes.set_title(f"{len(shown) + 2} probabilities", fontsize=9)
    for axes in cells:
        axes.set_axis_off()


def draw_sheet(figure: Figure, rows: list[tuple[dict, dict]]) -> None:
    """Many pictures, PER_ROW in a row: each as picture with boxes, glyphs, probabilities."""
    columns = min(PER_ROW, len(rows))
    lines = -(-len(rows) // columns)
    figure.set_size_inches(6.5 * columns, 1.8 * lines + 0.2)
    cells = figure.subplots(lines, 3 * columns, squeeze=False, width_ratios=[1, 1, 1.4] * columns)
    for axes in cells.flat:
        axes.set_axis_off()
    for number, (reading, stages) in enumerate(rows):
        line, column = divmod(number, columns)
        picture, glyphs, bars = cells[line, 3 * column : 3 * column + 3]
        picture.set_title(_shortened(reading["source"]), fontsize=7, loc="left", parse_math=False)
        if "error" in reading:
            picture.text(0, 0.5, reading["error"]["code"], color=BOX, fontsize=8)
            continue
        _image(picture, stages["picture"])
        _boxes(picture, reading, stages["picture"])
        _image(glyphs, _side_by_side(stages["glyphs"]))
        bars.set_axis_on()
        _bars(bars, reading)


def _demand_window() -> None:
    """Raises ValueError where matplotlib can open no window."""
    from matplotlib import pyplot
    from matplotlib.backends import BackendFilter, backend_registry

    interactive = {name.lower() for name in backend_registry.list_builtin(BackendFilter.INTERACTIVE)}
    headless = sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if headless or pyplot.get_backend().lower() not in interactive:
        raise ValueError("--show needs a display and a window toolkit such as Tk; --figure FILE draws to a file")


def _title(figure: Figure, reading: dict[str, Any]) -> None:
    answer = reading["text"].replace("\n", " / ") or reading.get("reason", "")
    if len(answer) > LONGEST_ANSWER:
        answer = answer[: LONGEST_ANSWER - 1] + "…"
    figure.suptitle(f"{_shortened(reading['source'])}: {answer}", fontsize=11, parse_math=False)


def _image(axes: Axes, array: np.ndarray) -> None:
    axes.set_axis_off()
    if array.size:
        # A frame, so that white paper shows on a white sheet.
        axes.set_axis_on()
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines[:].set(visible=True, color=REFUSED, linewidth=0.5)
        limits = (0, 255) if array.dtype == np.uint8 and array.max() > 1 else (None, None)
        axes.imshow(array, cmap="gray", vmin=limits[0], vmax=limits[1])


def _boxes(axes: Axes, reading: dict[str, Any], picture: np.ndarray) -> None:
    """Each digit's box, and above it what was read; dashed and grey where that is not accepted."""
    scale = picture.shape[1] / reading["image"]["width"]
    for digit in reading["digits"]:
        x, y, width, height = (scale * number for number in digit["box"])
        colour, style = (BOX, "solid") if digit["accepted"] else (DOUBTFUL, "dashed")
        box = matplotlib.patches.Rectangle((x, y), width, height, fill=False, color=colour, linestyle=style)
        axes.add_patch(box)
        label = axes.annotate(
            str(digit["digit"]), (x + width / 2, y), (0, 1.5), textcoords="offset points", ha="center", va="bottom"
        )
        # A light edge keeps it legible on any picture; it takes no room from the picture.
        label.set(color=colour, fontsize=7, fontweight="bold", in_layout=False)
        label.set_path_effects([withStroke(linewidth=1.5, foreground="white")])


def _bars(axes: Axes, reading: dict[str, Any]) -> None:
    """The ten probabilities of one digit; of several, what each is read as and how surely."""
    digits = reading["digits"]
    colours = [INK if digit["accepted"] else REFUSED for digit in digits]
    unsure = "" if REFUSED not in colours else "grey: unsure" if len(digits) > 1 else "unsure"
    if len(digits) == 1:
        labels, heights, colours = [str(digit) for digit in range(10)], digits[0]["probabilities"], colours * 10
    else:
        labels, heights = [str(digit["digit"]) for digit in digits], [digit["confidence"] for digit in digits]
    axes.bar(range(len(labels)), heights, color=colours)
    axes.set_xticks(range(len(labels)), labels, fontsize=7 * min(1, BARS_LABELLED / max(1, len(labels))))
    axes.set_yticks([0, 1], ["0", "1"], fontsize=7)
    axes.set_ylim(0, 1.05)
    axes.spines[["top", "right"]].set_visible(False)
    verdict = axes.text(
        0.5, 0.8, unsure or reading.get("reason", ""), transform=axes.transAxes, ha="center", fontsize=9
    )
    verdict.set_path_effects([withStroke(linewidth=3, foreground="white")])


def _is_picture(array: Any) -> bool:
    return isinstance(array, np.ndarray) and (array.ndim == 2 or (array.ndim == 3 and array.shape[2] == 3))


def _small(array: Any) -> Any:
    """A picture made smaller if it is larger than a sheet shows; anything else as it is."""
    if not _is_picture(array) or max(array.shape[:2]) <= LONGEST:
        return array
    factor = LONGEST / max(array.shape[:2])
    size = tuple(max(1, round(side * factor)) for side in array.shape[1::-1])
    if array.dtype not in (np.uint8, np.float32, np.float64):
        array = array.astype(np.float32)
    return cv2.resize(array, size, interpolation=cv2.INTER_AREA)


def _side_by_side(glyphs: np.ndarray) -> np.ndarray:
    """uint8 [N, 28, 28] -> uint8 [28, 28 N], of the first few."""
    return np.concatenate(list(glyphs[:GLYPHS_SHOWN]), axis=1) if len(glyphs) else np.zeros((0, 0), np.uint8)


def _shortened(source: str, longest: int = 40) -> str:
    return source if len(source) <= longest else "…" + source[1 - longest :]
