"""Rebuilds tables of binary Word files from the marks that end their cells and rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.extract.msoffice.doc.properties import Paragraph
from ingest.extract.msoffice.edged_tables import EdgedTable, RowEnd
from ingest.extract.msoffice.pages import Block, Collector


def _row_end(properties: Paragraph) -> RowEnd:
    """What the properties of a row's last paragraph say."""
    return RowEnd(properties.edges, properties.merges, properties.header_row)


@dataclass(slots=True)
class TableBuilder:
    """Sends paragraphs outside tables to the collector, and each table when it ends."""

    collector: Collector
    paragraphs: Iterable[tuple[Block, Paragraph, str]]
    open: list[EdgedTable] = field(default_factory=list)

    def run(self) -> None:
        """Read all paragraphs."""
        after_cell = after_item = False
        for block, properties, end in self.paragraphs:
            depth = max(properties.depth, 1 if end == "\x07" else 0)
            self._close_to(depth)
            while len(self.open) < depth:
                self.open.append(EdgedTable())
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
                table.end_row(_row_end(properties))
                after_cell = False
            elif end == "\x07":
                table.end_cell()
                after_cell = True
            elif properties.inner_row_end:
                table.end_row(_row_end(properties))
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
