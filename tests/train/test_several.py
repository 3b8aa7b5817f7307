"""One digit is told from several by weights fitted on made pictures; what was found in these is kept as it was."""

import numpy as np
import pytest

from lambda_fn.numbers import WEIGHTS, find_sheets, find_writing
from lambda_fn.numbers.decide import OF_VIEW
from lambda_fn.predict import Model
from lambda_fn.preprocess import preprocess
from train import made, several
from train.several import Views, fit_views


@pytest.fixture(scope="module")
def picture():
    """Two bars beside each other, as a made picture."""
    rgb = np.full((120, 160, 3), 240, np.uint8)
    rgb[30:90, [*range(50, 60), *range(100, 110)]] = 30
    glyph = np.zeros((28, 28), np.uint8)
    return made.Made(rgb, [made.Written(1, (50, 30, 10, 60), glyph), made.Written(1, (100, 30, 10, 60), glyph)])


def test_what_was_found_in_a_picture_is_kept_with_all_its_glyphs(picture, monkeypatch):
    kept = several.seen(picture, np.random.default_rng(0))
    monkeypatch.setattr(several, "produce", lambda *_: kept)
    glyphs, (found,) = several.make("number", None, None, None)
    inks = []
    alone = preprocess(picture.picture, None, inks)
    writings = [find_writing(sheet) for sheet in find_sheets(inks)]
    assert found.text == "11"
    assert [glyph.score for glyph in found.glyphs] == [glyph.score for glyph in alone]
    assert [writing.ink.polarity for writing in found.writings] == [writing.ink.polarity for writing in writings]
    for own, writing in zip(found.writings, writings, strict=True):
        assert own.tall == writing.tall
        assert [[s.run for s in line.segments] for line in own.lines] == [
            [s.run for s in line.segments] for line in writing.lines
        ]
    every = [*alone, *(glyph for writing in writings for glyph in writing.glyphs)]
    assert np.array_equal(glyphs, [glyph.pixels for glyph in every])


def test_each_picture_has_its_own_glyphs(picture, monkeypatch):
    turned = picture._replace(picture=picture.picture.transpose(1, 0, 2).copy())
    kept = [several.seen(one, np.random.default_rng(0)) for one in (picture, turned)]
    joined = {name: np.concatenate([one[name] for one in kept]) for name in kept[0]}
    monkeypatch.setattr(several, "produce", lambda *_: joined)
    for found, one in zip(several.make("number", None, None, None)[1], (picture, turned), strict=True):
        alone = preprocess(one.picture)
        assert len(found.glyphs) == len(alone) > 0
        assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(found.glyphs, alone, strict=True))


def view(**values):
    return np.array([{"view": 1.0, **values}.get(name, 0.0) for name in OF_VIEW])


def test_the_weights_of_views_tell_several_from_one():
    rng = np.random.default_rng(0)
    pictures = []
    for _ in range(200):
        many = rng.random() < 0.5
        sure, torn = (4 + rng.normal(), 0.1) if many else (rng.normal(), 0.9)
        pictures.append(Views(np.array([view(mean_gain=sure, torn_share=torn)]), np.array([many]), not many))
    weights = np.array([fit_views(pictures)[name] for name in OF_VIEW])
    right = [(one.features[0] @ weights > 0) == one.best[0] for one in pictures]
    assert np.mean(right) > 0.97
    assert weights[OF_VIEW.index("mean_gain")] > 0 > weights[OF_VIEW.index("torn_share")]


def test_a_picture_without_a_view_is_no_trouble():
    empty = Views(np.zeros((0, len(OF_VIEW))), np.zeros(0, bool), True)
    some = Views(np.array([view(mean_gain=3.0)]), np.array([True]), False)
    assert set(fit_views([empty, some])) == set(OF_VIEW)


def test_the_weights_are_those_that_the_reader_asks_for(picture, monkeypatch):
    monkeypatch.setattr(several.paths, "STEPS", 3)
    monkeypatch.setattr(several, "STEPS", 3)
    kept = several.seen(picture, np.random.default_rng(0))
    monkeypatch.setattr(several, "produce", lambda *_: kept)
    model = Model.load()
    weights = several.fit([several.make("number", None, None, None)], model.predict, model.metadata)
    assert set(weights) == set(WEIGHTS) == set(several.shipped())
    assert all(np.isfinite(list(weights.values())))
