"""The requests of ``bench_cost.py``: for every route and every tool, the worst of each size that is allowed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from search.features.evidence_table import MAX_QUESTIONS
from search.features.notebook.kept import MOST_KEPT
from search.features.quotes.verify import MAX_QUOTE
from search.query import FILTER_NAMES, MAX_LIMIT, MAX_QUERY_CHARS, MAX_VALUE_CHARS, MAX_VALUES

BODY = 256 * 1024
FORM = 4_000_000
FORM_TYPE = "application/x-www-form-urlencoded"
KEY = "THE-KEY"
"""In a body, this stands for the key that the server was given."""
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
    "one digit": lambda n: "1" * n,
    "capitals": lambda n: "A" * n,
    "names": lambda n: ("Ana Bo " * n)[:n],
    "years": lambda n: ("in 2006 " * n)[:n],
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
    yield Case("POST /batch", "fields", lambda s: Sent("POST", "/batch", b"a=&" * int(FORM * s / 3), FORM_TYPE))
    yield Case(
        "POST /batch",
        "one field",
        lambda s: Sent("POST", "/batch", b"text=" + b"%20" * int(FORM * s / 3), FORM_TYPE),
    )
    yield Case("POST /batch", "file", lambda s: part("/batch", b"\n" * int(FORM * s)))
    yield Case("POST /v1/documents", "file", lambda s: part("/v1/documents?x", b"x" * int(FORM * s)))
    yield Case(
        "POST /v1/documents", "address", lambda s: post("/v1/documents", {"url": "http://" + "x." * int(900 * s)})
    )


def part(path: str, content: bytes, key: str = "") -> Sent:
    given = f'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\n{key}\r\n'.encode() if key else b""
    head = given + b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
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


def web_form(path: str, **fields: str) -> Sent:
    return Sent("POST", path, urlencode(fields).encode(), FORM_TYPE)


def notebook(share: float, text: str = "") -> str:
    """As many passages as a notebook holds, none of which is there."""
    kept = [{"id": f"p{at}", "text": text, "note": "loan " * 100} for at in range(int(MOST_KEPT * share))]
    return json.dumps({"items": kept})


def desk(document: str, slug: str) -> Iterator[Case]:
    """The pages with which people keep their library."""
    for name in ("short repeats", "misspelt", "one letter", "signs"):
        text = TEXTS[name]
        yield Case("GET /quote", name, lambda s, text=text: get("/quote", quote=text(int(MAX_QUOTE * s))))  # type: ignore[misc]
        yield Case(
            "POST /kept",
            name,
            lambda s, text=text: web_form("/kept", items=notebook(s, text(900))),  # type: ignore[misc]
        )
    yield Case("GET /kept", "passages", lambda s: get("/kept", id=[f"p{at}" for at in range(int(2000 * s))]))
    for form in ("docx", "markdown", "csv", "bibtex", "ris", "csl-json", "notebook"):
        yield Case(
            "POST /kept/export",
            form,
            lambda s, form=form: web_form("/kept/export", items=notebook(s), **{"as": form}),  # type: ignore[misc]
        )
    yield Case("POST /kept", "nested", lambda s: web_form("/kept", items="[" * int(FORM * s)))
    for target in ("/add", "/help", "/history", f"/documents/{document}/report", f"/correct?workshop={slug}"):
        yield Case("GET " + target, "", lambda _, target=target: get(target))  # type: ignore[misc]
    yield Case("GET /documents", "title", lambda s: get("/documents", title="x" * int(200 * s), sort="year"))
    yield Case("GET /documents/{}/pages/{}.png", "", lambda _: get(f"/documents/{document}/pages/1.png"))
    yield Case("GET /jobs/{}", "", lambda _: get("/jobs/none"))
    yield Case("POST /add", "file", lambda s: part("/add", b"x" * int(FORM * s), KEY))
    yield Case("POST /add", "address", lambda s: web_form("/add", key=KEY, url="http://" + "x." * int(900 * s)))
    yield Case(
        "POST /correct",
        "fields",
        lambda s: Sent(
            "POST", "/correct", f"key={KEY}&workshop={slug}".encode() + b"&a=" * int(FORM * s / 3), FORM_TYPE
        ),
    )
    names: Callable[[float], dict[str, str]] = lambda s: {f"talk/{at}/title": "x" for at in range(int(45_000 * s))}  # noqa: E731
    yield Case(
        "POST /correct", "names", lambda s: web_form("/correct", key=KEY, workshop=slug, seen="{}", **names(s))
    )
    for path in ("/documents/{}/remove", "/documents/{}/restore"):
        yield Case(f"POST {path}", "long id", lambda s, p=path: web_form(p.format("d" * int(60_000 * s)), key=KEY))  # type: ignore[misc]
    yield from shown_beside_typing()
    yield Case(
        "GET /compare",
        "addressees",
        lambda s: get("/compare", by="addressee", **{"with": [f"x{at}" * 20 for at in range(int(50 * s))]}),
    )
    yield Case("GET /history/{}", "name", lambda s: get("/history/" + "x" * int(2_000 * s)))
    for path in ("/kept/open", "/kept/share"):
        yield Case(f"POST {path}", "", lambda _, path=path: web_form(path, key=KEY))  # type: ignore[misc]
    yield Case(
        "POST /history/back", "name", lambda s: web_form("/history/back", key=KEY, snapshot="x" * int(200 * s))
    )
    yield Case("POST /history/publish", "", lambda _: web_form("/history/publish", key="wrong"))


def shown_beside_typing() -> Iterator[Case]:
    """What the page asks for while somebody types and keeps passages."""
    for name in ("short repeats", "misspelt", "one letter", "han", "names"):
        text = TEXTS[name]
        yield Case("GET /suggest", name, lambda s, text=text: get("/suggest", q=text(int(MAX_QUERY_CHARS * s))))  # type: ignore[misc]
        yield Case(
            "POST /kept/save",
            name,
            lambda s, text=text: web_form("/kept/save", key=KEY, items=notebook(s, text(900)), revision="0"),  # type: ignore[misc]
        )
