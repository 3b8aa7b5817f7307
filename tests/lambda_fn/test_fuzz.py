"""Whatever the bytes: always a sound Reading, no crash, no hang, and a reader that does not swell. `make fuzz` does more of it."""

import pytest

from tests.lambda_fn.fuzz import GROWTH, Run, complaint, inputs

INPUTS, SEED = 2000, 1


def test_mutated_pictures_are_read_or_refused_and_nothing_else_happens():
    run = Run()
    for data in inputs(INPUTS, SEED):
        run.feed(data)
    run.end()
    assert [wrong for wrong, _ in run.failures] == []
    assert run.growth < GROWTH
    # The mutations are worth something only if both happen: pictures that still decode, and such that no longer do.
    assert run.outcomes.total() == INPUTS
    assert run.outcomes["not-an-image"] > INPUTS // 10
    assert run.outcomes["digits"] + run.outcomes["no digit"] + run.outcomes["blank"] > INPUTS // 10


def test_the_same_seed_gives_the_same_inputs():
    assert list(inputs(20, SEED)) == list(inputs(20, SEED)) != list(inputs(20, SEED + 1))


@pytest.mark.parametrize(
    "answer",
    [
        {
            "schema": 1,
            "source": "fuzz",
            "model": "m",
            "text": "",
            "digits": [],
            "image": {"width": 9, "height": 9},
            "reason": "bored",
        },
        {"schema": 1, "source": "fuzz", "model": "m", "error": {"code": "crash", "message": "?"}},
        {"schema": 1, "source": "other", "model": "m", "error": {"code": "not-an-image", "message": "?"}},
        {
            "schema": 1,
            "source": "fuzz",
            "model": "m",
            "text": "3",
            "image": {"width": 9, "height": 9},
            "digits": [{"box": [1, 1, 9, 2]}],
        },
        {"schema": 1, "source": "fuzz", "model": "m", "text": "3", "digits": [{"confidence": float("nan")}]},
    ],
)
def test_a_reading_that_is_not_sound_is_found(answer):
    assert complaint(answer)
