"""find_rules and unrule: printed lines go, what is written over them stays."""

import cv2
import numpy as np
import pytest

from lambda_fn.preprocess.rules import find_rules, unrule

H, W = 240, 320
LINE, STROKE = 60, 200


def ruled(slope=0.0, spacing=40, squared=False, noise=0):
    """Ink of a sheet's lines, uint8 [240, 320], two pixels broad."""
    ink = np.zeros((H, W), np.uint8)
    for at in range(20 - W, 2 * W, spacing):
        cv2.line(ink, (0, at), (W, round(at + slope * W)), LINE, 2)
        if squared:
            cv2.line(ink, (at, 0), (round(at - slope * H), H), LINE, 2)
    return (
        ink
        if not noise
        else np.clip(ink + np.random.default_rng(0).normal(0, noise, ink.shape), 0, 255).astype(np.uint8)
    )


@pytest.mark.parametrize(
    "slope, spacing, squared, noise, rows, columns",
    [
        (0.0, 40, False, 0, 6, 0),
        (0.05, 40, False, 0, 6, 0),
        (-0.12, 60, False, 0, 4, 0),
        (0.0, 40, False, 2, 6, 0),
        (0.0, 40, True, 0, 6, 8),
        (0.08, 60, True, 0, 4, 5),
    ],
)
def test_every_line_is_found_and_most_of_its_ink_goes(slope, spacing, squared, noise, rows, columns):
    ink = ruled(slope, spacing, squared, noise)
    rules = find_rules(ink, noise)
    assert len(rules.along_rows) == pytest.approx(rows, abs=1)
    assert len(rules.along_columns) == pytest.approx(columns, abs=1)
    assert all(found == pytest.approx(slope, abs=0.015) for found, _ in rules.along_rows)
    clean, left = unrule(ink, noise, rules)
    assert clean.sum(dtype=int) < (0.5 if noise else 0.25) * ink.sum(dtype=int)
    assert left >= max(noise, LINE // 10)


@pytest.mark.parametrize("slope", np.linspace(-0.1, 0.1, 9))
def test_a_narrow_line_of_any_slope_goes_and_leaves_no_more_than_noise(slope):
    ink = np.zeros((H, W), np.uint8)
    for at in range(20 - W, 2 * W, 40):
        points = [(int(16 * x), int(16 * (at + slope * x))) for x in (0, W)]
        cv2.line(ink, *points, LINE, 1, cv2.LINE_AA, 4)
    clean, left = unrule(ink, 0, find_rules(ink, 0))
    inner = slice(40, -40), slice(8, -8)  # at the corners, lines leave the frame too soon to be known as such
    assert (clean[inner] > 3 * left).mean() < 0.01 * (ink[inner] > 3 * left).mean()


def test_a_line_that_is_darker_towards_one_side_goes_all_the_way():
    ink = ruled()
    ink = (ink * np.linspace(0.6, 1.6, W)).astype(np.uint8)
    clean, left = unrule(ink, 0, find_rules(ink, 0))
    assert (clean <= 3 * left).all()


@pytest.mark.parametrize("slope", [0.0, 0.05])
def test_a_stroke_over_the_lines_stays(slope):
    ink = ruled(slope)
    stroke = cv2.line(np.zeros((H, W), np.uint8), (150, 60), (170, 180), 255, 8) > 0
    ink[stroke] = STROKE
    clean, _ = unrule(ink, 0, find_rules(ink, 0))
    assert (clean[stroke] == STROKE).all()
    assert clean[~stroke].sum(dtype=int) < 0.5 * ink[~stroke].sum(dtype=int)


@pytest.mark.parametrize(
    "ends",
    [((160, 12), (160, 228)), ((40, 120), (280, 120)), ((20, 30), (300, 200)), ((160, 60), (170, 239))],
    ids=["a tall 1", "a long bar", "across the frame", "to the edge"],
)
def test_a_digits_stroke_is_no_line(ends):
    ink = cv2.line(np.zeros((H, W), np.uint8), *ends, STROKE, 6)
    rules = find_rules(ink, 0)
    assert rules == ([], [])
    clean, noise = unrule(ink, 7, rules)
    assert clean is ink
    assert noise == 7


def test_a_small_picture_shows_no_ruled_paper():
    assert find_rules(ruled(spacing=20)[:95, :95], 0) == ([], [])


def test_noise_is_no_line():
    noise = np.random.default_rng(0).integers(0, 60, (H, W), dtype=np.uint8)
    assert find_rules(noise, 17) == ([], [])


def test_the_ink_that_comes_in_is_left_as_it_is():
    ink = ruled(squared=True)
    before = ink.copy()
    unrule(ink, 0, find_rules(ink, 0))
    assert np.array_equal(ink, before)
