"""Requests that come slowly, too large or not at all, and answers that nobody reads, over real sockets."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from api.http import connection as http_connection
from api.http.connection import MAX_HEAD, LimitedProtocol

LIMIT = 0.5
MOST = 8
WHOLE = 64 << 20


class Impatient(LimitedProtocol):
    """With a limit a test can wait for."""

    receive_seconds = send_seconds = LIMIT


ENDED = threading.Event()
"""The flood has come to its end."""


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the size of the body it was sent; with 64 MB at ``/flood``, piece by piece, and ``/whole``."""
    if scope["path"] == "/flood":
        await flood(send)
        return
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message["body"])
        more = message["more_body"]
    body = bytes(WHOLE) if scope["path"] == "/whole" else b"%d" % size
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def flood(send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(256):
        await send({"type": "http.response.body", "body": bytes(256 * 1024), "more_body": True})
    await send({"type": "http.response.body", "body": b""})
    ENDED.set()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server of real connections around ``echo``."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        echo,
        http=Impatient,
        log_config=None,
        lifespan="off",
        ws="none",
        timeout_keep_alive=2,
        limit_concurrency=MOST,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


@pytest.fixture
def connection(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as opened:
        yield opened


def until_closed(connection: socket.socket, dribble: bytes = b"") -> tuple[bytes, float]:
    """What came until the server closed, and after how long; a byte is sent every 50 ms meanwhile."""
    began, came = time.monotonic(), b""
    connection.settimeout(0.05)
    while time.monotonic() - began < 8:
        try:
            part = connection.recv(65536)
            if not part:
                return came, time.monotonic() - began
            came += part
        except TimeoutError:
            if dribble:
                connection.send(dribble)
        except ConnectionError:
            return came, time.monotonic() - began
    raise AssertionError("the connection is still open")


def test_a_silent_connection_is_closed(connection: socket.socket) -> None:
    came, after = until_closed(connection)
    assert came == b""
    assert LIMIT * 0.9 < after < LIMIT + 1


def test_headers_sent_too_slowly_get_408(connection: socket.socket) -> None:
    connection.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    came, after = until_closed(connection, b"x")
    head, _, body = came.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body)["status"] == 408
    assert after < LIMIT + 1


def test_a_body_sent_too_slowly_is_cut_off(connection: socket.socket) -> None:
    connection.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n")
    came, after = until_closed(connection, b"x")
    assert b" 200 " not in came
    assert after < LIMIT + 1


@pytest.mark.parametrize("sent", [b"\r\n", b"GE"])
def test_bytes_that_begin_no_request_do_not_hold_a_connection(connection: socket.socket, sent: bytes) -> None:
    connection.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert connection.recv(1000).endswith(b"0")
    connection.send(sent)
    _, after = until_closed(connection)
    assert after < LIMIT + 1


def test_a_keep_alive_connection_may_idle_longer_than_a_request_may_take(connection: socket.socket) -> None:
    for _ in range(2):
        connection.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc")
        assert connection.recv(1000).endswith(b"3")
        time.sleep(LIMIT * 2)


def test_a_large_body_that_keeps_arriving_gets_more_time(connection: socket.socket) -> None:
    parts, size = 10, 32 * 1024
    connection.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (parts * size))
    for _ in range(parts):
        time.sleep(0.1)
        connection.send(b"x" * size)
    assert connection.recv(1000).endswith(b"%d" % (parts * size))


@pytest.mark.parametrize("whole", [True, False])
def test_a_head_that_is_too_large_gets_431(connection: socket.socket, whole: bool) -> None:
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + b"x" * (MAX_HEAD + 20_000))
    if whole:
        try:
            connection.sendall(b"\r\n\r\n")
        except ConnectionError:
            return  # refused before its end
    came, _ = until_closed(connection)
    assert came == b"" or came.startswith(b"HTTP/1.1 431 ")


def test_invalid_http_gets_a_problem_document_and_is_closed(connection: socket.socket) -> None:
    connection.send(b"\x16\x03\x01 hello\r\n\r\n")
    came, _ = until_closed(connection)
    assert came.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in came


def test_pipelined_requests_are_all_answered(connection: socket.socket) -> None:
    connection.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab" * 3)
    came = b""
    while came.count(b"HTTP/1.1 200") < 3 or not came.endswith(b"2"):
        came += connection.recv(1000)
    assert came.count(b"HTTP/1.1 200") == 3


def test_a_large_body_in_one_piece_does_not_count_as_head(connection: socket.socket) -> None:
    size = 600 * 1024
    connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size)
    came = connection.recv(1000)
    assert came.startswith(b"HTTP/1.1 200 ")
    assert came.endswith(b"%d" % size)


def test_many_small_pipelined_requests_do_not_count_as_head(connection: socket.socket) -> None:
    one, count = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab", 4000
    assert len(one) * count > 1.5 * MAX_HEAD
    sending = threading.Thread(target=connection.sendall, args=(one * count,))
    sending.start()
    came = bytearray()
    while came.count(b"HTTP/1.1 ") < count or not came.endswith(b"2"):
        part = connection.recv(65536)
        assert part, came[-500:]
        came += part
    sending.join()
    assert came.count(b"HTTP/1.1 200 ") == count


@pytest.mark.parametrize("after", [b"3\r\nabc\r\n0\r\nX-Trailer: ", b"3;x="])
def test_trailers_are_limited_like_the_head(connection: socket.socket, after: bytes) -> None:
    connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + after)
    assert is_refused(connection, b"x" * 65536)
    assert b"200" not in received(connection)


def is_refused(connection: socket.socket, sent: bytes, pause: float = 0) -> bool:
    """Whether the server cuts the connection while this is sent again and again, nothing of it being read."""
    began = time.monotonic()
    connection.settimeout(0.2)
    while time.monotonic() - began < 5:
        try:
            connection.send(sent)
        except TimeoutError:
            pass
        except ConnectionError:
            return True
        time.sleep(pause)
    return False


def received(connection: socket.socket) -> bytes:
    came = bytearray()
    try:
        while part := connection.recv(65536):
            came += part
    except ConnectionError:
        pass
    return bytes(came)


def test_a_response_that_nobody_reads_is_cut_off(connection: socket.socket) -> None:
    ENDED.clear()
    connection.send(b"GET /flood HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert ENDED.wait(LIMIT + 3)
    assert len(received(connection)) < 64 << 20


def test_a_response_that_is_read_slowly_is_complete(connection: socket.socket) -> None:
    ENDED.clear()
    connection.send(b"GET /flood HTTP/1.1\r\nHost: localhost\r\n\r\n")
    came = 0
    for _ in range(8):
        time.sleep(LIMIT / 3)
        for _ in range(16):
            came += len(connection.recv(65536))
    assert not ENDED.is_set()
    connection.settimeout(5)
    while came < 64 << 20:
        part = connection.recv(1 << 20)
        assert part
        came += len(part)


def test_a_complete_response_is_not_kept_for_a_client_that_does_not_read(connection: socket.socket) -> None:
    connection.send(b"GET /whole HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    time.sleep(LIMIT * 3)
    assert 0 < len(received(connection)) < WHOLE


def test_connections_beyond_the_limit_get_503_and_health_is_answered(port: int) -> None:
    opened = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(MOST)]
    try:
        for one in opened:
            one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert one.recv(1000).startswith(b"HTTP/1.1 200 ")
        for path, status in ((b"/", b"503"), (b"/healthz", b"200")):
            with socket.create_connection(("127.0.0.1", port), timeout=5) as more:
                more.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                came = received(more)
                assert came.startswith(b"HTTP/1.1 " + status)
                assert (b"retry-after: 1" in came) == (status == b"503")
        with socket.create_connection(("127.0.0.1", port), timeout=5) as more:
            opened[0].sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert opened[0].recv(1000).startswith(b"HTTP/1.1 200 "), "who came first is answered"
    finally:
        for one in opened:
            one.close()
    until_answered(port)


def test_connections_that_would_use_up_file_descriptors_are_closed(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_connection, "most_connections", lambda: MOST + 4)
    opened = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(MOST + 4)]
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=LIMIT / 2) as more:
            assert received(more) == b""
    finally:
        for one in opened:
            one.close()
    until_answered(port)


def until_answered(port: int) -> None:
    for _ in range(100):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as more:
            more.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            if received(more).startswith(b"HTTP/1.1 200 "):
                return
        time.sleep(0.02)
    raise AssertionError("what was closed still counts")
