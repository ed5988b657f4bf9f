"""The service under load for long, re-indexed meanwhile, and under ten times what it can answer.

    python tests/bench/soak.py CORPUS.jsonl QUESTIONS.jsonl [--minutes 15] [--workers 1]

Capacity is measured first, while the corpus is being re-indexed as it will be later: 32 clients, each sending
its next question when it has its answer. Then come so many minutes at four fifths of it, sent by the clock whether
or not answers have come, with one document changed and all re-indexed every minute. Memory is the sum over the
server's processes, shared pages counted once (Pss), every five seconds; its slope is the line of least squares
after the third minute. Then twenty seconds at ten times capacity: each request must be answered or refused with
503 or 429, none reset and none left hanging. The last line is JSON, and the exit code 1 when a bound is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from ask import percentiles
from http_load import load, service

PORT = 18775
SHARE = 0.8
OVERLOAD = 10
OVERLOAD_SECONDS = 20.0
PATIENCE = 30.0
SETTLED_SECONDS = 180.0
SLOPE_MB_A_MINUTE = 1.0
RECOVERY_SECONDS = 5.0
COMMAND = str(Path(sys.executable).parent / "workshop-search")


@dataclass
class Tally:
    """What came back, by status or kind of failure, and the latency of answers."""

    came: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)


@dataclass
class Pool:
    """Kept-open connections; one that a request finds closed is opened anew before anything is sent."""

    tally: Tally
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def ask(self, question: str) -> None:
        """One question, its outcome counted."""
        began = time.perf_counter()
        try:
            status = await asyncio.wait_for(self._ask(question), PATIENCE)
        except TimeoutError:
            status = "hung"
        except (OSError, asyncio.IncompleteReadError) as error:
            status = type(error).__name__
        self.tally.came[status] += 1
        if status == "200":
            self.tally.times.append((time.perf_counter() - began) * 1e3)

    async def _ask(self, question: str) -> str:
        connection = self.free.pop() if self.free else await asyncio.open_connection("127.0.0.1", PORT)
        reader, writer = connection
        try:
            writer.write(f"GET /v1/search?q={quote(question)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        except BaseException:
            writer.close()
            raise
        self.free.append(connection)
        return head.split(b" ")[1].decode()


async def at_rate(questions: itertools.cycle[str], rate: float, seconds: float) -> Tally:
    """Requests sent by the clock, ``rate`` a second: a slow answer delays none after it."""
    pool = Pool(Tally())
    under_way: set[asyncio.Task[None]] = set()
    began = time.perf_counter()
    sent = 0
    while (elapsed := time.perf_counter() - began) < seconds:
        for _ in range(int(elapsed * rate) - sent):
            task = asyncio.create_task(pool.ask(next(questions)))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            sent += 1
        await asyncio.sleep(0.002)
    await asyncio.gather(*under_way)
    for _, writer in pool.free:
        writer.close()
    return pool.tally


def processes(root: int) -> list[int]:
    """A process and all that descend from it."""
    found = [root]
    for process in found:
        for thread in Path(f"/proc/{process}/task").glob("*/children"):
            found += [int(child) for child in thread.read_text().split()]
    return found


def memory_mb(root: int) -> float:
    """Memory of all server processes, shared pages counted once."""
    total = 0
    for process in processes(root):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # it has just ended
        total += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return total / 1024


@dataclass
class Reindexing:
    """Changes a document and takes the corpus in again, every minute."""

    corpus: Path
    data: Path
    environment: dict[str, str]
    runs: int = 0
    failures: int = 0

    async def go_on(self, seconds: float) -> None:
        """Until ``seconds`` have passed."""
        end = time.monotonic() + seconds
        while time.monotonic() + 60 < end:
            await asyncio.sleep(60)
            run = await asyncio.to_thread(self.begin)
            self.failures += await asyncio.to_thread(run.wait) != 0

    def begin(self) -> subprocess.Popen[bytes]:
        """One run, of one changed document among all."""
        lines = self.corpus.read_text("utf-8").splitlines()
        at = self.runs % len(lines)
        record = json.loads(lines[at])
        lines[at] = json.dumps(record | {"text": f"{record['text']} Run {self.runs}."})
        self.corpus.write_text("\n".join(lines) + "\n", "utf-8")
        self.runs += 1
        command = ("nice", COMMAND, "ingest", str(self.corpus), "--data", str(self.data))
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, env=self.environment, stdout=quiet, stderr=quiet)


async def watch(root: int, seconds: float) -> list[tuple[float, float]]:
    """Time and memory, every five seconds."""
    began = time.monotonic()
    seen = []
    while (elapsed := time.monotonic() - began) < seconds:
        seen.append((elapsed, memory_mb(root)))
        await asyncio.sleep(5)
    return seen


def slope(seen: list[tuple[float, float]]) -> float | None:
    """Megabytes a minute, once settled."""
    settled = [point for point in seen if point[0] >= SETTLED_SECONDS]
    if len(settled) < 12:
        return None
    at, size = np.array(settled).T
    return float(np.polyfit(at / 60, size, 1)[0])


async def recovery(questions: itertools.cycle[str], rate: float) -> float | None:
    """After how many seconds requests at an ordinary rate are all answered again, each within a second."""
    began = time.perf_counter()
    while time.perf_counter() - began < 60:
        at = time.perf_counter() - began
        tally = await at_rate(questions, rate, 1.0)
        if set(tally.came) == {"200"} and max(tally.times) < 1000:
            return round(at, 2)
    return None


async def soak(options: argparse.Namespace, reindexing: Reindexing, root: int, questions: Any) -> dict[str, Any]:
    """Load, then overload, then an ordinary load again."""
    capacity = options.capacity
    seconds = options.minutes * 60.0
    tally, seen, _ = await asyncio.gather(
        at_rate(questions, SHARE * capacity, seconds), watch(root, seconds), reindexing.go_on(seconds)
    )
    print(f"at {SHARE:.0%} of {capacity}/s: {dict(tally.came)}, {percentiles(tally.times)}")
    every = seen[:: max(1, len(seen) // 30)]
    print("memory, MB by minute: " + ", ".join(f"{at / 60:.1f}: {size:.0f}" for at, size in every))
    flooded = await at_rate(questions, OVERLOAD * capacity, OVERLOAD_SECONDS)
    print(f"at {OVERLOAD} times capacity: {dict(flooded.came)}, answered: {percentiles(flooded.times)}")
    return {
        "capacity_rps": capacity,
        "minutes": options.minutes,
        "requests": sum(tally.came.values()),
        "errors": sum(tally.came.values()) - tally.came["200"],
        "p99_ms": percentiles(tally.times)["p99_ms"],
        "reindexed": reindexing.runs,
        "reindex_failures": reindexing.failures,
        "memory_mb": round(seen[-1][1]),
        "memory_slope_mb_per_min": slope(seen),
        "overload_sent": sum(flooded.came.values()),
        "overload_answered": flooded.came["200"],
        "overload_refused": flooded.came["503"] + flooded.came["429"],
        "overload_unclean": sum(flooded.came.values()) - sum(flooded.came[s] for s in ("200", "503", "429")),
        "recovery_s": await recovery(questions, SHARE * capacity),
    }


def free_port() -> None:
    """Ends this run where something else answers at the port, which would be measured in our place."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError as error:
            raise SystemExit(f"Port {PORT} is in use: {error.strerror}. Stop what uses it.") from error


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    free_port()
    texts = [json.loads(line)["text"] for line in options.questions.read_text("utf-8").splitlines()]
    # Questions must differ, or the service would remember their vectors and seem faster than it is.
    words = [word for text in texts for word in text.split()]
    dice = random.Random(1)
    fresh = [f"{text} {dice.choice(words)} {dice.choice(words)}" for _ in range(20) for text in texts]
    dice.shuffle(fresh)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        work = Path(folder)
        kept = {n: v for n, v in os.environ.items() if not n.startswith("WORKSHOP_SEARCH_")}
        environment = kept | {"WORKSHOP_SEARCH_LOG_FORMAT": "json"}
        changing = Path(work / "corpus.jsonl")
        changing.write_bytes(options.corpus.read_bytes())
        data = work / "data"
        subprocess.run([COMMAND, "ingest", str(changing), "--data", str(data)], env=environment, check=True)
        serve = [COMMAND, "serve", "--port", str(PORT), "--data", str(data), "--workers", str(options.workers)]
        with service(serve, PORT, "/v1/search?q=first", environment) as (root, _):
            load(PORT, "/v1/search?q=", fresh[:200], 32)
            reindexing = Reindexing(changing, data, environment)
            run = reindexing.begin()
            measured = load(PORT, "/v1/search?q=", fresh[200:3200], 32)
            reindexing.failures += run.wait() != 0
            print(f"capacity: {measured}")
            options.capacity = measured["rps"]
            found = asyncio.run(soak(options, reindexing, root, itertools.cycle(fresh[3200:])))
    slope_found, recovered = found["memory_slope_mb_per_min"], found["recovery_s"]
    found["ok"] = (
        not (found["errors"] or found["reindex_failures"] or found["overload_unclean"])
        and (slope_found is None or slope_found <= SLOPE_MB_A_MINUTE)
        and recovered is not None
        and recovered <= RECOVERY_SECONDS
    )
    print(json.dumps(found))
    sys.exit(not found["ok"])


if __name__ == "__main__":
    main()
