"""Every error as ``application/problem+json`` (RFC 9457). Its ``detail`` says what is wrong and what to do."""

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
from api.http.scope import request_path
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

_MAX_FAULTS = 5
"""How many validation errors a message lists."""

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

_INTERNAL_ERROR = (
    "Internal error. Try again; if it happens again, send the request_id to whoever runs this server."
)
_PUBLIC_MESSAGES: tuple[tuple[type[WorkshopSearchError], str], ...] = (
    (NoSnapshotError, "Nothing has been indexed yet. Run `workshop-search ingest` on the server."),
    (StoreAwayError, "The vector store is not responding. Try again shortly."),
    (BusyError, "The service is busy (indexing, or too many key checks). Try again in a few seconds."),
    (StoreError, "The search index is unavailable; see the server log."),
    (ModelError, "The embedding model is unavailable; see the server log."),
)
"""What clients read instead of errors that name paths, addresses or processes of the server. The first match
wins."""


def problem_document(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """A problem as a JSON object. ``more`` are extension members; ``request_id`` is added within a request."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail} | more
    request_id = REQUEST_ID.get()
    return body | {"request_id": request_id} if request_id else body


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> JSONResponse:
    """A problem as a response."""
    return JSONResponse(problem_document(status, detail, **more), status, headers, media_type=MEDIA_TYPE)


def internal_error() -> JSONResponse:
    """The response to an unexpected exception. It reveals nothing about it."""
    return problem(500, _INTERNAL_ERROR)


def public_message(error: Exception) -> str:
    """What a client may read of an error: everything about its request, nothing about the server."""
    message = next((text for kind, text in _PUBLIC_MESSAGES if isinstance(error, kind)), None)
    if message is None:
        return str(error) if isinstance(error, WorkshopSearchError) else _INTERNAL_ERROR
    return message


def status_of(error: WorkshopSearchError) -> int:
    """The HTTP status for an error of this program."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def problem_for(error: WorkshopSearchError, where: str = "a request", **more: Any) -> JSONResponse:
    """The response to an error of this program; server faults (5xx) are logged in full with ``where``."""
    status = status_of(error)
    if status >= 500:
        log.error("%s: %s", where, in_full(error))
    return problem(status, public_message(error), {"Retry-After": "5"} if status in (429, 503) else None, **more)


def first_fault(error: RequestValidationError) -> str:
    """The first thing wrong with a request, as ``name: message``."""
    fault = error.errors()[0]
    return f"{fault['loc'][-1]}: {fault['msg']}"


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` with a problem document."""
    app.add_exception_handler(WorkshopSearchError, _program_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, http_problem)


def _program_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, WorkshopSearchError)  # noqa: S101 - for the type checker; registered for this class
    if isinstance(error, MovedError):
        old_id = next((value for value in request.path_params.values()), "")
        path = request.url.path.replace(str(old_id), error.now)
        return problem(301, str(error), {"Location": str(request.url.replace(path=path))}, now=error.now)
    more = {"nearest": error.nearest} if isinstance(error, GoneError) and error.nearest else {}
    return problem_for(error, f"{request.method} {request.url.path}", **more)


def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    faults = error.errors()
    if any(fault["loc"] == ("body",) for fault in faults):
        try:
            refuse_other_than_json(request.headers.get("content-type", ""))
        except HTTPException as refusal:
            return problem(refusal.status_code, refusal.detail)
    # A location begins with "query", "body" or "path", which says nothing to the caller.
    first = first_faults([fault | {"loc": fault["loc"][1:]} for fault in faults[:_MAX_FAULTS]])
    return problem(422, f"Invalid request. {first}. See /openapi.json for the parameters.")


def refuse_other_than_json(content_type: str) -> None:
    """Raise HTTPException 415 for a body that is declared as another media type than JSON."""
    sent_as = content_type.partition(";")[0].strip().lower()
    if sent_as and not _JSON.fullmatch(sent_as):
        raise HTTPException(415, f"Send JSON with `Content-Type: application/json`, not {sent_as[:60]!r}.")


def first_faults(faults: Sequence[Any]) -> str:
    """The first validation errors, each as ``name: message``."""
    return "; ".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'body'}: {fault['msg']}"
        for fault in faults[:_MAX_FAULTS]
    )


def http_problem(request: Request, error: Exception) -> Response:
    """The response to an HTTPException of the framework or of a route."""
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    if error.status_code == HTTPStatus.NOT_MODIFIED:
        return Response(status_code=error.status_code)
    detail = str(error.detail)
    headers = dict(error.headers or {})
    if error.status_code == 404 and detail == HTTPStatus.NOT_FOUND.phrase:
        detail = f"Nothing is at {request.url.path}. See /openapi.json for the routes."
    if error.status_code == 405:
        detail = (
            f"{request.url.path} does not support {request.method}. See the Allow header for what it supports."
        )
        headers["Allow"] = ", ".join(_allowed(request)) or headers.get("Allow", "")
    return problem(error.status_code, detail, headers)


def _allowed(request: Request) -> list[str]:
    """The methods of all operations at this path; the framework names only those of the first."""
    path = request_path(request.scope)
    found: set[str] = set()
    for template, operations in request.app.openapi()["paths"].items():
        if compile_path(template)[0].match(path):
            found |= {method.upper() for method in operations}
    found |= {"HEAD"} if "GET" in found else set()
    return sorted(found)
