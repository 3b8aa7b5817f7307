"""The weights of paths are fitted by likelihood: what is likely adds up to one, and its gradient is its slope."""

import itertools

import numpy as np
import pytest

from train import paths
from train.paths import Example, fit, likelihood

RUNS = [(0, 1), (1, 2), (2, 3), (0, 2), (1, 3), (0, 3)]


def example(text, seed=0):
    """Three atoms, all runs of them, and all that is weighed drawn at random."""
    rng = np.random.default_rng(seed)
    cuts, outs = rng.normal(size=(3, 5)) * [1, 1, 0, 0, 0], rng.normal(size=(3, 5)) * [0, 0, 1, 1, 1]
    classes = np.log(rng.dirichlet(np.ones(10), len(RUNS)))
    return Example(np.array(RUNS), rng.normal(size=(len(RUNS), paths.DIGITS)), classes, cuts, outs, text)


WEIGHTS = np.random.default_rng(1).normal(size=len(paths.FIRST))
TEXTS = ["".join(text) for length in range(4) for text in itertools.product("0123456789", repeat=length)]


def test_of_all_texts_one_is_written():
    one = example("")
    # The likelihood has no say in which of the digits it is where their surety has the weight 1.
    weights = WEIGHTS.copy()
    total = sum(np.exp(likelihood(one._replace(text=text), weights)[0]) for text in TEXTS)
    assert total == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("text", ["", "3", "31", "314"])
def test_the_gradient_is_the_slope(text):
    one, step = example(text), 1e-6
    slopes = [
        (likelihood(one, WEIGHTS + step * along)[0] - likelihood(one, WEIGHTS - step * along)[0]) / (2 * step)
        for along in np.eye(len(WEIGHTS))
    ]
    assert likelihood(one, WEIGHTS)[1] == pytest.approx(np.array(slopes), abs=1e-6)


def test_what_cannot_be_written_in_so_few_atoms_is_impossible():
    logarithm, gradient = likelihood(example("3141"), WEIGHTS)
    assert logarithm == -np.inf and np.isfinite(gradient).all()


def test_fitted_weights_make_the_texts_likely():
    texts = ["31", "4", "", "159"]
    examples = [example(text, seed) for seed, text in enumerate(texts)]
    weights = np.array(list(fit(examples, np.random.default_rng(0)).values()))
    # As far as they count: no line is less likely than this, so that a hopeless one may become worse.
    before, after = (
        sum(np.log(np.exp(likelihood(one, w)[0]) + paths.LEAST_LIKELIHOOD) for one in examples)
        for w in (paths.FIRST, weights)
    )
    assert after > before + 1
