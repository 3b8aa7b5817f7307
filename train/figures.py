"""Outcomes → figures, and the figures that are asked for: what is good enough stands here and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from train.metrics import calibration_error, wilson
from train.outcomes import Outcome
from train.sets import SETS

MEAN = "corruptions"  # the key of the figures over all corruptions
SPEED, SPEED_OF_PAGE = "speed", "speed-of-a-page"


class Asked(NamedTuple):
    """One line of the table. figure: of a set's figures; floor: the least, or where `most` the most, None: nothing is asked."""

    title: str
    key: str
    figure: str
    floor: float | None = None
    most: bool = False


ASKED = [
    Asked("MNIST test: the right one of ten", "mnist", "unrefused_accuracy", 0.997),
    Asked("MNIST test: a refusal is wrong", "mnist", "accuracy"),
    Asked("MNIST test: refused", "mnist", "refused", 0.003, most=True),
    Asked("MNIST test: calibration error", "mnist", "calibration_error", 0.003, most=True),
    Asked("simulated photos", "photos", "accuracy", 0.985),
    Asked("simulated photos: calibration error", "photos", "calibration_error", 0.015, most=True),
    Asked("the well-known recipe's JPEGs", "seed", "accuracy", 1.0),
    Asked("optdigits", "optdigits", "accuracy", 0.993),
    Asked("USPS", "usps", "accuracy", 0.98),
    Asked("corruptions, mean", MEAN, "accuracy", 0.97),
    Asked("numbers, apart: all of it right", "numbers", "accuracy", 0.95),
    Asked("numbers with touching pairs: all of it right", "touching", "accuracy", 0.85),
    Asked("pages of five lines: digits right", "pages", "digits_right", 0.97),
    Asked("no digit: blank and noise", "blank", "accuracy", 1.0),
    Asked("no digit: scribbles and textures", "scribbles", "accuracy", 0.97),
    Asked("no digit: letters", "letters", "accuracy", 0.93),
    Asked("time by decoding's, a large photo", SPEED, "ratio", 1.0, most=True),
    Asked("time by decoding's, a page of digits", SPEED_OF_PAGE, "ratio", 2.0, most=True),
]
SHARES = ("accuracy", "unrefused_accuracy", "refused")  # figures with an interval


@dataclass(frozen=True)
class Line:
    """A measured line of the table; plain values for JSON. interval: of 95 %, None where the figure is no share of pictures."""

    title: str
    key: str
    figure: float
    floor: float | None
    most: bool
    met: bool | None
    interval: tuple[float, float] | None
    pictures: int | None
    refused: float | None
    accepted: float | None


def figures(outcomes: Sequence[Outcome]) -> dict:
    """Figures of one set, shares 0…1.

    accuracy: the Reading's text is the label; a refused digit is wrong, and nothing said is right where there is no digit.
    unrefused_accuracy: the same, were nothing refused; refused: nothing said; blank: no ink found; accepted: all digits said
    are over the accept threshold; calibration_error: of the digits said. kinds: accuracy by name, of pictures with no digit.
    digits_right: 1 less what is to be mended (also breaks between lines), by the digits that are written, of pictures of several.
    """
    n = len(outcomes)
    right = np.array([o.right for o in outcomes], bool)
    said = np.array([o.text != "" for o in outcomes], bool)
    accepted = np.array([o.accepted for o in outcomes], bool)
    confidence = np.array([o.confidence for o in outcomes])
    found = {
        "pictures": n,
        "right": int(right.sum()),
        "accuracy": right.mean(),
        "refused": 1 - said.mean(),
        "blank": np.mean([o.glyph is None for o in outcomes]),
        "accepted": accepted.mean(),
    }
    if any(len(o.written) > 1 for o in outcomes):
        digits = sum(len(o.written.replace("\n", "")) for o in outcomes)
        found["digits_right"] = 1 - sum(o.edits for o in outcomes) / digits
    if any(o.written == "" for o in outcomes):
        names = [o.name for o in outcomes]
        if len(set(names)) < n / 2:
            found["kinds"] = {name: _share(right, names, name) for name in dict.fromkeys(names)}
    else:
        found["unrefused_accuracy"] = np.mean([o.right_unrefused for o in outcomes])
        found["accepted_accuracy"] = right[accepted].mean() if accepted.any() else 0.0
        found["calibration_error"] = calibration_error(confidence[said], right[said])
    return {name: round(float(v), 5) if isinstance(v, float) else v for name, v in found.items()}


def all_figures(outcomes: Mapping[str, Sequence[Outcome]]) -> dict[str, dict]:
    """Figures of each set by its key, and under MEAN those over all corruptions, where all were measured."""
    found = {key: figures(own) for key, own in outcomes.items()}
    spoilt = [key for key, one in SETS.items() if one.group == "corruptions"]
    if all(key in found for key in spoilt):
        found[MEAN] = {
            "pictures": sum(found[key]["pictures"] for key in spoilt),
            "right": sum(found[key]["right"] for key in spoilt),
            **{
                name: round(float(np.mean([found[key][name] for key in spoilt])), 5)
                for name in ("accuracy", "unrefused_accuracy", "refused", "blank", "accepted")
            },
        }
    return found


def interval(own: Mapping, figure: str) -> tuple[float, float] | None:
    """Wilson's 95 % interval of a share of a set's pictures."""
    if figure not in SHARES:
        return None
    low, high = wilson(round(own[figure] * own["pictures"]), own["pictures"])
    return round(low, 5), round(high, 5)


def line(asked: Asked, own: Mapping) -> Line:
    """A line of the table; own: figures of its set."""
    figure = own[asked.figure]
    met = None
    if asked.floor is not None:
        met = figure <= asked.floor if asked.most else figure >= asked.floor
    return Line(
        asked.title,
        asked.key,
        figure,
        asked.floor,
        asked.most,
        met,
        interval(own, asked.figure),
        own.get("pictures"),
        own.get("refused"),
        own.get("accepted"),
    )


def table(found: Mapping[str, Mapping]) -> list[Line]:
    """The lines that are asked for, of the sets that were measured, then a line for each other set."""
    asked = [line(one, found[one.key]) for one in ASKED if one.key in found]
    others = [Asked(one.title, key, "accuracy") for key, one in SETS.items() if key not in {a.key for a in ASKED}]
    return asked + [line(one, found[one.key]) for one in others if one.key in found]


def _share(right: np.ndarray, names: list[str], name: str) -> float:
    return round(float(right[[n == name for n in names]].mean()), 5)
