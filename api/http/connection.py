"""HTTP connections with a limit on the size of the head and time limits for sending and receiving.

uvicorn has none of these: a client that sends one byte a minute, or that never reads its response, would keep its
connection for ever, and headers could grow until memory runs out. nginx has them, but the service must be safe
without nginx too.

This subclasses a private class of uvicorn. ``pyproject.toml`` therefore pins uvicorn to one version; run
``pytest tests/api/http/test_connection.py`` before changing it.
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

from api.http.access_log import HEADER, REQUEST_LOG, AccessLog, RequestLog
from api.http.admission import EXEMPT
from api.http.errors import MEDIA_TYPE, problem, problem_document
from api.http.logs import REQUEST_ID
from api.http.stuck import end_when_stuck

RECEIVE_SECONDS = 10.0
"""From the first byte of a request, or from connecting, to the last byte of its body."""
BYTES_A_SECOND = 64 * 1024
"""Each so many bytes received extend that time by one second: a large file on a slow line is no attack."""
MAX_HEAD = 128 * 1024
"""Bytes of address and headers. A query of 8,000 characters may take 72,000 bytes of the address."""
_HEAD_TOO_LONG = f"The address and headers of this request are too long. The limit is {MAX_HEAD} bytes."
_PIECE = 16 * 1024
"""Input is parsed in pieces of so many bytes, so that at most one piece of a head goes uncounted."""
SEND_SECONDS = 30.0
LEAST_SENT = 16 * 1024
"""Bytes of a pending response that a client must receive in ``SEND_SECONDS``, or its connection is closed."""
_LINGER_SECONDS = 1.0
_RESERVED_FILES = 256
"""File descriptors kept free for answering; connections beyond are closed at once."""


_ENDING = "ending"
"""Where the application's state keeps the task that ends a stuck process."""


def most_connections() -> int:
    """How many connections the file descriptors of this process allow."""
    files = getrlimit(RLIMIT_NOFILE)[0]
    return sys.maxsize if files == RLIM_INFINITY else max(files // 2, files - _RESERVED_FILES)


class LimitedProtocol(HttpToolsProtocol):
    """Closes connections that send or receive too slowly; refuses a head that is too large with 431.

    Requests on connections beyond ``limit_concurrency`` get 503.
    """

    receive_seconds = RECEIVE_SECONDS
    send_seconds = SEND_SECONDS

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        # uvicorn itself would answer without a problem document.
        self._max_connections, self.limit_concurrency = self.limit_concurrency, None
        self._receive_timer: asyncio.TimerHandle | None = None
        self._receive_deadline = 0.0
        self._head_bytes = 0
        """Bytes received since a request began or ended, or since the last of its body: head or trailers."""
        self._in_head = self._is_refused = self._is_over_limit = False
        self._send_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > most_connections():
            transport.abort()
            return
        self._is_over_limit = self._is_crowded()  # earlier connections keep their place
        self._start_receive_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_receive_timer()
        self._stop_send_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        for at in range(0, len(data), _PIECE):
            if self.transport.is_closing() or self._is_refused:
                return
            self._received(data[at : at + _PIECE])

    def _received(self, piece: bytes) -> None:
        if self._receive_timer is not None and not self._is_answered_early():
            self._receive_deadline += len(piece) / BYTES_A_SECOND
        self._head_bytes += len(piece)
        super().data_received(piece)
        if self.transport.is_closing():
            return
        if self._head_bytes > MAX_HEAD:
            self._refuse(431, _HEAD_TOO_LONG)
        elif self._receive_timer is None and self._is_idle():
            self._start_receive_timer()  # bytes that begin no request, such as an empty line

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_bytes, self._in_head = 0, True
        self._start_receive_timer()

    def on_headers_complete(self) -> None:
        self._in_head = False
        app = self.app
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > MAX_HEAD:
            self.app = self._refusing(431, _HEAD_TOO_LONG)
        elif self._is_over_limit and self._is_crowded() and not self._is_exempt():
            self.app = self._refusing(503, "Connection limit reached. Retry in one second.")
        try:
            super().on_headers_complete()
        finally:
            self.app = app

    def on_body(self, body: bytes) -> None:
        self._head_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._stop_receive_timer()
        self._head_bytes = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what cannot be parsed with a problem document."""
        self._refuse(400, f"{msg} Send a valid HTTP request.")

    def shutdown(self) -> None:
        """The server stops: the response of this connection is finished first, unless its thread is stuck."""
        super().shutdown()
        if _ENDING not in self.app_state:
            self.app_state[_ENDING] = self.loop.create_task(end_when_stuck())

    def pause_writing(self) -> None:
        """The client reads more slowly than the response is written."""
        super().pause_writing()
        self._start_send_timer()

    def resume_writing(self) -> None:
        """The client has caught up."""
        self._stop_send_timer()
        super().resume_writing()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._start_send_timer()

    def timeout_keep_alive_handler(self) -> None:
        """A close waits until everything is sent; the send timer ends that wait if nobody reads."""
        super().timeout_keep_alive_handler()
        self._start_send_timer()

    def _is_idle(self) -> bool:
        """Whether no request is being answered or received."""
        return self.cycle is None or self.cycle.response_complete

    def _is_answered_early(self) -> bool:
        """Whether the response was sent before the whole request arrived: more bytes then earn no more time."""
        return self.cycle is not None and self.cycle.more_body and self.cycle.response_complete

    def _is_crowded(self) -> bool:
        return self._max_connections is not None and len(self.connections) > self._max_connections

    def _is_exempt(self) -> bool:
        return self.url.partition(b"?")[0].decode("latin-1") in EXEMPT

    def _start_receive_timer(self) -> None:
        self._stop_receive_timer()
        self._receive_deadline = self.loop.time() + self.receive_seconds
        self._receive_timer = self.loop.call_at(self._receive_deadline, self._receive_timed_out)

    def _stop_receive_timer(self) -> None:
        if self._receive_timer is not None:
            self._receive_timer.cancel()
            self._receive_timer = None

    def _receive_timed_out(self) -> None:
        self._receive_timer = None
        if self.transport.is_closing():
            return
        if self.loop.time() < self._receive_deadline:  # bytes received meanwhile extended it
            self._receive_timer = self.loop.call_at(self._receive_deadline, self._receive_timed_out)
        elif self._head_bytes or self._in_head:
            self._refuse(408, "The request was not received in time.")
        else:
            self._close()

    def _start_send_timer(self) -> None:
        """Check after ``send_seconds`` that the client has received enough."""
        self._stop_send_timer()
        if self.transport.get_write_buffer_size():
            self._send_timer = self.loop.call_later(self.send_seconds, self._send_timed_out, self._unsent_bytes())

    def _send_timed_out(self, unsent_before: int) -> None:
        if unsent_before - self._unsent_bytes() < min(LEAST_SENT, unsent_before):
            self.transport.abort()
        else:
            self._start_send_timer()

    def _unsent_bytes(self) -> int:
        """Bytes the client has not acknowledged: in our buffer and in the kernel's, which holds some megabytes."""
        sent = array("i", [0])
        with suppress(OSError):
            ioctl(self.transport.get_extra_info("socket").fileno(), TIOCOUTQ, sent)
        return self.transport.get_write_buffer_size() + sent[0]

    def _stop_send_timer(self) -> None:
        if self._send_timer is not None:
            self._send_timer.cancel()
            self._send_timer = None

    def _close(self) -> None:
        self.transport.close()
        self._start_send_timer()

    def _refusing(self, status: int, detail: str) -> ASGIApp:
        """An application that answers with this problem, logged and counted like any other."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            headers = {"Connection": "close"} | ({"Retry-After": "1"} if status == 503 else {})
            await problem(status, detail, headers)(scope, receive, send)

        request_log: RequestLog | None = self.app_state.get(REQUEST_LOG)
        return AccessLog(answer, request_log) if request_log is not None else answer

    def _refuse(self, status: int, detail: str) -> None:
        """Answer without the application and close; close only, if a response is being sent."""
        self._stop_receive_timer()
        if self._is_idle():
            copy_context().run(self._write_refusal, status, detail)
            self.transport.write_eof()
            # Closing at once, while the client still sends, would discard the response.
            self._is_refused = True
            self.loop.call_later(_LINGER_SECONDS, self._close)
        else:
            self._close()

    def _write_refusal(self, status: int, detail: str) -> None:
        request_id = secrets.token_hex(8)
        REQUEST_ID.set(request_id)
        body_document = problem_document(status, detail)
        body = json.dumps(body_document).encode()
        head = (
            f"HTTP/1.1 {status} {body_document['title']}\r\ncontent-type: {MEDIA_TYPE}\r\n"
            f"content-length: {len(body)}\r\n{HEADER}: {request_id}\r\n"
            "cross-origin-resource-policy: same-origin\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        request_log: RequestLog | None = self.app_state.get(REQUEST_LOG)
        if request_log is not None:
            request_log.record("other", "unreadable", status, len(body), 0.0)
