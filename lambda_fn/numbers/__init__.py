"""Numbers: several digits in one picture, in reading order.

    ink → atoms (pieces of ink, cut where digits may touch) → lines → runs of atoms that may be a digit              find_sheets
    … and where these are of another height than what preprocess found, once more of that height                   find_sheets
    pieces that were cut, and what the network says of each whole → those that are a digit are not cut                  settled
    runs → segments, each with its glyph                                                                           find_writing
    segments and what the network says of them → the best path through each line, without the marks around and between them → the picture's digits   decide
    … and where finds that surely are digits lie beside these, as tall as they are, in coarser views, too           find_sheets_as_tall
    … and of writing that evidently is a page of digits, before anything else is looked at                           read_page

The lone digit of a picture stays what preprocess and lambda_fn/choose.py make of it. Every stage has the same name in
web/src/numbers/, and computes the same.
"""

from .decide import OF_VIEW, SURELY_SEVERAL, Find, decide, finds_of, has_more_colour, passed_over, read_page
from .path import OF_ATOM, OF_DIGIT
from .writing import Sheet, Writing, find_sheets, find_sheets_as_tall, find_writing, settled, whole_glyphs

__all__ = [
    "SURELY_SEVERAL",
    "WEIGHTS",
    "Find",
    "Sheet",
    "Writing",
    "decide",
    "find_sheets",
    "find_sheets_as_tall",
    "find_writing",
    "finds_of",
    "has_more_colour",
    "passed_over",
    "read_page",
    "settled",
    "whole_glyphs",
]

WEIGHTS = (*OF_DIGIT, *OF_ATOM, *OF_VIEW)  # by their names in the metadata
