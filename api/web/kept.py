"""The page of kept passages. The browser holds them; the server says what became of each and writes the files.

With a key the server keeps them too. A link opens the same page read-only for anybody.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse

from api.deps import PinnedEngine, permalink_base
from api.http.auth import check_key
from api.settings import Settings
from api.threads import compute_long
from api.web.add import Key
from api.web.catalog_view import catalog_of
from api.web.labels import EXPORT_FORMATS
from api.web.passage_view import PassageView
from api.web.render import HEADERS, PageRoute, render
from corpus.notebooks import Notebook, Notebooks
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
PRIVATE = HEADERS | {"Cache-Control": "no-store"}


@router.get("/kept")
async def kept(
    request: Request,
    engine: PinnedEngine,
    ids: Ids = _NONE,
    token: Annotated[str, Query(alias="shared", max_length=64)] = "",
) -> HTMLResponse:
    """Passages shared by a link, read-only; without ids, the place where the script puts those of this browser."""
    if token:
        found = await run_in_threadpool(_notebooks(request).shared, token)
        items = [replace(item, note="") for item in read_notebook(json.dumps(found.items))]
        return await compute_long(_page, request, engine, items, True, gives_way=True)
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


@router.post("/kept/open")
async def opened(request: Request, key: Key = "") -> Response:
    """The notebook that the server keeps for a key, as JSON."""
    owner = await _owner(request, key)
    return _json(await run_in_threadpool(_notebooks(request).read, owner))


@router.post("/kept/save")
async def saved(request: Request, items: Items, revision: Annotated[int, Form(ge=0)], key: Key = "") -> Response:
    """Keep a notebook on the server; 409 with what is kept there if it is not of this revision any more."""
    owner = await _owner(request, key)
    notebooks = _notebooks(request)
    listed = [asdict(item) for item in read_notebook(items)]
    now = await run_in_threadpool(notebooks.write, owner, listed, revision)
    if now is None:
        return _json(await run_in_threadpool(notebooks.read, owner), 409)
    return _json(replace(now, items=()))


@router.post("/kept/share")
async def share(request: Request, key: Key = "") -> Response:
    """The token of the link that opens the notebook of a key read-only."""
    owner = await _owner(request, key)
    return JSONResponse({"shared": await run_in_threadpool(_notebooks(request).share, owner)}, headers=PRIVATE)


@router.post("/kept/unshare")
async def unshare(request: Request, key: Key = "") -> Response:
    """Withdraw the link to the notebook of a key."""
    owner = await _owner(request, key)
    await run_in_threadpool(_notebooks(request).unshare, owner)
    return JSONResponse({"shared": ""}, headers=PRIVATE)


async def _owner(request: Request, key: str) -> str:
    """The id of the key. Raises HTTPException 401 for a wrong one."""
    return (await check_key(request.app.state.keys, key.strip() or None, "read")).id


def _notebooks(request: Request) -> Notebooks:
    settings: Settings = request.app.state.settings
    return Notebooks(settings.data)


def _json(notebook: Notebook, status: int = 200) -> Response:
    content = {"revision": notebook.revision, "items": notebook.items, "shared": bool(notebook.share)}
    return JSONResponse(content, status, PRIVATE)


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
