"""The maker of pictures: seeded, and what it says it is."""

import cv2
import numpy as np
import pytest

from train.pictures import paper, plain, shapes, strokes


def rng(seed: int = 3) -> np.random.Generator:
    return np.random.default_rng(seed)


def four() -> np.ndarray:
    return shapes.crop(strokes.draw(strokes.DIGITS[4][0], rng(), width=14))


def pair() -> tuple[np.ndarray, np.ndarray]:
    """A bar and a disc beside it, and whose each pixel is."""
    shape = np.zeros((120, 200), np.float32)
    shape[:, :40] = 1.0
    cv2.circle(shape, (140, 60), 59, 1.0, -1)
    return shape, np.where(shape > 0, np.where(np.arange(200) < 60, 1, 2), 0).astype(np.uint16)


@pytest.mark.parametrize("kind", paper.KINDS)
def test_a_seed_gives_the_same_picture_again(kind):
    first, second = (paper.picture(four(), rng(), kind) for _ in range(2))
    assert np.array_equal(first[0], second[0])
    assert first[1] == second[1]


@pytest.mark.parametrize("label", range(10))
def test_every_way_to_write_a_digit_leaves_ink(label):
    for way in strokes.DIGITS[label]:
        assert strokes.draw(way, rng(0)).sum() > 200


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_the_digit_is_as_tall_as_asked(part):
    shape = shapes.crop(strokes.draw(strokes.DIGITS[1][0], rng(5), width=8))
    picture, (x, y, w, h) = paper.picture(shape, rng(5), "scan", part, (400, 400))
    assert picture.shape == (400, 400, 3)
    assert abs(h - part * 400) < 0.06 * 400
    assert x >= 0 and y >= 0 and x + w <= 400 and y + h <= 400


@pytest.mark.parametrize("kind", ["canvas", "dark canvas", "scan"])
def test_what_is_written_differs_from_its_paper_and_is_where_it_is_said_to_be(kind):
    picture, (x, y, w, h) = paper.picture(four(), rng(), kind, 0.5, (300, 300))
    grey = picture.mean(axis=2)
    away = np.abs(grey - np.median(grey))
    inside = np.zeros((300, 300), bool)
    inside[y : y + h, x : x + w] = True
    assert away[inside].mean() > 4 * away[~inside].mean()


@pytest.mark.parametrize("tilt, bend", [(0.0, 0.0), (5.0, 0.0), (5.0, 0.03)])
def test_whose_a_pixel_is_moves_with_its_ink(tilt, bend):
    shape, whose = pair()
    ink, owned = paper.place_many(shape, whose, 300, 400, 0.6, rng(), tilt, bend)
    assert ink.shape == owned.shape == (300, 400)
    assert set(np.unique(owned)) == {0, 1, 2}
    # But for a pixel at the edges.
    assert (owned[cv2.erode(ink, np.ones((3, 3))) > 0.9] > 0).all()
    assert (ink[cv2.erode((owned > 0).astype(np.uint8), np.ones((3, 3))) > 0] > 0.5).all()
    assert (owned == 1).sum() / (owned == 2).sum() == pytest.approx(40 * 120 / (np.pi * 59**2), rel=0.1)


def test_one_thing_is_placed_as_several_are():
    shape, whose = pair()
    alone = paper.place(shape, 300, 400, 0.6, rng(), 4.0, 0.02)
    assert np.array_equal(alone, paper.place_many(shape, whose, 300, 400, 0.6, rng(), 4.0, 0.02)[0])


@pytest.mark.parametrize("kind", paper.KINDS)
def test_each_of_several_things_gets_its_box(kind):
    shape, whose = pair()
    picture, (bar, disc) = paper.picture_of_many(shape, whose, rng(), kind, 0.6, (300, 400))
    assert picture.shape == (300, 400, 3) and picture.dtype == np.uint8
    assert bar[0] + bar[2] <= disc[0]
    assert disc[2] / disc[3] == pytest.approx(1, abs=0.1)
    assert bar[3] > 2 * bar[2]
    both, box = paper.picture(shape, rng(), kind, 0.6, (300, 400))
    assert np.array_equal(both, picture)
    right, lower = max(x + w for x, _, w, _ in (bar, disc)), max(y + h for _, y, _, h in (bar, disc))
    left, upper = min(bar[0], disc[0]), min(bar[1], disc[1])
    assert box == (left, upper, right - left, lower - upper)


def test_a_thing_that_is_written_over_has_an_empty_box():
    shape, whose = pair()
    boxes = paper.picture_of_many(shape, np.where(whose == 1, 3, whose), rng(), "scan", 0.6, (300, 400))[1]
    assert [box[2] > 0 for box in boxes] == [False, True, True]


def test_a_box_is_of_what_can_be_seen():
    shape = np.full((120, 200), 0.25, np.float32)
    shape[:, 20:60] = 1.0
    _, ((_, _, width, height),) = paper.picture_of_many(
        shape, np.ones(shape.shape, np.uint16), rng(), "canvas", 0.6, (300, 400)
    )
    assert height > 2 * width


@pytest.mark.parametrize("seed", range(12))
def test_a_sheet_with_nothing_on_it_is_a_picture_all_the_same(seed):
    one, two = (paper.nothing(rng(seed)) for _ in range(2))
    assert one.dtype == np.uint8 and one.shape[2] == 3 and min(one.shape[:2]) >= 28
    assert np.array_equal(one, two)


def test_blank_sheets_have_all_of_papers_troubles(monkeypatch):
    kinds, inks = [], []

    def written(ink, kind, part, by):
        kinds.append(kind)
        inks.append(ink)
        return np.zeros((*ink.shape, 3), np.uint8)

    monkeypatch.setattr(paper, "written", written)
    for seed in range(60):
        paper.nothing(rng(seed))
    assert set(kinds) == {"photo", "scan", "board"}
    assert 15 <= len(kinds) <= 45
    assert not any(ink.any() for ink in inks)


@pytest.mark.parametrize("seed", range(5))
def test_clutter_keeps_off_the_ink(seed):
    ink = np.zeros((200, 200), np.float32)
    ink[60:140, 80:120] = 1.0
    image = np.full((200, 200, 3), 200, np.float32)
    generator = rng(seed)
    for _ in range(20):
        paper.clutter(image, ink, generator)
    assert (image[ink > 0] == 200).all()
    assert (image != 200).any()


def test_a_blank_sheet_has_clutter_too_but_not_in_its_middle():
    image, generator = np.full((200, 200, 3), 200, np.float32), rng(1)
    for _ in range(40):
        paper.clutter(image, np.zeros((200, 200), np.float32), generator)
    edge = np.concatenate([image[:10].ravel(), image[-10:].ravel(), image[:, :10].ravel(), image[:, -10:].ravel()])
    assert (edge != 200).mean() > 0.3
    assert (image[95:105, 95:105] == 200).mean() > 0.7


def test_half_a_digit_is_taken_of_those_alone_whose_halves_are_none(monkeypatch):
    """Each glyph is all of one level, by which it is known again."""
    glyphs = np.stack([np.full((28, 28), 20 * digit, np.uint8) for digit in range(10)])
    taken = []
    monkeypatch.setattr(
        shapes, "from_mnist", lambda glyph, _: taken.append(int(glyph[0, 0]) // 20) or np.ones((90, 60), np.float32)
    )
    generator = rng()
    for _ in range(600):
        shapes.no_digit(glyphs, np.arange(10, dtype=np.uint8), [], generator)
    assert set(taken) == set(shapes.HALVES)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_no_digit_has_ink_and_no_margin(seed):
    two = cv2.putText(np.zeros((28, 28), np.uint8), "2", (6, 22), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 255, 2)
    generator = rng(seed)
    for _ in range(40):
        shape = shapes.no_digit(two[None], np.uint8([2]), [], generator)
        assert shape.dtype == np.float32 and shape.min() >= 0 and shape.max() > 0.5
        assert min(shape[0].max(), shape[-1].max(), shape[:, 0].max(), shape[:, -1].max()) > 0.2


@pytest.mark.parametrize("seed", range(12))
def test_a_shape_of_a_small_file_is_made_of_few_pixels_and_keeps_its_look_and_outline(seed):
    shape = four()
    large = shapes.low_resolution(shape, rng(seed))
    assert large.dtype == np.float32 and large.min() >= 0 and large.max() <= 1
    again = shapes.crop(large)
    assert abs(again.shape[1] / again.shape[0] - shape.shape[1] / shape.shape[0]) < 0.25
    soft = [cv2.GaussianBlur(cv2.resize(one, (48, 64)), (0, 0), 4) for one in (shape, again)]
    assert np.corrcoef(*[one.ravel() for one in soft])[0, 1] > 0.75
    # It can be kept in as many pixels as the small file had.
    few = cv2.resize(large, None, fx=34 / large.shape[0], fy=34 / large.shape[0], interpolation=cv2.INTER_AREA)
    back = cv2.resize(few, large.shape[::-1], interpolation=cv2.INTER_LINEAR)
    assert np.abs(back - large).mean() < 0.08


def test_about_as_many_shapes_come_from_a_small_file_as_is_said(monkeypatch):
    kept = []
    monkeypatch.setattr(shapes, "low_resolution", lambda shape, *_: kept.append(1) or shape)
    generator = rng(1)
    for _ in range(400):
        shapes.finish(four(), generator)
    assert 0.5 * shapes.COARSE < len(kept) / 400 < 1.6 * shapes.COARSE


def bar(lean: float = 0.0) -> np.ndarray:
    """Coverage of a stroke, upright or leaning to the right."""
    shape = np.zeros((140, 160), np.float32)
    cv2.line(shape, (int(80 + 60 * lean), 20), (int(80 - 60 * lean), 120), 1.0, 12)
    return shapes.crop(shape)


@pytest.mark.parametrize("lean", [-0.6, -0.2, 0.2, 0.6])
def test_a_stroke_without_its_slant_is_as_broad_as_an_upright_one(lean):
    upright = shapes.crop(shapes.without_slant(bar(lean)))
    assert bar(lean).shape[1] > 1.4 * bar().shape[1]
    assert abs(upright.shape[1] - bar().shape[1]) <= 6
    assert abs(upright.shape[0] - bar().shape[0]) <= 4


def test_a_shape_of_a_form_is_in_a_box_of_about_one_aspect_however_broad_it_was():
    wanted, random = shapes.FORM_BROAD / shapes.FORM_TALL, rng(0)
    for broad in (0.5, 0.8, 1.2):
        shape = cv2.resize(four(), (int(120 * broad), 120))
        aspects = [a.shape[1] / a.shape[0] for a in (shapes.crop(shapes.from_form(shape, random)) for _ in range(60))]
        assert abs(np.log(np.median(aspects) / wanted)) < 0.15


def test_a_stroke_of_a_form_is_stretched_no_farther_than_allowed():
    random, aspect = rng(0), bar().shape[1] / bar().shape[0]
    for _ in range(30):
        large = shapes.crop(shapes.from_form(bar(), random))
        # In so few pixels, one more or less on each side, and a pen that is one broader.
        assert large.shape[1] / large.shape[0] < shapes.STRETCHED[1] * aspect + 3 / (shapes.FORM_TALL // 2)


def test_a_shape_of_a_form_has_ink_and_keeps_its_look():
    random = rng(0)
    for _ in range(40):
        large = shapes.from_form(four(), random)
        assert large.dtype == np.float32 and large.min() >= 0 and large.max() > 0.9
        soft = [cv2.GaussianBlur(cv2.resize(shapes.crop(one), (48, 64)), (0, 0), 4).ravel() for one in (four(), large)]
        assert np.corrcoef(*soft)[0, 1] > 0.7


def test_a_plain_picture_is_ink_of_one_colour_on_even_ground_in_its_box():
    random, darker = rng(0), 0
    for _ in range(40):
        picture, (x, y, w, h) = plain.picture(four(), random)
        ground = picture[0, 0].astype(int)
        far = abs(picture.astype(int) - ground).sum(axis=2)
        rows, columns = np.flatnonzero(far.max(axis=1) > 30), np.flatnonzero(far.max(axis=0) > 30)
        assert y <= rows[0] and rows[-1] < y + h and x <= columns[0] and columns[-1] < x + w
        outside = far.copy()
        outside[y : y + h, x : x + w] = 0
        assert not outside.any()
        assert plain.SMALLEST - 1 <= max(w, h) <= plain.LARGEST + 1
        ink = picture.reshape(-1, 3)[far.argmax()].astype(int)
        assert abs(ink.mean() - ground.mean()) > 0.9 * plain.CONTRAST
        darker += ink.mean() < ground.mean()
    assert 20 < darker < 36
