"""A Milvus server killed under questions, asked of a real server process of ours by several clients at a time."""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from tests.scale.conftest import Server

CLIENTS = 6
SLOWEST = 15.0
"""Seconds that any answer may take, refusals included."""


@dataclass
class Asking:
    """Clients that ask without end, each a question of its own; ``answers`` are (when it came, took, status)."""

    address: str
    answers: list[tuple[float, float, int]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> None:
        self._threads = [threading.Thread(target=self._ask, args=(n,), daemon=True) for n in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join(2 * SLOWEST)
            if thread.is_alive():
                self.wrong.append("a client was never answered")

    def _ask(self, number: int) -> None:
        turn = 0
        while not self.over.is_set():
            turn += 1
            begun = time.monotonic()
            status, headers = ask(f"{self.address}/v1/search?q=credit+for+farms+{number}+{turn}")
            now = time.monotonic()
            self.answers.append((now, now - begun, status))
            if status not in (200, 503) or (status == 503 and int(headers.get("retry-after", 0)) < 1):
                self.wrong.append(f"{status} {headers}")
            if now - begun > SLOWEST:
                self.wrong.append(f"{now - begun:.1f} s for one answer")
            if status == 503:
                time.sleep(0.05)

    def statuses(self, since: float, until: float = float("inf")) -> set[int]:
        return {status for at, _, status in list(self.answers) if since <= at < until}


def ask(url: str) -> tuple[int, dict[str, str]]:
    """Status and headers; 0 where no answer came at all."""
    try:
        with urllib.request.urlopen(url, timeout=2 * SLOWEST) as answer:
            body = json.load(answer)
            return (answer.status if body.get("results", True) else 0), {}
    except urllib.error.HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}
    except OSError as error:
        return 0, {"why": repr(error)}


Begin = Callable[..., str]


@pytest.fixture
def data(command: Any, server: Server, tmp_path: Path) -> Path:
    """A library published on the server by the command."""
    (tmp_path / "files").mkdir()
    for number in range(60):
        text = f"Credit for farms and solar pumps for village {number}. " * (1 + number % 3)
        (tmp_path / "files" / f"{number}.txt").write_text(text)
    run = command("ingest", tmp_path / "files", "--data", tmp_path / "data", **settings(server))
    assert run.returncode == 0, run.stderr
    return tmp_path / "data"


def settings(server: Server) -> dict[str, str]:
    return {"WORKSHOP_SEARCH_STORE": "milvus", "WORKSHOP_SEARCH_MILVUS_URI": server.uri}


@pytest.fixture
def begin(command: Any, data: Path, server: Server) -> Iterator[Begin]:
    """Starts ``serve`` in a process of its own and gives its address; at the end Milvus is there again."""
    begun = []

    def start(*arguments: object) -> str:
        argv = command.argv("serve", "--port", "0", "--data", data, *arguments)
        # One address asks more than one person would; and no question's answer is remembered here.
        environment = command.environment(**settings(server), WORKSHOP_SEARCH_RATE_PER_ADDRESS="0")
        process = subprocess.Popen(argv, cwd=command.home, env=environment, stderr=subprocess.PIPE, text=True)
        begun.append(process)
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r"Serving at (http://127\.0\.0\.1:\d+)", line):
                threading.Thread(target=process.stderr.read, daemon=True).start()
                return found[1]
        raise AssertionError("serve did not start")

    yield start
    for process in begun:
        process.terminate()
        process.wait(timeout=60)
    server.start()
    server.wait()


def collection(data: Path) -> str:
    layout = Layout(data)
    return str(Manifest.read(layout.path(layout.current_id())).vector_index["collection"])


def until(condition: Callable[[], bool], seconds: float, what: str) -> float:
    """How long it took until ``condition``."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, what
        time.sleep(0.05)
    return time.monotonic() - begun


def test_killed_under_questions_all_get_200_or_503_and_200_within_five_seconds_of_its_return(
    begin: Begin, data: Path, server: Server
) -> None:
    address = begin()
    asking = Asking(address)
    asking.begin()
    try:
        until(lambda: len(asking.answers) > 50, 30, "no questions are answered before")
        assert asking.statuses(0) == {200}
        server.kill()
        killed = time.monotonic()
        until(lambda: asking.statuses(killed + 5) == {503}, 30, "questions are not refused while it is away")
        assert ask(f"{address}/healthz")[0] == 200
        server.start()
        server.wait(collection(data))
        back = time.monotonic()
        took = until(
            lambda: 200 in asking.statuses(back), 5, "another client is answered, our questions fail still"
        )
        time.sleep(5 - took)
        settled = time.monotonic()
        time.sleep(2)
        assert asking.statuses(settled) == {200}, "within five seconds all are answered, and stay so"
    finally:
        asking.end()
    assert asking.wrong == []
    slowest = max(took for _, took, _ in asking.answers)
    refused = sum(status == 503 for _, _, status in asking.answers)
    print(
        f"\n{len(asking.answers)} answers to {CLIENTS} clients, {refused} of them 503, the slowest after "
        f"{slowest:.1f} s; 200 again {took:.2f} s after another client was answered"
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_started_while_it_is_away_serve_says_503_and_answers_when_it_has_come(
    begin: Begin, data: Path, server: Server, workers: int
) -> None:
    server.kill()
    address = begin("--workers", workers)
    for path in ("/v1/search?q=credit", "/?q=credit", "/readyz"):
        status, headers = ask(address + path)
        assert (status, int(headers.get("retry-after", 0)) > 0) == (503, True), (path, headers)
    server.start()
    server.wait(collection(data))
    # The encoder is opened with the first snapshot, and a hundred probes are asked.
    took = until(lambda: ask(f"{address}/v1/search?q=credit")[0] == 200, 30, "it is there, and still not asked")
    print(f"\n{workers} workers, started while it was away, answered {took:.2f} s after another client was")
