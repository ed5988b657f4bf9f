"""The pages for people. Everything is rendered on the server and works without JavaScript."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.http.errors import http_problem
from api.web import (
    add,
    ask,
    batch,
    browse,
    comparison,
    correct,
    docs_page,
    document_report,
    documents,
    history,
    kept,
    matrix,
    page_picture,
    quote_page,
    read,
    suggest,
)
from api.web.render import HERE, render

router = APIRouter(include_in_schema=False)
for _module in (
    ask,
    suggest,
    documents,
    document_report,
    add,
    correct,
    history,
    page_picture,
    read,
    browse,
    matrix,
    comparison,
    batch,
    quote_page,
    kept,
    docs_page,
):
    router.include_router(_module.router)


class Static(StaticFiles):
    """Styles and scripts. Their address changes with their content, so browsers may cache them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, cached for a year if its address names its content."""
        response = await super().get_response(path, scope)
        response.headers["X-Content-Type-Options"] = "nosniff"
        if b"v=" in scope.get("query_string", b""):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def static() -> Static:
    """The files that pages load."""
    return Static(directory=HERE / "static")


def install_not_found(app: FastAPI) -> None:
    """Show people a page for an unknown address; programs still get a problem document."""
    app.add_exception_handler(HTTPException, _http_error)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - for the type checker; registered for this class
    if error.status_code == HTTPStatus.NOT_FOUND and _wants_page(request):
        detail = "There is no page at this address. Start from the home page."
        return render(request, "error.html", 404, title="Not found", detail=detail, nearest=None)
    return http_problem(request, error)


def _wants_page(request: Request) -> bool:
    """Browsers accept HTML; nothing below /v1 is a page."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")
