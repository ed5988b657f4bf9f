"""Recommendations side by side: whom they address and what they ask for, as a picture and as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.deps import PinnedEngine
from api.web.catalog_view import shelf_of
from api.web.heatmap import Heat, heat
from api.web.labels import address
from api.web.pagination import First, turned
from api.web.render import PageRoute, page
from corpus.model import Passage
from search.engine import Engine
from search.features.recommendations.actions import MEANING, MEASURED
from search.features.recommendations.matrix import NONE, By, Matrix, matrix
from search.query import parse_filters

router = APIRouter(include_in_schema=False, route_class=PageRoute)

K = TypeVar("K")

Choice = Annotated[list[str] | None, Query(max_length=100)]


@dataclass(slots=True)
class Listed:
    """A recommendation, the words that put it under its columns, and the names of those."""

    passage: Passage
    words: list[tuple[int, int]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)


@router.get("/matrix")
def picture(request: Request, engine: PinnedEngine, by: By = "action", workshop: Choice = None) -> HTMLResponse:
    """How many recommendations ask whom for what."""
    chosen = _given(workshop)
    laid = _laid(engine, by, chosen)
    wire = [("by", by), *(("workshop", slug) for slug in chosen)]
    return page(
        request,
        "matrix.html",
        heat=_heat(laid, chosen),
        by=by,
        chosen=chosen,
        meaning={column.name: column.meaning for column in laid.columns},
        measured=MEASURED if by == "action" else (),
        files=[("CSV", address("/v1/matrix", [*wire, ("format", "csv")])), ("JSON", address("/v1/matrix", wire))],
        shelf=shelf_of(engine),
    )


@router.get("/recommendations")
def listing(
    request: Request,
    engine: PinnedEngine,
    addressee: Choice = None,
    workshop: Choice = None,
    action: Choice = None,
    theme: Choice = None,
    first: First = 1,
) -> HTMLResponse:
    """Recommendations by workshop, in the order of the page; what a square of the matrix counts."""
    chosen = {
        "addressee": _given(addressee),
        "action": _given(action),
        "theme": _given(theme),
        "workshop": _given(workshop),
    }
    by: By = "theme" if chosen["theme"] else "action"
    laid = _laid(engine, by, chosen["workshop"])
    found = listed(laid, chosen["addressee"], chosen[by])
    shelf = shelf_of(engine)
    pairs: list[tuple[str, Any]] = [(name, value) for name, values in chosen.items() for value in values]
    columns = [column.name for column in laid.columns]
    return page(
        request,
        "recommendations.html",
        turned=turned(found, first, "/recommendations", pairs),
        chosen=chosen,
        by=by,
        addressees=[(name, name) for name in _with(laid.addressees, chosen["addressee"])],
        columns=[(name, name) for name in _with(columns, chosen[by])],
        workshops=[(one.slug, one.title) for one in shelf.workshops.values()],
        meaning=MEANING,
        shelf=shelf,
    )


def listed(laid: Matrix, addressees: Sequence[str], columns: Sequence[str]) -> list[Listed]:
    """Each recommendation of the matrix that stands under one of ``addressees`` and one of ``columns``, once."""
    found: dict[str, Listed] = {}
    wanted: set[str] = set()
    for cell in laid.cells:
        for quoted in cell.quotes:
            item = found.setdefault(quoted.passage.id, Listed(quoted.passage))
            if cell.column not in item.columns:
                item.columns.append(cell.column)
                item.words.append((quoted.start, quoted.end))
            if (not addressees or cell.addressee in addressees) and (not columns or cell.column in columns):
                wanted.add(quoted.passage.id)
    order = {slug: at for at, slug in enumerate(laid.workshops)}
    return sorted(
        (item for item in found.values() if item.passage.id in wanted),
        key=lambda item: (order[item.passage.workshop or ""], item.passage.ordinal),
    )


def _laid(engine: Engine, by: By, workshops: Sequence[str]) -> Matrix:
    return matrix(engine, by, parse_filters({"workshop": workshops} if workshops else {}))


def _heat(laid: Matrix, workshops: Sequence[str]) -> Heat:
    ids: dict[tuple[str, str], set[str]] = {}
    rows: dict[str, set[str]] = {name: set() for name in laid.addressees}
    columns: dict[str, set[str]] = {column.name: set() for column in laid.columns}
    for cell in laid.cells:
        held = {quoted.passage.id for quoted in cell.quotes}
        ids.setdefault((cell.addressee, cell.column), set()).update(held)
        rows[cell.addressee] |= held
        columns[cell.column] |= held

    def href(row: str | None, column: str | None) -> str:
        return address(
            "/recommendations",
            [("addressee", row), (laid.by, column), *(("workshop", slug) for slug in workshops)],
        )

    return heat(_sizes(rows), _sizes(columns), _sizes(ids), href)


def _sizes(groups: dict[K, set[str]]) -> dict[K, int]:
    return {key: len(group) for key, group in groups.items()}


def _given(values: list[str] | None) -> list[str]:
    return [value for value in values or [] if value]


def _with(names: Iterable[str], chosen: Sequence[str]) -> list[str]:
    """The names to choose from, what is chosen among them; "(none)" last."""
    return sorted({*names, *chosen}, key=lambda name: (name == NONE, name.casefold()))
