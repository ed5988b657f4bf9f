"""Who is asked to do what: recommendations by addressee and action, as a heatmap and as a list."""

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
from api.web.passage_view import joints_by
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
    """A recommendation with its columns and the words that put it there."""

    passage: Passage
    words: list[tuple[int, int]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)


@router.get("/matrix")
def matrix_page(
    request: Request, engine: PinnedEngine, by: By = "action", workshop: Choice = None
) -> HTMLResponse:
    """The heatmap of recommendations."""
    chosen = _non_empty(workshop)
    table = _matrix(engine, by, chosen)
    query = [("by", by), *(("workshop", slug) for slug in chosen)]
    return render(
        request,
        "matrix.html",
        heatmap=_heatmap(table, chosen),
        by=by,
        chosen=chosen,
        meaning={column.name: column.meaning for column in table.columns},
        measured=MEASURED if by == "action" else (),
        files=[
            ("CSV", address("/v1/matrix", [*query, ("format", "csv")])),
            ("JSON", address("/v1/matrix", query)),
        ],
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
    """Recommendations by workshop in the order of its page; filtered, what a cell of the heatmap counts."""
    chosen = {
        "addressee": _non_empty(addressee),
        "action": _non_empty(action),
        "theme": _non_empty(theme),
        "workshop": _non_empty(workshop),
    }
    by: By = "theme" if chosen["theme"] else "action"
    table = _matrix(engine, by, chosen["workshop"])
    found = listed(table, chosen["addressee"], chosen[by])
    catalog = catalog_of(engine)
    pairs: list[tuple[str, Any]] = [(name, value) for name, values in chosen.items() for value in values]
    columns = [column.name for column in table.columns]
    return render(
        request,
        "recommendations.html",
        list_page=paginate(found, first, "/recommendations", pairs),
        chosen=chosen,
        by=by,
        addressees=[(name, name) for name in _options(table.addressees, chosen["addressee"])],
        columns=[(name, name) for name in _options(columns, chosen[by])],
        workshops=[(one.slug, one.title) for one in catalog.workshops.values()],
        meaning=MEANING,
        catalog=catalog,
        joints=joints_by(engine),
    )


def listed(table: Matrix, addressees: Sequence[str], columns: Sequence[str]) -> list[ListedRecommendation]:
    """Each recommendation in a cell of one of ``addressees`` and one of ``columns``, once."""
    found: dict[str, ListedRecommendation] = {}
    wanted: set[str] = set()
    for cell in table.cells:
        for quoted in cell.quotes:
            item = found.setdefault(quoted.passage.id, ListedRecommendation(quoted.passage))
            if cell.column not in item.columns:
                item.columns.append(cell.column)
                item.words.append((quoted.start, quoted.end))
            if (not addressees or cell.addressee in addressees) and (not columns or cell.column in columns):
                wanted.add(quoted.passage.id)
    order = {slug: at for at, slug in enumerate(table.workshops)}
    return sorted(
        (item for item in found.values() if item.passage.id in wanted),
        key=lambda item: (order[item.passage.workshop or ""], item.passage.ordinal),
    )


def _matrix(engine: Engine, by: By, workshops: Sequence[str]) -> Matrix:
    return matrix(engine, by, parse_filters({"workshop": workshops} if workshops else {}))


def _heatmap(table: Matrix, workshops: Sequence[str]) -> Heatmap:
    ids: dict[tuple[str, str], set[str]] = {}
    rows: dict[str, set[str]] = {name: set() for name in table.addressees}
    columns: dict[str, set[str]] = {column.name: set() for column in table.columns}
    for cell in table.cells:
        held = {quoted.passage.id for quoted in cell.quotes}
        ids.setdefault((cell.addressee, cell.column), set()).update(held)
        rows[cell.addressee] |= held
        columns[cell.column] |= held

    def href(row: str | None, column: str | None) -> str:
        return address(
            "/recommendations",
            [("addressee", row), (table.by, column), *(("workshop", slug) for slug in workshops)],
        )

    return draw_heatmap(_sizes(rows), _sizes(columns), _sizes(ids), href)


def _sizes(groups: dict[K, set[str]]) -> dict[K, int]:
    return {key: len(group) for key, group in groups.items()}


def _non_empty(values: list[str] | None) -> list[str]:
    return [value for value in values or [] if value]


def _options(names: Iterable[str], chosen: Sequence[str]) -> list[str]:
    """The names to choose from, including the chosen ones; "(none)" last."""
    return sorted({*names, *chosen}, key=lambda name: (name == NONE, name.casefold()))
