"""numbers: ink becomes atoms, lines, segments, the best path through each line, and the picture's digits."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from lambda_fn.choose import WEIGHTS as OF_CHOICE
from lambda_fn.choose import Choice
from lambda_fn.numbers import (
    WEIGHTS,
    Writing,
    decide,
    find_sheets,
    find_sheets_as_tall,
    find_writing,
    finds_of,
    has_more_colour,
    passed_over,
    read_page,
    settled,
    whole_glyphs,
)
from lambda_fn.numbers.atoms import Atom, find_atoms
from lambda_fn.numbers.between import between
from lambda_fn.numbers.cut import cut
from lambda_fn.numbers.decide import Find
from lambda_fn.numbers.forms import left_over, without_outlines
from lambda_fn.numbers.lines import find_lines
from lambda_fn.numbers.path import OF_DIGIT, are_whole, best_path, of_digits, shared
from lambda_fn.numbers.segments import Run, Segment, runs, segment
from lambda_fn.numbers.settle import is_settled, settle, wholes
from lambda_fn.numbers.underlines import without_underlines
from lambda_fn.numbers.writing import PAGE, Line, find_sheet
from lambda_fn.preprocess import Glyph, Ink
from lambda_fn.preprocess.group import pieces

H, W = 160, 300


def inked(*rectangles):
    """Ink uint8 [160, 300] of rectangles (x, y, width, height) or (x, y, width, height, level)."""
    ink = np.zeros((H, W), np.uint8)
    for x, y, w, h, *level in rectangles:
        ink[y : y + h, x : x + w] = level[0] if level else 200
    return ink


def rings(*middles, radius=30, pen=6):
    """Ink of rings about (x, y)."""
    y, x = np.mgrid[:H, :W]
    far = np.min([abs(np.hypot(x - cx, y - cy) - radius + pen / 2) for cx, cy in middles], axis=0)
    return np.where(far <= pen / 2, 200, 0).astype(np.uint8)


def seen(ink, factor=1, noise=0):
    """Dark ink on light paper."""
    return Ink(ink, noise, factor, 255 - ink, "dark")


# ---- atoms

NUMBER = [(40, 50, 12, 60), (90, 50, 12, 60), (140, 50, 12, 60)]


def boxes(*rectangles, noise=0):
    """Of the atoms: x, y, width, height."""
    atoms, _ = find_atoms(seen(inked(*rectangles), noise=noise))
    return [(left, top, right - left, bottom - top) for left, top, right, bottom in (atom.box for atom in atoms)]


@pytest.mark.parametrize(
    "other, kept",
    [
        ((200, 50, 12, 60), True),
        ((200, 80, 20, 8), True),
        ((200, 50, 12, 60, 140), True),
        ((200, 0, 12, 60), True),
        ((200, 50, 4, 4), False),
        ((200, 5, 5, 150), False),
        ((200, 50, 12, 60, 70), False),
        ((288, 0, 12, 60), False),
    ],
    ids=[
        "a digit is one",
        "a dash is one",
        "a somewhat fainter one is one",
        "what touches one side of the frame is one",
        "a speck is none",
        "a long line is none",
        "what is much fainter is none",
        "what is in a corner of the frame is none",
    ],
)
def test_all_that_may_be_part_of_a_digit_is_an_atom(other, kept):
    expected = [*NUMBER, other[:4]] if kept else NUMBER
    found = boxes(*NUMBER, other)
    assert len(found) == len(expected)
    assert np.allclose(found, expected, atol=2)


@pytest.mark.parametrize(
    "form, is_outline",
    [
        ([(20, 30, 150, 4), (20, 126, 150, 4), (20, 30, 4, 100), (166, 30, 4, 100)], True),
        ([(180, 30, 60, 4), (180, 126, 60, 4), (180, 30, 4, 100), (236, 30, 4, 100)], False),
    ],
    ids=["around the number", "around nothing"],
)
def test_the_outline_of_a_form_is_no_atom_and_a_ring_around_nothing_is_one(form, is_outline):
    found = boxes(*NUMBER, *form)
    assert np.allclose([box for box in found if box[0] < 155], NUMBER, atol=2)
    assert (len(found) == len(NUMBER)) == is_outline


@pytest.mark.parametrize(
    "part, kept",
    [((210, 70, 10, 10), True), ((210, 20, 10, 50), True), ((205, 70, 30, 40), False)],
    ids=["a small one within", "one that sticks out", "a digit within"],
)
def test_what_its_own_ink_broke_into_makes_a_digit_no_outline(part, kept):
    ring = [(190, 50, 60, 5), (190, 125, 60, 5), (190, 50, 5, 80), (245, 60, 5, 70)]
    found = boxes(*NUMBER, *ring, part)
    assert any(abs(x - 190) <= 2 and h > 40 for x, _, _, h in found) == kept


@pytest.mark.parametrize(
    "edge, expected",
    [(80, True), (190, False)],
    ids=["fainter than ink", "as dark as ink"],
)
def test_a_digit_that_lies_across_an_edge_comes_off_it(edge, expected):
    found = boxes(*NUMBER, (205, 5, 3, 190, edge), (200, 50, 12, 60))
    assert any(np.allclose(box, (200, 50, 12, 60), atol=2) for box in found) == expected
    assert np.allclose([box for box in found if box[0] < 190], NUMBER, atol=2)


FORM = [(20, 126, 150, 4, 95), (20, 30, 150, 4, 95), *((x, 30, 4, 100, 95) for x in (20, 69, 119, 166))]


@pytest.mark.parametrize("top", [50, 34, 24], ids=["apart", "a digit touches the upper line", "and is over it"])
def test_the_lines_of_a_form_are_no_atoms_and_a_digit_that_touches_them_is_one(top):
    number = [*NUMBER[:2], (140, top, 12, 110 - top)]
    found = boxes(*FORM, *number)
    assert len(found) == len(number)
    assert np.allclose(found, number, atol=2)


ARMS = [(52, 76, 17, 10), (102, 76, 17, 10), (152, 76, 14, 10)]
"""From each digit of NUMBER to the line on its right."""


def test_digits_that_all_touch_the_lines_of_a_form_are_atoms_without_them():
    found = boxes(*FORM, *NUMBER, *ARMS)
    assert len(found) == 3
    for (x, y, _, h), (*box,) in zip(NUMBER, found, strict=True):
        assert np.allclose((box[0], box[1], box[3]), (x, y, h), atol=2)
        assert 26 <= box[2] <= 34


def test_strokes_of_a_digit_are_no_form():
    five = [(40, 40, 80, 8), (40, 48, 8, 34), (40, 76, 80, 8), (112, 84, 8, 34), (40, 112, 80, 8)]
    levels, lines, were = without_outlines(ink := seen(inked(*five)), pieces(ink.levels, 50, (0, 0, W, H)))
    assert np.array_equal(levels, ink.levels)
    assert (lines, were.any()) == ([], False)


@pytest.mark.parametrize("tilt", [-0.15, 0.0, 0.15])
@pytest.mark.parametrize("lean", [-0.1, 0.0, 0.1])
def test_between_two_lines_are_those_that_go_from_one_to_the_other(tilt, lean):
    sheet = np.zeros((H, W), np.uint8)
    y, x = np.mgrid[:H, :W].astype(float)
    above, below = 50 + tilt * (x + 0.5 - W / 2), 120 + tilt * (x + 0.5 - W / 2)
    for line in (above, below):
        sheet[abs(y + 0.5 - line) <= 1.5] = 90
    columns = (60, 130, 200, 250)
    for column in columns:
        sheet[(abs(x + 0.5 - column - lean * (y - H / 2)) <= 1.5) & (above <= y) & (y <= below)] = 90
    # A 1, and what touches a line.
    sheet[62:106, 95:101] = 200
    sheet[80:90, 118:138] = 200
    found = sorted(between(sheet, [(tilt, 50.0), (tilt, 120.0)], 0), key=lambda line: line[1])
    assert [column for _, column in found] == pytest.approx(columns, abs=1.5)
    assert [slope for slope, _ in found] == pytest.approx([lean] * 4, abs=0.06)


def a_form(leans):
    """Two level lines, and what goes from one to the other: columns in the middle, and slopes there. uint8 [H, W]."""
    sheet = np.zeros((H, W), np.uint8)
    sheet[48:52], sheet[118:122] = 90, 90
    y, x = np.mgrid[50:120, :W].astype(float)
    for column, lean in leans.items():
        sheet[50:120][abs(x + 0.5 - column - lean * (y + 0.5 - 85)) <= 1.5] = 90
    return sheet


LEVEL = [(0.0, 50.0), (0.0, 120.0)]


@pytest.mark.parametrize(
    "leans, expected",
    [
        ({60: -0.4, 130: -0.4, 200: -0.4}, [60, 130, 200]),
        ({40: -0.17, 90: -0.08, 140: 0.01, 190: 0.1, 250: 0.2}, [40, 90, 140, 190, 250]),
        ({40: 0.0, 90: 0.0, 140: 0.0, 190: 0.18, 250: 0.0}, [40, 90, 140, 250]),
        ({40: 0.0, 90: 0.0, 140: 0.0, 190: 0.11, 250: 0.0}, [40, 90, 140, 250]),
        ({90: -0.1, 150: 0.0, 250: 0.17}, [90, 150]),
    ],
    ids=["steep ones", "as perspective has them", "but no stroke that leans far", "nor near", "of two it is not known"],
)
def test_lines_of_one_form_lean_as_perspective_has_them(leans, expected):
    found = sorted(column for _, column in between(a_form(leans), LEVEL, 0))
    assert found == pytest.approx(expected, abs=2.5)


def test_a_line_of_a_form_may_have_been_taken_for_one_of_the_paper():
    digits = [(36, 60, 22, 40), (90, 60, 22, 40), (144, 60, 22, 40)]
    touching = [(58, 78, 16, 6), (112, 78, 16, 6), (166, 78, 16, 6)]
    dividers = [(20, 34, 4, 92), (74, 34, 4, 92), (128, 34, 4, 92), (182, 34, 4, 92)]
    ink = seen(inked(*digits, *touching, *dividers, (20, 122, 166, 4)))
    assert not any(abs(atom.box[0] - 36) <= 2 for atom in find_atoms(ink)[0])
    # Lines that do not cross the form are not its own.
    known = [*((0.0, row) for row in (4.0, 10.0, 150.0, 170.0)), (0.0, 32.0)]
    ink = replace(ink, lines=known)
    _, lines, _ = without_outlines(ink, pieces(ink.levels, 50, (0, 0, W, H)))
    assert [row for _, row in lines[len(known) :]] == pytest.approx([124, 32], abs=2)
    atoms, _ = find_atoms(ink)
    assert [atom.box[0] for atom in atoms if atom.torn == 0] == pytest.approx([36, 90, 144], abs=2)


def test_a_line_of_the_paper_below_the_frame_is_none_of_a_form():
    ink = seen(
        inked(
            (20, 34, 166, 4), *((x, 34, 4, 122) for x in (20, 74, 128, 182)), *((x, 70, 28, 6) for x in (24, 78, 132))
        )
    )
    known = [(0.0, H + 2.0)]
    levels, lines, _ = without_outlines(replace(ink, lines=known), pieces(ink.levels, 50, (0, 0, W, H)))
    assert np.array_equal(levels, ink.levels)
    assert lines == known


def test_lines_that_meet_have_nothing_between_them():
    sheet = np.full((H, W), 90, np.uint8)
    sheet[:, ::20] = 200
    assert between(sheet, [(0.0, 60.0), (0.0, 100.0)], 0)
    for slope in (-0.3, 0.3, 0.15):
        assert between(sheet, [(0.0, 60.0), (slope, 100.0)], 0) == []


@pytest.mark.parametrize(
    "on_line, is_left",
    [(20, True), (17, True), (14, False)],
    ids=["all of it", "most of it", "a part of it"],
)
def test_what_lies_where_a_line_was_is_left_over(on_line, is_left):
    were = np.zeros((H, W), bool)
    were[:, 100 : 100 + on_line] = True
    found = pieces(inked((100, 50, 20, 30), (200, 50, 20, 30)), 50, (0, 0, W, H))
    assert left_over(found, were).tolist() == [is_left, False]


@pytest.mark.parametrize(
    "strokes, dividers",
    [
        ([(69, 32, 4, 96), (119, 32, 4, 96)], 2),
        ([(69, 32, 4, 96)], 0),
        ([(69, 50, 4, 60), (119, 50, 4, 60)], 0),
        ([(69, 32, 60, 96), (139, 32, 60, 96)], 0),
    ],
    ids=["from line to line", "one alone may be a 1", "1s between lines", "too broad"],
)
def test_what_goes_from_one_ruled_line_to_another_more_than_once_is_between_the_boxes_of_a_form(strokes, dividers):
    taken_out = seen(inked((20, 50, 12, 60), (210, 50, 12, 60), *strokes))
    atoms, _ = find_atoms(replace(taken_out, lines=[(0.0, 32.0), (0.0, 128.0)]))
    assert len(atoms) == 2 + len(strokes) - dividers


def test_atoms_come_from_left_to_right_and_the_writing_is_as_tall_as_they_are():
    atoms, tall = find_atoms(seen(inked(*NUMBER[::-1], (110, 100, 10, 10))))
    middles = [atom.middle[0] for atom in atoms]
    assert len(middles) == 4 and middles == sorted(middles)
    assert tall == pytest.approx(60, abs=2)


@pytest.mark.parametrize(
    "other, least, most",
    [((200, 50, 12, 60), 0.99, 1.0), ((200, 50, 12, 60, 120), 0.4, 0.8), ((200, 0, 12, 60), 0.01, 0.3)],
    ids=["like the others", "fainter", "at the frame's edge"],
)
def test_an_atom_scores_by_how_much_it_looks_like_the_rest(other, least, most):
    atoms, _ = find_atoms(seen(inked(*NUMBER, other)))
    assert least <= atoms[-1].score <= most
    assert all(atom.score > 0.9 for atom in atoms[:-1])


@pytest.mark.parametrize(
    "line, is_writing",
    [
        ((30, 120, 190, 6), False),
        ((100, 120, 72, 5), False),
        ((100, 120, 50, 4), True),
        ((60, 120, 70, 12), True),
    ],
    ids=["a line under it", "one as long as it is tall", "a shorter one, that may be a bar", "what is no line"],
)
def test_a_line_that_writing_stands_on_is_none(line, is_writing):
    atoms, tall = find_atoms(seen(inked(*NUMBER, line)))
    assert tall == pytest.approx(60, abs=2)
    assert any(atom.middle[1] > 115 for atom in atoms) == is_writing
    assert sum(atom.middle[1] < 115 for atom in atoms) == 3


def test_a_ring_around_writing_is_none():
    ring = cv2.ellipse(inked(*NUMBER), (125, 80), (120, 72), 0, 0, 360, 200, 4)
    atoms, tall = find_atoms(seen(ring))
    assert len(atoms) == 3 and tall == pytest.approx(60, abs=2)


@pytest.mark.parametrize("part", [1.0, 0.98], ids=["whole", "not quite closed"])
def test_a_ring_that_writing_touches_is_none(part):
    ring = cv2.ellipse(inked(*NUMBER), (96, 80), (80, 42), 0, 0, int(360 * part), 200, 4)
    # The middle one does not.
    assert cv2.connectedComponents(ring)[0] == 3
    atoms, _ = find_atoms(seen(ring))
    assert [atom.middle[0] for atom in atoms] == pytest.approx([46, 96, 146], abs=4)


def test_a_box_that_writing_touches_is_none():
    sides = [(24, 46, 144, 5), (24, 117, 144, 5), (24, 46, 5, 76), (163, 46, 5, 76)]
    box = inked(*NUMBER, *sides)
    assert cv2.connectedComponents(box)[0] == 2
    atoms, _ = find_atoms(seen(box))
    assert [atom.middle[0] for atom in atoms] == pytest.approx([46, 96, 146], abs=4)


def test_atoms_know_whether_they_touch_the_frames_edge():
    atoms, _ = find_atoms(seen(inked((0, 50, 12, 60), *NUMBER)))
    assert [atom.at_edge for atom in atoms] == [True, False, False, False]


@pytest.mark.parametrize(
    "rectangles, noise",
    [([], 0), ([(80, 40, 10, 60, 8)], 0), ([(80, 40, 10, 60, 30)], 12), ([(80, 40, 2, 2)], 0)],
    ids=["nothing", "what nobody could read", "no more than the paper's grain", "a dot"],
)
def test_where_no_ink_is_there_are_no_atoms(rectangles, noise):
    assert find_atoms(seen(inked(*rectangles), noise=noise)) == ([], 0)


# ---- cut

TOUCHING_BARS = inked((40, 50, 10, 60), (80, 50, 10, 60), (50, 76, 30, 6))
TOUCHING_RINGS = rings((100, 80), (160, 80))


def cuts(ink, tall=60):
    """The parts of all ink as one piece, and its box."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    (parts,) = cut([(ink[box[1] : box[3], box[0] : box[2]], box)], tall)
    return parts, box


@pytest.mark.parametrize(
    "ink, least, most, torn",
    [(TOUCHING_BARS, 50, 80, 0.1), (TOUCHING_RINGS, 128, 132, 0.1)],
    ids=["bars and the stroke between them", "rings"],
)
def test_what_touches_is_cut_where_it_touches(ink, least, most, torn):
    parts, _ = cuts(ink)
    assert any(least <= box[0] <= most and 0 < given <= torn for box, _, given in parts)


@pytest.mark.parametrize(
    "ink",
    [inked((40, 50, 12, 60)), inked((40, 50, 30, 30)), inked((40, 50, 100, 60))],
    ids=["a narrow stroke", "a small block", "a broad block"],
)
def test_what_is_narrow_or_solid_is_not_cut(ink):
    parts, whole = cuts(ink)
    [(box, mask, torn)] = parts
    assert (box, torn) == (whole, 0)
    assert mask.all()


@pytest.mark.parametrize(
    "ink",
    [TOUCHING_BARS, TOUCHING_RINGS, rings((45, 80), (105, 80), (165, 80), (225, 80))],
    ids=["bars", "two rings", "four rings"],
)
def test_each_pixel_of_ink_is_in_one_part_and_only_the_first_is_not_torn(ink):
    parts, _ = cuts(ink)
    assert len(parts) > 1
    times = np.zeros(ink.shape, int)
    for (left, top, right, bottom), mask, _ in parts:
        times[top:bottom, left:right] += mask
        assert mask.any(axis=0)[[0, -1]].all() and mask.any(axis=1)[[0, -1]].all()
    assert np.array_equal(times, ink > 0)
    assert [torn > 0 for _, _, torn in parts] == [False] + [True] * (len(parts) - 1)


def test_a_lone_ring_may_be_one_digit_whole():
    writing = find_writing(find_sheet(seen(rings((100, 80), radius=40))))
    assert any(np.allclose(glyph.box, (60, 40, 81, 81), atol=2) for glyph in writing.glyphs)


# ---- lines


def atom(x, y, w=10, h=40, torn=0.0, score=1.0, piece=(0, 1)):
    """A block of ink at x, y."""
    return Atom((x, y, x + w, y + h), np.ones((h, w), bool), torn, score, piece)


def lines(*places, tall=40):
    """The boxes' x, y by line, of blocks at (x, y) or (x, y, width, height)."""
    atoms = sorted((atom(*place) for place in places), key=lambda one: one.middle)
    return [[one.box[:2] for one in line] for line in find_lines(atoms, tall)]


def row(y, slope=0.0, count=6):
    return [(20 + 40 * i, round(y + slope * 40 * i)) for i in range(count)]


@pytest.mark.parametrize("slope", [0.0, 0.1, 0.25, -0.25])
def test_lines_come_from_top_to_bottom_and_each_from_left_to_right_level_or_not(slope):
    upper, middle, lower = (row(y, slope) for y in (60, 120, 180))
    assert lines(*lower, *upper[::-1], *middle) == [upper, middle, lower]


@pytest.mark.parametrize(
    "places, expected",
    [
        ([], []),
        ([(20, 60)], [[(20, 60)]]),
        ([(20, 60), (60, 72)], [[(20, 60), (60, 72)]]),
        ([(20, 60), (60, 110)], [[(20, 60)], [(60, 110)]]),
        ([(20 + 40 * i, 60 + 18 * i) for i in range(4)], [[(20 + 40 * i, 60 + 18 * i) for i in range(4)]]),
        ([*row(60, count=2), *row(70, count=5)[3:]], [[*row(60, count=2), *row(70, count=5)[3:]]]),
        ([(20, 60), (20, 120)], [[(20, 60)], [(20, 120)]]),
        ([*row(60), (70, 92, 6, 6)], [sorted([*row(60), (70, 92)])]),
        ([*row(60), *row(120), (70, 112, 6, 6)], [row(60), sorted([*row(120), (70, 112)])]),
        ([*row(60), (70, 170, 6, 6)], [row(60)]),
        ([(20, 60, 6, 6)], []),
    ],
    ids=[
        "nothing has no line",
        "one atom is a line",
        "neighbours a little lower are in the same",
        "much lower, in the next",
        "so are those of a line that is steep",
        "and parts of a line with room between them",
        "one below the other are two",
        "what is small goes to its line",
        "to the nearest one",
        "far off any, to none",
        "and makes none of its own",
    ],
)
def test_an_atom_is_in_the_line_that_it_is_near(places, expected):
    assert lines(*places) == expected


@pytest.mark.parametrize("parts, rows_", [(2, [3, 1]), (1, [2, 2])], ids=["of one piece", "alone"])
def test_the_parts_of_a_piece_are_in_the_line_in_which_most_of_it_is(parts, rows_):
    number = 7 if parts > 1 else 0
    atoms = [
        atom(20, 60, h=40),
        atom(60, 60, h=60, piece=(7, parts)),
        atom(70, 108, h=24, piece=(number, parts)),
        atom(100, 108, h=40),
    ]
    assert [len(line) for line in find_lines(atoms, 40)] == rows_


@pytest.mark.parametrize(
    "heights, found",
    [((13, 13, 13), [3]), ((5, 5, 5), []), ((6, 24, 9), [3])],
    ids=["low ones", "a low piece's", "a tall one among them"],
)
def test_the_parts_of_a_tall_piece_make_a_line_as_a_leaning_1_does(heights, found):
    tops = [100 - sum(heights[:i]) for i in range(1, 4)]
    parts = [atom(60 + 10 * i, tops[i], h=heights[i], piece=(7, 3)) for i in range(3)]
    other = [atom(60, 160, piece=(0, 1))]
    assert [len(line) for line in find_lines(sorted([*parts, *other], key=lambda one: one.middle), 40)] == [*found, 1]


def test_parts_that_lie_aslant_of_one_another_do_not_say_how_steep_a_line_is():
    parts = [(20 + 85 * i + dx, y, i) for i in range(4) for dx, y in ((0, 76), (14, 60))]
    atoms = [atom(x, y, h=24, piece=(i, 2)) for x, y, i in parts]
    assert [len(line) for line in find_lines(atoms, 40)] == [8]
    # Not even where others are whole.
    whole = [atom(360 + 85 * i, 60, piece=(5 + i, 1)) for i in range(3)]
    assert [len(line) for line in find_lines([*atoms, *whole], 40)] == [11]
    # Were each a piece of its own, the line would be as steep as they are.
    apart = [replace(one, piece=(i, 1)) for i, one in enumerate(atoms)]
    assert [len(line) for line in find_lines(apart, 40)] == [2] * 4


def test_a_low_part_alone_makes_no_line():
    assert find_lines([atom(60, 80, h=13, piece=(7, 2)), atom(90, 160, h=13, piece=(8, 2))], 40) == []


def test_a_piece_in_low_parts_is_in_the_line_that_its_middle_is_in():
    line = [atom(20 + 40 * i, 60, piece=(i, 1)) for i in range(2)]
    # Its lowest part alone would be too far below.
    leaning = [atom(100 + 8 * i, 109 - 18 * i, h=18, piece=(7, 3)) for i in range(3)]
    assert [len(own) for own in find_lines([*line, *leaning], 40)] == [5]


# ---- segments


def ways(*places):
    return [(run.start, run.stop) for run in runs([atom(*place) for place in places], 40)]


@pytest.mark.parametrize(
    "places, expected",
    [
        ([(20, 60)], [(0, 1)]),
        ([(20, 60), (35, 60)], [(0, 1), (0, 2), (1, 2)]),
        ([(20, 60), (50, 60)], [(0, 1), (1, 2)]),
        ([(20, 60, 40, 40), (62, 60, 40, 40)], [(0, 1), (1, 2)]),
        ([(20, 60, 84, 40)], [(0, 1)]),
        ([(20, 60, 92, 40)], []),
        ([(20, 60, 12, 8), (35, 60)], [(0, 2), (1, 2)]),
        ([(20, 60, 12, 8)], []),
        ([(20, 40, 10, 100)], []),
        ([(20, 40, 10, 40), (35, 85, 10, 40)], [(0, 1), (1, 2)]),
        ([(20, 92, 36, 8), (25, 60, 4, 30), (60, 60)], [(0, 2), (0, 3), (1, 2), (2, 3)]),
        (
            [(20 + 6 * i, 60, 4, 40) for i in range(5)],
            [(i, j) for i in range(5) for j in range(i + 1, min(i + 4, 5) + 1)],
        ),
    ],
    ids=[
        "one atom",
        "two that are near, or each of them",
        "not across a gap",
        "not what together is too broad",
        "one piece may be broader",
        "but not as broad as anything",
        "a dash only with another",
        "no dash alone",
        "nothing too tall",
        "not what together is too tall",
        "the gap is to all before, not to the last",
        "four atoms at most",
    ],
)
def test_runs_of_atoms_that_may_be_a_digit_are_limited_by_size_and_gap(places, expected):
    assert ways(*places) == expected


def test_a_piece_that_was_cut_counts_as_one_where_it_is_whole():
    parts = [atom(20 + 6 * i, 60, 4, 40, torn=0.1 * (i > 0), piece=(3, 5)) for i in range(5)]
    line = [*parts, atom(52, 60, 4, 40, piece=(4, 1))]
    found = [(run.start, run.stop) for run in runs(line, 40)]
    assert [way for way in found if way[1] - way[0] > 4] == [(0, 5), (0, 6)]


def test_a_piece_is_a_digit_whole_however_many_parts_it_is_cut_in_and_though_specks_lie_between():
    parts = [atom(20 + 6 * i, 60, 4, 40, torn=0.1 * (i > 0), piece=(3, 12)) for i in range(12)]
    speck = atom(44, 70, 3, 8, piece=(4, 1))
    line = [*parts[:4], speck, *parts[4:]]
    assert (0, 13) in [(run.start, run.stop) for run in runs(line, 40)]
    assert [runs(line, 40)[i].box for i in wholes(line, runs(line, 40))] == [(20, 60, 90, 100)]


@pytest.mark.parametrize("factor", [1, 3])
def test_a_segments_glyph_is_its_own_ink_where_it_is_in_the_picture(factor):
    places = [(20, 60, 10, 40), (34, 60, 10, 40)]
    line = [atom(*places[0], score=0.5), atom(*places[1])]
    first, both, _ = (segment(run, line, 2, seen(inked(*places), factor)) for run in runs(line, 40))
    assert first.glyph.box == tuple(side * factor for side in (20, 60, 10, 40))
    assert both.glyph.box == tuple(side * factor for side in (20, 60, 24, 40))
    assert (both.run.box, both.run.gap) == ((20, 60, 44, 100), 4)
    assert (first.glyph.line, first.glyph.score, both.glyph.score, both.glyph.polarity) == (2, 0.5, 0.5, "dark")
    assert first.glyph.pixels[14].tolist() == [0] * 12 + [255] * 5 + [0] * 11
    assert np.count_nonzero(np.diff(np.int16(both.glyph.pixels[14] > 128))) == 4


@pytest.mark.parametrize("rows, found", [(1, 1), (6, 0)], ids=["a row of strokes", "strokes all over"])
def test_a_picture_too_full_of_what_may_be_digits_has_no_rows(rows, found):
    strokes = [(6 + 5 * i, 3 + 22 * j, 2, 14) for j in range(rows) for i in range(57)]
    assert len(find_sheet(seen(inked(*strokes))).rows) == found


@pytest.mark.parametrize(
    "tall, polarities, looked_at",
    [
        (14, ["dark", "dark", "light"], [0, 2]),
        (60, ["dark", "dark", "light"], [0, 1, 2]),
        (0, ["dark", "dark"], [0, 1]),
    ],
    ids=["small writing needs no broader look", "tall writing does", "so does where there is none"],
)
def test_broader_views_are_left_out_where_the_writing_is_small(tall, polarities, looked_at):
    ink = inked(*((40 + 30 * i, 50, 4, tall) for i in range(5)))
    inks = [Ink(ink, number, 1, 255 - ink, polarity) for number, polarity in enumerate(polarities)]
    assert [sheet.ink.noise for sheet in find_sheets(inks)] == looked_at


def test_a_sheet_that_is_known_is_not_looked_for_again():
    inks = [seen(inked(*((40 + 30 * i, 50, 4, tall) for i in range(5)))) for tall in (60, 70)]
    known = [find_sheet(inks[1])]
    first, second = find_sheets(inks, known)
    assert first.ink is inks[0]
    assert second is known[0]


EDGE, FAINT_NUMBER = (285, 5, 10, 150), [(20, 70, 10, 24, 60), (50, 70, 10, 24, 60), (80, 70, 10, 24, 60)]


@pytest.mark.parametrize(
    "height, polarity, factor, heights",
    [
        (24, "dark", 1, [150, 24]),
        (24 * 3, "dark", 3, [150 * 3, 24 * 3]),
        (24, "light", 1, [150]),
        (0, "", 1, [150]),
        (100, "dark", 1, [150]),
        (100 * 3, "dark", 3, [150 * 3]),
    ],
    ids=[
        "as tall as a find",
        "in a larger picture",
        "a find of the other ink",
        "no find",
        "as tall as the writing",
        "as tall as that of a larger picture",
    ],
)
def test_writing_is_as_tall_as_the_find_that_looks_most_like_a_digit_too(height, polarity, factor, heights):
    flat = np.zeros((28, 28), np.uint8)
    ink = seen(inked(EDGE, *FAINT_NUMBER), factor)
    finds = [Glyph(flat, (0, 0, 9, 150 * factor), score=0.5, polarity="dark")] * (polarity != "")
    finds += [Glyph(flat, (0, 0, 9, height), score=0.9, polarity=polarity)] * (polarity == "dark")
    finds += [Glyph(flat, (0, 0, 9, height), score=0.99, polarity="light")]
    found = find_sheets([ink], finds=finds)
    assert [sheet.tall * factor for sheet in found] == pytest.approx(heights, abs=2 * factor)
    assert len(found) == 1 or len(found[1].rows[0].atoms) == 3


def test_where_there_is_no_writing_as_tall_as_a_find_nothing_more_is_looked_at():
    find = Glyph(np.zeros((28, 28), np.uint8), (0, 0, 9, 9), score=0.9, polarity="dark")
    (sheet,) = find_sheets([seen(inked(EDGE))], finds=[find])
    assert abs(sheet.tall - 150) <= 2


def test_writing_of_a_known_height_has_its_own_contrast_where_there_is_any():
    faint = seen(inked(EDGE, *FAINT_NUMBER))
    assert len(find_atoms(faint, 24)[0]) == 3
    atoms, tall = find_atoms(seen(inked(*NUMBER)), 35)
    assert (len(atoms), tall) == (3, 35)


# ---- underlines

STROKES = [(40, 50, 12, 60), (90, 50, 12, 60), (140, 50, 12, 60)]


def underline(rise=0.0, row=108, first=30, last=175, thick=4):
    """A line of ink that rises from left to right."""
    return [(x, round(row - rise * (x - first)), 1, thick) for x in range(first, last)]


@pytest.mark.parametrize("factor", [1, 3])
def test_writing_as_tall_as_most_boxes_is_found_in_each_ink_that_has_any(factor):
    ink = seen(inked(*NUMBER), factor)
    found = find_sheets_as_tall([ink, seen(inked()), ink], [(0, 0, 5, factor * tall) for tall in (7, 58, 300)])
    assert [sheet.tall for sheet in found] == [58, 58] and all(sheet.ink is ink for sheet in found)
    assert [len(sheet.rows[0].atoms) for sheet in found] == [3, 3]


@pytest.mark.parametrize("rise", [0.0, 0.05, -0.05])
def test_strokes_that_touch_a_line_are_found_without_it(rise):
    ink = seen(inked(*STROKES, *underline(rise)))
    before = ink.levels.copy()
    bare = without_underlines(ink)
    assert (ink.levels == before).all()
    # What sticks out below the line is cut off.
    found = [own.box for own in find_atoms(bare)[0] if own.height > 20]
    assert np.allclose(found, [(x, y, x + w, y + h) for x, y, w, h in STROKES], atol=13)
    assert [bare.polarity, bare.factor, bare.noise] == [ink.polarity, ink.factor, ink.noise]


@pytest.mark.parametrize(
    "rectangles",
    [
        STROKES,
        [*STROKES, *underline(row=48)],
        [*STROKES, *underline(row=74)],
        [(40, 50, 12, 60), (40, 106, 40, 4)],
        [*STROKES, (30, 120, 150, 4)],
        [(30, 50, 200, 60)],
        [],
    ],
    ids=[
        "no line",
        "a line above",
        "one through them",
        "a short one",
        "one that none touches",
        "a broad block",
        "nothing",
    ],
)
def test_there_may_be_no_underline(rectangles):
    assert without_underlines(seen(inked(*rectangles))) is None


def test_what_stands_on_a_line_is_read_with_it_and_without():
    ink = seen(inked(*STROKES, *underline()))
    plain, bare = find_sheets([ink])
    assert plain.ink is ink
    assert [len(row.atoms) for row in bare.rows] == [3]
    assert len(find_sheets([seen(inked(*STROKES))])) == 1


def test_an_underline_takes_nothing_of_another_piece():
    ink = seen(inked(*STROKES, *underline(), (200, 107, 60, 6)))
    bare = without_underlines(ink)
    assert (bare.levels[:, 195:] == ink.levels[:, 195:]).all()


@pytest.mark.parametrize(
    "count, tall, may_be",
    [(12, 14, True), (11, 14, False), (12, 60, False)],
    ids=["many small strokes", "few", "tall ones"],
)
def test_a_page_may_be_where_much_is_written_small(count, tall, may_be):
    strokes = [(6 + 24 * i, 50, 3, tall) for i in range(count)]
    assert find_sheet(seen(inked(*strokes))).may_be_page == may_be


# ---- settle


def cut_in_three(number=3, x=20):
    return [atom(x + 12 * i, 60, 10, 40, torn=0.1 * (i > 0), piece=(number, 3)) for i in range(3)]


def settled_ways(line, *pieces):
    """Boxes of a line's atoms once these of its runs are one atom each, and from where to where its runs go then and went before."""
    before = runs(line, 40)
    atoms, after, kept = settle(line, before, [i for i, run in enumerate(before) if (run.start, run.stop) in pieces])
    return (
        [one.box for one in atoms],
        [(run.start, run.stop) for run in after],
        [(before[i].start, before[i].stop) for i in kept],
    )


def test_a_settled_piece_is_one_atom_and_nothing_begins_or_ends_within_it():
    line = [atom(0, 60, 10, 40, piece=(1, 1)), *cut_in_three(), atom(66, 60, 10, 40, piece=(2, 1))]
    boxes, after, before = settled_ways(line, (1, 4))
    assert boxes == [(0, 60, 10, 100), (20, 60, 54, 100), (66, 60, 76, 100)]
    assert after == [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]
    assert before == [(0, 1), (0, 4), (1, 4), (1, 5), (4, 5)]


def test_a_settled_piece_is_the_ink_of_all_its_parts_and_torn_off_nothing():
    atoms, _, _ = settle(line := cut_in_three(), some := runs(line, 40), wholes(line, some))
    (whole,) = atoms
    assert (whole.mask.sum(), whole.torn, whole.piece) == (3 * 400, 0.0, (3, 1))
    assert not whole.mask[:, 10:12].any()


def test_what_is_not_settled_stays_as_it_was():
    line = cut_in_three()
    boxes, after, before = settled_ways(line)
    assert (boxes, after) == ([one.box for one in line], before)


@pytest.mark.parametrize(
    "line",
    [
        [atom(20, 60), atom(40, 60)],
        cut_in_three()[:2],
        [*cut_in_three()[:2], atom(38, 60, 4, 40, piece=(9, 1)), *cut_in_three()[2:]],
    ],
    ids=["whole already", "a part in another line", "something between its parts"],
)
def test_only_a_piece_that_was_cut_and_lies_side_by_side_can_be_settled(line):
    assert wholes(line, runs(line, 40)) == []


@pytest.mark.parametrize(
    "none, best, settled",
    [(0.01, 0.97, True), (0.06, 0.93, False), (0.01, 0.9, False), (0.04, 0.94, True)],
    ids=["a digit", "it may be none", "it may be another", "of the digits it is sure"],
)
def test_a_piece_is_settled_where_it_surely_is_a_digit_and_which(none, best, settled):
    said = np.array([[best] + [(1 - none - best) / 9] * 9 + [none]])
    assert is_settled(said, METADATA["output"]["classes"]).tolist() == [settled]


def test_a_ring_that_is_known_whole_has_one_segment_and_an_unknown_one_is_cut():
    sheet = find_sheet(seen(rings((60, 80), (180, 80), radius=40)))
    words = [word(0) if i == 0 else NOTHING for i, _ in enumerate(whole_glyphs(sheet))]
    writing = find_writing(settled(sheet, np.array(words, np.float32), METADATA))
    lefts = [segment.run.box[0] for line in writing.lines for segment in line.segments]
    assert sum(left < 110 for left in lefts) == 1
    assert sum(left > 110 for left in lefts) > 1


# ---- path

METADATA = {
    "output": {"classes": [*"0123456789", "no digit"]},
    "calibration": {"temperature": 1.0},
    "choice": dict.fromkeys(OF_CHOICE, 0.0) | {"odds": 1.0},
    "no_digit_threshold": 0.5,
    "numbers": dict.fromkeys(WEIGHTS, 0.0)
    | {
        "bias": -1.5,
        "odds": 1.0,
        "surety": 1.0,
        "joined": -0.5,
        "cut": -0.5,
        "torn": -6.0,
        "left_out": -0.2,
        "left_out_height": -1.2,
    }
    | {"view": -5.0, "least_gain": 1.0, "mean_gain": 1.0, "count": 1.0, "torn_share": -6.0, "left_out_share": -3.0},
}


def word(digit, sure=0.99, none=0.01):
    """What the network says of one glyph."""
    of_digits = np.full(10, (1 - sure) / 9)
    of_digits[digit] = sure
    return [*(1 - none) * of_digits, none]


NOTHING = word(0, sure=0.1, none=0.999)


def segment_of(start, stop, height=40, line=0):
    """As tall as is said, and half as broad."""
    box = (20 * start, 0, 20 * start + height // 2, height)
    glyph = Glyph(np.zeros((28, 28), np.uint8), (box[0], box[1], height // 2, height), line)
    return Segment(Run(start, stop, box, 0), glyph)


def way(words, torn=(0.0, 0.0, 0.0), heights=(40, 40, 40)):
    """The best way through three atoms, for words on their segments (start, stop): the digits, and how it scores."""
    atoms = [atom(20 * i, 0, h=heights[i], torn=torn[i]) for i in range(3)]
    line = Line(atoms, [segment_of(*run) for run in words])
    steps, score = best_path(line, np.array(list(words.values()), np.float32), 40, METADATA)
    read = [(one.segment.run.start, one.segment.run.stop, int(one.choice.probabilities.argmax())) for one in steps]
    return read, score


ALONE = {(0, 1): word(1), (1, 2): word(2), (2, 3): word(3)}
CUT = (0.0, 0.6, 0.6)


@pytest.mark.parametrize(
    "words, torn, expected",
    [
        (ALONE, (0, 0, 0), [(0, 1, 1), (1, 2, 2), (2, 3, 3)]),
        (ALONE | {(0, 3): NOTHING}, (0, 0, 0), [(0, 1, 1), (1, 2, 2), (2, 3, 3)]),
        (ALONE | {(0, 1): NOTHING, (1, 2): NOTHING, (0, 2): word(4)}, (0, 0, 0), [(0, 2, 4), (2, 3, 3)]),
        ({(0, 1): NOTHING, (1, 2): NOTHING, (2, 3): NOTHING, (0, 3): word(8)}, CUT, [(0, 3, 8)]),
        ({(0, 3): word(8, none=0.3), (0, 1): word(1, none=0.3), (1, 3): word(3, none=0.3)}, (0, 0, 0), [(0, 3, 8)]),
        (ALONE | {(0, 3): word(8, none=0.5)}, (0, 0, 0), [(0, 1, 1), (1, 2, 2), (2, 3, 3)]),
        (ALONE | {(0, 3): word(8, none=0.05)}, CUT, [(0, 3, 8)]),
        (ALONE | {(0, 3): NOTHING}, CUT, [(0, 1, 1), (1, 2, 2), (2, 3, 3)]),
        (ALONE | {(1, 2): NOTHING}, (0, 0, 0), [(0, 1, 1), (2, 3, 3)]),
        ({(0, 1): NOTHING, (1, 2): NOTHING, (2, 3): NOTHING}, (0, 0, 0), []),
        ({(1, 2): word(2)}, (0, 0, 0), [(1, 2, 2)]),
    ],
    ids=[
        "three that are sure",
        "not what is none of them together",
        "two atoms as one digit, where neither is one alone",
        "a digit that was cut, whole",
        "one digit rather than two as sure",
        "three that are sure rather than one that is not",
        "but not where cuts would have to be true",
        "unless it is none whole",
        "what is no digit is left out",
        "be it all",
        "and so is what is no segment",
    ],
)
def test_the_likeliest_way_through_a_line_wins(words, torn, expected):
    assert way(words, torn)[0] == expected


SURE = {(0, 1): word(1, 1.0, 0.0), (1, 2): word(2, 1.0, 0.0), (2, 3): word(3, 1.0, 0.0)}


@pytest.mark.parametrize(
    "better, worse",
    [
        (way(SURE), way(ALONE)),
        (way(SURE), way(SURE | {(2, 3): word(3, sure=0.5)})),
        (way(SURE), way(SURE | {(2, 3): NOTHING})),
        (way(SURE), way(SURE, torn=(0, 0.1, 0))),
        (way(SURE, torn=(0, 0.1, 0)), way(SURE, torn=(0, 0.4, 0))),
    ],
    ids=[
        "what is less sure to be digits",
        "what is less sure which digits",
        "what leaves something out",
        "a cut",
        "a cut through more ink",
    ],
)
def test_likelier_ways_score_better(better, worse):
    assert better[1] > worse[1] + 0.01


@pytest.mark.parametrize("at_edge, digits", [([], "123"), ([2], "12"), ([0, 1, 2], "")], ids=["none", "one", "all"])
def test_what_touches_the_frames_edge_may_be_less_of_a_digit(at_edge, digits):
    atoms = [replace(atom(20 * i, 0), at_edge=i in at_edge) for i in range(3)]
    line, words = Line(atoms, [segment_of(*run) for run in ALONE]), np.array(list(ALONE.values()), np.float32)
    wary = METADATA | {"numbers": METADATA["numbers"] | {"at_edge": -20.0}}
    steps, _ = best_path(line, words, 40, wary)
    assert "".join(str(step.choice.probabilities.argmax()) for step in steps) == digits


def test_a_digit_of_which_a_part_touches_the_frames_edge_does():
    atoms = [replace(atom(20 * i, 0), at_edge=i == 1) for i in range(3)]
    line = Line(atoms, [segment_of(0, 1), segment_of(0, 2), segment_of(2, 3)])
    weighed = of_digits(line, np.array([NOTHING] * 3), 40, METADATA["output"]["classes"])
    assert weighed[:, OF_DIGIT.index("at_edge")].tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    "pieces, whole",
    [
        ([0, 1, 2], [True, True, True, True]),
        ([0, 0, 2], [False, True, False, True]),
        ([0, 1, 0], [False, False, False, True]),
        ([0, 1, 1], [True, False, True, True]),
    ],
    ids=["three pieces", "one cut before another", "one cut about another", "one cut behind another"],
)
def test_whether_a_digit_cuts_no_piece_of_ink(pieces, whole):
    atoms = [atom(20 * i, 0, piece=(number, 1)) for i, number in enumerate(pieces)]
    some = [Run(*ends, (0, 0, 1, 1), 0) for ends in ((0, 1), (0, 2), (1, 3), (0, 3))]
    assert are_whole(atoms, some).tolist() == whole
    assert are_whole(atoms, []).tolist() == []


@pytest.mark.parametrize(
    "others, part",
    [
        ([], 0.0),
        ([(20, 0, 20, 40)], 0.0),
        ([(10, 0, 20, 40)], 0.5),
        ([(10, 20, 20, 40)], 0.25),
        ([(10, 20, 20, 40), (15, -20, 20, 60)], 0.5),
        ([(-5, 0, 40, 40), (10, 0, 20, 40)], 1.0),
        ([(0, -50, 20, 40)], 0.0),
        ([(-30, -50, 20, 40)], 0.0),
    ],
    ids=[
        "nothing",
        "beside it",
        "half",
        "a quarter",
        "a quarter twice",
        "all and more",
        "above it",
        "before and above it",
    ],
)
def test_how_much_of_a_digit_other_ink_takes(others, part):
    atoms = [atom(x, y, w, h) for x, y, w, h in [(0, 0, 20, 40), *others]]
    assert shared(atoms, [Run(0, 1, (0, 0, 20, 40), 0)]).tolist() == pytest.approx([part])
    assert shared(atoms, [Run(0, len(atoms), (0, 0, 20, 40), 0)]).tolist() == [0.0]
    assert shared(atoms, []).tolist() == []


@pytest.mark.parametrize("name, expected", [("whole_pieces", [(0, 3, 8)]), ("shared", [(0, 1, 1), (1, 3, 3)])])
def test_ways_are_weighed_by_whether_they_cut_pieces_and_by_how_they_lie(name, expected):
    atoms = [atom(20 * i, 0, w=30, h=40, piece=(0, 3)) for i in range(3)]
    line = Line(atoms, [segment_of(0, 3), segment_of(0, 1), segment_of(1, 3)])
    said = np.array([word(8, none=0.3), word(1, none=0.3), word(3, none=0.3)], np.float32)
    ways = [
        best_path(line, said, 40, METADATA | {"numbers": METADATA["numbers"] | {"joined": 0.0, "left_out": -9.0} | own})
        for own in ({name: 9.0}, {name: -9.0})
    ]
    read = [
        [(one.segment.run.start, one.segment.run.stop, int(one.choice.probabilities.argmax())) for one in steps]
        for steps, _ in ways
    ]
    assert expected in read and read[0] != read[1]


def test_where_nothing_is_read_the_score_is_that_of_nothing():
    assert way(dict.fromkeys(ALONE, NOTHING)) == ([], 0.0)


def test_a_digits_gain_is_what_it_scores_better_than_nothing():
    line = Line([atom(0, 0)], [segment_of(0, 1)])
    (step,), score = best_path(line, np.array([word(3, sure=1.0, none=0.1)], np.float32), 40, METADATA)
    # The odds of 9 to 1, the bias, and the cost of leaving out an atom as tall as the writing.
    assert step.gain == score == pytest.approx(np.log(9) - 1.5 + 0.2 + 1.2, abs=0.01)
    assert step.choice.none == pytest.approx(1 / (1 + np.exp(step.gain)))


# ---- decide


def writing(*rows):
    """A view of lines of atoms, one digit each: (word, height) or a word alone; and what the network says of them."""
    lines, words = [], []
    for number, row in enumerate(rows):
        row = [one if isinstance(one, tuple) else (one, 40) for one in row]
        found = [segment_of(i, i + 1, height, number) for i, (_, height) in enumerate(row)]
        lines.append(Line([atom(20 * i, 0, h=height) for i, (_, height) in enumerate(row)], found))
        words += [said for said, _ in row]
    return Writing(lines, 40, seen(inked())), np.array(words, np.float32).reshape(-1, 11)


def text(digits):
    lines = {}
    for glyph, choice in digits:
        lines[glyph.line] = lines.get(glyph.line, "") + str(choice.probabilities.argmax())
    return lines


LONE = (Glyph(np.zeros((28, 28), np.uint8), (0, 0, 50, 50)), Choice(0, np.eye(10)[7], 0.01))


def decided(*views, lone=LONE):
    return text(decide(lone, [], [view for view, _ in views], [words for _, words in views], METADATA))


UNSURE = word(5, none=0.3)


@pytest.mark.parametrize(
    "row, expected",
    [
        ([], {0: "7"}),
        ([word(1)], {0: "7"}),
        ([word(1), NOTHING], {0: "7"}),
        ([word(1), UNSURE], {0: "7"}),
        ([word(1), (word(2), 100)], {0: "7"}),
        ([word(1), word(2)], {0: "12"}),
        ([word(1), NOTHING, word(2)], {0: "12"}),
        ([word(1), UNSURE, word(2)], {0: "152"}),
        ([word(1), word(2), word(5, none=0.6)], {0: "12"}),
        ([word(1), word(2), (word(3), 12)], {0: "12"}),
        ([word(1), word(2), (word(3), 30)], {0: "123"}),
    ],
    ids=[
        "a view of nothing",
        "one sure digit",
        "one, and a letter",
        "one, and what may be one",
        "two that are not of like height",
        "two sure ones",
        "two, and a letter between them",
        "two, and what may be one",
        "two, and what is rather none",
        "two, and one much smaller",
        "three of like height",
    ],
)
def test_a_lone_digit_stays_alone_and_two_that_are_sure_are_several(row, expected):
    assert decided(writing(row)) == expected


@pytest.mark.parametrize("least, expected", [(2.0, "12"), (30.0, "7")])
def test_several_may_have_to_be_likelier_by_so_much(least, expected):
    view, words = writing([word(1), word(2)])
    assert text(decide(LONE, [], [view], [words], METADATA, least)) == {0: expected}


@pytest.mark.parametrize("lone, expected", [(LONE, [LONE]), (None, [])], ids=["the lone digit", "nothing"])
def test_without_a_view_there_is_nothing_but_the_lone_digit(lone, expected):
    assert decide(lone, [], [], [], METADATA) == expected


@pytest.mark.parametrize(
    "rows, expected",
    [
        ([[word(1), word(2)], [word(3), word(4)]], {0: "12", 1: "34"}),
        ([[word(1)], [word(2)]], {0: "1", 1: "2"}),
        ([[word(1), word(2)], [NOTHING, NOTHING], [word(3)]], {0: "12", 1: "3"}),
        ([[NOTHING], [word(1), word(2)]], {0: "12"}),
        ([[word(1), word(2)], [UNSURE]], {0: "12"}),
    ],
    ids=["two lines", "of one digit each", "a line of letters", "letters above", "a line with nothing sure"],
)
def test_lines_in_which_nothing_was_read_do_not_count(rows, expected):
    assert decided(writing(*rows)) == expected


TWO, THREE, OTHER = [word(1), word(2)], [word(3), word(4), word(5)], [word(8), word(9)]


@pytest.mark.parametrize(
    "views, expected",
    [
        ([TWO, THREE], "345"),
        ([THREE, TWO], "345"),
        ([TWO, OTHER], "12"),
        ([[word(1, none=0.05), word(2, none=0.05)], OTHER], "89"),
        ([[word(1, sure=0.6), word(2, sure=0.6)], OTHER], "89"),
        ([[*TWO, NOTHING, NOTHING], OTHER], "89"),
        ([[word(6)], OTHER], "89"),
    ],
    ids=[
        "the one with more digits",
        "be it the first",
        "the first of equals",
        "the one more sure that they are digits",
        "the one more sure which they are",
        "the one with less that is none",
        "the one with several",
    ],
)
def test_of_several_views_the_one_that_most_speaks_for_is_read(views, expected):
    assert decided(*(writing(view) for view in views)) == {0: expected}


@pytest.mark.parametrize(
    "row, expected",
    [
        ([word(1), word(2), NOTHING, NOTHING], "12"),
        ([word(1), word(2), NOTHING, NOTHING, NOTHING], "7"),
        ([word(1), UNSURE], "15"),
        ([word(1), UNSURE, UNSURE, UNSURE], "7"),
    ],
    ids=["half of it left out", "most of it left out", "one unsure digit", "most of it unsure"],
)
def test_noise_is_no_number_however_much_speaks_for_several(row, expected):
    view, words = writing(row)
    eager = METADATA | {"numbers": METADATA["numbers"] | {"view": 30.0}}
    assert text(decide(LONE, [], [view], [words], eager)) == {0: expected}


CLEAR, LESS = word(1, none=0.008), word(1, none=0.01)
CLEARER = word(1, none=0.002)
WARY = METADATA | {"numbers": METADATA["numbers"] | {"view": -60.0}}


def lone_in(box, none=0.01):
    return Glyph(np.zeros((28, 28), np.uint8), box), Choice(0, np.eye(10)[7], none)


@pytest.mark.parametrize(
    "rows, lone, expected",
    [
        ([[CLEAR, CLEAR]], lone_in((0, 0, 20, 40)), {0: "11"}),
        ([[CLEAR, CLEAR], [CLEAR, CLEAR]], lone_in((0, 0, 20, 40)), {0: "11", 1: "11"}),
        ([[CLEAR, CLEAR], [CLEAR]], lone_in((0, 0, 20, 40)), {0: "7"}),
        ([[CLEAR, LESS]], lone_in((0, 0, 20, 40)), {0: "7"}),
        ([[CLEAR] * 6 + [NOTHING]], lone_in((0, 0, 20, 40)), {0: "111111"}),
        ([[CLEAR] * 5 + [NOTHING]], lone_in((0, 0, 20, 40)), {0: "7"}),
        ([[CLEAR] * 3, [NOTHING]], lone_in((0, 0, 20, 40)), {0: "7"}),
        ([[CLEAR, CLEAR]], lone_in((0, 0, 31, 40)), {0: "11"}),
        ([[CLEARER, CLEARER]], lone_in((0, 0, 33, 40)), {0: "7"}),
        ([[CLEAR, CLEAR]], lone_in((0, 0, 20, 40), none=0.9), {0: "7"}),
        ([[CLEARER, CLEARER]], lone_in((0, 0, 20, 40), none=0.9), {0: "11"}),
        ([[CLEARER, CLEARER]], None, {0: "11"}),
    ],
    ids=[
        "two",
        "two lines of two",
        "one alone in its line",
        "one that is not that sure",
        "little left out",
        "more left out",
        "a line left out",
        "a lone digit that has less of them",
        "a lone digit that has most of them",
        "a lone digit that is refused",
        "then they are surer",
        "or there is none",
    ],
)
def test_digits_that_are_clearly_several_are_read_whatever_else_speaks_against_it(rows, lone, expected):
    view, words = writing(*rows)
    assert text(decide(lone, [], [view], [words], WARY)) == expected


@pytest.mark.parametrize(
    "right, pieces, polarity, expected",
    [
        (40, [0], "", {0: "7"}),
        (40, [3, 3], "", {0: "7"}),
        (40, [3, 4], "", {0: "11"}),
        (40, [0], "light", {0: "11"}),
        (31, [0], "", {0: "11"}),
    ],
    ids=["a piece", "its parts", "two pieces", "ink of the other polarity", "a piece that has less of them"],
)
def test_digits_that_are_one_piece_in_another_view_are_not_clearly_several(right, pieces, polarity, expected):
    view, words = writing([CLEARER, CLEARER])
    glyph = Glyph(np.zeros((28, 28), np.uint8), (0, 0, right, 40), polarity=polarity)
    atoms = [replace(atom(20 * i, 0), piece=(number, len(pieces))) for i, number in enumerate(pieces)]
    joined = Line(atoms, [Segment(Run(0, len(pieces), (0, 0, right, 40), 0), glyph)])
    other = replace(view, lines=[joined])
    of_both = [words, np.array([NOTHING], np.float32)]
    assert text(decide(lone_in((0, 0, 20, 40), none=0.9), [], [view, other], of_both, WARY)) == expected


def test_a_view_that_is_likelier_than_a_clear_one_is_read_first():
    clear, likely = writing([CLEARER] * 2), writing([word(2, none=0.001)] * 3)
    eager = METADATA | {"numbers": METADATA["numbers"] | {"ones": -60.0, "missed": 0.0}}
    found = decide(lone_in((0, 0, 20, 40)), [], [clear[0], likely[0]], [clear[1], likely[1]], eager)
    assert text(found) == {0: "222"}


@pytest.mark.parametrize("least, expected", [(0.9, {0: "11"}), (1.0, {0: "7"})])
def test_where_several_have_to_be_likelier_that_they_are_clear_is_not_enough(least, expected):
    view, words = writing([CLEARER, CLEARER])
    assert text(decide(lone_in((0, 0, 20, 40)), [], [view], [words], WARY, least)) == expected


SURE_OF_IT = 6.5


@pytest.mark.parametrize(
    "boxes, odds, expected",
    [
        ([], SURE_OF_IT, "12"),
        ([(0, 0, 40, 40)], SURE_OF_IT, "7"),
        ([(-100, -50, 500, 200)], SURE_OF_IT, "7"),
        ([(0, 0, 33, 40)], SURE_OF_IT, "7"),
        ([(0, 0, 31, 40)], SURE_OF_IT, "12"),
        ([(0, 7, 40, 40)], SURE_OF_IT, "7"),
        ([(0, 9, 40, 40)], SURE_OF_IT, "12"),
        ([(0, 0, 20, 40), (20, 0, 20, 40)], SURE_OF_IT, "12"),
        ([(60, 0, 40, 40)], SURE_OF_IT, "12"),
        ([(0, 0, 40, 40)], -SURE_OF_IT, "12"),
        ([(0, 0, 40, 40)], 0.5, "12"),
    ],
    ids=[
        "no find",
        "as broad as both",
        "both and much else",
        "most of both",
        "less of them",
        "most of their height",
        "less of their height",
        "each alone",
        "beside them",
        "what is no digit",
        "what may be one",
    ],
)
def test_where_a_find_that_has_all_of_them_is_surely_one_digit_there_are_not_several(boxes, odds, expected):
    view, words = writing([word(1), word(2)])
    wary = METADATA | {"numbers": METADATA["numbers"] | {"whole_odds": -3.0}}
    for finds in ([Find(box, odds) for box in boxes], [Find(box, own) for box in boxes for own in (-9.0, odds, -2.0)]):
        assert text(decide(LONE, finds, [view], [words], wary)) == {0: expected}


@pytest.mark.parametrize(
    "boxes, odds, expected",
    [
        ([(0, 0, 40, 40)], 7.0, "7"),
        ([(0, 0, 40, 40)], 6.9, "12"),
        ([(100, 0, 40, 40), (0, 0, 40, 40)], 9.0, "7"),
        ([(-3, -1, 44, 44)], 9.0, "7"),
        ([(-4, -4, 48, 48)], 9.0, "12"),
        ([(3, 2, 36, 38)], 9.0, "7"),
        ([(5, 0, 30, 40)], 9.0, "12"),
    ],
    ids=[
        "all of them",
        "not that surely",
        "another beside",
        "little more",
        "a ring around them",
        "most of them",
        "less of them",
    ],
)
def test_where_a_find_that_is_all_of_them_is_certainly_one_digit_nothing_speaks_for_several(boxes, odds, expected):
    view, words = writing([word(1), word(2)])
    eager = METADATA | {"numbers": METADATA["numbers"] | {"view": 60.0}}
    assert text(decide(LONE, [Find(box, odds) for box in boxes], [view], [words], eager)) == {0: expected}


def test_three_digits_or_more_may_be_several_whatever_a_find_of_all_of_them_is():
    view, words = writing([word(1), word(2), word(3)])
    eager = METADATA | {"numbers": METADATA["numbers"] | {"view": 60.0}}
    assert text(decide(LONE, [Find((0, 0, 60, 40), 9.0)], [view], [words], eager)) == {0: "123"}


@pytest.mark.parametrize("odds, expected", [(3.0, "12"), (6.5, "7")], ids=["where it may be", "where it surely is"])
def test_that_a_find_of_all_of_them_is_surely_one_digit_counts_once_more(odds, expected):
    view, words = writing([word(1), word(2)])
    wary = METADATA | {"numbers": METADATA["numbers"] | {"whole_sure": -30.0}}
    assert text(decide(LONE, [Find((0, 0, 40, 40), odds)], [view], [words], wary)) == {0: expected}


def lying(*boxes):
    return [(replace(LONE[0], box=box), LONE[1]) for box in boxes]


@pytest.mark.parametrize(
    "box, odds, expected",
    [
        ((60, 0, 20, 40), 3.0, True),
        ((60, 0, 20, 40), 2.9, False),
        ((200, 100, 90, 22), 9.0, True),
        ((200, 100, 90, 21), 9.0, False),
        ((60, 0, 20, 68), 9.0, True),
        ((60, 0, 20, 69), 9.0, False),
        ((33, 0, 20, 40), 9.0, True),
        ((31, 0, 20, 40), 9.0, False),
        ((0, 0, 80, 60), 9.0, False),
        ((22, 2, 16, 36), 9.0, False),
    ],
    ids=[
        "beside it",
        "what may be one",
        "somewhere else",
        "too low",
        "taller",
        "too tall",
        "with a part of it",
        "with half of it",
        "all around",
        "within the other",
    ],
)
def test_a_find_is_passed_over_that_surely_is_a_digit_as_tall_as_those_read_and_beside_them(box, odds, expected):
    found = lying((0, 0, 20, 40), (20, 0, 20, 40))
    other = Find((0, 0, 20, 40), 9.0)
    assert passed_over([other, Find(box, odds), other], found) == ([Find(box, odds)] if expected else [])
    assert passed_over([Find(box, odds)], []) == []


@pytest.mark.parametrize(
    "boxes, read_as, expected",
    [
        ([(0, 0, 20, 40)], [(0, 0, 20, 40)], False),
        ([(0, 0, 20, 40)], [(2, 3, 20, 40)], False),
        ([(0, 0, 60, 40)], [(0, 0, 20, 40)], True),
        ([(40, 0, 20, 40)], [(0, 0, 20, 40)], True),
        ([(0, 0, 20, 40), (40, 0, 20, 40)], [(0, 0, 20, 40)], False),
        ([(40, 0, 20, 40), (0, 0, 20, 40)], [(0, 0, 20, 40)], True),
        ([(0, 0, 20, 40)], [], True),
        ([], [], False),
    ],
    ids=[
        "the digit",
        "nearly",
        "more than it",
        "beside it",
        "the digit, and less",
        "beside it, and it",
        "none read",
        "none",
    ],
)
def test_colour_has_more_where_its_best_find_is_not_what_was_read(boxes, read_as, expected):
    flat = np.zeros((28, 28), np.uint8)
    grey = Glyph(flat, (80, 0, 20, 40), score=1.0, polarity="dark")
    glyphs = [grey, *(Glyph(flat, box, score=0.9 - 0.1 * i) for i, box in enumerate(boxes))]
    found = [(Glyph(flat, box), Choice(0, np.eye(10)[7], 0.01)) for box in read_as]
    assert has_more_colour(glyphs, found) == expected
    assert has_more_colour(glyphs[::-1], found) == expected


def test_what_is_passed_over_is_as_tall_as_most_digits():
    find = Find((90, 0, 20, 40), 9.0)
    assert passed_over([find], lying((0, 0, 20, 40), (20, 0, 20, 42), (40, 0, 20, 100))) == [find]
    assert passed_over([find], lying((0, 0, 20, 40), (20, 0, 20, 98), (40, 0, 20, 100))) == []


def in_places(places, polarity="dark"):
    view, words = writing([word(1) for _ in places])
    (line,) = view.lines
    glyphs = [Glyph(np.zeros((28, 28), np.uint8), box, polarity=polarity) for box in places]
    segments = [replace(segment, glyph=glyph) for segment, glyph in zip(line.segments, glyphs, strict=True)]
    return replace(view, lines=[replace(line, segments=segments)]), words


PAIR = [(0, 0, 20, 40), (20, 0, 20, 40)]


@pytest.mark.parametrize(
    "places, polarity, expected",
    [
        (PAIR, "dark", 2),
        ([*PAIR, (60, 0, 20, 40)], "dark", 3),
        ([*PAIR, (33, 0, 20, 40)], "dark", 3),
        ([*PAIR, (30, 0, 20, 40)], "dark", 2),
        ([*PAIR, (60, 0, 20, 40)], "light", 2),
    ],
    ids=["none", "a third digit", "which lies in part on one of them", "which is one of them", "which is in light ink"],
)
def test_of_two_views_that_one_wins_which_misses_no_digit(places, polarity, expected):
    views = [in_places(PAIR), in_places(places, polarity)]
    # But for that, fewer digits would be likelier.
    wary = METADATA | {"numbers": METADATA["numbers"] | {"count": -1.0, "missed": -2.0}}
    for both in (views, views[::-1]):
        found = decide(LONE, [], [view for view, _ in both], [words for _, words in both], wary)
        assert len(found) == expected


def in_a_row(count, apart):
    return [(apart * i, 0, 20, 40) for i in range(count)]


@pytest.mark.parametrize(
    "places, expected",
    [
        (in_a_row(2, 4), 2),
        (in_a_row(2, 2), 1),
        (in_a_row(4, 16), 4),
        (in_a_row(4, 12), 1),
        (in_a_row(12, 18), 12),
        (in_a_row(12, 16), 1),
    ],
    ids=["two", "two nearly in one place", "four", "four closer", "many", "many as close as four may be"],
)
def test_the_more_digits_there_are_the_less_may_they_lie_over_one_another(places, expected):
    assert len(decide(LONE, [], *([one] for one in in_places(places)), METADATA)) == expected


def test_digits_of_other_lines_may_be_as_near_as_they_like():
    assert decided(writing(*[[word(1), word(2)]] * 4)) == dict.fromkeys(range(4), "12")


@pytest.mark.parametrize("finds, expected", [([], "12"), ([Find((0, 0, 40, 40), -9.0)], "7")], ids=["none", "one"])
def test_whether_any_find_has_all_of_them_counts_too(finds, expected):
    view, words = writing([word(1), word(2)])
    wary = METADATA | {"numbers": METADATA["numbers"] | {"whole": -30.0}}
    assert text(decide(LONE, finds, [view], [words], wary)) == {0: expected}


def test_that_a_find_of_all_of_them_is_no_digit_does_not_speak_for_several():
    view, words = writing([word(1), word(2)])
    wary = METADATA | {"numbers": METADATA["numbers"] | {"view": -20.0, "whole_odds": -3.0}}
    assert text(decide(LONE, [Find((0, 0, 40, 40), -9.0)], [view], [words], wary)) == {0: "7"}


def test_where_none_was_looked_for_a_page_counts_as_found_whole():
    view, words = writing([word(1, none=0.001)] * PAGE)
    wary = METADATA | {"numbers": METADATA["numbers"] | {"whole": -60.0}}
    assert len(read_page(view, words, METADATA)) == PAGE
    assert read_page(view, words, wary) == []


def test_a_find_has_the_odds_that_the_network_gives_it_by_itself():
    glyphs = [Glyph(np.zeros((28, 28), np.uint8), (0, 0, 50, 50)), Glyph(np.zeros((28, 28), np.uint8), (5, 6, 7, 8))]
    said = np.array([word(3, none=0.1), NOTHING], np.float32)
    cool = METADATA | {"calibration": {"temperature": 0.5}}
    first, second = finds_of(glyphs, said, METADATA)
    assert (first.box, second.box) == ((0, 0, 50, 50), (5, 6, 7, 8))
    assert first.odds == pytest.approx(np.log(9), abs=0.01) and second.odds == pytest.approx(-np.log(999), abs=0.2)
    assert finds_of(glyphs, said, cool)[0].odds > first.odds + 1
    assert finds_of([], np.zeros((0, 11), np.float32), METADATA) == []


def test_what_does_not_look_like_writing_counts_little_where_it_is_left_out():
    view, words = writing([word(1), word(2), NOTHING, NOTHING, NOTHING])
    (line,) = view.lines
    faint = [replace(one, score=0.1) if i > 1 else one for i, one in enumerate(line.atoms)]
    assert decided((view, words)) == {0: "7"}
    assert decided((replace(view, lines=[Line(faint, line.segments)]), words)) == {0: "12"}


@pytest.mark.parametrize(
    "rows, expected",
    [
        ([[word(1), word(2)], [NOTHING] * 9], {0: "12"}),
        ([[NOTHING] * 9, [word(1), word(2)], [NOTHING] * 9], {0: "12"}),
        ([[word(1), word(2), *[NOTHING] * 3], [word(3), word(4), word(5)]], {0: "12", 1: "345"}),
        ([[word(1), word(2), *[NOTHING] * 9], [word(3), word(4), word(5)]], {0: "7"}),
    ],
    ids=["one line", "two", "half of their own lines", "most of them"],
)
def test_what_is_in_lines_without_digits_may_be_anything(rows, expected):
    """The grain of a table around the paper, or a text."""
    assert decided(writing(*rows)) == expected


def test_but_how_much_it_is_counts_too():
    wary = METADATA | {"numbers": METADATA["numbers"] | {"left_out_elsewhere": -20.0}}
    for nothing, expected in (([], "12"), ([NOTHING], "12"), ([NOTHING] * 9, "7")):
        view, words = writing([SURE, word(2, none=0.001)], nothing)
        assert "".join(text(decide(LONE, [], [view], [words], wary)).values()) == expected


def test_beside_sure_digits_there_may_be_a_word():
    sure = [word(one, sure=1.0, none=0.0001) for one in (1, 2)]
    for row, expected in ((sure, "12"), ([word(1), word(2)], "7")):
        assert decided(writing([*row, *[NOTHING] * 4])) == {0: expected}


def test_a_line_whose_digits_gain_little_is_noise_beside_one_whose_digits_gain_much():
    noise = [word(8, none=0.05), *[word(5, none=0.45)] * 3]
    number = [word(1), word(2), word(3), word(4), word(6)]
    assert decided(writing(number, noise)) == {0: "12346"}
    assert decided(writing(number, noise[:1])) == {0: "12346", 1: "8"}


SURE, DOUBT = word(1, none=0.001), word(4, none=0.2)


@pytest.mark.parametrize(
    "row, is_page",
    [
        ([SURE] * 12, True),
        ([SURE] * 11, False),
        ([SURE] * 12 + [NOTHING] * 2, True),
        ([SURE] * 12 + [NOTHING] * 3, False),
        ([SURE] * 14 + [DOUBT] * 2, True),
        ([SURE] * 6 + [DOUBT] * 8, False),
    ],
    ids=["many digits", "one less", "little left out", "more left out", "some in doubt", "many in doubt"],
)
def test_a_page_is_many_digits_and_little_else_and_sure_on_average(row, is_page):
    digits = [one for one in row if one is not NOTHING]
    view, words = writing(row)
    found = read_page(view, words, METADATA)
    assert [int(choice.probabilities.argmax()) for _, choice in found] == (
        [int(np.argmax(one)) for one in digits] if is_page else []
    )


def test_a_page_is_no_number_unless_that_is_likelier_than_not():
    view, words = writing([SURE] * 12)
    assert read_page(view, words, METADATA | {"numbers": METADATA["numbers"] | {"view": -60.0}}) == []
