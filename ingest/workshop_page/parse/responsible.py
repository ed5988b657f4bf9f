"""Recommendations in a table with a column of who is responsible."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import Extent
from ingest.workshop_page.parse.agents import split_agents
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.read.build import CELLS
from ingest.workshop_page.read.lines import squash, trim

_WHO = re.compile(
    r"who|by whom|addressees?|addressed to|actors?|lead(?:\s+\w+)?|implement(?:ing|ation)\s+\w+|owners?"
    r"|focal points?|(?:main\s+|lead\s+)?(?:responsib(?:le|ility)|in charge)(?:\s+\(?\w+\)?){0,3}|concerned\s+\w+",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"(?:(?:key|agreed|main|proposed)\s+)?(?:recommend(?:ed|ations?)(?:\s+actions?)?|actions?(?:\s+points?)?|proposals?"
    r"|measures?|next steps?|follow-?up(?:\s+actions?)?|what)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:[;/\n]|,\s*(?:and\s+)?)\s*")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Columns:
    """Which cells of a row hold the recommendation and who is responsible, of how many."""

    what: int
    who: int
    count: int


def columns_of(unit: Unit) -> Columns | None:
    """The columns that a table's head row names; None where it is no head of a table of recommendations."""
    cells = [cell.strip(" .:") for cell in unit.text.split(CELLS.strip())]
    who = next((at for at, cell in enumerate(cells) if _WHO.fullmatch(cell)), None)
    what = next((at for at, cell in enumerate(cells) if _WHAT.fullmatch(cell)), None)
    return Columns(what, who, len(cells)) if what is not None and who is not None and what != who else None


def row_of(text: str, unit: Unit, columns: Columns) -> tuple[Extent, tuple[str, ...]] | None:
    """The recommendation of one row and its addressees; None where the row has other cells than the head."""
    cells: list[tuple[int, int]] = []
    start = unit.start
    for match in re.finditer(re.escape(CELLS), text[unit.start : unit.end]):
        cells.append(trim(text, start, unit.start + match.start()))
        start = unit.start + match.end()
    cells.append(trim(text, start, unit.end))
    if len(cells) != columns.count or cells[columns.what][0] == cells[columns.what][1]:
        return None
    who = squash(text[slice(*cells[columns.who])])
    parts = [part.strip(" .") for part in _SEPARATOR.split(who) if 0 < len(part.strip(" .")) <= _LONGEST_NAME]
    return Extent(*cells[columns.what]), tuple(name for part in parts for name in split_agents(part) or (part,))
