"""Tables as lines of text, told from the grid of places that their cells occupy.

A row stands as it is printed, its cells parted by tabs, and then with what each cell is: ``header: value | …``.
A cell that spans rows or columns holds in each of them. A value gets a label only where the grid leaves no doubt
of it, for a wrong label is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.extract.runs import enclose, one_line, take_asides

_LONGEST_HEADER = 60
_LONGEST_PRINTED = 240
_MOST_HEADER_ROWS = 5
_MOST_SPAN = 64
_MOST_PLACES = 1_000_000
_NUMBER = re.compile(r"^[\W\d_]*$")
_BEGINS_WITH_NUMBER = re.compile(r"[\W_]{0,3}\d")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-\u2013/]\s?(?:\d\d){1,2})?")
_STEP = " › "


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, how many columns (``span``) and ``rows`` it covers, and whether it is marked as a header."""

    text: str
    span: int = 1
    rows: int = 1
    heads: bool = False


Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """Which cell holds at each place: ``cells[places[row][column]]``, -1 for none. ``first`` is a cell's row."""

    cells: tuple[Cell, ...]
    first: tuple[int, ...]
    places: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Grid:
        """Cells take the free places of their row from the left, as in HTML. Forged spans are cut."""
        cells: list[Cell] = []
        first: list[int] = []
        places: list[list[int]] = [[] for _ in rows]
        taken = 0
        for at, row in enumerate(rows):
            column = 0
            for cell in row:
                while column < len(places[at]) and places[at][column] >= 0:
                    column += 1
                number = len(cells)
                cells.append(cell)
                first.append(at)
                width = min(max(cell.span, 1), _MOST_SPAN)
                height = min(max(cell.rows, 1), len(rows) - at)
                if taken + width * height > _MOST_PLACES:
                    width = height = 1
                taken += width * height
                for line in places[at : at + height]:
                    line.extend([-1] * (column + width - len(line)))
                    # Where spans overlap, which is an error, a place stays with the first.
                    line[column : column + width] = [
                        number if before < 0 else before for before in line[column : column + width]
                    ]
                column += width
        return cls(tuple(cells), tuple(first), tuple(tuple(line) for line in places))

    def row(self, at: int) -> Iterator[tuple[int, list[int]]]:
        """The cells that hold in a row, from the left, and the columns each covers in it."""
        line = self.places[at]
        columns: dict[int, list[int]] = {}
        for column, number in enumerate(line):
            if number >= 0:
                columns.setdefault(number, []).append(column)
        yield from columns.items()

    def width(self, at: int) -> int:
        """How many places of a row hold a cell."""
        return sum(number >= 0 for number in self.places[at])

    def is_band(self, at: int) -> bool:
        """Whether a row is one cell across all of a table of several columns."""
        return len(set(self.places[at])) == 1 and self.width(at) >= 2

    def end(self, number: int) -> int:
        """The row after the last in which a cell holds."""
        return min(self.first[number] + max(self.cells[number].rows, 1), len(self.places))

    def own(self, at: int) -> list[str]:
        """The texts of the cells that begin in a row."""
        return [text for number, _ in self.row(at) if self.first[number] == at and (text := self.text(number))]

    def text(self, number: int) -> str:
        """A cell's text in one line, without what is struck or hidden in it."""
        return one_line(take_asides(self.cells[number].text)[0])


def table_lines(rows: Sequence[Row], *, marked: int = 0, likely: bool = True, printed: bool = True) -> list[str]:
    """The lines of a table.

    ``marked`` is how many first rows are marked as naming the columns. Where none is, the first row does so if
    that is ``likely`` and it looks like it. Without ``printed`` rows stand in their labelled form alone.
    """
    rows, marked = _without_empty(rows, marked)
    grid = Grid.of(rows)
    top, names = _header(grid, marked, likely=likely)
    lines: list[str] = []
    for at in range(len(rows)):
        own = grid.own(at)
        if at < names or grid.is_band(at):
            lines.append("\t".join(own))
            continue
        labelled, whole = _labelled(grid, at, range(top, names))
        bare = "\t".join(text for number, _ in grid.row(at) if (text := grid.text(number)))
        if not whole or (printed and len(bare) <= _LONGEST_PRINTED):
            lines.append(bare)
        if whole:
            lines.append(labelled)
    asides = [aside for cell in grid.cells for aside in take_asides(cell.text)[1]]
    lines += [enclose(text, role) for role, text in asides]
    return [line for line in lines if line]


def looks_like_header(grid: Grid, at: int = 0) -> bool:
    """Whether a row names the columns: short, distinct, all filled but the corner, none a number but for years."""
    if len(grid.places) < at + 2:
        return False
    members = [(grid.text(number), columns) for number, columns in grid.row(at)]
    if len(members) < 2 or grid.width(at) < max(map(len, grid.places[at + 1 : at + 3])):
        return False
    if len(members) == 2 and _is_list_of_properties(grid, at):
        return False
    filled = members[1:] if not members[0][0] else members
    names = [text for text, _ in filled]
    return (
        (len(names) >= 2 or grid.width(at) == 2)
        and len(set(names)) == len(names)
        and all(text and len(text) <= _LONGEST_HEADER for text in names)
        and all(
            not _NUMBER.match(text) or _is_year_over_values(grid, at, text, columns) for text, columns in filled
        )
        and (not members[0][0] or not all(_NUMBER.match(text) for text in names))
    )


def _is_list_of_properties(grid: Grid, at: int) -> bool:
    """Whether rows of two cells may be pairs of a name and a value ("Venue", "Geneva"), the first row one of them.

    It names columns for sure only where numbers stand under a text: in all rows on the right, or most on the left.
    """
    pairs = [tuple(dict(grid.row(n))) for n in range(at, len(grid.places))]
    if all(grid.cells[pair[0]].heads and len(pair) == 2 and not grid.cells[pair[1]].heads for pair in pairs):
        return True
    name = grid.text(pairs[0][0])
    names = [grid.text(pair[0]) for pair in pairs[1:]]
    if not _DIGIT.search(name) and 2 * sum(_DIGIT.search(text) is not None for text in names) >= len(names):
        return False
    values = [grid.text(pair[1]) for pair in pairs[1:] if len(pair) == 2]
    return name.endswith(":") or not all(_BEGINS_WITH_NUMBER.match(text) or _NUMBER.match(text) for text in values)


def _is_year_over_values(grid: Grid, at: int, text: str, columns: Sequence[int]) -> bool:
    if not _YEAR.fullmatch(text):
        return False
    below = [
        grid.places[n][columns[0]] for n in range(at + 1, len(grid.places)) if columns[0] < len(grid.places[n])
    ]
    values = [value for number in below if number >= 0 and (value := grid.text(number))]
    return bool(values) and not any(_YEAR.fullmatch(value) for value in values)


def _without_empty(rows: Sequence[Row], marked: int) -> tuple[list[Row], int]:
    """Rows that hold nothing left out, unless a cell from above reaches into them."""
    kept: list[Row] = []
    heads = covered = 0
    for at, row in enumerate(rows):
        if covered > at or any(cell.text.strip() for cell in row):
            kept.append(row)
            heads += at < marked
        covered = max(covered, *(at + cell.rows for cell in row if cell.rows > 1), 0)
    return kept, heads


def _header(grid: Grid, marked: int, *, likely: bool) -> tuple[int, int]:
    """From which row to which the columns are named; bands above them are titles."""
    count = len(grid.places)
    top = 0
    while top < count - 1 and top < _MOST_HEADER_ROWS and grid.is_band(top):
        top += 1
    names = min(max(marked, top), count)
    if names <= top:
        names = top + 1 if (marked or likely) and looks_like_header(grid, top) else top
    if names == top:
        return top, top
    while names < min(count, top + _MOST_HEADER_ROWS) and _goes_on(grid, top, names):
        names += 1
    # Where nothing is left to be named, the mark was meant for its looks.
    return (top, names) if names < count else (top, top)


def _goes_on(grid: Grid, top: int, names: int) -> bool:
    """Whether the row after the header's last still names columns: one above reaches into it, or it parts one."""
    below = list(grid.row(names))
    reaching = [grid.end(number) for number, _ in below if top <= grid.first[number] < names and grid.text(number)]
    if reaching and max(reaching) <= min(top + _MOST_HEADER_ROWS, len(grid.places) - 1):
        return True
    parted = [columns for number, columns in grid.row(names - 1) if len(columns) > 1 and grid.text(number)]
    if not parted or grid.is_band(names):
        return False
    under = [
        (grid.text(number), columns) for number, columns in below if any(columns[0] in wide for wide in parted)
    ]
    beside = [number for number, columns in below if not any(columns[0] in wide for wide in parted)]
    named = all(
        text
        and len(text) <= _LONGEST_HEADER
        and (not _NUMBER.match(text) or _is_year_over_values(grid, names, text, columns))
        for text, columns in under
    )
    filled = any(grid.text(number) and grid.first[number] == names for number in beside)
    return len(under) > len(parted) and named and not filled


def _labelled(grid: Grid, at: int, header: range) -> tuple[str, bool]:
    """A row as ``header: value | …``, and whether any value of it has a label."""
    members = [(number, columns) for number, columns in grid.row(at) if grid.text(number)]
    fits = bool(header) and len(grid.places[at]) == max(len(grid.places[n]) for n in header)
    titled = not header and len(members) == 2 and grid.cells[members[0][0]].heads
    if titled and not grid.cells[members[1][0]].heads:
        return f"{grid.text(members[0][0]).rstrip(':')}: {grid.text(members[1][0])}", True
    values = []
    whole = False
    for number, columns in members:
        label = _STEP.join(_path(grid, columns, header)) if fits else ""
        text = grid.text(number)
        values.append(f"{label}: {text}" if label and label != text else text)
        whole = whole or bool(label)
    return " | ".join(values), whole


def _path(grid: Grid, columns: Sequence[int], header: range) -> list[str]:
    """The names over a cell, highest first: of several columns only those that all of them share."""
    paths = []
    for column in columns:
        numbers = dict.fromkeys(grid.places[n][column] for n in header if column < len(grid.places[n]))
        names = [text.rstrip(": ") for number in numbers if number >= 0 and (text := grid.text(number))]
        paths.append([name for n, name in enumerate(names) if name and (n == 0 or name != names[n - 1])])
    shared = []
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return shared
