"""Long lists a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query

from api.web.labels import address

T = TypeVar("T")

PER_PAGE = 60

FirstItem = Annotated[int, Query(alias="from", ge=1, le=1_000_000)]
"""The number, from 1, of the first item shown."""


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """What is shown of a list, and the addresses of the pages before and after."""

    items: Sequence[T]
    first: int
    total: int
    previous: str | None
    next: str | None


def paginate(items: Sequence[T], first: int, path: str, given: Iterable[tuple[str, Any]] = ()) -> ListPage[T]:
    """The page of ``items`` that begins with the ``first``; ``given`` are the parameters of the address."""
    pairs = list(given)
    return ListPage(
        items=items[first - 1 : first - 1 + PER_PAGE],
        first=first,
        total=len(items),
        previous=address(path, [*pairs, ("from", max(1, first - PER_PAGE))]) if first > 1 else None,
        next=address(path, [*pairs, ("from", first + PER_PAGE)]) if len(items) >= first + PER_PAGE else None,
    )
