"""Dependencies shared by routes and pages: the pinned engine, filters, and the files of documents."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import Field

from api.http.errors import refuse_other_than_json
from api.http.etag import raise_if_not_modified
from api.http.host_names import LOOPBACK
from api.service import Service
from api.settings import Settings
from corpus.errors import InputError
from corpus.model import Document
from ingest.indexing.blob_store import Originals
from search.engine import Engine
from search.query import FILTER_NAMES, MAX_VALUE_CHARS, MAX_VALUES

_LOOPBACK = frozenset(name.strip("[]") for name in LOOPBACK)
_HASH = re.compile(r"[0-9a-f]{64}")


async def pinned_engine(request: Request) -> AsyncIterator[Engine]:
    """The engine that answers this request from beginning to end.

    A coroutine although it awaits nothing: for a plain generator FastAPI would make two more trips to a worker
    thread, each as expensive as ranking.
    """
    service: Service = request.app.state.service
    with service.pin() as engine:
        raise_if_not_modified(request, engine.snapshot.state_id)
        yield engine


PinnedEngine = Annotated[Engine, Depends(pinned_engine)]


def refuse_unknown_parameters(request: Request, known: set[str]) -> None:
    """Raise InputError for a query parameter this route does not have: a misspelt filter must not be ignored."""
    for name in request.query_params:
        if name not in known:
            raise InputError(f"Unknown parameter {name!r}. The parameters are {', '.join(sorted(known))}.")


def query_filters(request: Request, names: Sequence[str] = FILTER_NAMES) -> dict[str, list[str]]:
    """The filters of the query string. A repeated name gives alternatives."""
    return {name: values for name in names if (values := request.query_params.getlist(name))}


def original_file(settings: Settings, document: Document) -> Path | None:
    """The stored original file of a document; None where it was not kept."""
    name = document.original or document.content_hash
    path = Originals(settings.data / "originals").path(name) if _HASH.fullmatch(name) else None
    return path if path is not None and path.is_file() else None


def permalink_base(request: Request) -> str | None:
    """The public address of this service, for permanent links; None if none is set and it is reached by loopback,
    which leads nowhere on another machine."""
    settings: Settings = request.app.state.settings
    if settings.public_url:
        return settings.public_url
    return None if request.url.hostname in _LOOPBACK else str(request.base_url)


async def json_body(request: Request) -> bytes:
    """A JSON body, to be parsed in a thread. Raises HTTPException 415 for another media type."""
    refuse_other_than_json(request.headers.get("content-type", ""))
    return await request.body()


Across = Annotated[bool, Query(description="List items of other workshops first.")]
FilterValues = Annotated[
    list[Annotated[str, Field(max_length=MAX_VALUE_CHARS)]],
    Query(max_length=MAX_VALUES, description="Repeat the parameter for alternatives."),
]

EMPTY: list[Any] = []
"""The default of a list in a query string; FastAPI copies it. A ``default_factory`` would cost pydantic a look at
its signature with every request, a third of the interpreter's time for the nine filters of a search."""
