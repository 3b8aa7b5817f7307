"""--figure draws what a person needs to see: every stage of one picture, or sheets of many."""

from pathlib import Path

import cv2
import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from lambda_fn.figure import BOX, DOUBTFUL, INK, PER_ROW, REFUSED, ROWS, Figures, draw_sheet, draw_stages
from lambda_fn.read import read


@pytest.fixture(scope="module")
def seen(model, drawn):
    def see(rgb, source="a.png"):
        stages = {}
        return read(cv2.imencode(".png", rgb)[1].tobytes(), source, model, stages), stages

    return see


def size_of(path):
    return cv2.imread(str(path)).shape[1::-1]


def test_one_picture_shows_every_stage_in_order_then_the_glyphs_and_the_probabilities(seen, drawn):
    reading, stages = seen(drawn("3"))
    figure = Figure()
    draw_stages(figure, reading, stages)
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    shown = [title.split(" ", 1)[1] for title in titles]
    assert shown[0] == "picture"
    assert shown[-2:] == ["glyphs", "probabilities"]
    assert shown[1:-2] == [name for name in stages if name not in ("picture", "glyphs", "probabilities", "chosen")]
    assert [int(title.split()[0]) for title in titles] == list(range(1, len(titles) + 1))


def test_the_bars_are_the_readings_probabilities(seen, drawn):
    reading, stages = seen(drawn("3"))
    figure = Figure()
    draw_sheet(figure, [(reading, stages)])
    heights = [patch.get_height() for patch in figure.axes[2].patches]
    assert heights == reading["digits"][0]["probabilities"]


def page(*digits):
    """A Reading of a picture of 400×200 pixels with (digit, accepted, box) on it, and its stages, half as large."""
    entries = [
        {"digit": digit, "confidence": 0.9, "accepted": accepted, "box": box, "probabilities": [0.1] * 10}
        for digit, accepted, box in digits
    ]
    reading = {"source": "a.png", "text": "42", "digits": entries, "image": {"width": 400, "height": 200}}
    return reading, {"picture": np.full((100, 200, 3), 200, np.uint8), "glyphs": np.zeros((1, 28, 28), np.uint8)}


DRAWINGS = {"stages": draw_stages, "sheet": lambda figure, *row: draw_sheet(figure, [row])}


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize(
    "accepted, style, colour", [(True, "solid", BOX), (False, "dashed", DOUBTFUL)], ids=["sure", "doubtful"]
)
def test_each_digit_has_its_box_and_above_it_its_reading(accepted, style, colour, drawing):
    row = page((4, True, [20, 40, 60, 100]), (2, accepted, [100, 30, 50, 120]))
    figure = Figure()
    DRAWINGS[drawing](figure, *row)
    axes = figure.axes[0]
    assert [patch.get_bbox().bounds for patch in axes.patches] == [(10, 20, 30, 50), (50, 15, 25, 60)]
    assert [(label.get_text(), label.xy) for label in axes.texts] == [("4", (25, 20)), ("2", (62.5, 15))]
    box, label = axes.patches[1], axes.texts[1]
    assert (box.get_linestyle(), to_hex(box.get_edgecolor()), to_hex(label.get_color())) == (style, colour, colour)


@pytest.mark.parametrize(
    "digits, colours, verdict",
    [
        ([(4, True, [0] * 4), (2, True, [0] * 4)], [INK, INK], ""),
        ([(4, True, [0] * 4), (2, False, [0] * 4)], [INK, REFUSED], "grey: unsure"),
        ([(4, True, [0] * 4)], [INK] * 10, ""),
        ([(4, False, [0] * 4)], [REFUSED] * 10, "unsure"),
    ],
    ids=["two", "one of them doubtful", "one", "one doubtful"],
)
def test_doubtful_digits_have_grey_bars(digits, colours, verdict):
    figure = Figure()
    draw_sheet(figure, [page(*digits)])
    bars = figure.axes[2]
    assert [to_hex(bar.get_facecolor()) for bar in bars.patches] == colours
    assert bars.texts[0].get_text() == verdict


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_page_full_of_digits_is_drawn_too(drawing, tmp_path):
    reading, stages = page(*((n % 10, n % 7 > 0, [n % 20 * 20, n // 20 * 20, 15, 18]) for n in range(200)))
    figure = Figure(layout="constrained")
    DRAWINGS[drawing](figure, reading | {"text": "\n".join(["01234567890123456789"] * 10)}, stages)
    figure.savefig(tmp_path / "f.png")
    assert max(size_of(tmp_path / "f.png")) <= 2000


@pytest.mark.parametrize(
    "pictures, sheets",
    [(1, ["f.png"]), (3, ["f.png"]), (PER_ROW * ROWS, ["f.png"]), (PER_ROW * ROWS + 1, ["f-2.png", "f.png"])],
)
def test_many_pictures_fill_sheets_of_a_bounded_size(pictures, sheets, tmp_path, seen, drawn):
    figures = Figures(tmp_path / "f.png", show=False, single=pictures == 1)
    row = seen(drawn("3"))
    for _ in range(pictures):
        figures.add(*row)
    figures.finish()
    assert sorted(path.name for path in tmp_path.iterdir()) == sheets
    for sheet in sheets:
        assert max(size_of(tmp_path / sheet)) <= 2000


@pytest.mark.parametrize(
    "rgb",
    [
        np.full((50, 50, 3), 255, np.uint8),
        np.zeros((1, 1, 3), np.uint8),
        np.full((2, 5000, 3), 128, np.uint8),
        np.random.default_rng(0).integers(0, 256, (900, 1200, 3), np.uint8),
    ],
    ids=["blank", "1x1", "strip", "noise"],
)
@pytest.mark.parametrize("single", [True, False])
def test_a_picture_without_a_digit_is_drawn_too(rgb, single, tmp_path, seen):
    figures = Figures(tmp_path / "f.png", show=False, single=single)
    figures.add(*seen(rgb, source="$strange_{name}$.png"))
    figures.finish()
    assert size_of(tmp_path / "f.png")[0] > 300


def test_the_command_draws_what_it_reads_and_what_it_cannot_read(tmp_path, drawn, digits):
    cv2.imwrite(str(tmp_path / "good.png"), drawn("3"))
    (tmp_path / "bad.png").write_bytes(b"")
    for pictures, code in ((["good.png"], 0), (["good.png", "bad.png"], 1), (["bad.png"], 1)):
        done = digits(*pictures, "--figure", "out.pdf", cwd=tmp_path)
        assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (code, "", len(pictures))
        assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
        (tmp_path / "out.pdf").unlink()


@pytest.mark.parametrize(
    "options, complaint",
    [
        (["--figure", "out.docx"], "--figure cannot write out.docx: its name must end in .png, .jpg, .svg or .pdf"),
        (["--figure", "nowhere/out.png"], "--figure cannot write nowhere/out.png: there is no folder nowhere"),
        (["--show"], "--show needs a display and a window toolkit such as Tk; --figure FILE draws to a file"),
    ],
)
def test_what_cannot_be_drawn_is_said_before_anything_is_read(options, complaint, tmp_path, digits):
    done = digits("x.png", *options, cwd=tmp_path, DISPLAY="", WAYLAND_DISPLAY="")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == f"digits: error: {complaint}"


@pytest.mark.parametrize(
    "name, leads_to, why",
    [
        ("taken.png", ".", "Is a directory"),
        ("full.png", "/dev/full", "No space left on device"),
        ("full.jpg", "/dev/full", "No space left on device"),
        ("full.svg", "/dev/full", "No space left on device"),
        ("full.pdf", "/dev/full", "No space left on device"),
    ],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
def test_a_drawing_that_cannot_be_written_is_one_clear_line_after_the_answers(
    name, leads_to, why, tmp_path, drawn, digits
):
    cv2.imwrite(str(tmp_path / "good.png"), drawn("3"))
    (tmp_path / name).symlink_to(leads_to)
    done = digits("good.png", "--figure", name, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, f"digits: --figure cannot write {name}: {why}\n")
    assert done.stdout.startswith("good.png: The digit might be 3 (")


def test_drawing_to_a_file_opens_no_window():
    # None, or what draws to files alone, where another test has asked for it.
    assert str(matplotlib.get_backend(auto_select=False)).lower() in ("none", "agg")
