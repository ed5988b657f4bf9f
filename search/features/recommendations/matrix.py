"""Who is asked to do what: recommendations by addressee, by action or theme, and by workshop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from corpus.model import Passage
from search.engine import Engine
from search.features.recommendations.actions import ACTION_TYPES, MEANING, actions
from search.features.recommendations.themes import Theme, themes
from search.features.recommendations.view import recommendations
from search.query import Filters
from search.runtime import check_deadline

By = Literal["action", "theme"]
BYS: tuple[By, ...] = get_args(By)

NONE = "(none)"
"""Stands for the addressee of a recommendation that names none, and for the column if none was found."""


@dataclass(frozen=True, slots=True)
class CellQuote:
    """A recommendation in a cell; ``passage.text[start:end]`` are the words that put it there (empty if none)."""

    passage: Passage
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The recommendations of one workshop to one addressee under one column, in page order."""

    addressee: str
    column: str
    workshop: str
    quotes: tuple[CellQuote, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """An action or a theme; ``evidence`` are other passages that use the words of a theme."""

    name: str
    meaning: str
    evidence: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """The non-empty cells, in the order of ``addressees`` (most asked first), ``columns`` and ``workshops``.

    A recommendation with two addressees, or asking two things, is in each of their cells.
    """

    by: By
    addressees: tuple[str, ...]
    columns: tuple[Column, ...]
    workshops: tuple[str, ...]
    cells: tuple[Cell, ...]
    recommendations: int


def matrix(engine: Engine, by: By, filters: Filters) -> Matrix:
    """The matrix of all recommendations that pass ``filters``."""
    passages = [placed.passage for placed in recommendations(engine, filters)]
    found = themes(engine, passages) if by == "theme" else ()
    cells: dict[tuple[str, str, str], list[CellQuote]] = {}
    by_addressee: dict[str, set[str]] = {}
    for passage in passages:
        check_deadline()
        for addressee in passage.addressees or (NONE,):
            by_addressee.setdefault(addressee, set()).add(passage.id)
            for column, start, end in _columns(passage, by, found):
                key = (addressee, column, passage.workshop or "")
                cells.setdefault(key, []).append(CellQuote(passage, start, end))
    addressees = tuple(sorted(by_addressee, key=lambda name: (name == NONE, -len(by_addressee[name]), name)))
    used = {column for _, column, _ in cells}
    columns = tuple(column for column in _all_columns(by, found) if column.name in used)
    workshops = tuple(dict.fromkeys(passage.workshop or "" for passage in passages))
    return Matrix(
        by,
        addressees,
        columns,
        workshops,
        tuple(
            Cell(addressee, column.name, workshop, tuple(cells[addressee, column.name, workshop]))
            for addressee in addressees
            for column in columns
            for workshop in workshops
            if (addressee, column.name, workshop) in cells
        ),
        len(passages),
    )


def _columns(passage: Passage, by: By, found: tuple[Theme, ...]) -> list[tuple[str, int, int]]:
    columns: list[tuple[str, int, int]]
    if by == "action":
        columns = [(action.type, action.start, action.end) for action in actions(passage.text)]
    else:
        columns = [(theme.name, *theme.uses[passage.id]) for theme in found if passage.id in theme.uses]
    return columns or [(NONE, 0, 0)]


def _all_columns(by: By, found: tuple[Theme, ...]) -> list[Column]:
    if by == "action":
        columns = [Column(name, MEANING[name]) for name in ACTION_TYPES]
    else:
        columns = [Column(theme.name, f"uses the words “{theme.name}”", theme.evidence) for theme in found]
    return [*columns, Column(NONE, f"no {by} was found")]
