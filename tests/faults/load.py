"""A server under load while snapshots are published, and when it is stopped."""

from __future__ import annotations

import contextlib
import random
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator

import httpx

from tests.faults.world import QUESTIONS, Tally, World


@contextlib.contextmanager
def served(world: World, workers: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running server and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ("serve", "--data", str(world.data), "--port", str(port), "--workers", str(workers))
    process = world.start(
        *command, stderr=subprocess.DEVNULL
    )  # nobody reads its log, and a full pipe would stop it
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{address}/readyz").status_code == 200:
                    break
            time.sleep(0.1)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=60)


class Asker(threading.Thread):
    """Asks one question after the other, ``pause`` seconds apart, and keeps every answer."""

    def __init__(self, address: str, stop: threading.Event, seed: int, pause: float) -> None:
        super().__init__()
        self.pause = pause
        self.address, self.stopping, self.chance = address, stop, random.Random(seed)
        self.answers: list[tuple[str, int, list[tuple[str, float]]]] = []
        self.failed: list[str] = []
        self.ended_at = 0.0

    def run(self) -> None:
        with httpx.Client(base_url=self.address, timeout=30) as client:
            while not self.stopping.wait(self.pause):
                number = self.chance.randrange(len(QUESTIONS))
                try:
                    answer = client.get("/v1/search", params={"q": QUESTIONS[number], "limit": 10})
                except httpx.TransportError as error:
                    self.ended_at = time.monotonic()
                    self.failed.append(f"{type(error).__name__}: {error}")
                    if isinstance(error, httpx.ConnectError):
                        return
                    continue
                if answer.status_code != 200:
                    self.failed.append(f"{answer.status_code}: {answer.text[:200]}")
                    continue
                body = answer.json()
                found = [(result["passage"]["id"], round(result["score"], 4)) for result in body["results"]]
                self.answers.append((body["snapshot"]["id"], number, found))


def publishing_under_load(world: World, tally: Tally, publications: int, workers: int, pause: float) -> None:
    """Publish again and again under constant questions; every answer is of the one snapshot it names."""
    expected = {}
    identifier, _, answers = world.look(world.data)
    expected[identifier] = answers
    stop = threading.Event()
    with served(world, workers) as (address, _):
        askers = [Asker(address, stop, seed, pause) for seed in range(4)]
        for asker in askers:
            asker.start()
        for _ in range(publications):
            world.step()
            world.settle(world.data)
            identifier, _, answers = world.look(world.data)
            expected[identifier] = answers
            time.sleep(0.6)
        time.sleep(1.5)
        last = httpx.get(f"{address}/readyz").json()["snapshot"]
        stop.set()
        for asker in askers:
            asker.join()
    if last != identifier:
        tally.complain(f"the server stayed with {last}, {identifier} is published")
    seen = {answer[0] for asker in askers for answer in asker.answers}
    total = sum(len(asker.answers) for asker in askers)
    for asker in askers:
        for name, number, found in asker.answers:
            if not _alike(expected[name][number], found):
                tally.counts["mixed_answers"] += 1
                tally.complain(f"mixed: {name} question {number}")
        tally.counts["failed_answers"] += len(asker.failed)
        for text in asker.failed[:3]:
            tally.complain(f"failed: {text}")
    tally.row(
        f"published under load, {workers} processes",
        f"{publications} snapshots, {len(seen)} of them asked, {total} answers",
    )


def _alike(expected: list[tuple[str, float]], found: list[tuple[str, float]]) -> bool:
    return [name for name, _ in expected] == [name for name, _ in found] and all(
        abs(a - b) < 2e-4 for (_, a), (_, b) in zip(expected, found, strict=True)
    )


def stopped_under_load(world: World, tally: Tally, pause: float) -> None:
    """SIGTERM while questions are asked: those under way are answered, and the process ends well."""
    stop = threading.Event()
    with served(world, 1) as (address, process):
        askers = [Asker(address, stop, seed, pause) for seed in range(4)]
        for asker in askers:
            asker.start()
        time.sleep(1.0)
        told_at = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        took = time.monotonic() - told_at
        stop.set()
        for asker in askers:
            asker.join()
        # A connection that is refused or closed before its question was read is no answer lost; a 5xx is one.
        broken = [text for asker in askers for text in asker.failed if text[:3].isdigit()]
        early = [asker for asker in askers if asker.failed and asker.ended_at < told_at]
        tally.counts["failed_answers"] += len(broken) + len(early)
        if broken or early or process.returncode not in (0, -signal.SIGTERM):
            tally.complain(f"SIGTERM: rc {process.returncode}, {broken[:3]}, {[a.failed[:2] for a in early]}")
    total = sum(len(asker.answers) for asker in askers)
    tally.row(
        "SIGTERM during requests", f"{total} answers, ended within {took:.1f} s, exit code {process.returncode}"
    )
