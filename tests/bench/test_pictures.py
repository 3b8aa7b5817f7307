"""The benchmark's pictures are a set's, each with what is written in it."""

import cv2
import pytest

from tests.bench import pictures
from train.sets import SETS, Source


@pytest.mark.parametrize("jpeg, ending", [(False, ".png"), (True, ".jpg")])
def test_a_folder_holds_a_sets_pictures_and_what_is_written_in_each(tmp_path, monkeypatch, jpeg, ending):
    monkeypatch.setattr(pictures, "CACHE", tmp_path)
    folder, labels = pictures.of_set("mnist-pictures", Source(0), 3, jpeg)
    assert [path.name for path in sorted(folder.iterdir())] == sorted(labels)
    for index, (name, text) in enumerate(sorted(labels.items())):
        one = SETS["mnist-pictures"].make("mnist-pictures", Source(0), index)
        assert name.endswith(ending) and text == one.text
        assert cv2.imread(str(folder / name)).shape == one.picture.shape
