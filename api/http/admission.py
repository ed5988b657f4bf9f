"""Admission control: the size of bodies, memory for bodies, and how many requests are computed at the same time.

Each server process counts for itself: N workers admit N times as much.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.errors import problem
from api.http.metrics import Metrics, RefusalReason
from api.http.scope import request_path
from search.runtime import Deadline

EXEMPT = frozenset(("/healthz", "/readyz", "/metrics"))
"""Used for monitoring, which matters most when the service is overloaded."""
_STREAMED = ("/v1/documents", "/add")
"""Read their own body after the key is checked: files are larger than what is held in memory here."""
SMALL_BODY = 64 * 1024
"""So many bytes of each body are always admitted; all beyond share ``LARGE_BODIES`` until they are answered."""
LARGE_BODIES = 64 * 1024 * 1024

MAX_QUESTION_BODY = 256 * 1024
"""The largest body, in bytes. A question of 8,000 characters, each of them escaped, takes 96,000."""
_LARGER_BODIES = ("/v1/search/batch", "/v1/tables", "/batch", "/kept", "/kept/export", "/correct")
"""Many questions or passages at once, parsed in threads: their bodies may be as large as the settings allow."""

_AT_CAPACITY = "The server is at capacity. Retry in one second."
_RETRY_IN_A_SECOND = {"Retry-After": "1"}


class Admission:
    """Refuses bodies that are too large (413) and requests beyond capacity (503); the others get a deadline.

    A request takes a slot when all of it has arrived, and frees it when its answer is computed: slow senders and
    slow readers hold no slot. A streamed table holds its slot until its last line; where nobody reads it,
    :mod:`api.http.connection` closes the connection.
    """

    def __init__(
        self, app: ASGIApp, *, metrics: Metrics, max_body_bytes: int, max_under_way: int, deadline_seconds: float
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._seconds = deadline_seconds
        self._largest = max_body_bytes
        self._large_left = max(LARGE_BODIES, 2 * max_body_bytes)
        self._slots_left = max_under_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = request_path(scope)
        if scope["type"] != "http" or path in EXEMPT or path.startswith("/static/"):
            await self._app(scope, receive, send)
        elif not self._slots_left:
            await self._refuse("overload", scope, receive, send)  # before its body is read for nothing
        elif path in _STREAMED and scope["method"] == "POST":
            await self._compute(scope, receive, send, complete=False)
        else:
            await self._read_then_compute(scope, receive, send)

    async def _read_then_compute(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await self._body(scope, receive)
        if isinstance(body, str):
            await self._refuse(body, scope, receive, send)
            return
        try:
            if self._slots_left:
                await self._compute(scope, _replay(body, receive), send, complete=True)
            else:
                await self._refuse("overload", scope, receive, send)
        finally:
            self._large_left += _large_part(len(body))

    def _max_bytes(self, scope: Scope) -> int:
        """The size limit of this request's body."""
        return self._largest if request_path(scope) in _LARGER_BODIES else min(self._largest, MAX_QUESTION_BODY)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | RefusalReason:
        """The whole body, or why it is refused. Raises ClientDisconnect."""
        announced, largest = Headers(scope=scope).get("content-length", ""), self._max_bytes(scope)
        if announced.isdecimal() and int(announced[:20]) > largest:
            return "size"
        parts: list[bytes] = []
        size, more = 0, True
        try:
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                parts.append(message.get("body", b""))
                if size + len(parts[-1]) > largest:
                    return "size"
                self._large_left -= _large_part(size + len(parts[-1])) - _large_part(size)
                size += len(parts[-1])
                if self._large_left < 0:
                    return "overload"
                more = message.get("more_body", False)
        finally:
            if more:  # not read to its end
                self._large_left += _large_part(size)
        return b"".join(parts)

    async def _compute(self, scope: Scope, receive: Receive, send: Send, *, complete: bool) -> None:
        """Answer a request; one that is not ``complete`` takes its slot once its last byte has arrived."""
        holds_slot = False

        def take_slot() -> None:
            nonlocal holds_slot
            holds_slot = True
            self._slots_left -= 1
            self._metrics.computing.inc()

        def free_slot() -> None:
            nonlocal holds_slot
            if holds_slot:
                holds_slot = False
                self._slots_left += 1
                self._metrics.computing.dec()

        async def receiving() -> Message:
            message = await receive()
            if message["type"] == "http.request" and not message.get("more_body", False):
                if not self._slots_left:
                    self._metrics.record_refusal("overload")
                    raise HTTPException(503, _AT_CAPACITY, _RETRY_IN_A_SECOND)
                take_slot()
            return message

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_computed(message):
                free_slot()
            await send(message)

        if complete:
            take_slot()
        try:
            with Deadline.after(self._seconds).scope():
                await self._app(scope, receive if complete else receiving, sending)
        finally:
            free_slot()

    async def _refuse(self, reason: RefusalReason, scope: Scope, receive: Receive, send: Send) -> None:
        self._metrics.record_refusal(reason)
        if reason == "size":
            answer = problem(413, f"The request body is too large. The limit is {self._max_bytes(scope)} bytes.")
        else:
            answer = problem(503, _AT_CAPACITY, _RETRY_IN_A_SECOND)
        await answer(scope, receive, send)


def _large_part(size: int) -> int:
    return max(0, size - SMALL_BODY)


def _is_computed(start: Message) -> bool:
    """Whether a response is complete when it starts: its length is known, or it is a stream of later events."""
    headers = Headers(raw=start["headers"])
    return "content-length" in headers or headers.get("content-type", "").startswith("text/event-stream")


def _replay(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read already, then whatever else is received."""
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
