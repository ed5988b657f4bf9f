"""What routes share: the engine a request is pinned to, paging, filters."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request

from api.schemas import SnapshotOut
from api.service import Service
from corpus.errors import InputError
from search.engine import Engine
from search.question import FILTER_NAMES

T = TypeVar("T")


async def engine_of(request: Request) -> AsyncIterator[Engine]:
    """The engine that answers this request from beginning to end.

    A coroutine, though it waits for nothing: FastAPI would take two more trips to a worker thread for a plain
    generator, and each costs as much as ranking.
    """
    service: Service = request.app.state.service
    with service.pin() as engine:
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


class Paging:
    """``limit`` and ``cursor`` of a list. A cursor holds within the snapshot it was given in."""

    def __init__(
        self,
        limit: Annotated[int, Query(ge=1, le=500, description="Items at most.")] = 50,
        cursor: Annotated[str | None, Query(max_length=500, description="next_cursor of the page before.")] = None,
    ) -> None:
        self.limit = limit
        self.cursor = cursor

    def offset(self, snapshot: SnapshotOut) -> int:
        """Where this page begins. Raises InputError for a cursor of another snapshot or none of ours."""
        if self.cursor is None:
            return 0
        try:
            given, offset = json.loads(base64.urlsafe_b64decode(self.cursor.encode()))
            offset = int(offset)
        except (ValueError, TypeError, OverflowError) as error:
            raise InputError("This cursor is none of ours; leave it out to begin at the first page.") from error
        if given != snapshot.id or not 0 <= offset < 2**53:
            raise InputError("The corpus has changed since this cursor was given; begin at the first page again.")
        return offset

    def next(self, snapshot: SnapshotOut, total: int) -> str | None:
        """The cursor of the page after this one."""
        offset = self.offset(snapshot) + self.limit
        if offset >= total:
            return None
        return base64.urlsafe_b64encode(json.dumps([snapshot.id, offset]).encode()).decode()

    def cut(self, items: Sequence[T], snapshot: SnapshotOut) -> Sequence[T]:
        """This page of ``items``."""
        offset = self.offset(snapshot)
        return items[offset : offset + self.limit]


Page = Annotated[Paging, Depends()]
Across = Annotated[bool, Query(description="Those of other workshops first.")]
