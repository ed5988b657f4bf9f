"""An address that leads nowhere, asked by a person: a page, as everything else for people is one."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from api.http import errors
from api.web.render import render


def install(app: FastAPI) -> None:
    """Take the place of the handler for errors of HTTP. Programs are answered as before."""
    app.add_exception_handler(HTTPException, _answer)


async def _answer(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - for the type checker; registered for this class
    if error.status_code == HTTPStatus.NOT_FOUND and _is_person(request):
        detail = "No page has this address. The home page asks questions, and leads to all there is."
        return render(request, "error.html", 404, title="There is nothing here", detail=detail, nearest=None)
    return errors.http_problem(request, error)


def _is_person(request: Request) -> bool:
    """Browsers name HTML when they ask for a page; nothing under /v1 is one."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")
