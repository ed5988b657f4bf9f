"""The page of kept passages. The browser holds them; the server says what became of each and writes the files.

A link with ids opens the same page read-only for anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.deps import PinnedEngine, permalink_base
from api.threads import compute_long
from api.web.catalog_view import catalog_of
from api.web.labels import EXPORT_FORMATS
from api.web.passage_view import PassageView
from api.web.render import HEADERS, PageRoute, render
from search.engine import Engine
from search.features.notebook.export import EXPORTS, ExportName
from search.features.notebook.kept import MOST_KEPT, Kept, Rechecked, read_notebook, recheck, write_notebook

router = APIRouter(include_in_schema=False, route_class=PageRoute)

STATES = {
    "stands": "still stands",
    "reworded": "was reworded",
    "elsewhere": "now stands in another place",
    "gone": "is gone",
}
FORMATS: Sequence[tuple[ExportName, str]] = (*EXPORT_FORMATS, ("notebook", "Save to open again"))
Items = Annotated[str, Form(max_length=5_000_000)]
Ids = Annotated[list[Annotated[str, Query(max_length=200)]], Query(alias="id", max_length=MOST_KEPT)]
_NONE: list[str] = []


@router.get("/kept")
async def kept(request: Request, engine: PinnedEngine, ids: Ids = _NONE) -> HTMLResponse:
    """Passages shared by a link, read-only; without ids, the place where the script puts those of this browser."""
    return await compute_long(_page, request, engine, [Kept(i) for i in dict.fromkeys(ids)], True, gives_way=True)


@router.post("/kept")
async def rechecked(request: Request, engine: PinnedEngine, items: Items) -> HTMLResponse:
    """The passages a browser holds, with what became of each."""
    return await compute_long(_page, request, engine, read_notebook(items), False, gives_way=True)


@router.post("/kept/export")
async def export(
    request: Request,
    engine: PinnedEngine,
    items: Items,
    name: Annotated[ExportName, Form(alias="as")],
) -> Response:
    """The passages as a file."""
    return await compute_long(_file, request, engine, read_notebook(items), name, gives_way=True)


def _page(request: Request, engine: Engine, items: list[Kept], shared: bool) -> HTMLResponse:
    catalog = catalog_of(engine)
    found = recheck(engine, items, permalink_base(request))
    return render(
        request,
        "kept.html",
        found=[(item, _view(item, engine)) for item in found],
        shared=shared and bool(items),
        states=STATES,
        formats=FORMATS,
        notebook=write_notebook(_with_text(item) for item in found),
        changed=sum(item.state != "stands" for item in found),
        most=MOST_KEPT,
        catalog=catalog,
    )


def _file(request: Request, engine: Engine, items: list[Kept], name: ExportName) -> Response:
    chosen = EXPORTS[name]
    content = chosen.write(recheck(engine, items, permalink_base(request)))
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="kept.{chosen.suffix}"'}
    return Response(content, media_type=chosen.media_type, headers=headers)


def _view(item: Rechecked, engine: Engine) -> PassageView | None:
    if item.passage is None or item.document is None:
        return None
    return PassageView.of(item.passage, item.document, catalog_of(engine))


def _with_text(item: Rechecked) -> Kept:
    title = item.document.title if item.document else item.kept.title
    return Kept(item.kept.id, item.text, title, item.kept.note)
