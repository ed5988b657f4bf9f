"""The service under load for long, re-indexed meanwhile, and under ten times what it can answer.

    python tests/bench/soak.py CORPUS.jsonl QUESTIONS.jsonl [--minutes 15] [--workers 1]

Capacity is measured first, while the corpus is being re-indexed as it will be later: 32 clients, each sending
its next question when it has its answer. Then come so many minutes at four fifths of it, sent by the clock whether
or not answers have come; at the beginning of each minute one document is changed and all re-indexed, which has to
publish a snapshot. Memory is the sum over the server's processes, shared pages counted once (Pss), every five
seconds; its slope is the line of least squares after the third minute, so there is none before the fourth ends.
Then twenty seconds at ten times capacity: each request must be answered or refused with 503 and Retry-After, or
429, some of them refused, none reset and none left hanging. From the moment this ends requests are sent at the
ordinary rate again: it has recovered when the last is sent that is not answered within a second, which must be
five seconds later at most. The last line is JSON, and the exit code 1 when a bound is broken.
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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from ask import percentiles
from http_load import load, service
from memory import slope, watch
from steady import Sender, Sent

PORT = 18775
SHARE = 0.8
OVERLOAD = 10
OVERLOAD_SECONDS = 20.0
INTERVAL = 60.0
SLOPE_MB_A_MINUTE = 1.0
RECOVERY_SECONDS = 5.0
WATCHED_SECONDS = 10.0
"""How long it is watched after the overload: all that is sent after the fifth second has to be answered well."""
PROMPT_MS = 1000.0
COMMAND = str(Path(sys.executable).parent / "workshop-search")


@dataclass
class Reindexing:
    """Changes a document and takes the corpus in again, by the clock."""

    corpus: Path
    data: Path
    environment: dict[str, str]
    runs: int = 0
    failures: int = 0
    latest: float = 0.0
    """By how many seconds the latest run began after its time: the run before it was not done."""

    async def go_on(self, seconds: float) -> None:
        """At the beginning of each minute until ``seconds`` have passed."""
        began = time.monotonic()
        for due in moments(seconds):
            await asyncio.sleep(max(0.0, began + due - time.monotonic()))
            self.latest = max(self.latest, time.monotonic() - began - due)
            await asyncio.to_thread(self.run)

    def run(self) -> None:
        """One run, of one changed document among all. It has to end well and to publish a snapshot."""
        before = self._current()
        process = self.begin()
        self.failures += process.wait() != 0 or self._current() == before

    def _current(self) -> str:
        return (self.data / "CURRENT").read_text()

    def begin(self) -> subprocess.Popen[bytes]:
        """Starts such a run."""
        lines = self.corpus.read_text("utf-8").splitlines()
        at = self.runs % len(lines)
        record = json.loads(lines[at])
        lines[at] = json.dumps(record | {"text": f"{record['text']} Run {self.runs}."})
        self.corpus.write_text("\n".join(lines) + "\n", "utf-8")
        self.runs += 1
        command = ("nice", COMMAND, "ingest", str(self.corpus), "--data", str(self.data))
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, env=self.environment, stdout=quiet, stderr=quiet)


def moments(seconds: float) -> list[float]:
    """When runs begin: every minute of ``seconds``, at its beginning."""
    return [minute * INTERVAL for minute in range(ceil(seconds / INTERVAL))]


def recovered(sent: Sequence[Sent], since: float) -> float:
    """After how many seconds the last request was sent that was not answered within a second."""
    slow = (one.at - since for one in sent if one.came != "200" or one.took_ms > PROMPT_MS)
    return round(max(slow, default=0.0), 2)


async def overload(questions: Iterator[str], capacity: float) -> dict[str, Any]:
    """Ten times what it can answer, then an ordinary load again, from the moment that ends."""
    flood, after = Sender(PORT, questions), Sender(PORT, questions)
    await flood.send(OVERLOAD * capacity, OVERLOAD_SECONDS)
    stopped = time.perf_counter()
    await after.send(SHARE * capacity, WATCHED_SECONDS)
    await asyncio.gather(flood.finish(), after.finish())
    print(f"at {OVERLOAD} times capacity: {dict(flood.came)}, answered: {percentiles(flood.times)}")
    print(f"after it: {dict(after.came)}, {percentiles(after.times)}")
    clean = sum(flood.came[status] for status in ("200", "503", "429"))
    return {
        "overload_sent": len(flood.sent),
        "overload_rps": round(sum(one.at < stopped for one in flood.sent) / OVERLOAD_SECONDS, 1),
        "overload_answered": flood.came["200"],
        "overload_refused": flood.came["503"] + flood.came["429"],
        "overload_refused_503": flood.came["503"],
        "overload_unclean": len(flood.sent) - clean,
        "recovery_s": recovered(after.sent, stopped),
    }


async def soak(
    minutes: float, capacity: float, reindexing: Reindexing, root: int, questions: Iterator[str]
) -> dict[str, Any]:
    """Load, then overload, then an ordinary load again."""
    seconds = minutes * 60.0
    before = reindexing.runs
    steady = Sender(PORT, questions)
    _, seen, _ = await asyncio.gather(
        steady.send(SHARE * capacity, seconds), watch(root, seconds), reindexing.go_on(seconds)
    )
    await steady.finish()
    print(f"at {SHARE:.0%} of {capacity}/s: {dict(steady.came)}, {percentiles(steady.times)}")
    every = seen[:: max(1, len(seen) // 30)]
    print("memory, MB by minute: " + ", ".join(f"{at / 60:.1f}: {size:.0f}" for at, size in every))
    return {
        "capacity_rps": capacity,
        "minutes": minutes,
        "requests": len(steady.sent),
        "errors": len(steady.sent) - steady.came["200"],
        "p99_ms": percentiles(steady.times)["p99_ms"],
        "reindexed": reindexing.runs - before,
        "reindexed_due": len(moments(seconds)),
        "reindex_failures": reindexing.failures,
        "reindex_latest_s": round(reindexing.latest, 1),
        "memory_mb": round(seen[-1][1]),
        "memory_slope_mb_per_min": slope(seen),
        **await overload(questions, capacity),
    }


def broken(found: dict[str, Any]) -> list[str]:
    """The bounds that do not hold."""
    growth = found["memory_slope_mb_per_min"]
    bounds = {
        "requests were sent": found["requests"] > 0,
        "no error": found["errors"] == 0,
        "every run of re-indexing ended well and published": found["reindex_failures"] == 0,
        "re-indexed every minute": found["reindexed"] == found["reindexed_due"] > 0
        and found["reindex_latest_s"] < INTERVAL,
        "memory was measured after the third minute": growth is not None,
        "memory does not grow": growth is None or growth <= SLOPE_MB_A_MINUTE,
        "the overload was sent": found["overload_rps"] >= 0.9 * OVERLOAD * found["capacity_rps"],
        "the overload was refused": found["overload_refused_503"] > 0,
        "each was answered or refused cleanly": found["overload_unclean"] == 0,
        "recovered in time": found["recovery_s"] <= RECOVERY_SECONDS,
    }
    return [bound for bound, holds in bounds.items() if not holds]


def free_port() -> None:
    """Ends this run where something else answers at the port, which would be measured in our place."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError as error:
            raise SystemExit(f"Port {PORT} is in use: {error.strerror}. Stop what uses it.") from error


def asked(path: Path) -> list[str]:
    """Questions that all differ, or the service would remember their vectors and seem faster than it is."""
    texts = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    words = [word for text in texts for word in text.split()]
    dice = random.Random(1)
    fresh = [f"{text} {dice.choice(words)} {dice.choice(words)}" for _ in range(20) for text in texts]
    dice.shuffle(fresh)
    return fresh


def measure(options: argparse.Namespace, work: Path) -> dict[str, Any]:
    """The service started, its capacity measured, and all the rest."""
    fresh = asked(options.questions)
    environment = {n: v for n, v in os.environ.items() if not n.startswith("WORKSHOP_SEARCH_")}
    environment["WORKSHOP_SEARCH_LOG_FORMAT"] = "json"
    changing, data = work / "corpus.jsonl", work / "data"
    changing.write_bytes(options.corpus.read_bytes())
    subprocess.run([COMMAND, "ingest", str(changing), "--data", str(data)], env=environment, check=True)
    serve = [COMMAND, "serve", "--port", str(PORT), "--data", str(data), "--workers", str(options.workers)]
    with service(serve, PORT, "/v1/search?q=first", environment) as (root, _):
        load(PORT, "/v1/search?q=", fresh[:200], 32)
        reindexing = Reindexing(changing, data, environment)
        run = reindexing.begin()
        measured = load(PORT, "/v1/search?q=", fresh[200:3200], 32)
        reindexing.failures += run.wait() != 0
        print(f"capacity: {measured}")
        questions = itertools.cycle(fresh[3200:])
        return asyncio.run(soak(options.minutes, measured["rps"], reindexing, root, questions))


def main() -> None:
    """Run, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    free_port()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        found = measure(options, Path(folder))
    faults = broken(found)
    for fault in faults:
        print(f"does not hold: {fault}")
    print(json.dumps(found | {"ok": not faults}))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
