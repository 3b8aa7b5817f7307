"""Numbers: several digits in one picture, in reading order.

    ink → atoms (pieces of ink, cut where digits may touch) → lines → segments (runs of atoms, each with its glyph)   find_writings
    segments and what the network says of them → the best path through each line → the picture's digits              decide

The lone digit of a picture stays what preprocess and lambda_fn/choose.py make of it. Every stage has the same name in
web/src/numbers/, and computes the same.
"""

from .decide import OF_VIEW, decide
from .path import OF_ATOM, OF_DIGIT
from .writing import Writing, find_writings

__all__ = ["WEIGHTS", "Writing", "decide", "find_writings"]

WEIGHTS = (*OF_DIGIT, *OF_ATOM, *OF_VIEW)  # by their names in the metadata
