"""Every error as ``application/problem+json`` (RFC 9457), its ``detail`` saying what to do."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from api.http.logs import REQUEST_ID
from corpus.errors import (
    BusyError,
    GoneError,
    InputError,
    ModelError,
    MovedError,
    NoSnapshotError,
    NotFoundError,
    OverdueError,
    StoreAwayError,
    StoreError,
    TooManyError,
    UnsupportedMediaError,
    WorkshopSearchError,
    in_full,
)

log = logging.getLogger("workshop_search.problem")

MEDIA_TYPE = "application/problem+json"

_JSON = re.compile(r"application/([\w.-]+\+)?json")

_FAULTS = 5
"""Errors of a validation that are told."""

_STATUS: tuple[tuple[type[WorkshopSearchError], int], ...] = (
    (GoneError, 410),
    (NotFoundError, 404),
    (UnsupportedMediaError, 415),
    (TooManyError, 429),
    (InputError, 422),
    (BusyError, 503),
    (StoreError, 503),
    (ModelError, 503),
    (OverdueError, 503),
)


_UNEXPECTED = (
    "Something went wrong; it has been logged. Try again, and if it stays tell the operator the request_id."
)
_TOLD: tuple[tuple[type[WorkshopSearchError], str], ...] = (
    (NoSnapshotError, "Nothing has been taken in yet: run `workshop-search ingest` on the server."),
    (StoreAwayError, "Where the vectors are does not answer at this moment. Try again shortly."),
    (
        BusyError,
        "This is busy with another run, or with too many keys, just now. Try again in a few seconds.",
    ),
    (StoreError, "What answers are made from cannot be used on the server at this moment; why has been logged."),
    (ModelError, "The model that reads questions cannot be used on the server; why has been logged."),
)
"""What clients are told of errors that name paths, addresses and processes of the server. The first that fits."""


def document(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """What a problem document says. ``more`` are extension members; ``request_id`` finds the lines in the log."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail} | more
    request_id = REQUEST_ID.get()
    return body | {"request_id": request_id} if request_id else body


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> JSONResponse:
    """A problem document as an answer."""
    return JSONResponse(document(status, detail, **more), status, headers, media_type=MEDIA_TYPE)


def unexpected() -> JSONResponse:
    """The answer to an error nobody foresaw: it tells nothing of it."""
    return problem(500, _UNEXPECTED)


def told(error: Exception) -> str:
    """What a client may read of an error: all of what is wrong with its request, and nothing of the server."""
    said = next((said for kind, said in _TOLD if isinstance(error, kind)), None)
    if said is None:
        return str(error) if isinstance(error, WorkshopSearchError) else _UNEXPECTED
    return said


def of_ours(error: WorkshopSearchError, where: str = "a request", **more: Any) -> JSONResponse:
    """The answer to an error of ours, logged in full where the fault is here."""
    status = status_of(error)
    if status >= 500:
        log.error("%s: %s", where, in_full(error))
    return problem(status, told(error), {"Retry-After": "5"} if status in (429, 503) else None, **more)


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` with a problem document."""
    app.add_exception_handler(WorkshopSearchError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, of_http)


def status_of(error: WorkshopSearchError) -> int:
    """The HTTP status an error of ours is answered with."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, WorkshopSearchError)  # noqa: S101 - for the type checker; registered for this class
    if isinstance(error, MovedError):
        former = next((value for value in request.path_params.values()), "")
        path = request.url.path.replace(str(former), error.now)
        return problem(301, str(error), {"Location": str(request.url.replace(path=path))}, now=error.now)
    more = {"nearest": error.nearest} if isinstance(error, GoneError) and error.nearest else {}
    return of_ours(error, f"{request.method} {request.url.path}", **more)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    found = error.errors()
    if any(fault["loc"] == ("body",) for fault in found):
        try:
            refuse_other_than_json(request.headers.get("content-type", ""))
        except HTTPException as refusal:
            return problem(refusal.status_code, refusal.detail)
    told = faults(
        [fault | {"loc": fault["loc"][1:]} for fault in found[:_FAULTS]]
    )  # after "query", "body", "path"
    return problem(422, f"The request does not fit. {told}. See /openapi.json for what fits.")


def refuse_other_than_json(content_type: str) -> None:
    """Raises HTTPException (415) where a body is announced as anything else."""
    sent_as = content_type.partition(";")[0].strip().lower()
    if sent_as and not _JSON.fullmatch(sent_as):
        raise HTTPException(415, f"This takes JSON, with `Content-Type: application/json`; {sent_as[:60]!r} came.")


def faults(found: Sequence[Any]) -> str:
    """The first errors of a validation, each with its place."""
    return "; ".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'body'}: {fault['msg']}" for fault in found[:_FAULTS]
    )


def of_http(request: Request, error: Exception) -> Response:
    """The answer to what the framework or a route refuses."""
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    if error.status_code == HTTPStatus.NOT_MODIFIED:
        return Response(status_code=error.status_code)
    detail = str(error.detail)
    headers = dict(error.headers or {})
    if error.status_code == 404 and detail == HTTPStatus.NOT_FOUND.phrase:
        detail = f"There is nothing at {request.url.path}. The routes are listed at /openapi.json."
    if error.status_code == 405:
        detail = f"{request.method} is not for {request.url.path}; the Allow header says what is."
        headers["Allow"] = ", ".join(_allowed(request)) or headers.get("Allow", "")
    return problem(error.status_code, detail, headers)


def _allowed(request: Request) -> list[str]:
    """The methods of all operations at this path; the framework names those of the first alone."""
    paths = request.app.openapi()["paths"]
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    found: set[str] = set()
    for template, operations in paths.items():
        if compile_path(template)[0].match(path):
            found |= {method.upper() for method in operations}
    found |= {"HEAD"} if "GET" in found else set()
    return sorted(found)
