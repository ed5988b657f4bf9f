"""Adding and removing documents over HTTP. Every route creates a job and answers 202 with it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import TypeAdapter, ValidationError

from api.http.auth import require_write_key
from api.settings import Settings
from api.v1.paging import Page
from api.v1.schemas.writing import DocumentFields, DocumentIn, IngestIn, JobOut, JobsOut
from api.v1.submissions import (
    add_file,
    add_url,
    ingest_folder,
    ingest_url,
    remove_document,
    restore_document,
    valid,
)
from api.v1.uploads import read_form
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.jobs import Job, Jobs
from corpus.errors import InputError

router = APIRouter(prefix="/v1", tags=["writing"])

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
        if file is None:
            raise InputError("Send the file in the field `file` of a multipart form.")
        try:
            return _accepted(request, response, await run_in_threadpool(add_file, request, file, fields))
        finally:
            await file.close()
    if kind != "application/json":
        raise HTTPException(415, "Send a file as multipart/form-data, or a URL as application/json.")
    body = valid(TypeAdapter(DocumentIn), await _json(request))
    return _accepted(request, response, await run_in_threadpool(add_url, request, body))


@router.post("/ingest", status_code=202, summary="Ingest a folder or a page", dependencies=[NeedsWriteKey])
def post_ingest(body: IngestIn, request: Request, response: Response) -> JobOut:
    """Ingest a folder below an allowed root, or a workshop page by its URL with the papers it links to."""
    if (body.folder is None) == (body.url is None):
        raise InputError("Give either `folder` or `url`, not both.")
    if body.url is not None:
        job = ingest_url(request, body.url, allow_removals=body.allow_removals)
    else:
        job = ingest_folder(request, body.folder or "", allow_removals=body.allow_removals)
    return _accepted(request, response, job)


@router.delete("/documents/{id}", status_code=202, summary="Delete a document", dependencies=[NeedsWriteKey])
def delete_document(id: str, request: Request, response: Response) -> JobOut:
    """The document stays deleted, even if its source is ingested again, until it is restored."""
    return _accepted(request, response, remove_document(request, id))


@router.post(
    "/documents/{id}/restore",
    status_code=202,
    summary="Restore a deleted document",
    dependencies=[NeedsWriteKey],
)
def post_restore(id: str, request: Request, response: Response) -> JobOut:
    """Restores it as it last was; the next ingest of its source reads it again."""
    return _accepted(request, response, restore_document(request, id))


@router.get("/jobs", summary="List jobs", dependencies=[NeedsWriteKey])
def get_jobs(request: Request, page: Page) -> JobsOut:
    """Jobs, the newest first, with the last 200 that have ended."""
    settings: Settings = request.app.state.settings
    with Catalogue.open_read_only(settings.data / CATALOGUE, older=True) as catalogue:
        found = Jobs(catalogue, settings.data).newest()
    shown, next_cursor = page.cut(found, lambda job: (job.created, job.id), newest_first=True)
    return JobsOut(items=[JobOut.of(job) for job in shown], total=len(found), next_cursor=next_cursor)


def _accepted(request: Request, response: Response, job: Job) -> JobOut:
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
