"""Temperature, weights and thresholds are chosen on candidates of pictures, as lambda_fn.choose will meet them."""

import dataclasses

import numpy as np
import pytest

from lambda_fn.choose import choose
from lambda_fn.preprocess import Glyph, preprocess
from lambda_fn.reading import is_digit
from train import choosing, produce
from train.choosing import EVEN, Chosen, Weights
from train.made import Made
from train.metrics import NONE
from train.settings import CLASSES, Pictures

BLANK = np.zeros((28, 28), np.uint8)
BROAD, SQUARE = BLANK.copy(), BLANK.copy()
BROAD[12:16, 4:24], SQUARE[4:24, 4:24] = 255, 255


def row(answer: int, sure: float, classes: int = 11) -> np.ndarray:
    out = np.full(classes, (1 - sure) / (classes - 1), np.float32)
    out[answer] = sure
    return out


def given(*pictures: tuple[int, list[tuple[float, np.ndarray]]]) -> choosing.Given:
    """Pictures: (label, the candidates' scores, what the network says of each and, where it is not blank, its pixels, and how much of
    it is a stroke)."""
    usual = (BLANK, 1.0)
    found = [
        (index, *candidate, *usual[len(candidate) - 2 :])
        for index, (_, own) in enumerate(pictures)
        for candidate in own
    ]
    index, scores, said, pixels, strokes = zip(*found, strict=True)
    labels, glyphs = np.uint8([label for label, _ in pictures]), np.stack(pixels)
    shapes = choosing.shapes(glyphs)
    return choosing.Candidates(glyphs, np.array(scores), np.array(strokes), shapes, np.array(index), labels), np.stack(
        said
    )


def drawn(seed: int, classes: int = 11, pictures: int = 60) -> choosing.Given:
    """Pictures of none to five candidates of any shape, of which the network says anything at all."""
    rng = np.random.default_rng(seed)

    def candidate():
        bar = BLANK.copy()
        bar[3 : rng.integers(4, 28), 5 : rng.integers(6, 28)] = 255
        said = rng.dirichlet(np.full(classes, 0.3)).astype(np.float32)
        return rng.random(), said, np.tril(bar), rng.random()

    def candidates():
        return [candidate() for _ in range(rng.integers(6))]

    return given(*[(int(rng.integers(11)), candidates()) for _ in range(pictures)])


def lone(*said: np.ndarray, label: int = 3) -> choosing.Given:
    """Glyphs alone, all of one label."""
    return choosing.alone(np.zeros((len(said), 28, 28), np.uint8), np.full(len(said), label, np.uint8)), np.stack(said)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
@pytest.mark.parametrize("classes", [11, 10])
@pytest.mark.parametrize(
    "weights",
    [
        EVEN,
        Weights(*[0.0] * 9),
        Weights(-0.5, 0.9, -0.9, 3.1, -3.0, 0.7, -1.3, -3.0, 2.5),
        Weights(3.0, 2.0, 1.0, -0.5, 2.0, -1.0, 0.5, 2.0, -1.0),
    ],
)
def test_what_is_chosen_is_what_the_reader_will_choose(weights, classes, temperature):
    one = drawn(2, classes)
    (glyphs, scores, strokes, _, picture, labels), said = one
    best = choosing.chosen(one, temperature, weights)
    metadata = {
        "calibration": {"temperature": temperature},
        "choice": weights._asdict(),
        "output": {"classes": CLASSES[:classes]},
    }
    assert len(best.digits) == len(best.none) == len(labels)
    for i in range(len(labels)):
        own = np.flatnonzero(picture == i)
        finds = [Glyph(glyphs[j], (0, 0, 1, 1), score=scores[j], stroke=strokes[j]) for j in own]
        found = choose(finds, said[own], metadata)
        if found is None:
            assert best.none[i] == 1.0
        else:
            assert best.digits[i] == pytest.approx(found.probabilities)
            assert best.none[i] == pytest.approx(found.none)


def test_a_picture_without_candidates_is_surely_no_digit_and_any_digit_alike():
    best = choosing.chosen(given((3, []), (4, [(1.0, row(4, 0.9))]), (NONE, [])), 1.0, EVEN)
    assert best.none[[0, 2]].tolist() == [1.0, 1.0]
    assert best.digits[0] == pytest.approx(np.full(10, 0.1))
    assert best.digits[1].argmax() == 4 and best.none[1] < 0.5
    assert best.labels.tolist() == [3, 4, NONE]


def test_glyphs_alone_are_pictures_of_one_candidate_with_the_best_score():
    glyphs, labels = np.zeros((3, 28, 28), np.uint8), np.uint8([7, 1, 7])
    candidates = choosing.alone(glyphs, labels)
    assert candidates.scores.tolist() == candidates.strokes.tolist() == [1.0, 1.0, 1.0]
    assert candidates.picture.tolist() == [0, 1, 2]
    assert candidates.labels is labels and candidates.glyphs is glyphs


def test_candidates_are_what_preprocess_finds_with_how_clear_each_is_and_how_much_of_it_is_a_stroke():
    picture = np.full((120, 160, 3), 220, np.uint8)
    picture[30:90, 60:66], picture[:, 110:] = 90, 150
    found, kept = preprocess(picture), choosing.candidates_of(Made(picture, []), np.random.default_rng(0))
    assert kept["scores"].tolist() == [glyph.score for glyph in found]
    assert kept["strokes"].tolist() == [glyph.stroke for glyph in found]
    assert len(set(kept["strokes"].tolist())) > 1 and kept["labels"].tolist() == [NONE]
    assert np.array_equal(kept["glyphs"], [glyph.pixels for glyph in found])


def likelihood(one: choosing.Given, weights: Weights) -> float:
    """Mean logarithm, over the digits and over the rest, of how likely the labels are, less the ridge: by what is chosen."""
    best = choosing.chosen(one, 1.0, weights)
    is_digit = best.labels != NONE
    own = best.digits[np.arange(len(best.labels)), np.minimum(best.labels, 9)]
    each = np.log(np.where(is_digit, (1 - best.none) * own, best.none) + choosing.LEAST_LIKELIHOOD)
    return each[is_digit].mean() + each[~is_digit].mean() - choosing.RIDGE * sum(weight**2 for weight in weights)


def hard(seed: int, pictures: int = 300) -> choosing.Given:
    """Pictures of which score and network both know something, and neither all."""
    rng = np.random.default_rng(seed)

    def about(answer: int) -> np.ndarray:
        logits = rng.normal(0, 1, 11)
        logits[answer] += 3
        return (np.exp(logits) / np.exp(logits).sum()).astype(np.float32)

    def picture():
        label = int(rng.integers(10)) if rng.random() < 0.6 else NONE
        return label, [(rng.uniform(0.4, 1), about(label)), *((rng.uniform(0, 0.7), about(NONE)) for _ in range(2))]

    return given(*[picture() for _ in range(pictures)])


def test_no_other_weights_make_the_labels_likelier():
    one = hard(0)
    weights = choosing.fit_weights([one], 1.0)
    best = likelihood(one, weights)
    assert best > likelihood(one, EVEN) + 0.1
    for name, value in weights._asdict().items():
        for step in (-0.2, 0.2):
            assert likelihood(one, weights._replace(**{name: value + step})) < best


def repeated(one: choosing.Given, times: np.ndarray) -> choosing.Given:
    """Each picture as often as `times` says."""
    (glyphs, scores, strokes, shapes, picture, labels), said = one
    chosen = np.repeat(np.arange(len(labels)), times)
    own = [np.flatnonzero(picture == i) for i in chosen]
    at, index = np.concatenate(own), np.repeat(np.arange(len(chosen)), [len(rows) for rows in own])
    return choosing.Candidates(glyphs[at], scores[at], strokes[at], shapes[at], index, labels[chosen]), said[at]


@pytest.mark.parametrize("digits, rest", [(4, 1), (1, 4)])
def test_the_digits_count_as_much_as_the_rest_however_many_they_are(digits, rest):
    once = hard(1, 120)
    more = repeated(once, np.where(once[0].labels == NONE, rest, digits))
    assert choosing.fit_weights([more], 1.0) == pytest.approx(choosing.fit_weights([once], 1.0), abs=0.02)


@pytest.mark.parametrize(
    "digit, other, name",
    [
        # The other is read more surely, but scores low.
        ((1.0, row(5, 0.9)), (0.1, row(2, 0.95)), "score"),
        # The network doubts that the other is a digit.
        ((0.5, row(5, 0.9)), (0.5, row(NONE, 0.9)), "odds"),
        # It does not, but cannot say which one.
        ((0.5, row(5, 0.9)), (0.5, row(2, 0.4)), "surety"),
        # Both score low; the other is as surely a 1, and so may be the edge of a shadow.
        ((0.3, row(5, 0.9)), (0.3, row(1, 0.9)), "one"),
        # Of both the network says the same; they differ in their shape.
        ((0.5, row(5, 0.9), BROAD), (0.5, row(2, 0.9), SQUARE), "breadth"),
        ((0.5, row(5, 0.9), BROAD.T), (0.5, row(2, 0.9), SQUARE), "breadth_squared"),
        ((0.5, row(5, 0.9), np.tril(SQUARE)), (0.5, row(2, 0.9), SQUARE), "slant"),
        # The other is no stroke by itself.
        ((0.5, row(5, 0.9), BLANK, 1.0), (0.5, row(2, 0.9), BLANK, 0.3), "stroke"),
    ],
    ids=["score", "odds", "surety", "one", "broad", "narrow", "aslant", "a stroke"],
)
def test_what_tells_the_digit_from_the_rest_is_weighed_more_than_in_even_weights(digit, other, name):
    one = given(*[(5, [digit, other])] * 20, *[(NONE, [other])] * 20)
    weights = choosing.fit_weights([one], 1.0)
    assert getattr(weights, name) > getattr(EVEN, name) + 0.5
    best = choosing.chosen(one, 1.0, weights)
    assert (best.digits[:20].argmax(axis=1) == 5).all()
    assert best.none[:20].max() < 0.5 < best.none[20:].min()


def test_what_is_fitted_reads_the_digits_and_refuses_the_rest_as_the_reader_will():
    pictures = given(
        *[(5, [(1.0, row(5, 0.9)), (0.1, row(1, 0.95))])] * 20, *[(NONE, [(1.0, row(NONE, 0.9))])] * 20, (NONE, [])
    )
    choice = choosing.fit({"alone": lone(*[row(3, 0.99)] * 50), "whole": pictures, "small": pictures}, 0.002)
    best = choosing.chosen(pictures, choice.temperature, choice.weights)
    assert choosing.value(best, choice.no_digit_threshold, 1) == 1.0
    metadata = {
        "calibration": {"temperature": choice.temperature},
        "choice": choice.weights._asdict(),
        "output": {"classes": CLASSES},
        "no_digit_threshold": choice.no_digit_threshold,
        "no_digit_threshold_as_is": choice.no_digit_threshold_as_is,
    }
    for label, own in ((5, [(1.0, row(5, 0.9)), (0.1, row(1, 0.95))]), (NONE, [(1.0, row(NONE, 0.9))])):
        found = choose([Glyph(BLANK, (0, 0, 1, 1), score=s) for s, _ in own], np.stack([p for _, p in own]), metadata)
        assert (int(found.probabilities.argmax()) if is_digit(found, metadata, as_is=False) else NONE) == label


def beliefs(none: list[float], labels: list[int], digit: int = 3, sure: float = 0.9) -> Chosen:
    """Pictures of which all is said to be one digit, as surely, or none, as likely as given."""
    return Chosen(np.stack([row(digit, sure, 10)] * len(none)), np.array(none), np.uint8(labels))


@pytest.mark.parametrize(
    "none, share, refused",
    [
        ([0.6] * 10 + [0.01] * 90, 0.002, 0),
        ([0.9] + [0.01] * 99, 0.002, 0),
        ([0.6] * 10 + [0.01] * 90, 0.1, 10),
        ([0.9] + [0.6] * 9 + [0.01] * 90, 0.01, 1),
        ([0.9, 0.8] + [0.01] * 998, 0.002, 2),
        ([0.9, 0.8, 0.7] + [0.01] * 997, 0.002, 2),
    ],
)
def test_no_more_held_out_digits_are_refused_than_may_be(none, share, refused):
    glyphs = beliefs(none, [3] * len(none))
    # Pictures want all refused that is any less sure than the surest.
    pictures = beliefs([0.001, 0.02], [3, NONE])
    threshold = choosing.no_digit_threshold([pictures], 3, glyphs, share)
    assert (glyphs.none >= threshold).sum() == refused


@pytest.mark.parametrize(
    "pictures, least, most",
    [
        ([beliefs([0.1, 0.7], [3, NONE])], 0.1, 0.7),
        ([beliefs([0.6, 0.9], [3, NONE])], 0.6, 0.9),
        # Reading a digit right counts more than refusing what is none …
        ([beliefs([0.8, 0.5], [3, NONE])], 0.8, 1.0),
        # … but of a digit that is read wrong, nothing is lost.
        ([beliefs([0.8, 0.5], [7, NONE])], 0.0, 0.5),
        # Each set counts alike, be it small.
        ([beliefs([0.3] * 50 + [0.1] * 50, [3] * 50 + [NONE] * 50), *[beliefs([0.05, 0.1], [3, NONE])] * 4], 0.05, 0.1),
    ],
)
def test_the_threshold_is_the_best_for_the_pictures(pictures, least, most):
    glyphs = beliefs([0.001] * 100, [3] * 100)
    assert least < choosing.no_digit_threshold(pictures, 3, glyphs, 0.002) <= most


@pytest.mark.parametrize(
    "digits_count, least, most",
    [(1, 0.01, 0.2), (3, 0.4, 1.0)],
)
def test_the_more_digits_count_the_less_is_refused(digits_count, least, most):
    # One digit of two is as doubtful as what is none.
    pictures = beliefs([0.01, 0.4, 0.2, 0.3] * 25, [3, 3, NONE, NONE] * 25)
    assert least < choosing.no_digit_threshold([pictures], digits_count) <= most


def test_of_two_thresholds_that_are_as_good_neither_is_taken():
    # 10 of 100 digits are worth as much as 50 of 100 that are none.
    doubtful, sure = [0.7] * 10 + [0.6] * 50, [0.01] * 90 + [0.99] * 50
    pictures = beliefs(doubtful + sure, [3] * 10 + [NONE] * 50 + [3] * 90 + [NONE] * 50)
    assert 0.1 < choosing.no_digit_threshold([pictures], 5) < 0.6


@pytest.mark.parametrize(
    "alone, large, as_is",
    [(0.01, (0.05, 0.3), (0.6, 0.9)), (0.4, (0.05, 0.3), (0.6, 0.9)), (0.95, (0.05, 0.3), (0.9499, 1.0))],
    ids=["sure of digits alone", "less sure", "unsure: of a glyph's size, no more are refused than may be"],
)
def test_pictures_of_a_glyphs_size_have_a_threshold_of_their_own(monkeypatch, alone, large, as_is):
    """By these weights the network's word is taken; doubts are of pictures with a digit, and of those with none."""
    monkeypatch.setattr(choosing, "fit_temperature", lambda *_: 1.0)
    monkeypatch.setattr(choosing, "fit_weights", lambda *_: Weights(0.0, 1.0, *[0.0] * 7))

    def doubted(label: int, none: float) -> tuple[int, list[tuple[float, np.ndarray]]]:
        return label, [(1.0, ((1 - none) * row(3, 1.0) + none * row(NONE, 1.0)).astype(np.float32))]

    sets = {
        "alone": given(*[doubted(3, alone)] * 10),
        "whole": given(doubted(3, 0.05), doubted(NONE, 0.3)),
        "small": given(doubted(3, 0.6), doubted(NONE, 0.9)),
    }
    choice = choosing.fit(sets, 0.002)
    assert large[0] < choice.no_digit_threshold <= large[1]
    assert as_is[0] < choice.no_digit_threshold_as_is <= as_is[1]


@pytest.mark.parametrize(
    "pictures, digits, rest",
    [
        (beliefs([0.1, 0.9], [3, NONE]), 1, 1),
        (beliefs([0.1, 0.1], [3, NONE]), 1, 0),
        (beliefs([0.9, 0.9], [3, NONE]), 0, 1),
        (beliefs([0.1, 0.9], [8, NONE]), 0, 1),
        (beliefs([0.1, 0.5], [3, NONE]), 1, 1),
        (beliefs([0.1, 0.9, 0.9, 0.9, 0.1], [3, 3, NONE, NONE, NONE]), 1 / 2, 2 / 3),
    ],
    ids=["all right", "none is read", "a digit is refused", "read wrong", "at the threshold", "some of each"],
)
@pytest.mark.parametrize("count", [choosing.DIGITS_COUNT, choosing.DIGITS_COUNT_AS_IS])
def test_reading_digits_right_counts_more_than_refusing_the_rest_however_many_there_are(pictures, digits, rest, count):
    assert count > 1
    assert choosing.value(pictures, 0.5, count) == pytest.approx((count * digits + rest) / (count + 1))


@pytest.mark.parametrize(
    "sets, threshold, accepted",
    [
        ([beliefs([0.1] * 5, [3] * 5, sure=0.6)], 0.5, 0.5),
        # A digit that is read wrong as surely as the right ones are: nothing is accepted but what is surer than all.
        ([beliefs([0.1] * 5, [3] * 4 + [8], sure=0.6)], 0.5, 0.95),
        ([beliefs([0.1] * 5, [3] * 4 + [NONE], sure=0.6)], 0.5, 0.95),
        # What is refused is not read at all.
        ([beliefs([0.1] * 4 + [0.9], [3] * 4 + [8], sure=0.6)], 0.5, 0.5),
        ([beliefs([0.1] * 4, [8] * 4, sure=0.705), beliefs([0.1] * 4, [3] * 4, sure=0.9)], 0.5, 0.71),
    ],
    ids=["all right", "one wrong", "one no digit", "the wrong one refused", "the less sure wrong"],
)
def test_what_is_accepted_is_right_but_for_one_of_two_hundred(sets, threshold, accepted):
    assert choosing.accept_threshold(sets, threshold) == pytest.approx(accepted)


@pytest.mark.parametrize("sharpness, temperature", [(3.0, 3.0), (1.0, 1.0), (0.5, 0.5)])
def test_the_temperature_undoes_what_makes_a_network_too_sure_or_too_modest(sharpness, temperature):
    rng = np.random.default_rng(0)
    right = np.array([row(3, sure) for sure in rng.uniform(0.5, 0.95, 4000)], np.float64)
    labels = np.array([rng.choice(10, p=p[:10] / p[:10].sum()) for p in right])
    sharp = right**sharpness
    said = (sharp / sharp.sum(axis=1, keepdims=True)).astype(np.float32)
    one = choosing.alone(np.zeros((len(said), 28, 28), np.uint8), np.uint8(labels)), said
    assert choosing.fit_temperature([one], EVEN) == pytest.approx(temperature, rel=0.15)


def test_a_temperature_under_which_nothing_is_read_is_not_chosen():
    # With this bias a digit is read only where the network is all but certain, and at a high temperature it never is.
    one = lone(*[row(3, 0.99)] * 9, row(8, 0.99))
    weights = Weights(-4.0, 1.0, *[0.0] * 7)
    temperature = choosing.fit_temperature([one], weights)
    assert (choosing.chosen(one, temperature, weights).none < 0.5).all()
    assert (choosing.chosen(one, 3.0, weights).none > 0.5).all()


def test_a_network_that_knows_no_other_class_refuses_nothing_and_is_calibrated_all_the_same():
    # It is right nine times of ten, and says that it is surer.
    one = lone(*[row(3, 0.99, 10)] * 90, *[row(8, 0.99, 10)] * 10)
    choice = choosing.fit({"alone": one}, 0.002)
    assert choice.no_digit_threshold == choice.no_digit_threshold_as_is == 1.0
    assert choice.weights == EVEN
    best = choosing.chosen(one, choice.temperature, choice.weights)
    assert best.digits.max(axis=1) == pytest.approx(np.full(100, 0.9), abs=0.01)


FIVE = Pictures(5, 0.0, 7)


def made_small(cache, pictures=FIVE):
    digits, labels = np.zeros((3, 28, 28), np.uint8), np.uint8([1, 2, 3])
    digits[:, 6:22, 12:15] = 255
    return produce.produce(choosing.candidates_of, "small", digits, labels, pictures, cache)


def test_made_pictures_are_kept_and_come_again(tmp_path):
    first = made_small(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    again = made_small(tmp_path)
    assert len(first["labels"]) == 5
    assert set(first["picture"]) <= set(range(5))
    assert len(first["glyphs"]) == len(first["scores"]) == len(first["picture"])
    for name, array in first.items():
        assert np.array_equal(array, again[name])


@pytest.mark.parametrize("change", [{"seed": 8}, {"none": 1.0}, {"count": 4}])
def test_pictures_of_other_settings_are_made_anew(tmp_path, change):
    first, other = made_small(tmp_path), made_small(tmp_path, dataclasses.replace(FIVE, **change))
    assert len(list(tmp_path.iterdir())) == 2
    assert not all(np.array_equal(array, other[name]) for name, array in first.items())
