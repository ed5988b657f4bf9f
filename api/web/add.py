"""Pages that change the library: adding, removing and restoring documents, and the job that does it.

A key comes as a field of the form. No cookie carries it, so no other site can send it, and no server on another
port of this host can read it. The script keeps it in the tab's session storage and fills it in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, cast
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import TypeAdapter
from starlette.datastructures import UploadFile

from api.http.auth import check_key
from api.http.errors import public_message, status_of
from api.http.key_cache import KeyCache
from api.service import Service
from api.settings import Settings
from api.v1.redact import without_places
from api.v1.schemas.writing import DocumentIn
from api.v1.submissions import (
    add_file,
    add_url,
    ingest_url,
    remove_document,
    restore_document,
    valid,
)
from api.v1.uploads import read_form
from api.web.catalog_view import catalog_or_none, library
from api.web.job_view import JobView
from api.web.render import HEADERS, PageRoute, render
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.jobs import Job, Jobs
from corpus.errors import InputError, NotFoundError, WorkshopSearchError

router = APIRouter(include_in_schema=False, route_class=PageRoute)

READ_TYPES = ".pdf,.doc,.docx,.ppt,.pptx,.rtf,.html,.htm,.txt,.md,.odt,.odp,.ods,.xlsx,.xls,.epub,.eml,.msg,.zip"
"""What the file dialog offers first; any file may be chosen, and the report says whether it could be read."""
Value = Annotated[str, Query(max_length=2000)]
Key = Annotated[str, Form(max_length=500)]


@router.get("/add")
def add(request: Request, workshop: Value = "", talk: Value = "", role: Value = "") -> HTMLResponse:
    """The form to add files or an address, for a talk if one is named."""
    return _form(request, {"workshop": workshop, "talk": talk, "role": role})


@router.post("/add")
async def added(request: Request) -> Response:
    """Without a script: one file, or an address; then the page of its job."""
    settings: Settings = request.app.state.settings
    fields: dict[str, str] = {}
    try:
        file, fields = await read_form(
            request, settings.max_upload_bytes, lambda key: check_write_key(request, key)
        )
        try:
            return _to_job(request, await run_in_threadpool(_submitted, request, file, fields))
        finally:
            if file is not None:
                await file.close()
    except HTTPException as error:
        status, message = error.status_code, str(error.detail)
    except WorkshopSearchError as error:
        status, message = status_of(error), public_message(error)
    return await run_in_threadpool(_form, request, fields, status, message)


def _submitted(request: Request, file: UploadFile | None, fields: dict[str, str]) -> Job:
    given = {name: value for name in ("workshop", "talk", "role") if (value := fields.get(name, "").strip())}
    url = fields.get("url", "").strip()
    if file is not None and file.filename:
        return add_file(request, file, given)
    if not url:
        raise InputError("Choose a file or give an address.")
    if fields.get("as") == "page":
        return ingest_url(request, url)
    return add_url(request, valid(TypeAdapter(DocumentIn), given | {"url": url}))


@router.post("/documents/{id}/remove")
async def remove(id: str, request: Request, key: Key = "") -> Response:
    """Take a document out of the library until it is restored."""
    return await changed(request, key, lambda: remove_document(request, id))


@router.post("/documents/{id}/restore")
async def restore(id: str, request: Request, key: Key = "") -> Response:
    """Let a removed document in again."""
    return await changed(request, key, lambda: restore_document(request, id))


@router.get("/jobs/{id}")
def job(id: str, request: Request) -> HTMLResponse:
    """How far a job is, and its report. Without a script the page reloads itself until the job has ended."""
    settings: Settings = request.app.state.settings
    path = settings.data / CATALOGUE
    if not path.exists():
        raise NotFoundError("There is no such job.")
    with Catalogue.open_read_only(path, older=True) as catalogue:
        jobs = Jobs(catalogue, settings.data)
        found = jobs.get(id)
        ahead = sum(other.id != id for other in jobs.in_state("running")) + sum(
            other.created < found.created for other in jobs.in_state("waiting")
        )
        entry = catalogue.entry(found.task.get("document") or "")
    service: Service = request.app.state.service
    report = without_places(found.report or {}, settings.data, settings.roots)
    view = JobView.of(found, report, ahead, entry.document if entry else None, service.snapshot_id)
    with library(request) as engine:
        return render(
            request,
            "job.html",
            job=view,
            before=_before(settings, view) if view.added else None,
            catalog=catalog_or_none(engine),
        )


async def changed(request: Request, key: str, submit: Callable[[], Job]) -> Response:
    """The page of the job that ``submit`` makes, once the key is checked. Raises HTTPException 401, 403."""
    await check_write_key(request, key)
    return _to_job(request, await run_in_threadpool(submit))


async def check_write_key(request: Request, key: str | None) -> None:
    """Raises HTTPException 401 or 403 without a key that may write."""
    await check_key(cast(KeyCache, request.app.state.keys), (key or "").strip() or None, "write")


def _to_job(request: Request, job: Job) -> Response:
    base = request.scope.get("root_path", "")
    return RedirectResponse(f"{base}/jobs/{quote(job.id)}", 303, HEADERS)


def _before(settings: Settings, view: JobView) -> str | None:
    """The version of the library before this job, if this job made the one that answers."""
    ids = settings.layout.ids()
    if view.published not in ids or view.published != settings.layout.pointed_id():
        return None
    at = ids.index(view.published)
    return ids[at - 1] if at else None


def _form(request: Request, given: dict[str, str], status: int = 200, error: str | None = None) -> HTMLResponse:
    settings: Settings = request.app.state.settings
    with library(request) as engine:
        catalog = catalog_or_none(engine)
        chosen = catalog.workshops.get(given.get("workshop", "")) if catalog else None
        return render(
            request,
            "add.html",
            status,
            given={name: given.get(name, "") for name in ("workshop", "talk", "role", "url", "as")},
            error=error,
            refused=status in (401, 403),
            chosen=chosen,
            most=settings.max_upload_bytes,
            types=READ_TYPES,
            catalog=catalog,
        )
