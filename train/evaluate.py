"""Measure the shipped network through the road that users' pictures go, and write its card.

    python -m train.evaluate                          all sets; writes train/MODEL_CARD.md, its plots, and README's table
    python -m train.evaluate --only photos no-digit   some sets, or groups of them; writes nothing
    python -m train.evaluate --pictures 50 --card /tmp/card/CARD.md      a quick look

Reads with LiteRT, as the command line and the Lambda do; never loads TensorFlow.
"""

import argparse
import dataclasses
import json
import sys
from pathlib import Path

from lambda_fn.errors import ModelError
from lambda_fn.predict import FOLDER, Model
from lambda_fn.quiet import native_messages_off
from train import figures, fonts, mnist, network, provenance, sets, speed, table
from train.npm import DataError
from train.outcomes import Outcome, read_all
from train.settings import SEED

ROOT = Path(__file__).parents[1]
CARD = ROOT / "train" / "MODEL_CARD.md"
README = ROOT / "README.md"
SCHEMA = 1


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 measured, whether or not the figures are met; 1 not (data, model, disk); 2 wrong usage."""
    given = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="python -m train.evaluate", description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=FOLDER, help="folder of digits.tflite and digits.json")
    parser.add_argument("--evaluation", type=Path, default=sets.EVALUATION, help="folder of pictures of other hands")
    parser.add_argument("--pictures", type=_positive, metavar="N", help="of each set (default: each set's own number)")
    parser.add_argument(
        "--only", nargs="+", metavar="SET", help=f"of {', '.join([*sets.GROUPS, *sets.SETS, figures.SPEED])}"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--card", type=Path, metavar="FILE", help="write the card here, also where not all is measured")
    options = parser.parse_args(given)
    try:
        timed = options.only is None or figures.SPEED in options.only
        chosen = sets.select(options.only and [name for name in options.only if name != figures.SPEED])
    except ValueError as error:
        parser.error(str(error))
    whole = options.only is None and options.pictures is None
    try:
        with native_messages_off():
            model = Model.load(options.model)
        found, outcomes = measure(options, chosen, timed, model)
        found = {"schema": SCHEMA, **provenance.provenance("train.evaluate", given, options.seed), **found}
        print(table.plain(found))
        card = options.card or (CARD if whole else None)
        if card:
            write(card, found, outcomes, sets.Source(options.seed, options.evaluation))
    except (DataError, ModelError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Error: {error.strerror or error}: {error.filename or ''}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def measure(
    options: argparse.Namespace, chosen: list[sets.Set], timed: bool, model: Model
) -> tuple[dict, dict[str, list[Outcome]]]:
    """All figures, plain values for JSON, and the outcomes by set."""
    source = sets.Source(options.seed, options.evaluation)
    missing = {one.key: reason for one in chosen if (reason := one.missing(source.evaluation))}
    here = [one for one in chosen if one.key not in missing]
    # Fetched before the processes start, that they do not all fetch.
    mnist.load()
    fonts.load()
    outcomes = read_all(here, source, options.model, options.pictures)
    found = figures.all_figures(outcomes)
    cost = {"glyph_ms": speed.glyph_ms(model)}
    if timed:
        found[figures.SPEED] = speed.against_decoding(speed.photo(options.seed), model)
        found[figures.SPEED_OF_PAGE] = speed.against_decoding(speed.page(options.seed), model)
    described = {name: value for name, value in model.metadata.items() if name != "figures"}
    return {
        "model": described | {"network": network.describe(options.model)},
        "page_bytes": network.page_bytes(described["version"]),
        "cost": cost,
        "sets": found,
        "missing": missing,
        "table": [dataclasses.asdict(line) for line in figures.table(found)],
    }, outcomes


def write(card: Path, found: dict, outcomes: dict[str, list[Outcome]], source: sets.Source) -> None:
    """The card with its plots and figures.json; README's table too where it is the repository's own card."""
    # Matplotlib is loaded only where something is drawn.
    from train.card import write_card, write_readme

    folder = write_card(card, found, outcomes, source)
    (folder / "figures.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print(f"Card: {card}; plots and figures: {folder}")
    if card.resolve() == CARD:
        write_readme(README, found)


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
