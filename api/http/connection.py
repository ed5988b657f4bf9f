"""HTTP connections, with limits to how slowly a request may come in or an answer be read, and to a head.

uvicorn itself waits for ever: a client that sends a byte a minute, or none, or that reads no answer, would keep
its connection, and a header may grow until memory ends.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from array import array
from contextlib import suppress
from contextvars import copy_context
from fcntl import ioctl
from resource import RLIM_INFINITY, RLIMIT_NOFILE, getrlimit
from termios import TIOCOUTQ
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.http.access_log import HEADER, WATCH, Observe, Watch
from api.http.admission import FREE
from api.http.errors import MEDIA_TYPE, document, problem
from api.http.logs import REQUEST_ID
from api.http.stuck import end_when_stuck

RECEIVE_SECONDS = 10.0
"""From the first byte of a request, or from connecting, to the last byte of its body..."""
BYTES_A_SECOND = 64 * 1024
"""...with a second more for each so many bytes that have come: a large file on a slow line is no attack."""
MAX_HEAD = 128 * 1024
"""Bytes of address and headers. A question of 8,000 characters may take 72,000 of them in an address."""
_PIECE = 16 * 1024
"""What comes is read in pieces of so many bytes, so that little of a head goes uncounted (see ``_unread``)."""
SEND_SECONDS = 30.0
LEAST_SENT = 16 * 1024
"""Bytes of a waiting answer that a client takes in so many seconds, or its connection is cut."""
_LINGER_SECONDS = 1.0
_KEPT_FILES = 256
"""Of the files this process may open, so many are kept for what answers; connections beyond are closed unheard."""


_ENDING = "ending"


def most_open() -> int:
    """Connections there can be at all."""
    files = getrlimit(RLIMIT_NOFILE)[0]
    return sys.maxsize if files == RLIM_INFINITY else max(files // 2, files - _KEPT_FILES)


class LimitedProtocol(HttpToolsProtocol):
    """Closes what is not received or not read in time; refuses too large a head with 431.

    Requests of connections beyond ``limit_concurrency`` get 503.
    """

    receive_seconds = RECEIVE_SECONDS
    send_seconds = SEND_SECONDS

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._most, self.limit_concurrency = self.limit_concurrency, None  # uvicorn would answer without a problem
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._unread = 0
        """Bytes since the last of a body, or since a request began or ended: of a head, trailers, or neither."""
        self._in_head = self._is_refused = self._is_beyond = False
        self._reader: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > most_open():
            transport.abort()
            return
        self._is_beyond = self._is_crowded()  # who came earlier is not sent away for who comes later
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._waited()
        self._read()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        for at in range(0, len(data), _PIECE):
            if self.transport.is_closing() or self._is_refused:
                return
            self._received(data[at : at + _PIECE])

    def _received(self, piece: bytes) -> None:
        if self._timer is not None and not self._is_answered_early():
            self._due += len(piece) / BYTES_A_SECOND
        self._unread += len(piece)
        super().data_received(piece)
        if self.transport.is_closing():
            return
        if self._unread > MAX_HEAD:
            self._refuse(431, "The address and headers of this request are too long.")
        elif self._timer is None and self._is_idle():
            self._wait()  # something came that no request begins with, such as an empty line

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._unread, self._in_head = 0, True
        self._wait()

    def on_headers_complete(self) -> None:
        self._in_head = False
        app = self.app
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > MAX_HEAD:
            self.app = self._refusing(431, "The address and headers of this request are too long.")
        elif self._is_beyond and self._is_crowded() and not self._is_free():
            self.app = self._refusing(503, "There are as many connections as may be. Try again in a second.")
        try:
            super().on_headers_complete()
        finally:
            self.app = app

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._waited()
        self._unread = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What cannot be parsed, as a problem."""
        self._refuse(400, f"{msg} This is no HTTP request that can be read.")

    def shutdown(self) -> None:
        """The service stops: what this connection waits for is let finish, unless it is stuck."""
        super().shutdown()
        if _ENDING not in self.app_state:
            self.app_state[_ENDING] = self.loop.create_task(end_when_stuck())

    def pause_writing(self) -> None:
        """More of an answer waits to be read than is sent ahead."""
        super().pause_writing()
        self._look_again()

    def resume_writing(self) -> None:
        """It is being read."""
        self._read()
        super().resume_writing()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._look_again()

    def timeout_keep_alive_handler(self) -> None:
        """Closing waits until all is sent, which is for ever where nobody reads."""
        super().timeout_keep_alive_handler()
        self._look_again()

    def _is_idle(self) -> bool:
        """Whether no request is being answered or waits to be."""
        return self.cycle is None or self.cycle.response_complete

    def _is_answered_early(self) -> bool:
        """Whether a request that is still coming was answered already: the rest of it is worth no waiting."""
        return self.cycle is not None and self.cycle.more_body and self.cycle.response_complete

    def _is_crowded(self) -> bool:
        return self._most is not None and len(self.connections) > self._most

    def _is_free(self) -> bool:
        return self.url.partition(b"?")[0].decode("latin-1") in FREE

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
        elif self._unread or self._in_head:
            self._refuse(408, "This request did not come whole in time.")
        else:
            self._close()

    def _look_again(self) -> None:
        """Look after a while whether what waits to be sent has grown less."""
        self._read()
        if self.transport.get_write_buffer_size():
            self._reader = self.loop.call_later(self.send_seconds, self._unread_answer, self._waiting())

    def _unread_answer(self, waited: int) -> None:
        if waited - self._waiting() < min(LEAST_SENT, waited):
            self.transport.abort()
        else:
            self._look_again()

    def _waiting(self) -> int:
        """Bytes that were not received yet: ours, and the system's, which takes some megabytes at a time."""
        sent = array("i", [0])
        with suppress(OSError):
            ioctl(self.transport.get_extra_info("socket").fileno(), TIOCOUTQ, sent)
        return self.transport.get_write_buffer_size() + sent[0]

    def _read(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None

    def _close(self) -> None:
        self.transport.close()
        self._look_again()

    def _refusing(self, status: int, detail: str) -> ASGIApp:
        """An application that answers with this problem, logged and counted as any other."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            headers = {"Connection": "close"} | ({"Retry-After": "1"} if status == 503 else {})
            await problem(status, detail, headers)(scope, receive, send)

        watch: Watch | None = self.app_state.get(WATCH)
        return Observe(answer, watch) if watch is not None else answer

    def _refuse(self, status: int, detail: str) -> None:
        """Answer outside of the application and close; where an answer is under way, only close."""
        self._waited()
        if self._is_idle():
            copy_context().run(self._write_refusal, status, detail)
            self.transport.write_eof()
            # Closed at once, with more on its way, the answer would be lost to whoever still sends.
            self._is_refused = True
            self.loop.call_later(_LINGER_SECONDS, self._close)
        else:
            self._close()

    def _write_refusal(self, status: int, detail: str) -> None:
        request_id = secrets.token_hex(8)
        REQUEST_ID.set(request_id)
        problem_document = document(status, detail)
        body = json.dumps(problem_document).encode()
        head = (
            f"HTTP/1.1 {status} {problem_document['title']}\r\ncontent-type: {MEDIA_TYPE}\r\n"
            f"content-length: {len(body)}\r\n{HEADER}: {request_id}\r\n"
            "cross-origin-resource-policy: same-origin\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        watch: Watch | None = self.app_state.get(WATCH)
        if watch is not None:
            watch.note("other", "unreadable", status, len(body), 0.0)
