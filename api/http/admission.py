"""How much all together may ask. Counts are of this process: with N workers, N times as much."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.errors import problem
from api.http.metrics import Meters, Why
from api.settings import Settings
from search.deadline import Deadline

FREE = frozenset(("/healthz", "/readyz", "/metrics"))
"""Asked by who watches over the service, above all when it has too much to do."""
_STREAMED = "/v1/documents"
"""Reads its own body, after it has seen a key: files are larger than what is held in memory here."""
SMALL_BODY = 64 * 1024
"""So many bytes of each body always find memory; what is beyond shares ``LARGE_BODIES`` until it is answered."""
LARGE_BODIES = 64 * 1024 * 1024

LARGEST_QUESTION = 256 * 1024
"""Bytes a body may have. A question of 8,000 characters, every one of them escaped, takes 96,000..."""
_LARGER = ("/v1/search/batch", "/v1/tables", "/batch")
"""...and many questions at once, which are parsed in threads, as many as the settings allow."""

_OVERLOADED = "As much is being computed as may be at a time. Ask again in a second."
_LATER = {"Retry-After": "1"}


class Limits:
    """Size of a body and of all bodies, and requests under way; what passes has until its deadline.

    A request is under way from when it has come whole, files included, until its answer is computed: a client
    that sends slowly takes no place of another, nor does one that reads slowly what was computed whole. A table
    that goes out as it is found keeps its place to its end; where nobody reads it, :mod:`api.http.connection`
    cuts it.
    """

    def __init__(self, app: ASGIApp, settings: Settings, meters: Meters) -> None:
        self._app = app
        self._meters = meters
        self._seconds = settings.deadline_seconds
        self._largest = settings.max_body_bytes
        self._large_left = max(LARGE_BODIES, 2 * settings.max_body_bytes)
        self._places_left = settings.max_under_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or path in FREE or path.startswith("/static/"):
            await self._app(scope, receive, send)
        elif not self._places_left:
            await self._refuse("overload", scope, receive, send)  # before its body is read in vain
        elif path == _STREAMED and scope["method"] == "POST":
            await self._compute(scope, receive, send, whole=False)
        else:
            await self._received(scope, receive, send)

    async def _received(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await self._body(scope, receive)
        if isinstance(body, str):
            await self._refuse(body, scope, receive, send)
            return
        try:
            if self._places_left:
                await self._compute(scope, _again(body, receive), send, whole=True)
            else:
                await self._refuse("overload", scope, receive, send)
        finally:
            self._large_left += _beyond(len(body))

    def _most(self, scope: Scope) -> int:
        """Bytes the body of this request may have."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        return self._largest if path in _LARGER else min(self._largest, LARGEST_QUESTION)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | Why:
        """The whole body, or why it is refused. Raises ClientDisconnect."""
        announced, largest = Headers(scope=scope).get("content-length", ""), self._most(scope)
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
                self._large_left -= _beyond(size + len(parts[-1])) - _beyond(size)
                size += len(parts[-1])
                if self._large_left < 0:
                    return "overload"
                more = message.get("more_body", False)
        finally:
            if more:  # it was not read to its end
                self._large_left += _beyond(size)
        return b"".join(parts)

    async def _compute(self, scope: Scope, receive: Receive, send: Send, *, whole: bool) -> None:
        """Answer it; one that is not ``whole`` yet takes its place once it is."""
        holding = False

        def take() -> None:
            nonlocal holding
            holding = True
            self._places_left -= 1
            self._meters.computing.inc()

        def free() -> None:
            nonlocal holding
            if holding:
                holding = False
                self._places_left += 1
                self._meters.computing.dec()

        async def coming() -> Message:
            message = await receive()
            if message["type"] == "http.request" and not message.get("more_body", False):
                if not self._places_left:
                    self._meters.refused("overload")
                    raise HTTPException(503, _OVERLOADED, _LATER)
                take()
            return message

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_computed(message):
                free()
            await send(message)

        if whole:
            take()
        try:
            with Deadline.after(self._seconds).kept():
                await self._app(scope, receive if whole else coming, sending)
        finally:
            free()

    async def _refuse(self, why: Why, scope: Scope, receive: Receive, send: Send) -> None:
        self._meters.refused(why)
        if why == "size":
            answer = problem(413, f"A body of at most {self._most(scope)} bytes is taken here.")
        else:
            answer = problem(503, _OVERLOADED, _LATER)
        await answer(scope, receive, send)


def _beyond(size: int) -> int:
    return max(0, size - SMALL_BODY)


def _is_computed(start: Message) -> bool:
    """Whether an answer is whole when it begins: its length is known, or it is a stream of events to come."""
    headers = Headers(raw=start["headers"])
    return "content-length" in headers or headers.get("content-type", "").startswith("text/event-stream")


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read already, then what else comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
