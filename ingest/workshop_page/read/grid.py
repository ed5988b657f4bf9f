"""Where in a table its cells stand, those that span rows and columns counted."""

from __future__ import annotations

from dataclasses import dataclass, field

_MOST_COLUMNS = 1000
"""Cells further to the right span no rows: no table that people read is so wide."""


@dataclass(slots=True)
class Grid:
    """Which cells of a table's grid are taken: ``spanned`` gives the row where each column is free again."""

    row: int = -1
    column: int = 0
    spanned: dict[int, int] = field(default_factory=dict)

    def next_row(self) -> None:
        self.row += 1
        self.column = 0

    def place(self, width: int, height: int) -> int:
        """The column of the next cell; what it spans is taken."""
        while self.spanned.get(self.column, self.row) > self.row:
            self.column += 1
        column = self.column
        if height > 1 and column < _MOST_COLUMNS:
            self.spanned.update((column + at, self.row + height) for at in range(width))
        self.column += width
        return column
