"""A sheet as a page: what stands on it in blocks parted by empty rows, each a table or plain lines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.model import Page
from ingest.extract.msoffice.pages import Collector, build_page, hidden_page
from ingest.extract.runs import one_line
from ingest.extract.tables import Cell, table_lines

MAX_CELLS = 2_000_000
"""Cells with text in one workbook."""
MAX_MERGED = 20_000
_MOST_COVERED = 1_000_000


@dataclass(slots=True)
class Sheet:
    """A sheet as a reader finds it. Rows and columns count from 0.

    ``cells`` are the texts shown; ``merged`` are (rows, columns) that a cell covers where that is more than one.
    ``beside`` are lines of charts and text boxes on it, ``notes`` comments.
    """

    name: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False
    beside: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def put(self, row: int, column: int, text: str) -> None:
        """The text of a cell, if it has any."""
        if text and not text.isspace():
            self.cells.setdefault(row, {})[column] = text


def sheet_page(number: int, sheet: Sheet, gathered: Collector) -> Page:
    """The page of a sheet. ``gathered`` keeps count of the text of the whole workbook."""
    first = len(gathered.blocks)
    gathered.add(sheet.name, "heading", 1)
    seen = {row: cells for row, cells in sheet.cells.items() if row not in sheet.hidden_rows}
    shown = {row: {c: t for c, t in cells.items() if c not in sheet.hidden_columns} for row, cells in seen.items()}
    for rows in _stretches(shown):
        _write(sheet, rows, shown, gathered)
    gathered.extend(sheet.beside)
    gathered.extend(_unseen(sheet), "hidden")
    for note in sheet.notes:
        gathered.add("", notes=[note])
    blocks, gathered.blocks[first:] = gathered.blocks[first:], []
    page = build_page(number, blocks, one_line(sheet.name)[:120] or f"Sheet {number}")
    return hidden_page(page) if sheet.hidden else page


def _stretches(cells: Mapping[int, Mapping[int, str]]) -> list[list[int]]:
    """Rows with text that follow each other."""
    found: list[list[int]] = []
    for row in sorted(row for row, texts in cells.items() if texts):
        if found and found[-1][-1] == row - 1:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _write(sheet: Sheet, rows: Sequence[int], cells: Mapping[int, Mapping[int, str]], gathered: Collector) -> None:
    """Titles, each alone in its row, then the table under them, then what is alone again."""
    alone = [len(cells[row]) == 1 for row in rows]
    top = next((n for n, single in enumerate(alone) if not single), len(rows))
    bottom = next((n for n in range(len(rows), top, -1) if not alone[n - 1]), top)
    gathered.extend(text for row in rows[:top] for text in cells[row].values())
    table = rows[top:bottom]
    if table:
        columns = sorted({column for row in table for column in cells[row]})
        covered = _covered(sheet, table, columns)
        grid = [_row(sheet, row, table, columns, covered) for row in table]
        gathered.extend(table_lines(grid), "table")
    gathered.extend(text for row in rows[bottom:] for text in cells[row].values())


def _covered(sheet: Sheet, rows: Sequence[int], columns: Sequence[int]) -> set[tuple[int, int]]:
    """The places that a merged cell covers beside its own."""
    found: set[tuple[int, int]] = set()
    for (row, column), (height, width) in sheet.merged.items():
        below = rows[bisect_left(rows, row) : bisect_left(rows, row + height)]
        beside = columns[bisect_left(columns, column) : bisect_left(columns, column + width)]
        if len(found) + len(below) * len(beside) > _MOST_COVERED:
            break
        found.update((r, c) for r in below for c in beside if (r, c) != (row, column))
    return found


def _row(
    sheet: Sheet, row: int, rows: Sequence[int], columns: Sequence[int], covered: Container[tuple[int, int]]
) -> list[Cell]:
    """The cells that begin in a row; places that another covers are left to it."""
    made = []
    for n, column in enumerate(columns):
        if (row, column) in covered:
            continue
        height, width = sheet.merged.get((row, column), (1, 1))
        down = bisect_left(rows, row + height) - bisect_left(rows, row) if height > 1 else 1
        across = bisect_left(columns, column + width) - n if width > 1 else 1
        made.append(Cell(sheet.cells[row].get(column, ""), max(across, 1), max(down, 1)))
    return made


def _unseen(sheet: Sheet) -> list[str]:
    """Hidden rows, and what stands in hidden columns, a line a row."""
    lines = []
    for row, texts in sorted(sheet.cells.items()):
        hidden = row in sheet.hidden_rows
        kept = [text for column, text in sorted(texts.items()) if hidden or column in sheet.hidden_columns]
        if kept:
            lines.append(" | ".join(map(one_line, kept)))
    return lines
