"""Recommendations side by side: addressees, countries or workshops in columns, what they share first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.deps import PinnedEngine
from api.web.catalog_view import catalog_of
from api.web.labels import address
from api.web.passage_view import joints_by
from api.web.render import HEADERS, PageRoute, render
from corpus.errors import InputError
from search.engine import Engine
from search.features import csv_safe
from search.features.comparison import (
    MOST,
    SIDES,
    ComparedRow,
    Comparison,
    Side,
    choices,
    compare,
)
from search.features.notebook.export import escaped
from search.features.recommendations.actions import MEANING

router = APIRouter(include_in_schema=False, route_class=PageRoute)

LABELS = {"addressee": "Addressees", "country": "Countries", "workshop": "Workshops"}
_OFFERED = 200
"""Choices offered at most; others can be named in the address."""
SHOWN = 60
"""Rows shown of each column; a file has them all."""
HEADER = ("row", "in", "shared", "recommendation", "addressees", "workshop", "actions", "passage")
Names = Annotated[list[Annotated[str, Query(max_length=500)]], Query(alias="with", max_length=50)]
_NONE: list[str] = []


@router.get("/compare")
def comparison(
    request: Request,
    engine: PinnedEngine,
    by: Side = "addressee",
    names: Names = _NONE,
    as_file: Annotated[Literal["", "csv", "markdown"], Query(alias="as")] = "",
) -> Response:
    """The choice of what to compare and, for two or more, the comparison; as a file where one is asked for."""
    chosen = list(dict.fromkeys(name for name in names if name))
    catalog = catalog_of(engine)
    title = catalog.title if by == "workshop" else str
    if not chosen:
        return _page(request, engine, by, chosen, title)
    try:
        found = compare(engine, by, chosen)
    except InputError as error:
        return _page(request, engine, by, chosen, title, problem=str(error))
    return _file(found, title, as_file) if as_file else _page(request, engine, by, chosen, title, found)


def _page(
    request: Request,
    engine: Engine,
    by: Side,
    chosen: list[str],
    title: Callable[[str], str],
    found: Comparison | None = None,
    problem: str = "",
) -> HTMLResponse:
    offered = choices(engine, by)
    listed = dict.fromkeys([*list(offered)[:_OFFERED], *chosen])
    pairs = [("by", by), *(("with", name) for name in chosen)]
    return render(
        request,
        "compare.html",
        422 if problem else 200,
        sides=[(side, LABELS[side], address("/compare", {"by": side})) for side in SIDES],
        by=by,
        options=[(name, title(name), offered.get(name, 0)) for name in listed],
        more=len(offered) - _OFFERED,
        chosen=chosen,
        found=found,
        columns=[(name, title(name), found.totals[name], found.own[name]) for name in chosen] if found else [],
        shown=SHOWN,
        problem=problem,
        most=MOST,
        files=[
            ("CSV", address("/compare", [*pairs, ("as", "csv")])),
            ("Markdown", address("/compare", [*pairs, ("as", "markdown")])),
        ],
        meaning=MEANING,
        joints=joints_by(engine),
        title=title,
        catalog=catalog_of(engine),
    )


def _file(found: Comparison, title: Callable[[str], str], name: Literal["csv", "markdown"]) -> Response:
    if name == "csv":
        content, kind, suffix = _csv(found, title), "text/csv", "csv"
    else:
        content, kind, suffix = _markdown(found, title).encode(), "text/markdown", "md"
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="comparison.{suffix}"'}
    return Response(content, media_type=f"{kind}; charset=utf-8", headers=headers)


def _rows(found: Comparison) -> Iterator[ComparedRow]:
    yield from found.shared
    for rows in found.own.values():
        yield from rows


def _csv(found: Comparison, title: Callable[[str], str]) -> bytes:
    """A line for each wording; lines of one row say the same."""
    lines = [
        (
            number,
            "; ".join(map(title, row.columns)),
            len(row.columns) > 1,
            " ".join(passage.text.split()),
            "; ".join(passage.addressees),
            passage.workshop,
            "; ".join(row.actions),
            passage.id,
        )
        for number, row in enumerate(_rows(found), start=1)
        for passage in row.passages
    ]
    return "".join(csv_safe.lines(HEADER, lines)).encode("utf-8-sig")


def _markdown(found: Comparison, title: Callable[[str], str]) -> str:
    parts = [f"# {' and '.join(escaped(title(name)) for name in found.own)}\n"]
    sections = [("In more than one", found.shared)] if found.shared else []
    sections += [(f"Only {title(name)}", rows) for name, rows in found.own.items()]
    for heading, rows in sections:
        parts.append(f"## {escaped(heading)} ({len(rows)})\n")
        parts += [_item(row, title, shared=rows is found.shared) for row in rows]
        parts.append("")
    return "\n".join(parts)


def _item(row: ComparedRow, title: Callable[[str], str], *, shared: bool) -> str:
    texts = [escaped(" ".join(passage.text.split())) for passage in row.passages]
    lines = [f"- {texts[0]}", *(f"  - also: {text}" for text in texts[1:])]
    if shared:
        lines.append(f"  - in {escaped(', '.join(map(title, row.columns)))}")
    return "\n".join(lines)
