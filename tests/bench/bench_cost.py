"""What the worst request of its allowed size costs, for every route and every tool: time against size.

``python tests/bench/bench_cost.py [--only NAME] [--data FOLDER]`` takes in the tracked workshop and 5,000 passages
of many short repeats (FOLDER keeps them for the next run), starts a real server, and sends each request at a
quarter, a half and all of the size that is allowed (NAME: only routes and tools whose name holds it). Time is that
of the server's processor, which other programs on the machine do not lengthen. The exponent is the slope of time
against size, both as logarithms; it is told where a request takes at least 50 ms. The last line is JSON.
A route or tool without a case is an error.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from cost_cases import KEY, Case, Sent, bodies, desk, get, items, questions, repeats

from api.app import create_app
from api.mcp.tools import TOOLS
from api.settings import Settings

COMMAND = str(Path(sys.executable).parent / "workshop-search")
SHARES = (0.25, 0.5, 1.0)
WORTH_FITTING_MS = 50.0
REPEATS = 2


class Server:
    """A real server over ``data``, with a key that may write."""

    def __init__(self, data: Path) -> None:
        ran = subprocess.run(
            [COMMAND, "keys", "add", f"bench-{os.getpid()}", "--data", str(data), "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
        self._key = json.loads(ran.stdout)["key"]
        argv = [COMMAND, "serve", "--port", "0", "--data", str(data), "--workers", "1"]
        patient = os.environ | {"WORKSHOP_SEARCH_DEADLINE_SECONDS": "120"}
        self._process = subprocess.Popen(argv, stderr=subprocess.PIPE, text=True, env=patient)
        self._clock = (~self._process.pid << 3) | 2  # Linux's clock of all the time a process has computed
        assert self._process.stderr is not None
        line = next(line for line in self._process.stderr if "http://" in line)
        threading.Thread(target=self._process.stderr.read, daemon=True).start()
        found = re.search(r":(\d+)", line.partition("http:")[2])
        assert found
        self._port = int(found[1])

    def __call__(self, sent: Sent) -> tuple[int, float, bytes]:
        """Status, milliseconds the server computed, and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json, text/event-stream"}
        if sent.body is not None:
            headers["Content-Type"] = sent.kind
        body = sent.body and sent.body.replace(KEY.encode(), self._key.encode())
        began = time.clock_gettime(self._clock)
        try:
            connection.request(sent.method, sent.target, body, headers)
            answer = connection.getresponse()
            received = answer.read()
        finally:
            connection.close()
        return answer.status, (time.clock_gettime(self._clock) - began) * 1e3, received

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)


def make_data(home: Path) -> Path:
    """The tracked workshop, and passages of many short repeats; each text is encoded once."""
    data = home / "data"
    if data.exists():
        return data
    found = [repeats(900, seed) for seed in range(100)]
    lines = [json.dumps({"_id": str(at), "title": "", "text": found[at % 100]}) for at in range(5000)]
    (home / "many.jsonl").write_text("\n".join(lines))
    (home / "long.jsonl").write_text(json.dumps({"_id": "long", "title": "", "text": repeats(200_000)}))
    sources = ["corpus/workshops", str(home / "many.jsonl"), str(home / "long.jsonl")]
    subprocess.run([COMMAND, "ingest", *sources, "--data", str(data)], check=True, stderr=subprocess.DEVNULL)
    return data


def routes(data: Path) -> set[str]:
    """Every route there is, as "METHOD /path/{}"."""

    def walk(found: Any) -> Iterator[str]:
        for route in found:
            if (inner := getattr(route, "original_router", None)) is not None:
                yield from walk(inner.routes)
            elif getattr(route, "methods", None):
                yield from (f"{method} {pattern(route.path)}" for method in route.methods if method != "HEAD")

    return set(walk(create_app(Settings(data=data)).routes))


def pattern(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def exponent(times: list[float]) -> float | None:
    """The slope of time against size; None where it is too quick to tell."""
    if len(times) < len(SHARES) or times[-1] < WORTH_FITTING_MS:
        return None
    return float(np.polyfit(np.log(SHARES), np.log(times), 1)[0])


def measured(server: Server, case: Case) -> dict[str, Any]:
    """The best of some tries at each size, and what was answered."""
    shares = SHARES if case.name else SHARES[-1:]
    times, status = [], 0
    for share in shares:
        sent, best = case.make(share), math.inf
        for _ in range(REPEATS):
            status, took, _ = server(sent)
            best = min(best, took)
            if took > 2000:
                break
        times.append(best)
    return {"of": case.of, "name": case.name, "ms": times, "exponent": exponent(times), "status": status}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    wanted: str = given.only
    with tempfile.TemporaryDirectory(prefix="workshop-search-bench-") as home:
        data = make_data(given.data or Path(home))
        server = Server(data)
        try:
            first = json.loads(server(get("/v1/recommendations", limit=1))[2])["items"][0]
            passage, document, slug = first["id"], first["document"]["id"], first["workshop"]
            cases = [*questions(), *bodies(), *items(passage, passage, document, slug), *desk(document, slug)]
            ids = (passage, document, slug)
            if not wanted:
                refuse_missing(cases, ids, data)
            rows = []
            for case in cases:
                if wanted in case.of:
                    rows.append(measured(server, case))
                    show(rows[-1])
        finally:
            server.close()
    fitted = [row for row in rows if row["exponent"] is not None]
    steepest = max(fitted, key=lambda row: row["exponent"], default=None)
    slowest = max(rows, key=lambda row: row["ms"][-1])
    figures = {
        "cases": len(rows),
        "worst_exponent": round(steepest["exponent"], 2) if steepest else None,
        "worst_exponent_of": f"{steepest['of']} {steepest['name']}" if steepest else None,
        "worst_ms": round(slowest["ms"][-1], 1),
        "worst_ms_of": f"{slowest['of']} {slowest['name']}",
        "unavailable": sum(row["status"] >= 500 for row in rows),
    }
    print(json.dumps(figures))


def show(row: dict[str, Any]) -> None:
    times = " ".join(f"{took:9.1f}" for took in row["ms"])
    told = "" if row["exponent"] is None else f"{row['exponent']:.2f}"
    print(f"{row['of'][:60]:60} {row['name']:16} {times:>30} ms {told:>6} {row['status']}", flush=True)


def refuse_missing(cases: list[Case], ids: tuple[str, ...], data: Path) -> None:
    """Raises SystemExit for a route or tool that no case is about."""
    having = set()
    for case in cases:
        path = case.of.partition("?")[0]
        for identifier in ids:
            path = path.replace(quote(identifier), "{}")
        having.add(path)
    missing = (routes(data) | {f"tool {one.name}" for one in TOOLS}) - having
    if missing:
        raise SystemExit(f"No case measures {', '.join(sorted(missing))}.")


if __name__ == "__main__":
    main()
