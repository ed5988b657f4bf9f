"""Tables of running text: those that hold data become rows, those that only place text become what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.msoffice.pages import Block, Collector
from ingest.extract.msoffice.tables import Cell, looks_like_header, table_lines

_LONGEST_CELL = 600


@dataclass(frozen=True, slots=True)
class CellBlocks:
    """A cell's blocks and the number of grid columns it covers."""

    blocks: Sequence[Block]
    span: int = 1


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


def add_table(collector: Collector, rows: Sequence[Sequence[CellBlocks]], *, marked: bool, likely: bool) -> None:
    """Append a table. Its first row names the columns if it is ``marked`` so, or if ``likely`` and it looks so."""
    if _is_layout(rows):
        collector.blocks.extend(block for row in rows for cell in row for block in cell.blocks)
        return
    grid = [
        [Cell(" ".join(block.text for block in cell.blocks if block.text), cell.span) for cell in row]
        for row in rows
    ]
    collector.extend(table_lines(grid, header=marked or (likely and looks_like_header(grid))), "table")
    notes = [note for row in rows for cell in row for block in cell.blocks for note in block.notes]
    if notes:
        collector.add("", notes=notes)
