"""Where in a table its cells stand, those that span rows and columns counted."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Grid:
    """Which cells of a table's grid are taken: for each column how many rows are still spanned from above."""

    row: int = -1
    column: int = 0
    spanned: dict[int, int] = field(default_factory=dict)

    def next_row(self) -> None:
        self.row += 1
        self.column = 0
        self.spanned = {column: left - 1 for column, left in self.spanned.items() if left > 1}

    def place(self, width: int, height: int) -> int:
        """The column of the next cell; what it spans is taken."""
        while self.column in self.spanned:
            self.column += 1
        column = self.column
        if height > 1:
            self.spanned.update((column + at, height) for at in range(width))
        self.column += width
        return column
