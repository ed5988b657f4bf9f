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
from search.snapshot.retention import list_changes

router = APIRouter(include_in_schema=False, route_class=PageRoute)

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


@router.post("/history/back")
async def back(request: Request, snapshot: Snapshot = "", key: Key = "") -> Response:
    """Go back to a version."""
    return await changed(request, key, lambda: roll_back(request, snapshot))


@router.post("/history/publish")
async def publish(request: Request, key: Key = "") -> Response:
    """Publish again what waits."""
    return await changed(request, key, lambda: publish_again(request))
