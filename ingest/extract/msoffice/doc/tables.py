"""Rebuilds tables of binary Word files from the marks that end their cells and rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.extract.msoffice.doc.properties import Paragraph
from ingest.extract.msoffice.flow import CellBlocks, Merge, Merges, add_table, columns_covered, indent_of
from ingest.extract.msoffice.pages import Block, Collector

_MERGED_FIRST, _MERGED, _DOWN, _DOWN_FIRST = 0x01, 0x02, 0x20, 0x40


@dataclass(frozen=True, slots=True)
class RowEnd:
    """What the mark that ends a row says: the borders of its cells, how each is merged, whether it is a header."""

    edges: tuple[int, ...] = ()
    flags: tuple[int, ...] = ()
    header: bool = False

    @classmethod
    def of(cls, properties: Paragraph) -> RowEnd:
        """What the properties of a row's last paragraph say."""
        return cls(properties.edges, properties.merges, properties.header_row)


@dataclass(slots=True)
class _Table:
    """A table being read: its rows, the row and the cell in hand."""

    rows: list[tuple[list[list[Block]], RowEnd]] = field(default_factory=list)
    row: list[list[Block]] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    marked: int = 0

    def end_cell(self) -> None:
        self.row.append(self.cell)
        self.cell = []

    def end_row(self, end: RowEnd) -> None:
        if self.cell:
            self.end_cell()
        if self.row:
            self.marked += end.header and self.marked == len(self.rows)
            self.rows.append((self.row, end))
        self.row = []

    def finish(self, target: Collector) -> None:
        self.end_row(RowEnd())
        borders = sorted({edge for _, end in self.rows for edge in end.edges})
        merges = Merges()
        rows = [_cells(row, end, borders, merges) for row, end in self.rows]
        if rows:
            add_table(target, rows, marked=self.marked, likely=True)


def _cells(row: list[list[Block]], end: RowEnd, borders: list[int], merges: Merges) -> list[CellBlocks]:
    """A row's cells with what each covers."""
    cells = indent_of(end.edges, borders)
    column = sum(cell.span for cell in cells)
    for at, blocks in enumerate(row):
        flags = end.flags[at] if at < len(end.flags) else 0
        cell = CellBlocks(blocks, columns_covered(end.edges, at, borders))
        if cells and flags & (_MERGED | _MERGED_FIRST) == _MERGED:
            cells[-1].span += cell.span
            cells[-1].blocks.extend(blocks)
        else:
            merges.add(cells, cell, column, _down(flags))
        column += cell.span
    return cells


def _down(flags: int) -> Merge:
    if not flags & _DOWN:
        return "alone"
    return "begun" if flags & _DOWN_FIRST else "continued"


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
                table.end_row(RowEnd.of(properties))
                after_cell = False
            elif end == "\x07":
                table.end_cell()
                after_cell = True
            elif properties.inner_row_end:
                table.end_row(RowEnd.of(properties))
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
