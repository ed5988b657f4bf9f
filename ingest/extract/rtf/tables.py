"""Tables of Rich Text Format: what its control words say of rows, and the cells gathered between them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.extract.msoffice.edged_tables import DOWN, DOWN_FIRST, MERGED, MERGED_FIRST, EdgedTable, RowEnd
from ingest.extract.msoffice.pages import Block, Collector

_MERGES = {"clmgf": MERGED_FIRST | MERGED, "clmrg": MERGED, "clvmgf": DOWN | DOWN_FIRST, "clvmrg": DOWN}


@dataclass(slots=True)
class _RowDefinition:
    """How a row is defined: its left edge and the right edge of each cell, and how each cell is merged."""

    edges: list[int] = field(default_factory=lambda: [0])
    flags: list[int] = field(default_factory=list)
    pending: int = 0
    header: bool = False

    def word(self, word: str, number: int | None) -> None:
        """Take in a control word of the definition."""
        if word == "trleft" and number is not None:
            self.edges[0] = number
        elif word == "trhdr":
            self.header = True
        elif word == "cellx" and number is not None:
            self.edges.append(number)
            self.flags.append(self.pending)
            self.pending = 0
        else:
            self.pending |= _MERGES.get(word, 0)

    def end(self) -> RowEnd:
        """The definition of a row that ends. Without edges in order it says nothing."""
        edges = tuple(self.edges) if len(self.edges) > 1 and self.edges == sorted(self.edges) else ()
        return RowEnd(edges, tuple(self.flags), self.header)


@dataclass(slots=True)
class TableInHand:
    """The table being read. ``open`` is true while paragraphs belong to one of its cells."""

    open: bool = False
    table: EdgedTable = field(default_factory=EdgedTable)
    row: _RowDefinition = field(default_factory=_RowDefinition)

    def word(self, word: str, number: int | None) -> None:
        """Take in a control word that is not of the text."""
        if word == "trowd":
            self.row = _RowDefinition()
        elif word == "pard":
            self.open = False
        elif word == "intbl":
            self.open = True
        else:
            self.row.word(word, number)

    def add(self, block: Block) -> None:
        """A paragraph of the cell in hand."""
        self.table.cell.append(block)

    def end_cell(self) -> None:
        """The cell in hand is done."""
        self.table.end_cell()

    def end_row(self) -> None:
        """The row in hand is done; what follows may be no table."""
        self.table.end_row(self.row.end())
        self.open = False

    def finish(self, target: Collector) -> None:
        """Append the table, if there is one, to ``target``."""
        self.table.finish(target)
        self.table = EdgedTable()
