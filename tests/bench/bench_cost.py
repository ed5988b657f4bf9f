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
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np

from api.app import create_app
from api.mcp.tools import TOOLS
from api.settings import Settings
from search.features.evidence_table import MAX_QUESTIONS
from search.query import FILTER_NAMES, MAX_LIMIT, MAX_QUERY_CHARS, MAX_VALUE_CHARS, MAX_VALUES

COMMAND = str(Path(sys.executable).parent / "workshop-search")
SHARES = (0.25, 0.5, 1.0)
WORTH_FITTING_MS = 50.0
REPEATS = 2
BODY = 256 * 1024
FORM = 4_000_000
TABLE = 200
"""Questions of a table; more of them go out in the same way, one after the other."""
Text = Callable[[int], str]


def repeats(length: int, seed: int = 3) -> str:
    """A few short words, again and again."""
    chance, words = random.Random(seed), []
    while sum(map(len, words)) + len(words) < length:
        words.append(chance.choice(("a", "ab", "bank", "loan", "loan.")))
    return " ".join(words)[:length]


TEXTS: dict[str, Text] = {
    "short repeats": repeats,
    "one word": lambda n: ("loan " * n)[:n],
    "other words": lambda n: " ".join(f"w{at}" for at in range(n))[:n],
    "misspelt": lambda n: " ".join(f"enterprize{chr(97 + at % 26)}" for at in range(n))[:n],
    "phrases": lambda n: ('"bank loan" ' * n)[:n],
    "one letter": lambda n: "a" * n,
    "marks": lambda n: ("loan" + "\u0301\u0323" * n)[:n],
    "han": lambda n: ("贷款银行" * n)[:n],
    "blanks": lambda n: "loan" + " " * (n - 8) + "loan",
    "signs": lambda n: ("&\u00ad'“’-/(" * n)[:n],
    "digits": lambda n: ("a1b2" * n)[:n],
}


@dataclass(frozen=True)
class Sent:
    """A request."""

    method: str
    target: str
    body: bytes | None = None
    kind: str = "application/json"


@dataclass(frozen=True)
class Case:
    """``of`` is a route ("GET /v1/search") or a tool ("tool search"); ``make(share)`` its request of that size."""

    of: str
    name: str
    make: Callable[[float], Sent]


def post(path: str, value: Any) -> Sent:
    return Sent("POST", path, json.dumps(value, ensure_ascii=False).encode())


def tool(name: str, arguments: dict[str, Any]) -> Sent:
    called = {"name": name, "arguments": arguments}
    return post("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": called})


def get(path: str, **parameters: Any) -> Sent:
    return Sent("GET", f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path)


def filters(share: float) -> dict[str, list[Any]]:
    """Unknown values: as many and as long as may be, in what a body of questions may have."""
    many = max(1, int(MAX_VALUES * share))
    values: dict[str, list[Any]] = {
        n: [f"{at} " + "x" * (MAX_VALUE_CHARS - 5) for at in range(many)] for n in FILTER_NAMES
    }
    return values | {"kind": ["talk"], "year": list(range(many))}


def names(share: float) -> bytes:
    """An object of as many unknown names as a body holds."""
    return json.dumps(dict.fromkeys((str(at) for at in range(int(BODY * share / 12))), 0)).encode()


def texts(of: str, most: int, make: Callable[[str], Sent]) -> Iterator[Case]:
    for name, text in TEXTS.items():
        yield Case(of, name, lambda share, text=text: make(text(int(most * share)).strip()))  # type: ignore[misc]


def questions() -> Iterator[Case]:
    """Routes and tools that take questions or quotes."""
    q, most = MAX_QUERY_CHARS, {"limit": MAX_LIMIT}
    yield from texts("GET /v1/search", q, lambda t: get("/v1/search", q=t, limit=MAX_LIMIT, facets="true"))
    yield from texts("POST /v1/search", q, lambda t: post("/v1/search", {"query": t, **most}))
    yield from texts("POST /v1/records", q, lambda t: post("/v1/records", {"query": t, **most}))
    yield from texts("POST /v1/quotes/verify", q, lambda t: post("/v1/quotes/verify", {"quote": t}))
    yield from texts("GET /", q, lambda t: get("/", q=t, limit=MAX_LIMIT))
    yield from texts("GET /record", q, lambda t: get("/record", q=t, limit=MAX_LIMIT))
    yield from texts("tool search", q, lambda t: tool("search", {"query": t, **most}))
    yield from texts("tool verify_quote", q, lambda t: tool("verify_quote", {"quote": t}))
    for name in ("short repeats", "misspelt", "phrases"):
        text = TEXTS[name](500)
        many = lambda share, most, text=text: [text] * max(1, int(most * share))  # noqa: E731
        yield Case(
            "POST /v1/search/batch",
            name,
            lambda share, many=many: post("/v1/search/batch", {"queries": many(share, 100)}),  # type: ignore[misc]
        )
        yield Case(
            "POST /v1/tables",
            name,
            lambda share, many=many: post("/v1/tables", {"questions": many(share, TABLE)}),  # type: ignore[misc]
        )
    for path in ("/v1/search", "/v1/records"):
        yield Case(
            f"POST {path}",
            "filters",
            lambda s, path=path: post(path, {"query": "a", "filters": filters(s / 2)}),  # type: ignore[misc]
        )
    yield Case("tool search", "filters", lambda s: tool("search", {"query": "a", "filters": filters(s / 2)}))


def bodies() -> Iterator[Case]:
    """Bodies that fit nothing."""
    for path in (
        "/v1/search", "/v1/search/batch", "/v1/quotes/verify", "/v1/records", "/v1/records/rerun", "/v1/tables",
        "/v1/ingest", "/mcp",
    ):  # fmt: skip
        yield Case(f"POST {path}", "unknown names", lambda s, path=path: Sent("POST", path, names(s)))  # type: ignore[misc]
        yield Case(
            f"POST {path}",
            "nested",
            lambda s, path=path: Sent("POST", path, b"[" * int(BODY * s)),  # type: ignore[misc]
        )
    yield Case(
        "POST /v1/records/rerun",
        "wrong results",
        lambda s: post("/v1/records/rerun", {"results": [{}] * int(60_000 * s)}),
    )
    yield Case(
        "POST /v1/tables",
        "wrong questions",
        lambda s: post("/v1/tables", {"questions": [""] * int(MAX_QUESTIONS * s)}),
    )
    form = "application/x-www-form-urlencoded"
    yield Case("POST /batch", "fields", lambda s: Sent("POST", "/batch", b"a=&" * int(FORM * s / 3), form))
    yield Case(
        "POST /batch", "one field", lambda s: Sent("POST", "/batch", b"text=" + b"%20" * int(FORM * s / 3), form)
    )
    yield Case("POST /batch", "file", lambda s: part("/batch", b"\n" * int(FORM * s)))
    yield Case("POST /v1/documents", "file", lambda s: part("/v1/documents?x", b"x" * int(FORM * s)))
    yield Case(
        "POST /v1/documents", "address", lambda s: post("/v1/documents", {"url": "http://" + "x." * int(900 * s)})
    )


def part(path: str, content: bytes) -> Sent:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    tail = b'\r\n--b\r\nContent-Disposition: form-data; name="talk"\r\n\r\n1\r\n--b--\r\n'
    return Sent("POST", path, head + content + tail, "multipart/form-data; boundary=b")


def items(passage: str, recommendation: str, document: str, slug: str) -> Iterator[Case]:
    """Routes of one item, lists and pages, at the size of what is asked for."""
    many: Callable[[float], int] = lambda share: max(1, int(100 * share))  # noqa: E731
    fixed = [
        "/healthz", "/readyz", "/metrics", "/openapi.json", "/api-explorer", "/docs", "/papers", "/workshops",
        "/addressees", "/batch", "/matrix", "/matrix?by=theme", "/v1/matrix", "/v1/matrix?by=theme",
        "/v1/matrix?format=csv", f"/v1/workshops/{slug}", f"/workshops/{slug}", f"/v1/documents/{document}",
        f"/v1/documents/{document}/file", f"/v1/passages/{passage}", f"/documents/{document}",
        f"/v1/recommendations/{recommendation}", f"/recommendations/{recommendation}", "/recommendations",
        f"/passages/{passage}", "/v1/jobs",
    ]  # fmt: skip
    for target in fixed:
        yield Case("GET " + target, "", lambda _, target=target: get(target))  # type: ignore[misc]
    yield Case("GET /v1/jobs/{}", "", lambda _: get("/v1/jobs/none"))
    for target in ("/v1/documents", "/v1/recommendations", "/v1/workshops"):
        yield Case("GET " + target, "limit", lambda s, target=target: get(target, limit=5 * many(s)))  # type: ignore[misc]
    for target in (
        f"/v1/passages/{passage}/related", f"/v1/recommendations/{recommendation}/related",
        f"/v1/recommendations/{recommendation}/evidence",
    ):  # fmt: skip
        yield Case("GET " + target, "limit", lambda s, target=target: get(target, limit=many(s)))  # type: ignore[misc]
    yield Case(
        f"GET /v1/passages/{passage}/citation",
        "",
        lambda _: get(f"/v1/passages/{passage}/citation", format="bibtex"),
    )
    for method, path in (("DELETE", "/v1/documents/{}"), ("POST", "/v1/documents/{}/restore")):
        yield Case(
            f"{method} {path}",
            "long id",
            lambda s, m=method, p=path: Sent(m, p.format("d" * int(60_000 * s))),  # type: ignore[misc]
        )
    yield Case("POST /v1/ingest", "folder", lambda s: post("/v1/ingest", {"folder": "/" + "x/" * int(990 * s)}))
    yield Case("tool related", "limit", lambda s: tool("related", {"id": passage, "limit": many(s)}))
    yield Case("tool get_passage", "", lambda _: tool("get_passage", {"id": passage}))
    yield Case("tool list_workshops", "limit", lambda s: tool("list_workshops", {"limit": many(s)}))
    cursor = "x" * 4000
    yield Case("GET /v1/documents", "cursor", lambda s: get("/v1/documents", cursor=cursor[: int(4000 * s)]))


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
        began = time.clock_gettime(self._clock)
        try:
            connection.request(sent.method, sent.target, sent.body, headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        return answer.status, (time.clock_gettime(self._clock) - began) * 1e3, body

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
            cases = [*questions(), *bodies(), *items(passage, passage, document, slug)]
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
