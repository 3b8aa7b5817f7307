"""colour: the paper's colour is nothing, in light and in shadow; another is something."""

import numpy as np
import pytest

from lambda_fn.preprocess.colour import colour

WHITE, BLACK, RED = (255, 255, 255), (0, 0, 0), (255, 0, 0)


@pytest.mark.parametrize("paper", [WHITE, BLACK, RED, (0, 0, 255), (200, 180, 160), (1, 2, 3)])
@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (20, 30)])
def test_one_colour_alone_is_paper_all_over(paper, shape):
    found = colour(np.full((*shape, 3), paper, np.uint8))
    assert (found.shape, found.dtype) == (shape, np.uint8)
    assert (found == 255).all()


@pytest.mark.parametrize(
    "paper, pen, level",
    [
        (WHITE, (128, 128, 128), 250),
        (WHITE, (60, 60, 60), 241),
        (WHITE, BLACK, 132),
        (WHITE, RED, 35),
        (WHITE, (0, 0, 255), 35),
        (WHITE, (255, 255, 0), 132),
        ((200, 180, 160), (100, 90, 80), 249),  # in shadow
        ((200, 180, 160), (50, 60, 90), 204),  # a blue pen
        ((200, 180, 160), (25, 30, 45), 194),  # the same, in shadow
        (BLACK, (5, 0, 0), 201),
        (RED, (0, 255, 0), 0),
    ],
)
def test_another_colour_is_dark_by_its_distance_and_a_shadow_is_not(paper, pen, level):
    picture = np.full((2, 3, 3), paper, np.uint8)
    picture[1, 1] = pen
    assert colour(picture).tolist() == [[255, 255, 255], [255, level, 255]]


@pytest.mark.parametrize("part", [0.1, 0.49])
def test_the_most_usual_colour_is_papers_wherever_the_other_is(part):
    picture = np.full((10, 100, 3), (200, 180, 160), np.uint8)
    picture[:, : int(100 * part)] = (30, 60, 200)
    found = colour(picture)
    assert (found[:, int(100 * part) :] == 255).all()
    assert found[:, : int(100 * part)].max() < 200


def test_noise_in_black_is_no_colour():
    noise = np.random.default_rng(0).integers(0, 3, (50, 50, 3), dtype=np.uint8)
    assert colour(noise).min() > 220
