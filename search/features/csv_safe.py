"""CSV that a spreadsheet can open without running formulas in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | float | bool | None


def lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """A header and rows as lines of CSV (RFC 4180), one at a time.

    The only change: a cell that a spreadsheet would take for a formula is prefixed with an apostrophe.
    """
    for row in chain([header], rows):
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerow([safe(cell) for cell in row])
        yield buffer.getvalue()


def safe(cell: Cell) -> str | int | float | None:
    """A cell as written; text that begins like a formula is prefixed with an apostrophe."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return cell
