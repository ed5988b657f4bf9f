"""Tables of running text: those that hold data become rows, those that only place text become what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.extract.msoffice.pages import Block, Collector
from ingest.extract.tables import Cell, table_lines

_LONGEST_CELL = 600

Merge = Literal["alone", "begun", "continued"]
"""Whether a cell stands alone, may go on in the rows below, or goes on from above."""


@dataclass(slots=True)
class CellBlocks:
    """A cell's blocks and the numbers of grid columns and rows it covers."""

    blocks: list[Block]
    span: int = 1
    rows: int = 1


def _is_layout(rows: Sequence[Sequence[CellBlocks]]) -> bool:
    """One column, or cells that hold headings, tables or whole passages."""
    if all(len(row) <= 1 for row in rows):
        return True
    return any(
        sum(len(block.text) for block in cell.blocks) > _LONGEST_CELL
        or any(block.role in ("heading", "table") for block in cell.blocks)
        for row in rows
        for cell in row
    )


def add_table(collector: Collector, rows: Sequence[Sequence[CellBlocks]], *, marked: int, likely: bool) -> None:
    """Append a table. Its first ``marked`` rows name the columns, or the first if ``likely`` and it looks so."""
    if _is_layout(rows):
        collector.blocks.extend(block for row in rows for cell in row for block in cell.blocks)
        return
    grid = [
        [Cell(" ".join(block.text for block in cell.blocks if block.text), cell.span, cell.rows) for cell in row]
        for row in rows
    ]
    collector.extend(table_lines(grid, marked=marked, likely=likely), "table")
    notes = [note for row in rows for cell in row for block in cell.blocks for note in block.notes]
    if notes:
        collector.add("", notes=notes)


class Merges:
    """Cells that go on from row to row, by the column at which they begin."""

    def __init__(self) -> None:
        self._above: dict[int, CellBlocks] = {}
        self._here: dict[int, CellBlocks] = {}

    def next_row(self) -> None:
        """A row is done: what it holds is above the next."""
        self._above, self._here = self._here, {}

    def add(self, row: list[CellBlocks], cell: CellBlocks, column: int, state: Merge) -> None:
        """Append ``cell`` to ``row``, or let the cell above it go on."""
        above = self._above.get(column)
        if state == "continued" and above is not None and above.span == cell.span:
            above.rows += 1
            above.blocks.extend(cell.blocks)
            self._here[column] = above
            return
        if state != "alone":
            self._here[column] = cell
        row.append(cell)
