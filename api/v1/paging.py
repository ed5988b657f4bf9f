"""Pagination: a cursor holds the sort key of the last item of a page.

It holds no count, so it stays valid across snapshots: items in both are neither repeated nor skipped. Its checksum
covers the path and filters of the list too, so a cursor that was altered or belongs to another list is refused.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from hashlib import blake2s
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request

from corpus.errors import InputError

T = TypeVar("T")
Key = tuple[str | int, ...]
"""The sort key of an item, unique in its list."""

_SUM_BYTES = 6
_WRONG_CURSOR = "This cursor does not belong to this list and filters. Leave it out to start at the first page."


class Paging:
    """``limit`` and ``cursor`` of a list."""

    def __init__(
        self,
        request: Request,
        limit: Annotated[int, Query(ge=1, le=500, description="Maximum number of items.")] = 50,
        cursor: Annotated[
            str | None,
            Query(max_length=4000, description="`next_cursor` of the previous page; keep the filters the same."),
        ] = None,
    ) -> None:
        self.limit = limit
        self._cursor = cursor
        given = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in ("limit", "cursor"))
        self._list = json.dumps([request.scope["path"], given]).encode()

    def after(self, shape: Key) -> Key | None:
        """The key after which this page starts, with the types of ``shape``; None for the first page.

        Raises InputError for a cursor of another list.
        """
        key = self._given()
        if key is not None and [type(part) for part in key] != [type(part) for part in shape]:
            raise InputError(_WRONG_CURSOR)
        return key

    def _given(self) -> Key | None:
        if self._cursor is None:
            return None
        try:
            whole = urlsafe_b64decode(self._cursor.encode("ascii") + b"=" * (-len(self._cursor) % 4))
            content, given_sum = whole[:-_SUM_BYTES], whole[-_SUM_BYTES:]
            if given_sum == self._sum(content):
                key = tuple(json.loads(content))
                "".join(part for part in key if isinstance(part, str)).encode()  # refuses lone surrogates
                return key
        except (ValueError, TypeError, RecursionError) as error:
            raise InputError(_WRONG_CURSOR) from error
        raise InputError(_WRONG_CURSOR)

    def cursor_after(self, key: Key) -> str:
        """The cursor of the page that starts after ``key``."""
        content = json.dumps(key, separators=(",", ":")).encode()
        return urlsafe_b64encode(content + self._sum(content)).decode().rstrip("=")

    def cut(
        self, items: Sequence[T], key: Callable[[T], Key], *, newest_first: bool = False
    ) -> tuple[Sequence[T], str | None]:
        """This page of ``items``, which are sorted by ``key``, and the cursor of the next page, if there is
        one."""
        after = self.after(key(items[0])) if items else self._given()
        left = items
        if after is not None:
            left = [item for item in items if (key(item) < after if newest_first else key(item) > after)]
        shown = left[: self.limit]
        return shown, self.cursor_after(key(shown[-1])) if len(left) > len(shown) else None

    def _sum(self, content: bytes) -> bytes:
        return blake2s(content, digest_size=_SUM_BYTES, key=blake2s(self._list).digest()).digest()


Page = Annotated[Paging, Depends()]
