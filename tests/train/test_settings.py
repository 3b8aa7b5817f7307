"""The recipes ask for what can be made, and choose by what was not trained on."""

import pytest

from train import made
from train.settings import MLP, RECIPES, pictures

ALL = RECIPES | {"mlp": MLP}


@pytest.mark.parametrize("name", ALL)
def test_a_recipe_asks_for_pictures_that_can_be_made(name):
    recipe = ALL[name]
    for wanted in (recipe.pictures, recipe.choosing, recipe.numbers):
        assert set(wanted) <= set(made.KINDS)
        assert all(own.count > 0 and 0 <= own.none <= 1 for own in wanted.values())


@pytest.mark.parametrize("name", ALL)
def test_what_is_chosen_by_is_made_of_other_seeds_than_what_is_trained_on(name):
    recipe = ALL[name]
    trained, *chosen = (
        {own.seed for own in wanted.values()} for wanted in (recipe.pictures, recipe.choosing, recipe.numbers)
    )
    assert not any(trained & own for own in chosen)


@pytest.mark.parametrize("name", ALL)
def test_what_the_threshold_is_chosen_by_has_digits_and_what_is_none(name):
    assert all(0 < own.none < 1 for own in ALL[name].choosing.values())


@pytest.mark.parametrize(
    "counts, kinds",
    [
        ((3, 4, 2, 1), {"whole": 3, "clean": 4, "several": 2, "small": 1}),
        ((3, 0, 0, 1), {"whole": 3, "small": 1}),
        ((0, 0, 0, 0), {}),
    ],
)
def test_of_a_kind_that_is_not_wanted_nothing_is_made(counts, kinds):
    assert {kind: own.count for kind, own in pictures(*counts, seed=5).items()} == kinds
