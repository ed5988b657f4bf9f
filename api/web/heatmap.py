"""A table of counts as a heatmap: darker cells count more, and each links to what it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from api.web.labels import shorten

LEFT, TOP, SLANTED_TOP, WIDE, HIGH = 190, 34, 130, 62, 36
_UPRIGHT = 10
SHADES = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A count and where it is drawn. ``shade`` goes from 0 (nothing) to ``SHADES``."""

    row: str
    column: str
    count: int
    shade: int
    x: int
    y: int
    href: str


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a row or column and where it is drawn; ``total`` counts its items."""

    text: str
    short: str
    x: int
    y: int
    total: int
    href: str


@dataclass(frozen=True, slots=True)
class Heatmap:
    """The whole heatmap; ``slant`` if column names are too long to be written horizontally."""

    slant: bool
    width: int
    height: int
    rows: Sequence[Label]
    columns: Sequence[Label]
    cells: Sequence[Sequence[Cell]]


def draw_heatmap(
    rows: Mapping[str, int],
    columns: Mapping[str, int],
    counts: Mapping[tuple[str, str], int],
    href: Callable[[str | None, str | None], str],
) -> Heatmap:
    """The heatmap of ``counts`` by row and column. ``rows`` and ``columns`` give order and totals."""
    most = max(counts.values(), default=0)
    slanted = any(len(name) > _UPRIGHT for name in columns)
    top = SLANTED_TOP if slanted else TOP
    return Heatmap(
        width=LEFT + WIDE * len(columns) + (60 if slanted else 2),
        height=top + HIGH * len(rows) + 2,
        slant=slanted,
        rows=[
            Label(name, shorten(name, 26), LEFT - 10, top + HIGH * at + HIGH // 2, total, href(name, None))
            for at, (name, total) in enumerate(rows.items())
        ],
        columns=[
            Label(name, shorten(name, 24), LEFT + WIDE * at + WIDE // 2, top - 10, total, href(None, name))
            for at, (name, total) in enumerate(columns.items())
        ],
        cells=[
            [
                Cell(
                    row=row,
                    column=column,
                    count=(count := counts.get((row, column), 0)),
                    shade=-(-SHADES * count // most) if count else 0,
                    x=LEFT + WIDE * across,
                    y=top + HIGH * down,
                    href=href(row, column),
                )
                for across, column in enumerate(columns)
            ]
            for down, row in enumerate(rows)
        ],
    )
