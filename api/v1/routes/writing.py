"""Adding and removing documents over HTTP. Every route creates a job and answers 202 with it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import UploadFile

from api.http.auth import require_write_key
from api.jobs import JobRunner
from api.settings import Settings
from api.v1.paging import Page
from api.v1.schemas.writing import DocumentFields, DocumentIn, IngestIn, JobOut, JobsOut
from api.v1.uploads import read_form, safe_name, save_upload, upload_source
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.jobs import Jobs
from corpus.errors import FetchError, InputError, NotFoundError, WorkshopSearchError
from corpus.ids import document_id

router = APIRouter(prefix="/v1", tags=["writing"])

T = TypeVar("T")

NeedsWriteKey = Depends(require_write_key)


@router.post(
    "/documents",
    status_code=202,
    response_model=JobOut,
    summary="Add a document",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": DocumentIn.model_json_schema()},
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {
                            "file": {"type": "string", "format": "binary"},
                            **DocumentFields.model_json_schema()["properties"],
                        },
                    }
                },
            },
        }
    },
)
async def post_document(request: Request, response: Response) -> JobOut:
    """Send a file (multipart, field `file`) or a URL (JSON), optionally for a talk of a workshop."""
    # Not a parameter, because the body must not be read before the key is verified.
    await require_write_key(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        settings: Settings = request.app.state.settings
        file, fields = await read_form(request, settings.max_upload_bytes)
        try:
            return await run_in_threadpool(_add_file, request, response, file, fields)
        finally:
            await file.close()
    if kind != "application/json":
        raise HTTPException(415, "Send a file as multipart/form-data, or a URL as application/json.")
    body = _valid(TypeAdapter(DocumentIn), await _json(request))
    return await run_in_threadpool(_add_url, request, response, body)


@router.post("/ingest", status_code=202, summary="Ingest a folder or a page", dependencies=[NeedsWriteKey])
def post_ingest(body: IngestIn, request: Request, response: Response) -> JobOut:
    """Ingest a folder below an allowed root, or a workshop page by its URL with the papers it links to."""
    if (body.folder is None) == (body.url is None):
        raise InputError("Give either `folder` or `url`, not both.")
    target = _checked_url(body.url) if body.url is not None else _checked_folder(request, body.folder or "")
    return _enqueue(request, response, {"kind": "ingest", "target": target, "allow_removals": body.allow_removals})


@router.delete("/documents/{id}", status_code=202, summary="Delete a document", dependencies=[NeedsWriteKey])
def delete_document(id: str, request: Request, response: Response) -> JobOut:
    """The document stays deleted, even if its source is ingested again, until it is restored."""
    _require_document(request, id)
    return _enqueue(request, response, {"kind": "delete", "document": id})


@router.post(
    "/documents/{id}/restore",
    status_code=202,
    summary="Restore a deleted document",
    dependencies=[NeedsWriteKey],
)
def restore_document(id: str, request: Request, response: Response) -> JobOut:
    """Restores it as it last was; the next ingest of its source reads it again."""
    _require_document(request, id)
    return _enqueue(request, response, {"kind": "restore", "document": id})


@router.get("/jobs", summary="List jobs", dependencies=[NeedsWriteKey])
def get_jobs(request: Request, page: Page) -> JobsOut:
    """Jobs, the newest first, with the last 200 that have ended."""
    settings: Settings = request.app.state.settings
    with Catalogue.open_read_only(settings.data / CATALOGUE, older=True) as catalogue:
        found = Jobs(catalogue, settings.data).newest()
    shown, next_cursor = page.cut(found, lambda job: (job.created, job.id), newest_first=True)
    return JobsOut(items=[JobOut.of(job) for job in shown], total=len(found), next_cursor=next_cursor)


def _add_file(request: Request, response: Response, file: UploadFile, given: dict[str, str]) -> JobOut:
    settings: Settings = request.app.state.settings
    fields = _valid(TypeAdapter(DocumentFields), given)
    _check_talk(settings, fields.workshop, fields.talk, fields.role)
    if (file.size or 0) > settings.max_upload_bytes:
        raise HTTPException(413, f"The file is too large. The limit is {settings.max_upload_bytes} bytes.")
    name = safe_name(file.filename)
    source = upload_source(name, fields.workshop, fields.talk)
    task = {"kind": "file", "name": name, "source": source, "document": document_id(source), **fields.model_dump()}
    job_id = Jobs.new_id()
    folder = settings.data / "jobs" / job_id
    save_upload(file, folder, name)
    try:
        return _enqueue(request, response, task, job_id)
    except WorkshopSearchError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _add_url(request: Request, response: Response, body: DocumentIn) -> JobOut:
    settings: Settings = request.app.state.settings
    talk = None if body.talk is None else str(body.talk)
    _check_talk(settings, body.workshop, talk, body.role)
    url = _checked_url(body.url)
    task = {"kind": "document", **body.model_dump(), "talk": talk, "url": url}
    return _enqueue(request, response, task | {"document": document_id(_source(url))})


def _enqueue(request: Request, response: Response, task: dict[str, Any], job_id: str | None = None) -> JobOut:
    settings: Settings = request.app.state.settings
    runner: JobRunner = request.app.state.jobs
    with Catalogue.open(settings.data / CATALOGUE) as catalogue:
        job = Jobs(catalogue, settings.data).add(task, job_id)
    runner.wake()
    response.headers["Location"] = f"{request.scope.get('root_path', '')}/v1/jobs/{job.id}"
    return JobOut.of(job)


async def _json(request: Request) -> Any:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > 64 * 1024:
            raise HTTPException(413, "The JSON is too long. The limit is 64 KiB; send files as a form.")
    try:
        return TypeAdapter(Any).validate_json(bytes(body))
    except ValidationError as error:
        raise InputError("The body is not valid JSON.") from error


def _valid(adapter: TypeAdapter[T], value: Any) -> T:
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise InputError(f"Invalid request. {where}: {first['msg']}.") from error


def _check_talk(settings: Settings, workshop: str | None, talk: str | None, role: str | None) -> None:
    """Raise InputError now, rather than in the job's report, if there is no such workshop or talk."""
    if workshop is None:
        if talk or role:
            raise InputError("`talk` and `role` need `workshop` too.")
        return
    # Imported here: a server that only reads starts a quarter of a second sooner without the extraction libraries.
    from ingest.pipeline import Options, supplied

    with Catalogue.open_read_only(settings.data / CATALOGUE, older=True) as catalogue:
        supplied(catalogue, Options(supplied=(workshop, talk, role)), ["http://one.invalid/"])


def _checked_url(url: str) -> str:
    try:
        _source(url)
    except FetchError as error:
        raise InputError(f"{error}.") from error
    return url


def _source(url: str) -> str:
    from ingest.sources.urls import url_source

    return url_source(url)


def _checked_folder(request: Request, folder: str) -> str:
    settings: Settings = request.app.state.settings
    if "\0" in folder:
        raise InputError("A path cannot contain a null character.")
    path = Path(folder)
    try:
        real = path.resolve()
        fits = path.is_absolute() and any(real == root or root in real.parents for root in settings.roots)
        is_folder = fits and real.is_dir()
    except (OSError, ValueError) as error:  # too long, or not valid Unicode
        raise InputError("This is not a valid folder name.") from error
    if not fits:
        detail = "This folder is not below an allowed root. Add one to WORKSHOP_SEARCH_INGEST_ROOTS on the server."
        raise HTTPException(403, detail)
    if not is_folder:
        raise InputError(f"{folder} is not a folder on the server.")
    return str(real)


def _require_document(request: Request, identifier: str) -> None:
    settings: Settings = request.app.state.settings
    with Catalogue.open_read_only(settings.data / CATALOGUE, older=True) as catalogue:
        if catalogue.entry(identifier) is None:
            raise NotFoundError(f"There is no document {identifier!r}. See /v1/documents for the list.")
