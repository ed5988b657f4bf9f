"""Long work beside searches, through a real server: no search waits for it, and it does not hold up the end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.support.server import Server, start_server

Start = Callable[..., tuple[subprocess.Popen[str], str]]

STUCK = """
import time
from search.engine import Engine
search = Engine.search
def stuck(self, question):
    if question.text == "stuck":
        time.sleep(60)
    return search(self, question)
Engine.search = stuck
from api.cli.main import main
main()
"""
"""A server in which the question "stuck" never comes to the end of a stage."""


@pytest.fixture
def start(command: Any) -> Iterator[Start]:
    """Starts a server over a data directory; gives the process and its address."""
    begun: list[Server] = []

    def begin(data: Path, *argv: str, **environment: str) -> tuple[subprocess.Popen[str], str]:
        server = start_server(command, data, argv=argv, **environment)
        begun.append(server)
        return server.process, server.address

    yield begin
    for server in begun:
        server.kill()


def ask(address: str, path: str, body: object = None) -> tuple[int, bytes]:
    """Status and body; 0 where the connection ended without an answer."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(address + path, data, {"Content-Type": "application/json"} if data else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


def searched(address: str, number: int) -> float:
    """Seconds of a search that is answered."""
    began = time.monotonic()
    assert ask(address, f"/v1/search?q=small+loans+{number}")[0] == 200
    return time.monotonic() - began


@pytest.fixture
def repetitive(command: Any, real: Any, tmp_path: Path) -> Path:
    """The tracked workshop and 1,000 passages of many short repeats."""
    data = Path(real.copy(tmp_path / "data"))
    texts = [" ".join(["bank loan", "a loan"][(at >> n) % 2] for n in range(60)) for at in range(50)]
    lines = [json.dumps({"_id": str(n), "title": "", "text": texts[n % 50]}) for n in range(1_000)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    ran = command.in_process("ingest", tmp_path / "many.jsonl", "--data", data)
    assert ran.returncode == 0, ran.stderr
    return data


def test_sixteen_of_the_worst_quotes_at_once_leave_searches_and_the_end_alone(
    start: Start, repetitive: Path
) -> None:
    process, address = start(repetitive, WORKSHOP_SEARCH_DEADLINE_SECONDS="60")
    before = [searched(address, number) for number in range(20)]
    quote = ("bank loan a loan bank " * 500)[:7_999]
    with ThreadPoolExecutor(16) as clients:
        quotes = [clients.submit(ask, address, "/v1/quotes/verify", {"quote": quote}) for _ in range(16)]
        took = []
        while not all(asked.done() for asked in quotes):
            took.append(searched(address, 1000 + len(took)))
        assert {asked.result()[0] for asked in quotes} == {200}
        assert median(took) < median(before) + 0.5  # .3 on a machine that does nothing else
        for _ in range(16):
            clients.submit(ask, address, "/v1/quotes/verify", {"quote": quote})
        time.sleep(0.2)
        told = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)
        assert time.monotonic() - told < 3


def test_stuck_threads_are_said_by_readyz_and_do_not_keep_the_process(start: Start, real: Any) -> None:
    process, address = start(
        real.data,
        sys.executable,
        "-c",
        STUCK,
        WORKSHOP_SEARCH_DEADLINE_SECONDS="0.5",
        WORKSHOP_SEARCH_LOG_LEVEL="error",
    )
    assert ask(address, "/readyz")[0] == 200
    with ThreadPoolExecutor(40) as clients:
        for _ in range(40):  # more than there are threads
            clients.submit(ask, address, "/v1/search?q=stuck")
        until = time.monotonic() + 20
        while (answer := ask(address, "/readyz"))[0] == 200 and time.monotonic() < until:
            time.sleep(0.1)
        assert answer[0] == 503
        assert b"No thread has been free" in answer[1]
        assert ask(address, "/healthz")[0] == 200
        told = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == -signal.SIGTERM
        assert time.monotonic() - told < 3
