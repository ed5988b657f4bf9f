"""Do two versions of the program give the same answers from the same data directory?

    compare_answers.py DATA BEFORE [AFTER] [--count 200] [--questions FILE] [--saved FILE] [--keep FOLDER]

BEFORE and AFTER are checkouts, or files that ``--keep`` wrote; AFTER is this checkout unless it is given. Each
checkout serves a copy of DATA with this Python and its packages, and both are asked the same: every question by
GET, POST, the assistants' protocol and the page; the lists; what is related to recommendations, their citations,
their words as quotes; and a saved search, if one is given. ``--keep`` keeps what each checkout answered.

Answers are compared byte for byte, without times and the address of the server. Where bytes differ, the content is
compared: the fields that were there before, without sentences for people; of a page, the passages that it links to
and the words it marks. The last line is JSON: by kind of request how many were asked, how many differ in their
bytes, and how many in their content. Exits with 1 where any byte differs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import httpx

HERE = Path(__file__).parents[2]
QUESTIONS = HERE / "tests" / "relevance" / "questions.jsonl"
LISTS = ("/v1/workshops", "/v1/recommendations?limit=100", "/v1/documents?limit=100", "/v1/matrix")
SERVE = "from api.cli.main import main; main()"
_TIME = re.compile(r'(\\?"took_ms\\?":\s*)[\d.]+|("asked":\s*)"\d{4}-[^"]+"')
"""How long an answer took, and when a saved search was asked."""
_FOR_PEOPLE = frozenset(("took_ms", "asked", "note"))
"""Fields that hold a time, or a sentence for people."""
_PASSAGE = re.compile(r'href="/documents/[^"?]+\?passage=([^"#]+)')
_MARK = re.compile(r"<mark[^>]*>(.*?)</mark>", re.DOTALL)
_TEXT = re.compile(r'<p class="text">(.*?)</p>', re.DOTALL)
_SHOWN = 5
_START_SECONDS = 120


class Answered(NamedTuple):
    """One request by its name ("GET What is …?"), and the body of its answer without times and addresses."""

    name: str
    status: int
    body: str

    @property
    def kind(self) -> str:
        """The first word of the name."""
        return self.name.partition(" ")[0]

    def content(self) -> Any:
        """What the answer says, in whatever form and words it says it."""
        if self.kind == "PAGE":
            return {"passages": list(dict.fromkeys(_PASSAGE.findall(self.body))),
                    "texts": _TEXT.findall(self.body), "marks": _MARK.findall(self.body)}  # fmt: skip
        try:
            said = json.loads(self.body)
        except ValueError:
            return self.body
        return _without_sentences(said["result"]["structuredContent"] if self.kind == "MCP" else said)


def main() -> int:
    """Ask both sides and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path, nargs="?", default=HERE)
    parser.add_argument("--count", type=int, default=200, help="how many questions")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--saved", type=Path, help="a saved search to repeat")
    parser.add_argument("--keep", type=Path, help="a folder to keep the answers in")
    given = parser.parse_args()
    sides = []
    for name, source in (("before", given.before), ("after", given.after)):
        sides.append(read(source) if source.is_file() else asked(source.resolve(), given))
        if given.keep is not None:
            write(given.keep / f"{name}.jsonl", sides[-1])
    return compared(*sides)


def read(path: Path) -> list[Answered]:
    """The answers that were kept in a file."""
    with path.open(encoding="utf-8") as lines:
        return [Answered(*json.loads(line)) for line in lines]


def write(path: Path, answers: list[Answered]) -> None:
    """Keep answers in a file, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers), "utf-8")


def asked(checkout: Path, given: argparse.Namespace) -> list[Answered]:
    """What a checkout answers from a copy of the data directory."""
    with tempfile.TemporaryDirectory(prefix="workshop-search-compare-") as home:
        data = Path(home) / "data"
        shutil.copytree(given.data, data, symlinks=True)
        with served(checkout, data) as client:
            address = str(client.base_url).rstrip("/")
            return [
                Answered(
                    name, answer.status_code, _TIME.sub(r"\1\g<2>0", answer.text.replace(address, "http://server"))
                )
                for name, answer in requests(client, given.questions, given.count, given.saved)
            ]


@contextmanager
def served(checkout: Path, data: Path) -> Iterator[httpx.Client]:
    """A client of a server that runs the code of ``checkout``."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # Sums over sets have the same last digit only where sets have the same order.
    settings = {"PYTHONHASHSEED": "0", "WORKSHOP_SEARCH_LOG_LEVEL": "error"}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", "--port", str(port), "--data", str(data)],
        cwd=checkout,
        env={name: value for name, value in os.environ.items() if not name.startswith("WORKSHOP_SEARCH_")}
        | settings,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            _wait_for(client, process)
            yield client
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("The server does not answer from this data directory; see its message above.")


def requests(
    client: httpx.Client, questions: Path, count: int, saved: Path | None
) -> Iterator[tuple[str, httpx.Response]]:
    """Each request's name and its answer."""
    lines = questions.read_text("utf-8").splitlines()
    for line in lines[:: max(1, len(lines) // count)][:count]:
        text = json.loads(line)["text"]
        yield f"GET {text}", client.get("/v1/search", params={"q": text, "facets": "true"})
        posted = {"query": text, "limit": 20, "filters": {"kind": ["recommendation", "talk", "paper"]}}
        yield f"POST {text}", client.post("/v1/search", json=posted)
        yield f"MCP {text}", call_tool(client, "search", {"query": text, "limit": 5})
        yield f"PAGE {text}", client.get("/", params={"q": text})
    for path in LISTS:
        yield f"list {path}", client.get(path)
    for item in client.get("/v1/recommendations", params={"limit": 20}).json()["items"]:
        yield f"related {item['id']}", client.get(f"/v1/recommendations/{item['id']}/related")
        yield f"citation {item['id']}", client.get(f"/v1/passages/{item['id']}/citation?format=bibtex")
        yield f"verify {item['id']}", client.post("/v1/quotes/verify", json={"quote": item["text"]})
    if saved is not None:
        yield "saved search", client.post("/v1/records/rerun", json=json.loads(saved.read_text("utf-8")))


def call_tool(client: httpx.Client, name: str, arguments: dict[str, Any]) -> httpx.Response:
    """The answer of a tool of the assistants' protocol."""
    called = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
    return client.post("/mcp", json=called, headers={"Accept": "application/json, text/event-stream"})


def compared(before: list[Answered], after: list[Answered]) -> int:
    """Print what differs; 1 where any byte does."""
    counts: dict[str, Counter[str]] = {}
    shown: Counter[str] = Counter()
    for old, new in zip_longest(before, after):
        kind = (old or new).kind
        count = counts.setdefault(kind, Counter(answers=0, bytes_differ=0, content_differs=0))
        count["answers"] += 1
        if old == new:
            continue
        count["bytes_differ"] += 1
        place = next(_differences(old, new), None)
        count["content_differs"] += place is not None
        shown[kind] += 1
        if shown[kind] <= _SHOWN:
            print(f"{(old or new).name}: {place or 'only its form or its sentences differ'}", file=sys.stderr)
    print(json.dumps(counts))
    return int(any(count["bytes_differ"] for count in counts.values()))


def _differences(old: Answered | None, new: Answered | None) -> Iterator[str]:
    """Where the content of two answers differs, and both values."""
    if old is None or new is None or (old.name, old.status) != (new.name, new.status):
        yield f"{old and (old.name, old.status)} is now {new and (new.name, new.status)}"
        return
    before = old.content()
    yield from _paths(before, _as_before(new.content(), before))


def _without_sentences(said: Any) -> Any:
    if isinstance(said, dict):
        return {name: _without_sentences(value) for name, value in said.items() if name not in _FOR_PEOPLE}
    return [_without_sentences(value) for value in said] if isinstance(said, list) else said


def _as_before(new: Any, old: Any) -> Any:
    """``new`` without the fields that ``old`` lacks: fields may be added."""
    if isinstance(new, dict) and isinstance(old, dict):
        return {name: _as_before(value, old[name]) for name, value in new.items() if name in old}
    if isinstance(new, list) and isinstance(old, list) and len(new) == len(old):
        return [_as_before(one, other) for one, other in zip(new, old, strict=True)]
    return new


def _paths(old: Any, new: Any, at: str = "") -> Iterator[str]:
    if type(old) is type(new) and isinstance(old, dict):
        for name in sorted(old.keys() | new.keys()):
            yield from _paths(old.get(name), new.get(name), f"{at}.{name}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _paths(one, other, f"{at}[{place}]")
    elif old != new:
        yield f"{at}: {str(old)[:120]!r} is now {str(new)[:120]!r}"


if __name__ == "__main__":
    sys.exit(main())
