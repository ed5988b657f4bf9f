"""Recommendations side by side: whom they address and what they ask for, as a picture and as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.deps import PinnedEngine
from api.web.catalog_view import catalog_of
from api.web.heatmap import Heatmap, draw_heatmap
from api.web.labels import address
from api.web.pagination import FirstItem, paginate
from api.web.render import PageRoute, render
from corpus.model import Passage
from search.engine import Engine
from search.features.recommendations.actions import MEANING, MEASURED
from search.features.recommendations.matrix import NONE, By, Matrix, matrix
from search.query import parse_filters

router = APIRouter(include_in_schema=False, route_class=PageRoute)

K = TypeVar("K")

Choice = Annotated[list[str] | None, Query(max_length=100)]


@dataclass(slots=True)
class ListedRecommendation:
    """A recommendation, the words that put it under its columns, and the names of those."""

    passage: Passage
    words: list[tuple[int, int]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)


@router.get("/matrix")
def matrix_page(
    request: Request, engine: PinnedEngine, by: By = "action", workshop: Choice = None
) -> HTMLResponse:
    """How many recommendations ask whom for what."""
    chosen = _non_empty(workshop)
    found_matrix = _matrix(engine, by, chosen)
    wire = [("by", by), *(("workshop", slug) for slug in chosen)]
    return render(
        request,
        "matrix.html",
        heatmap=_heatmap(found_matrix, chosen),
        by=by,
        chosen=chosen,
        meaning={column.name: column.meaning for column in found_matrix.columns},
        measured=MEASURED if by == "action" else (),
        files=[("CSV", address("/v1/matrix", [*wire, ("format", "csv")])), ("JSON", address("/v1/matrix", wire))],
        catalog=catalog_of(engine),
    )


@router.get("/recommendations")
def recommendations_page(
    request: Request,
    engine: PinnedEngine,
    addressee: Choice = None,
    workshop: Choice = None,
    action: Choice = None,
    theme: Choice = None,
    first: FirstItem = 1,
) -> HTMLResponse:
    """Recommendations by workshop, in the order of the page; what a square of the matrix counts."""
    chosen = {
        "addressee": _non_empty(addressee),
        "action": _non_empty(action),
        "theme": _non_empty(theme),
        "workshop": _non_empty(workshop),
    }
    by: By = "theme" if chosen["theme"] else "action"
    found_matrix = _matrix(engine, by, chosen["workshop"])
    found = listed(found_matrix, chosen["addressee"], chosen[by])
    catalog = catalog_of(engine)
    pairs: list[tuple[str, Any]] = [(name, value) for name, values in chosen.items() for value in values]
    columns = [column.name for column in found_matrix.columns]
    return render(
        request,
        "recommendations.html",
        list_page=paginate(found, first, "/recommendations", pairs),
        chosen=chosen,
        by=by,
        addressees=[(name, name) for name in _options(found_matrix.addressees, chosen["addressee"])],
        columns=[(name, name) for name in _options(columns, chosen[by])],
        workshops=[(one.slug, one.title) for one in catalog.workshops.values()],
        meaning=MEANING,
        catalog=catalog,
    )


def listed(found_matrix: Matrix, addressees: Sequence[str], columns: Sequence[str]) -> list[ListedRecommendation]:
    """Each recommendation of the matrix that stands under one of ``addressees`` and one of ``columns``, once."""
    found: dict[str, ListedRecommendation] = {}
    wanted: set[str] = set()
    for cell in found_matrix.cells:
        for quoted in cell.quotes:
            item = found.setdefault(quoted.passage.id, ListedRecommendation(quoted.passage))
            if cell.column not in item.columns:
                item.columns.append(cell.column)
                item.words.append((quoted.start, quoted.end))
            if (not addressees or cell.addressee in addressees) and (not columns or cell.column in columns):
                wanted.add(quoted.passage.id)
    order = {slug: at for at, slug in enumerate(found_matrix.workshops)}
    return sorted(
        (item for item in found.values() if item.passage.id in wanted),
        key=lambda item: (order[item.passage.workshop or ""], item.passage.ordinal),
    )


def _matrix(engine: Engine, by: By, workshops: Sequence[str]) -> Matrix:
    return matrix(engine, by, parse_filters({"workshop": workshops} if workshops else {}))


def _heatmap(found_matrix: Matrix, workshops: Sequence[str]) -> Heatmap:
    ids: dict[tuple[str, str], set[str]] = {}
    rows: dict[str, set[str]] = {name: set() for name in found_matrix.addressees}
    columns: dict[str, set[str]] = {column.name: set() for column in found_matrix.columns}
    for cell in found_matrix.cells:
        held = {quoted.passage.id for quoted in cell.quotes}
        ids.setdefault((cell.addressee, cell.column), set()).update(held)
        rows[cell.addressee] |= held
        columns[cell.column] |= held

    def href(row: str | None, column: str | None) -> str:
        return address(
            "/recommendations",
            [("addressee", row), (found_matrix.by, column), *(("workshop", slug) for slug in workshops)],
        )

    return draw_heatmap(_sizes(rows), _sizes(columns), _sizes(ids), href)


def _sizes(groups: dict[K, set[str]]) -> dict[K, int]:
    return {key: len(group) for key, group in groups.items()}


def _non_empty(values: list[str] | None) -> list[str]:
    return [value for value in values or [] if value]


def _options(names: Iterable[str], chosen: Sequence[str]) -> list[str]:
    """The names to choose from, what is chosen among them; "(none)" last."""
    return sorted({*names, *chosen}, key=lambda name: (name == NONE, name.casefold()))
