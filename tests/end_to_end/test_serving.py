"""Server processes: how they end with requests under way, and what several of them count together."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.cli import serve
from tests.support.server import Server, start_server

Begin = Callable[..., tuple[subprocess.Popen[str], str, list[str]]]


@pytest.fixture
def begin(command: Any, real: Any) -> Iterator[Begin]:
    """Starts ``serve``; gives process, address, and the lines it goes on to log."""
    begun: list[Server] = []

    def start(*arguments: object, **environment: str) -> tuple[subprocess.Popen[str], str, list[str]]:
        server = start_server(command, real.data, *arguments, WORKSHOP_SEARCH_LOG_FORMAT="json", **environment)
        begun.append(server)
        return server.process, server.address, server.lines

    yield start
    for server in begun:
        server.stop()


def get(address: str, path: str) -> str:
    with urllib.request.urlopen(address + path, timeout=30) as answer:
        return str(answer.read().decode())


def test_a_stopping_server_finishes_running_requests_and_accepts_no_more(begin: Begin) -> None:
    process, address, lines = begin(WORKSHOP_SEARCH_DEADLINE_SECONDS="60")  # on a busy machine too
    get(address, "/readyz")
    port = int(address.rpartition(":")[2])
    body = json.dumps({"queries": [f"Who spoke about topic number {n}?" for n in range(100)]}).encode()
    head = b"POST /v1/search/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    request = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    asked = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(4)]
    for connection in asked:
        connection.sendall(request)
    idle = socket.create_connection(("127.0.0.1", port), timeout=30)
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    for connection in asked:
        with connection, connection.makefile("rb") as came:
            answer = came.read()
        assert answer.startswith(b"HTTP/1.1 200 "), answer[:300]
        assert len(json.loads(answer.partition(b"\r\n\r\n")[2])["answers"]) == 100
    assert idle.recv(10) == b""
    assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    logged = [json.loads(line) for line in lines]
    assert [line["status"] for line in logged if line["message"] == "request"].count(200) == 5


def test_metrics_of_several_processes_are_summed_even_after_one_died(begin: Begin, tmp_path: Path) -> None:
    process, address, lines = begin("--workers", 2, TMPDIR=str(tmp_path))

    def answered() -> float:
        told = get(address, "/metrics")
        found = re.findall(r'requests_total\{method="GET",route="/v1/search",status="200"\} ([\d.]+)', told)
        return float(found[0]) if found else 0.0

    def ask(count: int) -> None:
        for number in range(count):
            get(address, f"/v1/search?q=small+loans+{number}")

    ask(20)
    assert {answered() for _ in range(6)} == {20.0}
    workers = [
        int(child) for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    ]
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    time.sleep(0.2)
    ask(5)
    assert answered() == 25.0
    assert "workshop_search_requests_computing 0.0" in get(address, "/metrics")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    assert list(tmp_path.iterdir()) == []
    requests = [json.loads(line) for line in lines if '"request"' in line]
    assert sum(line["route"] == "/v1/search" for line in requests) == 25


def test_a_rate_limit_holds_over_several_processes(begin: Begin) -> None:
    _, address, _ = begin("--workers", 2, WORKSHOP_SEARCH_RATE_PER_KEY="20", WORKSHOP_SEARCH_LOG_LEVEL="warning")
    statuses = []
    for _ in range(60):
        asked = urllib.request.Request(f"{address}/v1/workshops", headers={"Authorization": "Bearer anyone"})
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                statuses.append(answer.status)
        except urllib.error.HTTPError as error:
            statuses.append(error.code)
    # A minute may end on the way.
    assert 20 <= statuses.count(200) <= 40
    assert statuses.count(200) + statuses.count(429) == 60


@pytest.mark.parametrize("harm", ["snapshots", "models"])
def test_several_processes_that_cannot_start_end_with_one_message(
    command: Any, real: Any, tmp_path: Path, harm: str
) -> None:
    data = real.copy(tmp_path / "data")
    if harm == "models":
        (data / "models").unlink()
    else:
        (data / "snapshots" / (data / "CURRENT").read_text().strip() / "store.sqlite").write_bytes(b"harm")
    run = command("serve", "--port", 0, "--data", data, "--workers", 2)
    assert run.returncode == 1
    assert run.stderr.count("workshop-search ingest") == 1
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(("given", "expected"), [(None, 3), (2, 2)])
def test_as_many_processes_are_started_as_asked_for_or_else_as_fit(
    real: Any, monkeypatch: pytest.MonkeyPatch, given: int | None, expected: int
) -> None:
    begun: list[int] = []
    monkeypatch.setattr(serve, "serve_many", lambda settings, listening, workers: begun.append(workers))
    monkeypatch.setattr(serve, "fitting", lambda shared_bytes: 3)
    monkeypatch.setattr("api.http.logs.configure", lambda *_: None)
    monkeypatch.delenv("WORKSHOP_SEARCH_WORKERS", raising=False)
    serve.serve.callback.__wrapped__(None, 0, given, real.data, False)  # type: ignore[union-attr]
    assert begun == [expected]


SOON = """
from api.http.connection import LimitedProtocol
LimitedProtocol.receive_seconds = 0.5
from api.cli.main import main
main()
"""


def test_the_serve_command_closes_slow_connections(command: Any, real: Any) -> None:
    soon = [sys.executable, "-c", SOON]
    server = start_server(command, real.data, argv=soon, WORKSHOP_SEARCH_LOG_FORMAT="json")
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
            connection.sendall(b"GET /v1/search?q=loans HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            began, came = time.monotonic(), b""
            connection.settimeout(0.05)
            while b"\r\n\r\n" not in came and time.monotonic() - began < 10:
                try:
                    came += connection.recv(65536)
                except TimeoutError:
                    connection.send(b"x")
        assert came.startswith(b"HTTP/1.1 408 ")
        assert get(server.address, "/v1/search?q=loans")
    finally:
        server.stop()
    noted = [json.loads(line) for line in server.lines if '"request"' in line]
    assert [line["status"] for line in noted] == [408, 200]
