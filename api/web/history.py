"""The versions of the library that are kept, and going back to one of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from api.settings import Settings
from api.v1.submissions import publish_again, roll_back
from api.web.add import Key, changed
from api.web.catalog_view import catalog_or_none, library
from api.web.render import PageRoute, render
from corpus.errors import NotFoundError
from search.features.recommendations.differences import differences
from search.snapshot.manifest import Manifest
from search.snapshot.retention import list_changes

router = APIRouter(include_in_schema=False, route_class=PageRoute)

SHOWN = 100
"""Recommendations shown in each part of what changed."""
Snapshot = Annotated[str, Form(max_length=200)]


@router.get("/history")
def history(request: Request) -> HTMLResponse:
    """Every version that is kept, the latest first, with what changed."""
    settings: Settings = request.app.state.settings
    listed = list_changes(settings.layout)
    with library(request) as engine:
        return render(
            request,
            "history.html",
            versions=list(reversed(listed)),
            pinned=next((item for item in listed if item.pinned), None),
            keep=settings.keep_snapshots,
            catalog=catalog_or_none(engine),
        )


@router.get("/history/{snapshot}")
def recommendations_changed(request: Request, snapshot: str) -> HTMLResponse:
    """The recommendations of a version that the version before it does not hold, and the other way round."""
    settings: Settings = request.app.state.settings
    kept = settings.layout.ids()
    at = kept.index(snapshot) if snapshot in kept else -1
    if at < 1:
        raise NotFoundError("There is no earlier version to compare this one with. See “History”.")
    found = differences(settings.layout, kept[at - 1], snapshot)
    with library(request) as engine:
        catalog = catalog_or_none(engine)
        return render(
            request,
            "history_changes.html",
            found=found,
            made=Manifest.read(settings.layout.path(snapshot)).created,
            current=engine is not None and engine.snapshot.manifest.id == snapshot,
            most=SHOWN,
            catalog=catalog,
        )


@router.post("/history/back")
async def back(request: Request, snapshot: Snapshot = "", key: Key = "") -> Response:
    """Go back to a version."""
    return await changed(request, key, lambda: roll_back(request, snapshot))


@router.post("/history/publish")
async def publish(request: Request, key: Key = "") -> Response:
    """Publish again what waits."""
    return await changed(request, key, lambda: publish_again(request))
