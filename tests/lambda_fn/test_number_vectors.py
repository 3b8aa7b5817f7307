"""tests/vectors/numbers/: pictures of several digits; web/tests/number_vectors.test.js reads the same ones alike."""

import json
from pathlib import Path

import pytest

from lambda_fn.read import read

FOLDER = Path(__file__).parents[1] / "vectors" / "numbers"
VECTORS = json.loads((FOLDER / "numbers.json").read_text())


def test_there_are_enough_of_them_and_the_folder_is_small():
    names = [vector["picture"] for vector in VECTORS]
    assert sorted(names) == sorted(path.name for path in FOLDER.glob("*.png"))
    assert sum(len(vector["digits"]) > 1 for vector in VECTORS) >= 30
    assert sum(name.startswith(("photo", "page")) for name in names) >= 10
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_500_000


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["picture"] for vector in VECTORS])
def test_a_picture_gives_its_text_and_each_digit_its_box(vector, model):
    answer = read((FOLDER / vector["picture"]).read_bytes(), vector["picture"], model)
    assert answer["text"] == vector["text"]
    for digit, expected in zip(answer["digits"], vector["digits"], strict=True):
        assert (digit["digit"], digit["line"]) == (expected["digit"], expected["line"])
        assert all(abs(a - b) <= 1 for a, b in zip(digit["box"], expected["box"], strict=True))
