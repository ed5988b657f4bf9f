"""Recommendations in a table with a column of who is responsible."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Extent
from ingest.workshop_page.parse.agents import split_agents
from ingest.workshop_page.parse.countries import is_country
from ingest.workshop_page.parse.rows import Cell, Columns, columns_named
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.read.build import CELLS
from ingest.workshop_page.read.lines import marker_at, squash, trim

_STRONG = re.compile(r"\s*[;/\n]\s*")
_WEAK = re.compile(r"\s*,\s*(?:and\s+)?")
_LONGEST_NAME = 80
_EMPTY = CELLS.lstrip()
# "R.1 Map the reefs": the number of a row.
_LABEL = re.compile(r"[A-Z]{1,3}[.-]?\d{1,2}[.:)]?\s+(?=\S)")
_OPEN = re.compile(
    r"(?:to be (?:decided|determined|confirmed|agreed|named)|t\.?b\.?[adc]\.?|n\.?/?a\.?|none|\W+)", re.IGNORECASE
)
"""What stands where nobody is named yet."""


def columns_of(text: str, unit: Unit) -> Columns | None:
    """The columns that a table's head row names; None where it is no head of a table of recommendations."""
    heads = [
        (cell.column, " ".join(text[start:end] for start, end in cell.extents)) for cell in _cells(text, unit)
    ]
    return columns_named([(column, squash(words)) for column, words in heads])


def row_of(text: str, unit: Unit, columns: Columns) -> list[tuple[Extent, tuple[str, ...]]]:
    """The recommendations of one row, each with its addressees; none where the row lacks their cell."""
    cells = {cell.column: cell for cell in _cells(text, unit)}
    if columns.what not in cells or cells[columns.what].is_empty or len(cells) < 2:
        return []
    who = cells.get(columns.who)
    names = names_in_cell([text[start:end] for start, end in who.extents]) if who else ()
    found = []
    for start, end in cells[columns.what].extents:
        body = marker_at(text, start, end)[1]
        label = _LABEL.match(text, body, end)
        body = label.end() if label else body
        found.append((Extent(body, end), names))
    return found


def _cells(text: str, unit: Unit) -> Sequence[Cell]:
    if unit.cells:
        return unit.cells
    cells: list[Cell] = []
    start = unit.start
    if text.startswith(_EMPTY, start, unit.end):
        cells.append(Cell(0, ((start, start),)))
        start += len(_EMPTY)
    for match in re.finditer(re.escape(CELLS), text[unit.start : unit.end]):
        cells.append(Cell(len(cells), (trim(text, start, unit.start + match.start()),)))
        start = unit.start + match.end()
    return (*cells, Cell(len(cells), (trim(text, start, unit.end),)))


def names_in_cell(lines: Sequence[str]) -> tuple[str, ...]:
    """Those a cell names. Commas part names only where nothing stronger does, and no country from its body."""
    parts: list[str] = []
    for line in lines:
        for whole in _STRONG.split(line):
            pieces = [whole] if len(lines) > 1 or _STRONG.search(line.strip()) else _WEAK.split(whole)
            for at, piece in enumerate(pieces):
                if at and is_country(piece) and not is_country(parts[-1]):
                    parts[-1] += f", {piece.strip(' .')}"
                else:
                    parts.append(squash(piece).strip(" .•"))
    kept = [part for part in parts if 0 < len(part) <= _LONGEST_NAME and not _OPEN.fullmatch(part)]
    return tuple(name for part in kept for name in (("," not in part and split_agents(part)) or (part,)))
