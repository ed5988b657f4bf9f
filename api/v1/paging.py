"""Lists a page at a time: a cursor says after which item the next page begins.

It holds the sort key of the last item shown and no count, so it stays good when another snapshot takes the place
of the one it was given in: what is in both is neither repeated nor left out. Its checksum is over the address
and filters of the list as well: a cursor that was altered, or came from another list, is refused.
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
"""What a list is in order of, different for every item."""

_SUM_BYTES = 6
_WRONG_CURSOR = "This cursor is none of this list with these filters; leave it out to begin at the first page."


class Paging:
    """``limit`` and ``cursor`` of a list."""

    def __init__(
        self,
        request: Request,
        limit: Annotated[int, Query(ge=1, le=500, description="Items at most.")] = 50,
        cursor: Annotated[
            str | None,
            Query(max_length=4000, description="`next_cursor` of the page before; the filters stay the same."),
        ] = None,
    ) -> None:
        self.limit = limit
        self._cursor = cursor
        given = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in ("limit", "cursor"))
        self._list = json.dumps([request.scope["path"], given]).encode()

    def after(self, shape: Key) -> Key | None:
        """The key this page begins after, of the types of ``shape``; None for the first page.

        Raises InputError for a cursor that is none of this list.
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
                "".join(part for part in key if isinstance(part, str)).encode()  # lone surrogates are no text
                return key
        except (ValueError, TypeError, RecursionError) as error:
            raise InputError(_WRONG_CURSOR) from error
        raise InputError(_WRONG_CURSOR)

    def cursor_after(self, key: Key) -> str:
        """The cursor of the page that begins after ``key``."""
        content = json.dumps(key, separators=(",", ":")).encode()
        return urlsafe_b64encode(content + self._sum(content)).decode().rstrip("=")

    def cut(
        self, items: Sequence[T], key: Callable[[T], Key], *, newest_first: bool = False
    ) -> tuple[Sequence[T], str | None]:
        """This page of ``items``, which are in order of ``key``, and the cursor of the next page."""
        after = self.after(key(items[0])) if items else self._given()
        left = items
        if after is not None:
            left = [item for item in items if (key(item) < after if newest_first else key(item) > after)]
        shown = left[: self.limit]
        return shown, self.cursor_after(key(shown[-1])) if len(left) > len(shown) else None

    def _sum(self, content: bytes) -> bytes:
        return blake2s(content, digest_size=_SUM_BYTES, key=blake2s(self._list).digest()).digest()


Page = Annotated[Paging, Depends()]
