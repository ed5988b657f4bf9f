"""A real server on a real socket, asked byte by byte."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.jobs import JobRunner
from api.server import server as make_server
from api.settings import Settings
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.keys import Keys, Scope
from search.encoder.memory import HashingEncoder


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def problem(self) -> str:
        """What a problem document says."""
        assert self.headers["content-type"] == "application/problem+json", self.body
        plain: dict[str, Any] = json.loads(self.body)
        assert plain["status"] == self.status
        return str(plain["detail"])


@dataclass
class Running:
    """A service answering at ``port`` of loopback; its jobs wait."""

    port: int
    data: Path

    def send(self, request: bytes) -> Reply:
        """The answer to these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            received = bytearray()
            while part := connection.recv(65536):
                received += part
        head, _, body = bytes(received).partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        return Reply(int(first.split(" ")[1]), headers, body)

    def ask(
        self,
        path: str,
        *lines: str,
        method: str = "GET",
        host: str | None = None,
        key: str | None = None,
        body: bytes = b"",
    ) -> Reply:
        """A request with these header lines besides the usual."""
        head = [f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}", "Connection: close"]
        if key is not None:
            head.append(f"Authorization: Bearer {key}")
        if body:
            head.append(f"Content-Length: {len(body)}")
        return self.send("\r\n".join([*head, *lines, "", ""]).encode("latin-1") + body)

    def ask_json(self, path: str, value: object, key: str | None = None) -> Reply:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        lines = "Content-Type: application/json", "Accept: application/json, text/event-stream"
        return self.ask(path, *lines, method="POST", key=key, body=body)

    def upload(self, name: bytes, content: bytes, key: str) -> Reply:
        """A file whose name goes out byte by byte as given."""
        body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n'
        body += b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n--b--\r\n"
        kind = "Content-Type: multipart/form-data; boundary=b"
        return self.ask("/v1/documents", kind, method="POST", key=key, body=body)

    def key(self, name: str, scope: Scope = "write", expires: datetime | None = None) -> str:
        with self.catalogue() as catalogue:
            return Keys(catalogue).add(name, scope, expires)[1]

    def revoke(self, name: str) -> None:
        with self.catalogue() as catalogue:
            Keys(catalogue).revoke(name)

    def catalogue(self) -> Catalogue:
        return Catalogue.open(self.data / CATALOGUE)


Start = Callable[..., Running]


@pytest.fixture
def start(library: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Serves the library under given settings, jobs waiting."""
    monkeypatch.delenv("WORKSHOP_SEARCH_ALLOWED_HOSTS", raising=False)
    monkeypatch.setattr("api.app.encoder_opener", lambda *_: lambda _: HashingEncoder())
    monkeypatch.setattr(JobRunner, "look", lambda _: None)
    library.add("solar.txt", "Solar pumps water the fields.")
    library.publish()
    with ExitStack() as stack:

        def serve(**settings: Any) -> Running:
            given = Settings(data=library.data, **settings)
            server = make_server(create_app(given), given)
            listening = socket.create_server(("127.0.0.1", 0))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            thread.start()

            def stop() -> None:
                server.should_exit = True
                thread.join(20)
                listening.close()

            stack.callback(stop)
            for _ in range(400):
                if server.started:
                    break
                time.sleep(0.02)
            assert server.started
            return Running(listening.getsockname()[1], library.data)

        yield serve


@pytest.fixture
def running(start: Start) -> Running:
    """The service as it is set by default."""
    return start()


@pytest.fixture
def keyed(start: Start) -> Running:
    """The service for those alone who send a key."""
    return start(reads="keyed")


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Waits until something is so."""

    def wait(reached: Callable[[], bool]) -> None:
        end = time.monotonic() + 10
        while not reached():
            assert time.monotonic() < end, "not reached in time"
            time.sleep(0.05)

    return wait
