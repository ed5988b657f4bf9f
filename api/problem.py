"""Every error as ``application/problem+json`` (RFC 9457), its ``detail`` saying what to do."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from corpus.errors import (
    BusyError,
    GoneError,
    InputError,
    ModelError,
    MovedError,
    NotFoundError,
    StoreError,
    TooManyError,
    UnsupportedMediaError,
    WorkshopSearchError,
)

log = logging.getLogger("workshop_search.problem")

MEDIA_TYPE = "application/problem+json"

_STATUS: tuple[tuple[type[WorkshopSearchError], int], ...] = (
    (GoneError, 410),
    (NotFoundError, 404),
    (UnsupportedMediaError, 415),
    (TooManyError, 429),
    (InputError, 422),
    (BusyError, 503),
    (StoreError, 503),
    (ModelError, 503),
)


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> JSONResponse:
    """A problem document. ``more`` are extension members."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail} | more
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` with a problem document."""
    app.add_exception_handler(WorkshopSearchError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def status_of(error: WorkshopSearchError) -> int:
    """The HTTP status an error of ours is answered with."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, WorkshopSearchError)  # noqa: S101 - for the type checker; registered for this class
    if isinstance(error, MovedError):
        former = next((value for value in request.path_params.values()), "")
        path = request.url.path.replace(str(former), error.now)
        return problem(301, str(error), {"Location": str(request.url.replace(path=path))}, now=error.now)
    status = status_of(error)
    if status >= 500:
        log.error("%s %s: %s", request.method, request.url.path, error)
    more = {"nearest": error.nearest} if isinstance(error, GoneError) and error.nearest else {}
    headers = {"Retry-After": "5"} if status in (429, 503) else None
    return problem(status, str(error), headers, **more)


def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    faults = []
    for fault in error.errors()[:5]:
        where = ".".join(str(part) for part in fault["loc"][1:])  # after "query", "body" or "path"
        faults.append(f"{where or 'body'}: {fault['msg']}")
    return problem(422, f"The request does not fit. {'; '.join(faults)}. See /openapi.json for what fits.")


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    detail = str(error.detail)
    if error.status_code == 404 and detail == HTTPStatus.NOT_FOUND.phrase:
        detail = f"There is nothing at {request.url.path}. The routes are listed at /openapi.json."
    if error.status_code == 405:
        detail = f"{request.method} is not for {request.url.path}; the Allow header says what is."
    return problem(error.status_code, detail, dict(error.headers or {}))


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(
        500, "Something went wrong here; it has been logged. Try again, and tell the operator if it stays."
    )
