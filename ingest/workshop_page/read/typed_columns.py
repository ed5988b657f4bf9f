"""Tables typed with spaces in saved text, where a column says who is to act: set cell by cell, as HTML's are.

    R.1  A convoy should carry a second       Member
         light at the stern.                  States

Read line by line its columns would run into each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.workshop_page.read.build import CELLS

_WHO = re.compile(
    r"(?:actions?\s+(?:by|for)|responsib(?:le|ility)(?:\s+\w+)?|ad{1,2}ressed\s+to|addressees?|by\s+whom|who"
    r"|lead\s+(?:agency|body|partner|institution)|implement(?:ing|ed)\s+\w+|assigned\s+to)\s*:?",
    re.IGNORECASE,
)
_PIECE = re.compile(r"\S+(?: \S+)*")
_RULE = re.compile(r"[-=_\s|+]+")
_OPENS = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-z][.)]|[A-Z]{1,3}[.-]?\d{1,2}\b|\d{1,2}$|[-*•])")
# The rule between two rows of a drawn table, "+-----+----+", and a line of a row, "| 1 | Send |".
_DRAWN_RULE = re.compile(r"\s*[+|](?:\s?:?[-=]{2,}:?\s?[+|])+\s*")
_DRAWN = re.compile(rf"{_DRAWN_RULE.pattern}|\s*\|.*\|\s*")
_RULES_OF_HEAD = 3
_LEFTMOST = 24
_NEAR = 3
_LONGEST = 200
_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class _Table:
    """Where the columns of a table start, and which of them says who is to act."""

    starts: tuple[int, ...]
    heads: tuple[str, ...]
    who: int


def set_columns(text: str) -> str:
    """``text`` with the rows of such tables on a line each, their cells parted by " | "; else as it was."""
    lines = _without_rules(text.split("\n"))
    out: list[str] = []
    at = 0
    while at < len(lines):
        table = _head(lines[at])
        rows, end = _rows(lines, at + 1, table) if table else ([], at)
        if table and sum(bool(row[table.who] and row[table.who - 1]) for row in rows) >= _FEWEST_ROWS:
            for cells in (list(table.heads), *rows):
                out += [CELLS.join(cells).strip(), ""]
            at = end
        else:
            out.append(lines[at])
            at += 1
    return "\n".join(out)


def _without_rules(lines: Sequence[str]) -> list[str]:
    """The lines, each row of a table drawn with "+---+" and "|" put on one, its wrapped cells made whole."""
    out: list[str] = []
    at = 0
    while at < len(lines):
        rows, end = _drawn_rows(lines, at)
        if len(rows) >= _FEWEST_ROWS:
            for cells in rows:
                out += [CELLS.join(cells).strip(), ""]
            at = end
        else:
            out.append(lines[at])
            at += 1
    return out


def _drawn_rows(lines: Sequence[str], at: int) -> tuple[list[list[str]], int]:
    """The rows of the drawn table that begins at line ``at``, and the line behind it; none where there is none."""
    if not any(_DRAWN_RULE.fullmatch(line) for line in lines[at : at + 2]):
        return [], at
    end = at
    while end < len(lines) and len(lines[end]) <= _LONGEST and _DRAWN.fullmatch(lines[end]):
        end += 1
    # With rules above and below the head and at the end alone, each line is a row unless its first cell is blank.
    ruled = sum(_DRAWN_RULE.fullmatch(line) is not None for line in lines[at:end]) > _RULES_OF_HEAD
    rows: list[list[str]] = []
    for before, line in pairwise(["", *lines[at:end]]):
        if _DRAWN_RULE.fullmatch(line):
            continue
        cells = [cell.strip() for cell in line.strip()[1:-1].split("|")]
        if rows and len(cells) != len(rows[-1]):
            return [], at
        if not rows or _DRAWN_RULE.fullmatch(before) or not (ruled or not cells[0]):
            rows.append(cells)
        else:
            rows[-1] = [" ".join(filter(None, pair)) for pair in zip(rows[-1], cells, strict=True)]
    return rows, end


def _head(line: str) -> _Table | None:
    if len(line) > _LONGEST or "\t" in line:
        return None
    pieces = [(match.start(), match.group()) for match in _PIECE.finditer(line)]
    who = next(
        (at for at, (start, words) in enumerate(pieces) if start >= _LEFTMOST and _WHO.fullmatch(words)), None
    )
    if who is None:
        return None
    if who == 0:  # nothing stands over the text
        pieces, who = [(0, ""), *pieces], 1
    return _Table(tuple(start for start, _ in pieces), tuple(words for _, words in pieces), who)


def _rows(lines: Sequence[str], at: int, table: _Table) -> tuple[list[list[str]], int]:
    """The rows below a head, a text for each column, and the line behind them."""
    rows: list[list[str]] = []
    gap = True
    end = at
    for number in range(at, len(lines)):
        line = lines[number]
        if _RULE.fullmatch(line) or not line.strip():
            gap = True
            continue
        cells = _cells(line, table)
        if cells is None:
            break
        left = " ".join(filter(None, cells[: table.who]))
        numbered = _OPENS.match(cells[0] or left)
        if left and (gap or numbered):
            if not cells[table.who] and not numbered:
                break  # a paragraph of its own
            rows.append(cells)
        elif rows:
            rows[-1] = [" ".join(filter(None, pair)) for pair in zip(rows[-1], cells, strict=True)]
        else:
            break
        gap = False
        end = number + 1
    return rows, end


def _cells(line: str, table: _Table) -> list[str] | None:
    """The words of a line in each column; None where some run over the edge of a column."""
    if len(line) > _LONGEST or "\t" in line:
        return None
    cells = ["" for _ in table.starts]
    for match in _PIECE.finditer(line):
        column = max((at for at, start in enumerate(table.starts) if start <= match.start() + _NEAR), default=0)
        if column < table.who and match.end() > table.starts[table.who]:
            return None
        cells[column] = " ".join(filter(None, (cells[column], match.group())))
    return cells
