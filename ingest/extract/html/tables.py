"""Tables of a web page: those that hold data become rows."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from ingest.extract.tables import Cell, table_lines

LEVELS = {f"h{level}": level for level in range(1, 7)}
"""Heading tags and their levels."""
_MAX_CELL = 400
_MAX_ROWS = 10_000
_MAX_DIGITS = 5
_PLACES = {"thead": 0, "tfoot": 2}
"""Where a browser shows a part of a table, wherever it is written."""
_MAX_TABLE_NODES = 200_000


def data_table(table: Any, text_of: Callable[[Any], str]) -> list[str] | None:
    """The rows of a table of data as lines; None for a table that only lays out the page.

    ``text_of`` gives the text of a cell in one line.
    """
    rows: list[list[Cell]] = []
    marked: list[bool] = []
    places: list[int] = []
    for count, element in enumerate(table.iter()):
        if count > _MAX_TABLE_NODES or (element is not table and element.tag == "table"):
            return None
        if element.tag in LEVELS:
            return None
        if element.tag == "tr":
            rows.append([])
            row = element
            marked.append(False)
            places.append(_PLACES.get(_around(row), 1))
        elif element.tag in ("td", "th"):
            if not rows:
                return None
            text = text_of(element)
            if len(text) > _MAX_CELL and element.tag == "td" and len(rows) < 3:
                return None
            heads = element.tag == "th"
            rows[-1].append(Cell(text, _span(element.get("colspan")), _rows(element.get("rowspan")), heads))
            marked[-1] = _headed(row, rows[-1])
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return None
    order = sorted(range(len(rows)), key=places.__getitem__)
    rows, marked = [rows[at] for at in order], [marked[at] for at in order]
    caption = table.find("caption")
    title = [] if caption is None else [text_of(caption)]
    heads = list(itertools.takewhile(bool, marked))
    return [line for line in [*title, *table_lines(rows, marked=len(heads))] if line]


def _headed(row: Any, cells: Sequence[Cell]) -> bool:
    """Whether a row's mark-up says that it names the columns."""
    if _around(row) == "thead":
        return True
    return len(cells) > 1 and all(cell.heads or not cell.text for cell in cells[1:]) and cells[1].heads


def _around(row: Any) -> str:
    """The tag of what a row stands in."""
    parent = row.getparent()
    return "" if parent is None else str(parent.tag)


def _span(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) <= 3 else 1


def _rows(value: str | None) -> int:
    """Zero is all that are left."""
    if value == "0":
        return _MAX_ROWS
    return min(int(value), _MAX_ROWS) if value and value.isdecimal() and len(value) <= _MAX_DIGITS else 1
