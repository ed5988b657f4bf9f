"""Do two versions of the program give the same answers from the same data directory?

    compare_answers.py record http://127.0.0.1:8000 before.jsonl [--questions FILE] [--count 200] [--saved FILE]
    compare_answers.py compare before.jsonl after.jsonl

``record`` asks a running server each question by GET, POST, the assistants' protocol and the page, reads its
lists, and repeats a saved search. One line of JSON is one request: its name and its answer, without times and
sentences for people. Of a page the passages linked to and the words marked are kept, in order: labels may be
reworded, what is shown and marked may not change. Citations name the server, so use the same port. ``compare``
exits 1 and names the first differences where any line differs.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import httpx

QUESTIONS = Path(__file__).parents[1] / "relevance" / "questions.jsonl"
LISTS = ("/v1/workshops", "/v1/recommendations?limit=100", "/v1/documents?limit=100", "/v1/matrix")
_LEFT_OUT = frozenset(("took_ms", "asked", "note"))
"""Fields that hold a time, or a sentence for people."""
_PASSAGE = re.compile(r'href="/documents/[^"?]+\?passage=([^"#]+)')
_MARK = re.compile(r"<mark[^>]*>(.*?)</mark>", re.DOTALL)
_TEXT = re.compile(r'<p class="text">(.*?)</p>', re.DOTALL)
_SHOWN = 5
_DIGITS = 14
"""Sums over sets differ in the last digit from one process to the next."""


def main() -> int:
    """Record or compare, as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    record = commands.add_parser("record")
    record.add_argument("server")
    record.add_argument("out", type=Path)
    record.add_argument("--questions", type=Path, default=QUESTIONS)
    record.add_argument("--count", type=int, default=200)
    record.add_argument("--saved", type=Path, help="a saved search to repeat")
    compare = commands.add_parser("compare")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    given = parser.parse_args()
    if given.command == "compare":
        return differences(given.before, given.after)
    with httpx.Client(base_url=given.server, timeout=60) as client, given.out.open("w", encoding="utf-8") as out:
        for name, answer in answers(client, given.questions, given.count, given.saved):
            out.write(json.dumps([name, timeless(answer)], ensure_ascii=False, sort_keys=True) + "\n")
    return 0


def answers(client: httpx.Client, questions: Path, count: int, saved: Path | None) -> Iterator[tuple[str, Any]]:
    """Each request's name and what came back."""
    lines = questions.read_text("utf-8").splitlines()
    for line in lines[:: max(1, len(lines) // count)][:count]:
        text = json.loads(line)["text"]
        yield f"GET {text}", got(client.get("/v1/search", params={"q": text, "facets": "true"}))
        posted = {"query": text, "limit": 20, "filters": {"kind": ["recommendation", "talk", "paper"]}}
        yield f"POST {text}", got(client.post("/v1/search", json=posted))
        yield f"MCP {text}", tool(client, "search", {"query": text, "limit": 5})
        page = client.get("/", params={"q": text})
        page.raise_for_status()
        yield f"PAGE {text}", shown(page.text)
    for path in LISTS:
        yield path, got(client.get(path))
    for item in client.get("/v1/recommendations", params={"limit": 20}).json()["items"]:
        yield f"related {item['id']}", got(client.get(f"/v1/recommendations/{item['id']}/related"))
        yield f"citation {item['id']}", client.get(f"/v1/passages/{item['id']}/citation?format=bibtex").text
        yield f"verify {item['id']}", got(client.post("/v1/quotes/verify", json={"quote": item["text"]}))
    if saved is not None:
        kept = json.loads(saved.read_text("utf-8"))
        yield "saved search", got(client.post("/v1/records/rerun", json=kept))


def got(response: httpx.Response) -> Any:
    """The JSON of an answer. Raises for any status but success."""
    response.raise_for_status()
    return response.json()


def tool(client: httpx.Client, name: str, arguments: dict[str, Any]) -> Any:
    """What a tool of the assistants' protocol gives, as structured content."""
    called = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
    response = client.post("/mcp", json=called, headers={"Accept": "application/json, text/event-stream"})
    return got(response)["result"]["structuredContent"]


def shown(page: str) -> dict[str, list[str]]:
    """The passages a page links to, their texts with what answers, and the words marked in them, in order."""
    return {
        "passages": list(dict.fromkeys(_PASSAGE.findall(page))),
        "texts": _TEXT.findall(page),
        "marks": _MARK.findall(page),
    }


def timeless(answer: Any) -> Any:
    """``answer`` without what may differ: times, and sentences for people."""
    if isinstance(answer, dict):
        return {name: timeless(value) for name, value in answer.items() if name not in _LEFT_OUT}
    if isinstance(answer, float):
        return round(answer, _DIGITS)
    return [timeless(value) for value in answer] if isinstance(answer, list) else answer


def as_before(new: Any, old: Any) -> Any:
    """``new`` without the fields that ``old`` lacks: fields may be added."""
    if isinstance(new, dict) and isinstance(old, dict):
        return {name: as_before(value, old[name]) for name, value in new.items() if name in old}
    if isinstance(new, list) and isinstance(old, list) and len(new) == len(old):
        return [as_before(one, other) for one, other in zip(new, old, strict=True)]
    return new


def differences(before: Path, after: Path) -> int:
    """Print how many answers differ, and where the first of them do."""
    pairs = [(old, as_before(new, old)) for old, new in zip_longest(_lines(before), _lines(after))]
    different = [(old, new) for old, new in pairs if old != new]
    print(json.dumps({"answers": len(pairs), "different": len(different)}))
    for old, new in different[:_SHOWN]:
        print(f"{(old or new)[0]}: {next(_paths(old and old[1], new and new[1]), 'missing')}", file=sys.stderr)
    return 1 if different else 0


def _lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _paths(old: Any, new: Any, at: str = "") -> Iterator[str]:
    """Where two answers differ, and both values."""
    if type(old) is type(new) and isinstance(old, dict):
        for name in old.keys() | new.keys():
            yield from _paths(old.get(name), new.get(name), f"{at}.{name}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _paths(one, other, f"{at}[{place}]")
    elif old != new:
        yield f"{at}: {str(old)[:120]!r} is now {str(new)[:120]!r}"


if __name__ == "__main__":
    sys.exit(main())
