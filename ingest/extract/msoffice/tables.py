"""Tables as lines of text: a row is ``header: value | header: value``, so that a figure keeps its meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.msoffice.pages import one_line

_LONGEST_HEADER = 60
_NUMBER = re.compile(r"^[\W\d_]*$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text and the number of grid columns it covers."""

    text: str
    span: int = 1


Row = Sequence[Cell]


def _by_column(row: Row) -> list[str]:
    """The text over each grid column. Spans are capped: a forged span must not fill memory."""
    columns: list[str] = []
    for cell in row:
        columns.extend([one_line(cell.text)] * min(max(cell.span, 1), 64))
    return columns


def looks_like_header(rows: Sequence[Row]) -> bool:
    """Whether the first row names the columns: short, distinct, all filled but the corner, none a number."""
    if len(rows) < 2:
        return False
    names = [one_line(cell.text) for cell in rows[0]]
    if names and not names[0]:
        names = names[1:]
    return (
        len(rows[0]) >= 2
        and (len(names) >= 2 or sum(cell.span for cell in rows[0]) == 2)
        and len(set(names)) == len(names)
        and all(name and len(name) <= _LONGEST_HEADER and not _NUMBER.match(name) for name in names)
        and len(_by_column(rows[0])) >= max(len(_by_column(row)) for row in rows[1:3])
    )


def table_lines(rows: Sequence[Row], *, header: bool) -> list[str]:
    """One line a row. With ``header`` the first row is written as it is, and names the values of the others."""
    rows = [row for row in rows if any(cell.text.strip() for cell in row)]
    if not rows:
        return []
    if not header or len(rows) < 2:
        return [" | ".join(text for cell in row if (text := one_line(cell.text))) for row in rows]
    names = _by_column(rows[0])
    lines = [" | ".join(text for cell in rows[0] if (text := one_line(cell.text)))]
    for row in rows[1:]:
        column, values = 0, []
        for cell in row:
            text = one_line(cell.text)
            name = names[column] if column < len(names) else ""
            if text:
                values.append(f"{name.rstrip(':')}: {text}" if name else text)
            column += max(cell.span, 1)
        lines.append(" | ".join(values))
    return lines
