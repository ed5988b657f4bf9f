"""HTTP connections, with a limit to how long and how large a request may come in.

uvicorn itself waits for ever: a client that sends a byte a minute, or none, would keep its connection, and a
header may grow until memory ends.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.problem import MEDIA_TYPE, document, problem

RECEIVE_SECONDS = 10.0
"""From the first byte of a request, or from connecting, to the last byte of its body..."""
BYTES_A_SECOND = 64 * 1024
"""...with a second more for each so many bytes that have come: a large file on a slow line is no attack."""
MAX_HEAD = 128 * 1024
"""Bytes of address and headers. A question of 8,000 characters may take 72,000 of them in an address."""


class LimitedProtocol(HttpToolsProtocol):
    """Closes what is not received in time, with 408 where a part of it came; too large a head gets 431."""

    receive_seconds = RECEIVE_SECONDS

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._head: int | None = 0
        """Bytes of a head that is not whole yet; None from its end to the next."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._waited()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._due += len(data) / BYTES_A_SECOND
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._head is not None:
            self._head += len(data)
            if self._head > MAX_HEAD:
                self._refuse(431, "The address and headers of this request are too long.")
                return
        if self._timer is None and (self.cycle is None or self.cycle.response_complete):
            self._wait()  # something came that no request begins with, such as an empty line

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0
        self._wait()

    def on_headers_complete(self) -> None:
        self._head = None
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size <= MAX_HEAD:
            super().on_headers_complete()
            return
        app, self.app = self.app, _too_large
        try:
            super().on_headers_complete()
        finally:
            self.app = app

    def on_message_complete(self) -> None:
        self._waited()
        self._head = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What cannot be parsed, as a problem."""
        self._refuse(400, f"{msg} This is no HTTP request that can be read.")

    def _wait(self) -> None:
        self._waited()
        self._due = self.loop.time() + self.receive_seconds
        self._timer = self.loop.call_at(self._due, self._overdue)

    def _waited(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _overdue(self) -> None:
        self._timer = None
        if self.transport.is_closing():
            return
        if self.loop.time() < self._due:  # bytes have come since
            self._timer = self.loop.call_at(self._due, self._overdue)
        elif self._head and (self.cycle is None or self.cycle.response_complete):
            self._refuse(408, "This request did not come whole in time.")
        else:
            self.transport.close()

    def _refuse(self, status: int, detail: str) -> None:
        """Answer outside of the application and close."""
        body = json.dumps(document(status, detail)).encode()
        head = (
            f"HTTP/1.1 {status} {document(status, detail)['title']}\r\ncontent-type: {MEDIA_TYPE}\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    answer = problem(431, "The address and headers of this request are too long.", {"Connection": "close"})
    await answer(scope, receive, send)
