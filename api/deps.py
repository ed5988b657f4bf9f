"""What routes share: the engine a request is pinned to, and filters."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import Field

from api.http.errors import refuse_other_than_json
from api.http.etag import require_changed
from api.service import Service
from corpus.errors import InputError
from search.engine import Engine
from search.query import FILTER_NAMES, MAX_VALUE, MAX_VALUES


async def engine_of(request: Request) -> AsyncIterator[Engine]:
    """The engine that answers this request from beginning to end.

    A coroutine, though it waits for nothing: FastAPI would take two more trips to a worker thread for a plain
    generator, and each costs as much as ranking.
    """
    service: Service = request.app.state.service
    with service.pin() as engine:
        require_changed(request, engine.snapshot.manifest.id)
        yield engine


PinnedEngine = Annotated[Engine, Depends(engine_of)]


def known_parameters(request: Request, known: set[str]) -> None:
    """Refuse a query parameter this route does not have: a misspelt filter must not mean "no filter"."""
    for name in request.query_params:
        if name not in known:
            raise InputError(f"There is no parameter {name!r} here; there are {', '.join(sorted(known))}.")


def given_filters(request: Request, names: Sequence[str] = FILTER_NAMES) -> dict[str, list[str]]:
    """The filters of the query string as given; a name repeated means any of its values."""
    return {name: values for name in names if (values := request.query_params.getlist(name))}


async def json_body(request: Request) -> bytes:
    """A body of JSON, to be parsed in a thread. Raises HTTPException (415) where something else was sent."""
    refuse_other_than_json(request.headers.get("content-type", ""))
    return await request.body()


Across = Annotated[bool, Query(description="Those of other workshops first.")]
Values = Annotated[
    list[Annotated[str, Field(max_length=MAX_VALUE)]],
    Query(max_length=MAX_VALUES, description="Repeat for alternatives."),
]
"""Values of a filter in a query string."""

NONE: list[Any] = []
"""The default of a list in a query string, which FastAPI copies. Of a ``default_factory`` pydantic takes the
signature at each request, which for the nine filters of a search took a third of the interpreter's time."""
