"""A sheet of paper on a table is read as if there were nothing else."""

import cv2
import numpy as np
import pytest

from lambda_fn.preprocess import fine_view
from lambda_fn.preprocess.paper import alone, otsu, parted, sheets, straight

H, W = 240, 320
TABLE, PAPER, INK = (90, 60, 40), (235, 230, 190), (30, 30, 60)
CORNERS = [(90, 60), (230, 60), (230, 180), (90, 180)]
STROKE = [(150, 90), (162, 90), (162, 150), (150, 150)]


def scene(*areas, ground=TABLE):
    """uint8 [240, 320, 3] of areas (corners, colour), one over the other."""
    picture = np.full((H, W, 3), ground, np.uint8)
    for corners, colour in areas:
        cv2.fillPoly(picture, [np.int32(corners)], colour)
    return picture


def turned(corners, degrees):
    angle = np.radians(degrees)
    middle = np.mean(CORNERS, axis=0)
    return (np.array(corners) - middle) @ np.array(
        [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    ) + middle


NOTE = [(CORNERS, PAPER), (STROKE, INK)]


@pytest.mark.parametrize(
    "areas, ground",
    [
        (NOTE, TABLE),
        ([(turned(CORNERS, 12), PAPER), (turned(STROKE, 12), INK)], TABLE),
        ([([(80, 50), (240, 62), (228, 186), (95, 175)], PAPER), (STROKE, INK)], TABLE),
        ([(CORNERS, INK), (STROKE, PAPER)], (190, 180, 170)),
        (
            [
                ([(180, 60), (319, 60), (319, 180), (180, 180)], PAPER),
                ([(240, 90), (250, 90), (250, 150), (240, 150)], INK),
            ],
            TABLE,
        ),
    ],
    ids=["a note", "a tilted one", "one seen aslant", "a dark one", "one that ends where the frame does"],
)
def test_all_around_a_sheet_is_painted_like_it_and_what_is_written_stays(areas, ground):
    picture = scene(*areas, ground=ground)
    before = picture.copy()
    seen = alone(picture)
    assert (picture == before).all()
    (_, paper), (_, ink) = areas
    colours = {tuple(colour) for colour in seen.reshape(-1, 3).tolist()}
    assert tuple(ink) in colours and tuple(ground) not in colours
    written = (picture == ink).all(axis=2)
    assert ((seen == ink).all(axis=2) == written).all()
    # Ink draws the plane a little its way.
    assert np.abs(seen[~written].astype(int) - paper).max() <= 25


@pytest.mark.parametrize("broad, is_alone", [(2, True), (5, False)])
def test_streaks_of_the_table_that_are_like_the_sheet_are_no_part_of_it(broad, is_alone):
    streaks = [
        ([(0, y), (319, y), (319, y + broad - 1), (0, y + broad - 1)], PAPER) for y in (20, 75, 100, 130, 165, 210)
    ]
    seen = alone(scene(*streaks, *NOTE))
    assert (not (seen == TABLE).all(axis=2).any()) == is_alone
    assert ((seen == INK).all(axis=2) == (scene(*NOTE) == INK).all(axis=2)).all()


@pytest.mark.parametrize(
    "areas",
    [
        [(STROKE, INK)],
        [(CORNERS, PAPER)],
        [*NOTE, ([(85, 80), (160, 80), (160, 90), (85, 90)], INK)],
        [*NOTE, ([(5, 60), (75, 60), (75, 180), (5, 180)], PAPER), ([(35, 90), (42, 90), (42, 150), (35, 150)], INK)],
        [([(90, 60), (230, 60), (160, 200)], PAPER), (STROKE, INK)],
        [([(90, 60), (230, 60), (230, 100), (175, 100), (175, 180), (90, 180)], PAPER), (STROKE, INK)],
        [([(0, 0), (200, 0), (200, 239), (0, 239)], PAPER), (STROKE, INK)],
        [
            ([(140, 85), (180, 85), (180, 125), (140, 125)], PAPER),
            ([(155, 95), (160, 95), (160, 115), (155, 115)], INK),
        ],
        [([(90, 60), (230, 60), (230, 180), (90, 180), (102, 120)], PAPER), (STROKE, INK)],
        [(CORNERS, PAPER), ([(150, 60), (158, 60), (158, 108), (150, 108)], INK)],
    ],
    ids=[
        "no sheet",
        "one with nothing on it",
        "one with something across its edge",
        "two of them",
        "a triangle",
        "an angle",
        "a part of the frame from side to side, as light and shadow leave it",
        "a small one",
        "one with a dent in its left edge",
        "one with ink up to its edge",
    ],
)
def test_what_is_not_evidently_one_sheet_stays_as_it_is(areas):
    picture = scene(*areas)
    assert alone(picture) is picture


def test_the_inside_of_a_box_or_of_a_ring_is_no_sheet():
    boxed = scene(([(80, 50), (240, 50), (240, 190), (80, 190)], INK), *NOTE, ground=PAPER)
    assert alone(boxed) is boxed
    ring = scene((STROKE, INK), ground=PAPER)
    cv2.ellipse(ring, (160, 120), (60, 90), 0, 0, 360, INK, 12)
    assert alone(ring) is ring


@pytest.mark.parametrize("broad, is_sheet", [(2, False), (6, False), (8, True)])
def test_a_box_drawn_on_paper_in_uneven_light_is_no_sheet(broad, is_sheet):
    darker = tuple(level * 9 // 10 for level in PAPER)
    around = (box(90 - broad, 60 - broad, 230 + broad, 180 + broad), (60, 60, 160))
    picture = scene(around, *NOTE, ground=darker)
    assert (alone(picture) != picture).any() == is_sheet


def box(left, top, right, bottom):
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


@pytest.mark.parametrize(
    "marks, is_sheet",
    [
        ([(STROKE, PAPER)], False),
        ([(STROKE, (219, 214, 177))], False),
        ([(STROKE, (235, 230, 150))], True),
        ([(box(110 + 12 * i, 80 + 9 * i, 114 + 12 * i, 84 + 9 * i), (250, 60, 60)) for i in range(10)], False),
        ([(box(110, 80, 116, 95), (250, 60, 60)), (box(140, 120, 146, 140), (250, 60, 60))], True),
    ],
    ids=["a hole", "a hole that is lit less", "another colour", "specks", "small strokes"],
)
def test_a_stroke_of_a_marker_is_no_sheet(marks, is_sheet):
    picture = scene((CORNERS, INK), *marks, ground=PAPER)
    assert (alone(picture) != picture).any() == is_sheet


@pytest.mark.parametrize("mark, is_sheet", [((0, 0, 0), False), ((4, 0, 2), False), ((4, 0, 5), True)])
def test_a_stroke_of_chalk_is_no_sheet_either(mark, is_sheet):
    picture = scene((CORNERS, PAPER), (STROKE, mark), ground=(0, 0, 0))
    assert (alone(picture) != picture).any() == is_sheet


def test_what_is_round_is_no_sheet():
    disc = scene()
    cv2.ellipse(disc, (160, 120), (90, 70), 0, 0, 360, PAPER, -1)
    cv2.fillPoly(disc, [np.int32(STROKE)], INK)
    assert alone(disc) is disc


def test_of_a_large_sheet_and_a_small_one_the_large_one_is_alone():
    small = [(8, 60), (76, 60), (76, 128), (8, 128)]
    picture = scene(*NOTE, (small, PAPER), ([(40, 80), (46, 80), (46, 110), (40, 110)], INK))
    written = (alone(picture) == INK).all(axis=2)
    assert written[120, 156] and not written[:, :85].any()


@pytest.mark.parametrize("softness", [11, 14])
def test_a_soft_edge_is_none(softness):
    picture = cv2.GaussianBlur(scene(NOTE[0]), (0, 0), softness)
    cv2.fillPoly(picture, [np.int32(STROKE)], INK)
    assert alone(picture) is picture


def test_in_small_pictures_no_sheet_is_looked_for():
    tiny = cv2.resize(scene(*NOTE), (80, 60), interpolation=cv2.INTER_AREA)
    assert alone(tiny) is tiny
    assert alone(cv2.resize(scene(*NOTE), (96, 72), interpolation=cv2.INTER_AREA)).shape == (72, 96, 3)


def test_a_sheets_light_goes_on_around_it():
    shade = np.linspace(0.6, 1.0, W)[None, :, None]
    seen = alone((scene(*NOTE) * shade).astype(np.uint8)).astype(float)
    row = seen[100, :, 0]
    assert abs(row[120] - 235 * shade[0, 120, 0]) < 3
    # As a plane within the sheet's columns, and beyond them as it ends there.
    assert row[60] == row[20] and row[300] == row[260] and row[300] - row[20] > 25


@pytest.mark.parametrize("size", [(700, 930), (243, 321)])
def test_it_is_the_fine_view_that_has_the_sheet_alone(size):
    picture = cv2.resize(scene(*NOTE), size[::-1], interpolation=cv2.INTER_NEAREST)
    view = fine_view(picture)
    assert view.rgb.shape[:2] == (size[0] // view.factor, size[1] // view.factor)
    assert not (np.abs(view.rgb.astype(int) - TABLE) < 20).all(axis=2).any()
    # To the last row and column.
    assert (np.abs(view.rgb[[0, -1]].astype(int) - PAPER) < 25).all()
    assert (np.abs(view.rgb[:, [0, -1]].astype(int) - PAPER) < 25).all()


@pytest.mark.parametrize(
    "levels, threshold",
    [([10, 10, 12, 200, 202], 13), ([0, 255], 1), ([7, 7, 7], 1), ([], 1), ([0, 100, 101, 102], 1)],
)
def test_otsu_parts_dark_from_light(levels, threshold):
    assert otsu(np.array(levels, np.uint8)) == threshold


def test_levels_are_parted_in_the_middle_and_in_each_part():
    level = np.repeat(np.uint8([10, 60, 160, 240]), 50).reshape(10, 20)
    masks = list(parted(level))
    assert len(masks) == 6
    assert {tuple(sorted(set(level[mask].tolist()))) for mask in masks} == {
        *((10,), (60, 160, 240), (10, 60), (160, 240), (10, 60, 160), (240,))
    }


@pytest.mark.parametrize(
    "draw, least, most",
    [
        (lambda m: cv2.rectangle(m, (20, 30), (120, 90), 1, -1), 0.99, 1.01),
        (lambda m: cv2.fillPoly(m, [np.int32(turned([(20, 30), (120, 30), (120, 90), (20, 90)], 20))], 1), 0.99, 1.01),
        (lambda m: cv2.ellipse(m, (100, 100), (80, 50), 30, 0, 360, 1, -1), 1.035, 1.055),
        (lambda m: cv2.fillPoly(m, [np.int32([(20, 30), (180, 30), (60, 180)])], 1), 0.85, 0.885),
    ],
    ids=["a rectangle", "a tilted one", "an ellipse", "a triangle"],
)
def test_how_straight_an_area_is(draw, least, most):
    mask = np.zeros((220, 260), np.uint8)
    draw(mask)
    assert least < straight(mask > 0) < most


def test_a_sheet_is_found_without_its_edge_and_with_what_is_written_on_it():
    level = scene(*NOTE)[..., 0]
    (sheet,) = sheets(level >= 150, level, scene(*NOTE))
    rows, columns = np.flatnonzero(sheet.any(axis=1)), np.flatnonzero(sheet.any(axis=0))
    assert [rows[0], rows[-1], columns[0], columns[-1]] == [62, 178, 92, 228]
    assert sheet.sum() == 117 * 137
