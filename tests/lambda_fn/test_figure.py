"""--figure draws what a person needs to see: every stage of one picture, or sheets of many."""

import cv2
import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from lambda_fn.figure import PER_ROW, ROWS, Figures, draw_sheet, draw_stages
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


def test_drawing_to_a_file_opens_no_window():
    # None, or what draws to files alone, where another test has asked for it.
    assert str(matplotlib.get_backend(auto_select=False)).lower() in ("none", "agg")
