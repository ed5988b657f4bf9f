"""Jobs that change the library: what the routes and the pages ask for, checked, and put in the queue."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, TypeVar

from fastapi import HTTPException, Request
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import UploadFile

from api.jobs import JobRunner
from api.settings import Settings
from api.v1.schemas.writing import DocumentFields, DocumentIn
from api.v1.uploads import safe_name, save_upload, upload_source
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.jobs import Job, Jobs
from corpus.errors import FetchError, InputError, NotFoundError, WorkshopSearchError
from corpus.ids import document_id

T = TypeVar("T")


def add_file(request: Request, file: UploadFile, given: dict[str, str]) -> Job:
    """A job that takes in an uploaded file. ``given`` are the fields of DocumentFields.

    Raises InputError, HTTPException 413, StoreError, TooManyError.
    """
    settings: Settings = request.app.state.settings
    fields = valid(TypeAdapter(DocumentFields), given)
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
        return _enqueue(request, task, job_id)
    except WorkshopSearchError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def add_url(request: Request, body: DocumentIn) -> Job:
    """A job that takes in the document at an address. Raises InputError, TooManyError."""
    settings: Settings = request.app.state.settings
    talk = None if body.talk is None else str(body.talk)
    _check_talk(settings, body.workshop, talk, body.role)
    url = _checked_url(body.url)
    task = {"kind": "document", **body.model_dump(), "talk": talk, "url": url}
    return _enqueue(request, task | {"document": document_id(_source(url))})


def ingest_url(request: Request, url: str, *, allow_removals: bool = False) -> Job:
    """A job that takes in a workshop page with the papers it links to. Raises InputError, TooManyError."""
    return _ingest(request, _checked_url(url), allow_removals)


def ingest_folder(request: Request, folder: str, *, allow_removals: bool = False) -> Job:
    """A job that takes in a folder below an allowed root. Raises InputError, HTTPException 403, TooManyError."""
    return _ingest(request, _checked_folder(request, folder), allow_removals)


def remove_document(request: Request, identifier: str) -> Job:
    """A job that deletes a document until it is restored. Raises NotFoundError, TooManyError."""
    _require_document(request, identifier)
    return _enqueue(request, {"kind": "delete", "document": identifier})


def restore_document(request: Request, identifier: str) -> Job:
    """A job that restores a deleted document. Raises NotFoundError, TooManyError."""
    _require_document(request, identifier)
    return _enqueue(request, {"kind": "restore", "document": identifier})


def correct_workshop(request: Request, workshop: str, name: str, document: str) -> Job:
    """A job that reads a workshop's page again with its corrections. ``name`` is its title.

    Raises TooManyError.
    """
    return _enqueue(request, {"kind": "correct", "workshop": workshop, "name": name, "document": document})


def roll_back(request: Request, snapshot: str) -> Job:
    """A job that goes back to an earlier snapshot and pins it. Raises NotFoundError, TooManyError."""
    settings: Settings = request.app.state.settings
    if snapshot not in settings.layout.ids():
        raise NotFoundError("This version of the library is no longer kept. Choose one from the list.")
    return _enqueue(request, {"kind": "rollback", "snapshot": snapshot})


def publish_again(request: Request) -> Job:
    """A job that ends what :func:`roll_back` began. Raises TooManyError."""
    return _enqueue(request, {"kind": "unpin"})


def _ingest(request: Request, target: str, allow_removals: bool) -> Job:
    return _enqueue(request, {"kind": "ingest", "target": target, "allow_removals": allow_removals})


def _enqueue(request: Request, task: dict[str, Any], job_id: str | None = None) -> Job:
    settings: Settings = request.app.state.settings
    runner: JobRunner = request.app.state.jobs
    with Catalogue.open(settings.data / CATALOGUE) as catalogue:
        job = Jobs(catalogue, settings.data).add(task, job_id)
    runner.wake()
    return job


def valid(adapter: TypeAdapter[T], value: Any) -> T:
    """``value`` as the type of ``adapter``. Raises InputError, which names the field that is wrong."""
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
    from ingest.pipeline import Options, attachment_for

    with Catalogue.open_read_only(settings.data / CATALOGUE, older=True) as catalogue:
        attachment_for(catalogue, Options(attach_to=(workshop, talk, role)), ["http://one.invalid/"])


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
