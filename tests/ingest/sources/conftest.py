"""A web server on loopback that behaves as badly as it is told to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

Behaviour = Callable[[socket.socket, bytes], None]


def _send(data: bytes) -> Behaviour:
    return lambda connection, request: connection.sendall(data)


@dataclass
class RawServer:
    """Answers each connection by what stands for its path; keeps every request it saw."""

    host: str
    port: int
    pages: dict[str, list[Behaviour]] = field(default_factory=dict)
    requests: list[bytes] = field(default_factory=list)
    open_now: int = 0
    max_open_files: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str = "/", host: str | None = None) -> str:
        return f"http://{host or self.host}:{self.port}{path}"

    def on(self, path: str, *answers: bytes | Behaviour) -> str:
        """Give these answers in turn, the last one for ever."""
        self.pages[path] = [_send(item) if isinstance(item, bytes) else item for item in answers]
        return self.url(path)

    def paths(self) -> list[str]:
        return [request.split(b" ", 2)[1].decode() for request in self.requests]

    def serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            with self.lock:
                self.open_now += 1
                self.max_open_files = max(self.max_open_files, self.open_now)
            try:
                request = b""
                while b"\r\n\r\n" not in request:
                    part = connection.recv(65536)
                    if not part:
                        return
                    request += part
                    if request.startswith(b"\x16"):  # TLS, which this server does not speak
                        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                        return
                self.answer(connection, request)
            finally:
                with self.lock:
                    self.open_now -= 1

    def answer(self, connection: socket.socket, request: bytes) -> None:
        with self.lock:
            self.requests.append(request)
            path = request.split(b" ", 2)[1].decode()
            answers = self.pages.get(path, [_send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")])
            behaviour = answers.pop(0) if len(answers) > 1 else answers[0]
        behaviour(connection, request)


def _start() -> tuple[RawServer, socket.socket]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = RawServer(*listener.getsockname())

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=server.serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return server, listener


@pytest.fixture
def server() -> Iterator[RawServer]:
    started, listener = _start()
    yield started
    # shutdown wakes the thread that waits in accept; close alone would not.
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()
