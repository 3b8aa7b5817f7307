"""The table of what was measured, for the terminal and for Markdown."""

from collections.abc import Iterable, Sequence

from train import figures


def rows(found: dict) -> list[list[str]]:
    """The table's cells, its head first."""
    head = ["set", "figure", "asked", "", "95 % interval", "pictures", "refused", "accepted"]
    return [head, *(row(line) for line in found["table"])]


def row(line: dict) -> list[str]:
    """One line's cells: what was measured, what is asked, and whether it is met."""
    as_text = times if line["key"] in (figures.SPEED, figures.SPEED_OF_PAGE) else percent
    asked = "" if line["floor"] is None else f"{'≤' if line['most'] else '≥'} {as_text(line['floor'])}"
    met = {True: "met", False: "falls short", None: ""}[line["met"]]
    between = line["interval"]
    return [
        line["title"],
        as_text(line["figure"]),
        asked,
        met,
        f"{100 * between[0]:.2f}–{percent(between[1])}" if between else "",
        f"{line['pictures']:,}" if line["pictures"] else "",
        *("" if line[name] is None else percent(line[name]) for name in ("refused", "accepted")),
    ]


def percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def times(ratio: float) -> str:
    return f"{ratio:.2f} ×"


def plain(found: dict) -> str:
    """The table for a terminal, then what could not be measured and why."""
    cells = rows(found)
    widths = [max(len(one[column]) for one in cells) for column in range(len(cells[0]))]
    left = (0, 3)
    lines = [
        "  ".join(
            cell.ljust(w) if i in left else cell.rjust(w) for i, (cell, w) in enumerate(zip(one, widths, strict=True))
        )
        for one in cells
    ]
    lines += [f"{key}: not measured: {reason}" for key, reason in found["missing"].items()]
    return "\n".join(line.rstrip() for line in lines)


def markdown(cells: Sequence[Sequence[str]], right: Iterable[int] = ()) -> str:
    """A table of rows, the head first; right: the columns aligned to the right."""
    right = set(right)
    rule = ["---:" if i in right else "---" for i in range(len(cells[0]))]
    return "\n".join("| " + " | ".join(one) + " |" for one in (cells[0], rule, *cells[1:]))
