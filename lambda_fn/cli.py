"""The command line: pictures in, one answer a line out; several lines of writing follow it, indented.

- `digits` reads digits/digit1.jpg, digits/digit2.jpg, … until one is missing;
- `digits photo.jpg scans/` reads a file, and the pictures in a folder;
- `digits --json photo.jpg` prints the whole Reading;
- `digits --figure why.png photo.jpg` draws every stage from the picture to the answer;
- `digits s3://bucket/prefix --json --resume notes` reads a bucket, and goes on where an earlier run stopped.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_fn import files
from lambda_fn.errors import DrawingError, ListingError, ModelError, PrintingError
from lambda_fn.quiet import native_messages_off

if TYPE_CHECKING:
    from lambda_fn.figure import Figures

SAMPLES = Path("digits")
BUCKET = "s3://"
ALL_READ, SOME_FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: list[str] | None = None) -> int:
    """Run the command. Returns its exit code; wrong usage leaves through SystemExit(2), as argparse does."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.resume or any(path.startswith(BUCKET) for path in options.paths):
        _check_buckets(parser, options)
        return _guarded(parser.prog, lambda: _read_buckets(options))
    paths = list(files.pictures(options.paths) if options.paths else files.samples(SAMPLES))
    if not paths:
        parser.error(f"there is no {SAMPLES / 'digit1.jpg'} here: name pictures, or folders of pictures")
    figures = _figures(parser, options, single=len(paths) == 1)

    def read_files() -> int:
        code = _read_all(paths, options.json, figures, options.model)
        if figures:
            figures.finish()
        return code

    return _guarded(parser.prog, read_files)


def _guarded(program: str, reading: Callable[[], int]) -> int:
    """The exit code of a reading, whatever ends it early: told in one line, or not at all."""
    try:
        return reading()
    except (ModelError, ListingError, DrawingError) as error:
        print(f"{program}: {error}", file=sys.stderr)
        return SOME_FAILED
    except PrintingError as error:
        _print_no_more()
        print(f"{program}: {error}", file=sys.stderr)
        return SOME_FAILED
    except BrokenPipeError:
        # Whoever read our output has had enough.
        _print_no_more()
        return SOME_FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


@contextmanager
def _printing() -> Iterator[None]:
    """Raises PrintingError where what is printed meanwhile cannot be, BrokenPipeError where nobody wants it."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PrintingError(f"the answers cannot be printed: {error.strerror}") from error


def _print_no_more() -> None:
    """Python flushes standard output once more when it ends: into nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="digits",
        description="Read handwritten digits in pictures.",
        epilog="Exit code: 0 all pictures were read, 1 some could not be, 2 wrong usage.",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a picture, a folder of them, or s3://bucket/prefix "
        f"(default: {SAMPLES / 'digit1.jpg'}, digit2.jpg, … until one is missing)",
    )
    parser.add_argument("--json", action="store_true", help="print one Reading a line, as JSON, in the order given")
    parser.add_argument("--figure", metavar="FILE", type=Path, help="draw pictures, glyphs and probabilities to a file")
    parser.add_argument(
        "--model", metavar="FOLDER", type=Path, help="read with this folder's model, not the shipped one"
    )
    parser.add_argument(
        "--resume",
        metavar="FILE",
        type=Path,
        help="of s3://…: note the answers here, and take from here what is unchanged",
    )
    parser.add_argument("--show", action="store_true", help="open that drawing in a window")
    return parser


def _figures(parser: argparse.ArgumentParser, options: argparse.Namespace, single: bool) -> "Figures | None":
    """Where drawings go; None if none is asked for. Leaves with a usage error where they cannot be made."""
    if not (options.figure or options.show):
        return None
    try:
        from lambda_fn.figure import Figures
    except ImportError:
        parser.error("--figure and --show need matplotlib: pip install matplotlib")
    try:
        return Figures(options.figure, options.show, single)
    except ValueError as error:
        parser.error(str(error))


def _read_all(paths: list[str], as_json: bool, figures: "Figures | None", folder: Path | None) -> int:
    """Print the answer to each picture as soon as it is there. Raises ModelError, DrawingError, PrintingError, BrokenPipeError."""
    # Imported only now: OpenCV and LiteRT take a third of a second, which --help and a wrong option need not wait for.
    with native_messages_off():
        from lambda_fn.many import answer, answers
        from lambda_fn.predict import Model

        model = Model.load(folder) if folder else Model.load()
    names = Counter(os.path.basename(path) for path in paths)
    code = ALL_READ
    if figures:
        drawn: list[dict[str, Any]] = [{} for _ in paths]
        found = (answer(path, model, stages) for path, stages in zip(paths, drawn, strict=True))
    else:
        found = answers(paths, model, folder)
    for number, (path, said) in enumerate(zip(paths, found, strict=True)):
        if "error" in said:
            code = SOME_FAILED
        name = os.path.basename(path)
        lines = [json.dumps(said)] if as_json else in_words(said, name if names[name] == 1 else path)
        with _printing():
            print("\n".join(_printable(line) for line in lines), flush=True)
        if figures:
            figures.add(said, drawn[number])
            drawn[number] = {}
    return code


def _check_buckets(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Leaves with a usage error where buckets cannot be read as asked."""
    if not options.paths or not all(path.startswith(BUCKET) for path in options.paths):
        parser.error(f"name either {BUCKET}…, perhaps with --resume, or files")
    if options.figure or options.show:
        parser.error(f"--figure and --show draw files, not {BUCKET}…")
    if find_spec("botocore") is None:
        parser.error(f"{BUCKET}… needs botocore, and for its progress bar tqdm: pip install botocore tqdm")


def _read_buckets(options: argparse.Namespace) -> int:
    """Print the answer to each picture of the buckets. Raises ListingError, ModelError, PrintingError, BrokenPipeError."""
    with native_messages_off():
        from lambda_fn import bucket
        from lambda_fn.predict import Model

        model = Model.load(options.model) if options.model else Model.load()
    code = ALL_READ
    with bucket.Bar() as bar:
        for answer in bucket.answers(options.paths, model, options.resume, bar.more):
            if "error" in answer:
                code = SOME_FAILED
            lines = [json.dumps(answer)] if options.json else in_words(answer, answer["source"])
            with _printing():
                bar.answered([_printable(line) for line in lines])
    return code


def in_words(answer: dict[str, Any], name: str) -> list[str]:
    """A Reading for people: one line, and where there are several lines of writing, each of them after it, indented.

    name: what the picture is called where it was read.
    """
    if "error" in answer:
        return [f"Error processing image {answer['source']}: {answer['error']['message']}"]
    digits = answer["digits"]
    if not digits:
        return [f"{name}: No digit found ({answer['reason']})"]
    certainty = f"{min(digit['confidence'] for digit in digits):.1%}".replace("%", " %")
    if len(digits) > 1:
        certainty += " for the least sure"
    if not all(digit["accepted"] for digit in digits):
        certainty += ", unsure"
    said = f"{name}: The {'number' if len(digits) > 1 else 'digit'} might be"
    writing = answer["text"].split("\n")
    if len(writing) == 1:
        return [f"{said} {writing[0]} ({certainty})"]
    return [f"{said} ({certainty}):", *(f"  {line}" for line in writing)]


def _printable(line: str) -> str:
    """The line with whatever the output's encoding lacks, or would break the line, written as an escape."""
    encoding = sys.stdout.encoding or "utf-8"
    whole = "".join(c if c.isprintable() or 0xDC80 <= ord(c) <= 0xDCFF else ascii(c)[1:-1] for c in line)
    return whole.encode(encoding, "backslashreplace").decode(encoding)
