"""Tables whose rows say where the borders of their cells are, as in .doc and RTF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.extract.msoffice.flow import CellBlocks, Merge, Merges, add_table
from ingest.extract.msoffice.pages import Block, Collector

MERGED_FIRST, MERGED, DOWN, DOWN_FIRST = 0x01, 0x02, 0x20, 0x40
"""Flags of a cell: the first, or any, of cells merged in a row; any, or the first, of cells merged in a column."""
_MOST_BORDERS = 64


@dataclass(frozen=True, slots=True)
class RowEnd:
    """What is known of a row at its end: the borders of its cells, their flags, whether it is a header."""

    edges: tuple[int, ...] = ()
    flags: tuple[int, ...] = ()
    header: bool = False


@dataclass(slots=True)
class EdgedTable:
    """A table being read: its rows, the row and the cell in hand."""

    rows: list[tuple[list[list[Block]], RowEnd]] = field(default_factory=list)
    row: list[list[Block]] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    marked: int = 0

    def end_cell(self) -> None:
        """The cell in hand is done."""
        self.row.append(self.cell)
        self.cell = []

    def end_row(self, end: RowEnd) -> None:
        """The row in hand is done."""
        if self.cell:
            self.end_cell()
        if self.row:
            self.marked += end.header and self.marked == len(self.rows)
            self.rows.append((self.row, end))
        self.row = []

    def finish(self, target: Collector) -> None:
        """Append the table to ``target``."""
        self.end_row(RowEnd())
        borders = sorted({edge for _, end in self.rows for edge in end.edges})
        merges = Merges()
        rows = []
        for row, end in self.rows:
            rows.append(_cells(row, end, borders, merges))
            merges.next_row()
        if rows:
            add_table(target, rows, marked=self.marked, likely=True)


def _cells(row: list[list[Block]], end: RowEnd, borders: list[int], merges: Merges) -> list[CellBlocks]:
    """A row's cells with what each covers."""
    # A row may begin further right than others.
    before = sum(1 for border in borders if border < end.edges[0]) if end.edges else 0
    cells = [CellBlocks([], before)] if before and len(borders) <= _MOST_BORDERS else []
    column = sum(cell.span for cell in cells)
    for at, blocks in enumerate(row):
        flags = end.flags[at] if at < len(end.flags) else 0
        cell = CellBlocks(blocks, _columns(end.edges, at, borders))
        if cells and flags & (MERGED | MERGED_FIRST) == MERGED:
            cells[-1].span += cell.span
            cells[-1].blocks.extend(blocks)
        else:
            merges.add(cells, cell, column, _down(flags))
        column += cell.span
    return cells


def _columns(edges: Sequence[int], at: int, borders: Sequence[int]) -> int:
    """How many columns of the whole table a cell covers."""
    if at + 1 >= len(edges) or len(borders) > _MOST_BORDERS:
        return 1
    return max(1, sum(1 for border in borders if edges[at] <= border < edges[at + 1]))


def _down(flags: int) -> Merge:
    if not flags & DOWN:
        return "alone"
    return "begun" if flags & DOWN_FIRST else "continued"
