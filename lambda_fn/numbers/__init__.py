"""Numbers: several digits in one picture, in reading order.

    ink → atoms (pieces of ink, cut where digits may touch) → lines → segments (runs of atoms, each with its glyph)   find_writing
    segments and what the network says of them → the best path through each line → the picture's digits              decide

`read` does not call this yet: numbers are found, but too many lone digits and letters fall apart into several. Every stage has the same name in
web/src/numbers/, and computes the same.
"""

from .decide import decide
from .writing import Writing, find_writing

__all__ = ["Writing", "decide", "find_writing"]
