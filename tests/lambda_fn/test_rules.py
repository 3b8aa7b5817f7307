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
    assert unrule(ink, rules).sum(dtype=int) < 0.5 * ink.sum(dtype=int)


@pytest.mark.parametrize("slope", [0.0, 0.05])
def test_a_stroke_over_the_lines_stays(slope):
    ink = ruled(slope)
    stroke = cv2.line(np.zeros((H, W), np.uint8), (150, 60), (170, 180), 255, 8) > 0
    ink[stroke] = STROKE
    clean = unrule(ink, find_rules(ink, 0))
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
    assert unrule(ink, rules) is ink


def test_a_small_picture_shows_no_ruled_paper():
    assert find_rules(ruled(spacing=20)[:95, :95], 0) == ([], [])


def test_noise_is_no_line():
    noise = np.random.default_rng(0).integers(0, 60, (H, W), dtype=np.uint8)
    assert find_rules(noise, 17) == ([], [])


def test_the_ink_that_comes_in_is_left_as_it_is():
    ink = ruled(squared=True)
    before = ink.copy()
    unrule(ink, find_rules(ink, 0))
    assert np.array_equal(ink, before)
