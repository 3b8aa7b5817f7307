"""A sheet of pictures that were read wrongly: each with the ink that was found, its glyph, what it is and what was said."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from lambda_fn.preprocess import preprocess
from train.outcomes import Outcome
from train.sets import SETS, Source, pictures

ACROSS, MOST = 4, 32
THUMB, GLYPH, TEXT = 96, 56, 26  # pixels
PAPER, INK, BOX = (255, 255, 255), (0, 0, 0), (214, 39, 40)
COLOURS = 64  # of the written PNG, to keep it small


def in_turn(outcomes: Mapping[str, Sequence[Outcome]], most: int = MOST) -> list[tuple[str, Outcome]]:
    """Wrong outcomes with their sets' keys, one of each set in turn, the surest of each first."""
    wrong = []
    for key, own in outcomes.items():
        failed = sorted((o for o in own if not o.right), key=lambda o: (not o.text, -o.confidence, o.index))
        wrong.append([(key, o) for o in failed])
    turns = (pair for turn in zip_longest(*wrong) for pair in turn if pair)
    return [pair for pair, _ in zip(turns, range(most), strict=False)]


def sheet(outcomes: Mapping[str, Sequence[Outcome]], source: Source, path: Path) -> int:
    """Write the sheet as a PNG, making each picture again from its index. Returns how many are on it."""
    chosen = in_turn(outcomes)
    down = max(1, -(-len(chosen) // ACROSS))
    width, height = THUMB + GLYPH + 18, THUMB + TEXT + 10
    whole = Image.new("RGB", (ACROSS * width, down * height), PAPER)
    for i, tile in enumerate(_tiles(chosen, source)):
        whole.paste(tile, (i % ACROSS * width + 4, i // ACROSS * height + 4))
    whole.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return len(chosen)


def _tiles(chosen: Sequence[tuple[str, Outcome]], source: Source) -> Iterator[Image.Image]:
    font = ImageFont.load_default(11)
    for key, outcome in chosen:
        (labelled,) = pictures(SETS[key], source, outcome.index, outcome.index + 1)
        tile = Image.new("RGB", (THUMB + GLYPH + 10, THUMB + TEXT), PAPER)
        draw = ImageDraw.Draw(tile)
        draw.text((0, 0), SETS[key].title.removeprefix("no digit: ").replace("×", "x"), INK, font)
        draw.text((0, 12), said(outcome), INK, font)
        tile.paste(Image.fromarray(thumbnail(labelled.picture, found_box(labelled.picture, outcome))), (0, TEXT))
        if outcome.glyph is not None:
            glyph = Image.fromarray(outcome.glyph).convert("RGB").resize((GLYPH, GLYPH), Image.Resampling.NEAREST)
            tile.paste(glyph, (THUMB + 6, TEXT))
        yield tile


def said(outcome: Outcome) -> str:
    """What it is and what was said, in a few words."""
    name = outcome.written.replace("\n", " / ") or "no digit"
    if outcome.glyph is None:
        return f"{name}, no ink found"
    if not outcome.text:
        return f"{name}, refused"
    return f"{name}, said {outcome.text} ({outcome.confidence:.2f})"


def found_box(picture: np.ndarray, outcome: Outcome) -> tuple[int, int, int, int] | None:
    """Where the outcome's glyph was found, pixels; None for a picture that is a glyph, or where there was none."""
    if picture.ndim == 2 or outcome.glyph is None:
        return None
    return next((glyph.box for glyph in preprocess(picture) if np.array_equal(glyph.pixels, outcome.glyph)), None)


def thumbnail(picture: np.ndarray, box: tuple[int, int, int, int] | None) -> np.ndarray:
    """A picture made THUMB pixels long with the found box drawn: uint8 [H, W, 3] or [H, W] → uint8 [h, w, 3]."""
    if picture.ndim == 2:
        picture = np.repeat(picture[..., None], 3, axis=2)
    scale = THUMB / max(picture.shape[:2])
    size = [max(1, round(side * scale)) for side in picture.shape[1::-1]]
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST)
    if box:
        x, y, w, h = (int(v * scale) for v in box)
        cv2.rectangle(small, (x - 1, y - 1), (x + w, y + h), BOX, 1)
    return small
