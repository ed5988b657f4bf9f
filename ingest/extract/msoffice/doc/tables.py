"""Rebuilds tables of binary Word files from the marks that end their cells and rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.extract.msoffice.doc.properties import Paragraph
from ingest.extract.msoffice.flow import CellBlocks, add_table
from ingest.extract.msoffice.pages import Block, Collector


@dataclass(slots=True)
class _Table:
    """A table being read: rows with the borders of their cells, the row and the cell in hand."""

    rows: list[tuple[list[list[Block]], tuple[int, ...]]] = field(default_factory=list)
    row: list[list[Block]] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    marked: bool = False

    def end_cell(self) -> None:
        self.row.append(self.cell)
        self.cell = []

    def end_row(self, edges: tuple[int, ...], header: bool) -> None:
        if self.cell:
            self.end_cell()
        if self.row:
            self.marked = self.marked or (header and not self.rows)
            self.rows.append((self.row, edges))
        self.row = []

    def finish(self, target: Collector) -> None:
        self.end_row((), False)
        borders = sorted({edge for _, edges in self.rows for edge in edges})
        rows = [
            [CellBlocks(cell, _span(edges, at, borders)) for at, cell in enumerate(row)]
            for row, edges in self.rows
        ]
        if rows:
            add_table(target, rows, marked=self.marked, likely=True)


def _span(edges: tuple[int, ...], at: int, borders: list[int]) -> int:
    """How many columns of the whole table a cell covers."""
    if at + 1 >= len(edges) or len(borders) > 64:
        return 1
    return max(1, sum(1 for border in borders if edges[at] <= border < edges[at + 1]))


@dataclass(slots=True)
class TableBuilder:
    """Sends paragraphs outside tables to the collector, and each table when it ends."""

    collector: Collector
    paragraphs: Iterable[tuple[Block, Paragraph, str]]
    open: list[_Table] = field(default_factory=list)

    def run(self) -> None:
        """Read all paragraphs."""
        after_cell = after_item = False
        for block, properties, end in self.paragraphs:
            depth = max(properties.depth, 1 if end == "\x07" else 0)
            self._close_to(depth)
            while len(self.open) < depth:
                self.open.append(_Table())
            if not self.open:
                self._add(block, after_item)
                after_item = block.tight
                after_cell = False
                continue
            table = self.open[-1]
            if block.text or block.notes:
                table.cell.append(block)
            # Where properties are lost, an empty cell right after a cell ends the row.
            lost = properties.depth == 0 and after_cell and not block.text
            if end == "\x07" and (properties.row_end or lost):
                table.end_row(properties.edges, properties.header_row)
                after_cell = False
            elif end == "\x07":
                table.end_cell()
                after_cell = True
            elif properties.inner_row_end:
                table.end_row(properties.edges, properties.header_row)
            elif properties.inner_cell_end:
                table.end_cell()
        self._close_to(0)

    def _add(self, block: Block, after_item: bool) -> None:
        if block.text or block.notes:
            tight = block.tight and (after_item or block.role == "contents")
            self.collector.add(block.text, block.role, block.level, tight=tight, notes=block.notes)

    def _close_to(self, depth: int) -> None:
        while len(self.open) > depth:
            table = self.open.pop()
            if not self.open:
                table.finish(self.collector)
                continue
            inner = Collector()
            table.finish(inner)
            self.open[-1].cell.extend(inner.blocks)
