"""CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | float | bool | None


def lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """A header and rows as lines of CSV (RFC 4180), one at a time.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it; that is the one change.
    """
    for row in chain([header], rows):
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerow([safe(cell) for cell in row])
        yield buffer.getvalue()


def safe(cell: Cell) -> str | int | float | None:
    """A cell as it is written: text that begins like a formula is made text."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return cell
