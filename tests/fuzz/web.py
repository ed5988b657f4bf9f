"""The pages for people and the tools for assistants, over real connections to a real server."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from hypothesis import strategies as st
from turns import Check, Turns, mostly, take_turns

from search.query import FILTER_NAMES

_MARK = "<fuzz>"
"""Given in questions and names; a page that shows it must not hold it as a tag."""
_FILTERED = ("q", "limit", "mode", "dedupe", *FILTER_NAMES)
_PAGES: Mapping[str, tuple[str, ...]] = {
    "/": _FILTERED, "/record": _FILTERED, "/batch": (), "/workshops": ("from",), "/papers": ("from",),
    "/workshops/{workshop}": ("from",), "/addressees": (), "/matrix": ("by", "workshop"), "/docs": (),
    "/recommendations": ("addressee", "workshop", "action", "theme", "from"), "/api-explorer": (),
    "/documents/{document}": ("passage", "page"), "/passages/{passage}": ("q",), "/static/{any}": ("v",),
    "/compare": ("by", "with", "as"), "/suggest": _FILTERED, "/{any}": (),
}  # fmt: skip
"""Every page with the parameters it takes."""
_NUMBERS = st.one_of(
    st.integers(-2, 120).map(str), st.text("0123456789-+._eExX٣² ", max_size=7), st.just("9" * 5000)
)
_HARD = (
    "", "true", "false", "NaN", _MARK, f'" onx="{_MARK}', "../../etc/passwd", "%2e%2e/", "a\r\nX-Y: z", "\0",
    "\u202e", "x" * 9000,
)  # fmt: skip
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "q": ("micro credit", '"micro credit"', "How can governmets give small loans?", "prêts aux entreprises"),
    "mode": ("hybrid", "dense", "lexical"), "dedupe": ("true", "false", "0"), "by": ("theme", "action"),
    "kind": ("recommendation", "talk", "session", "fact", "paper"), "year": ("2006",), "country": ("China",),
    "addressee": ("Governments", "Private sector"), "media_type": ("text/plain", "application/pdf"),
    "action": ("Build capacity",), "theme": ("Finance",), "with": ("Governments", "Private sector"),
    "as": ("csv", "markdown"),
}  # fmt: skip
_METHODS = ("tools/call", "tools/list", "initialize", "ping", "resources/list", "notifications/initialized", "")
INTERNAL = -32603
_TIMEOUT_S = 60


class Wire:
    """Requests to one server, each over a connection of its own."""

    def __init__(self, address: str) -> None:
        self._place = urlsplit(address).netloc

    def __call__(
        self, method: str, target: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of the answer, all of it read."""
        connection = http.client.HTTPConnection(self._place, timeout=_TIMEOUT_S)
        try:
            connection.request(method, target, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def ids(self) -> dict[str, list[str]]:
        """Slugs of workshops, ids of documents and passages that are there, by the name they are given under."""
        passages = [result["passage"]["id"] for result in self._read("/v1/search?q=loans&limit=20")["results"]]
        return {
            "workshop": [item["slug"] for item in self._items("/v1/workshops")],
            "document": [item["id"] for item in self._items("/v1/documents")],
            "passage": passages,
        }

    def _items(self, path: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self._read(path)["items"]
        return items

    def _read(self, path: str) -> Any:
        status, _, body = self("GET", path)
        assert status == 200, body
        return json.loads(body)


Ids = Mapping[str, list[str]]


def texts(ids: Ids) -> st.SearchStrategy[str]:
    """Values that are there, values that are known to be hard, and anything that can be sent."""
    there = [value for values in (*ids.values(), *_KNOWN.values()) for value in values]
    return st.one_of(st.sampled_from(there), st.sampled_from(_HARD), _NUMBERS, st.text(max_size=60))


def _value(name: str, ids: Ids) -> st.SearchStrategy[str]:
    """Mostly what fits the name."""
    if name in ("limit", "from", "page"):
        return mostly(_NUMBERS, texts(ids))
    fitting = [*ids.get(name, ()), *_KNOWN.get(name, ())]
    return mostly(st.sampled_from(fitting), texts(ids)) if fitting else texts(ids)


def addresses(ids: Ids) -> st.SearchStrategy[str]:
    """Targets of a GET: pages with fitting and unfitting parameters, escaped as browsers do, or hardly at all."""

    def to(path: str) -> st.SearchStrategy[str]:
        names = [name for name in ("workshop", "document", "passage", "any") if f"{{{name}}}" in path]
        inner = _value(names[0], ids) if names else st.just("")
        pair = [st.tuples(st.just(name), _value(name, ids)) for name in (*_PAGES[path], *_PAGES[path][:1] * 3)]
        odd = st.tuples(st.text(max_size=10), texts(ids))
        pairs = st.lists(mostly(st.one_of(pair), odd) if pair else odd, max_size=6).map(urlencode)
        loose = st.binary(max_size=80).map(lambda raw: quote(raw, safe="&=+;%[]{}|^`\"<>/?:@!$'()*,~"))
        return st.builds(
            lambda inner, query: path.format(**dict.fromkeys(names, quote(inner, safe="/%")[:9000])) + f"?{query}",
            inner, st.one_of(pairs, pairs, pairs, loose),
        )  # fmt: skip

    return st.sampled_from(list(_PAGES)).flatmap(to)


def page_is_served(wire: Wire) -> Callable[[str], None]:
    """No address brings an error of the server, or a page that repeats what it was given as markup."""

    def holds(target: str) -> None:
        _sound(*wire("GET", target))

    return holds


def _sound(status: int, headers: Mapping[str, str], body: bytes) -> None:
    assert status < 500, f"{status}: {body[:300]!r}"
    if headers.get("content-type", "").startswith("text/html"):
        assert _MARK.encode() not in body
        assert "default-src 'none'" in headers.get("content-security-policy", "")


def tables(ids: Ids) -> st.SearchStrategy[dict[str, str]]:
    """What the form for many questions sends."""
    return st.fixed_dictionaries(
        {"text": st.lists(texts(ids), max_size=6).map("\n".join)},
        optional={"as": st.one_of(st.sampled_from(["table", "csv", "jsonl", "stream"]), st.text(max_size=5))},
    )


def table_is_made(wire: Wire) -> Callable[[Mapping[str, str]], None]:
    """The same for the form."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    def holds(form: Mapping[str, str]) -> None:
        _sound(*wire("POST", "/batch", urlencode(form).encode(), kind))

    return holds


def _anything(ids: Ids) -> st.SearchStrategy[Any]:
    """Any JSON."""
    leaf = st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), texts(ids))
    return st.recursive(
        leaf,
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts(ids), inner, max_size=3)),
        max_leaves=8,
    )


def _calls(ids: Ids) -> st.SearchStrategy[dict[str, Any]]:
    """Calls of tools, each argument mostly of the kind it has to be."""
    anything = _anything(ids)

    def usually(fitting: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return mostly(fitting, anything)

    filters = usually(
        st.sampled_from(FILTER_NAMES).flatmap(
            lambda name: st.fixed_dictionaries({name: st.lists(_value(name, ids), max_size=2)})
        )
    )
    limit, asked = usually(st.integers(0, 101)), usually(_value("q", ids))
    passage = usually(_value("passage", ids))
    takes: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "search": ({"query": asked}, {"limit": limit, "mode": _value("mode", ids), "filters": filters}),
        "get_passage": ({"id": passage}, {"citation": usually(st.sampled_from(["bibtex", "ris", "csl-json"]))}),
        "related": ({"id": passage}, {"limit": limit, "across": usually(st.booleans()), "filters": filters}),
        "list_workshops": ({}, {"workshop": st.lists(_value("workshop", ids)), "year": usually(st.just([2006]))}),
        "verify_quote": ({"quote": asked}, {"filters": filters}),
        "guess": ({}, {"x": anything}),
    }
    params = st.sampled_from(sorted(takes)).flatmap(
        lambda tool: st.fixed_dictionaries(
            {
                "name": st.just(tool),
                "arguments": usually(st.fixed_dictionaries(takes[tool][0], optional=takes[tool][1])),
            }
        )
    )
    return st.fixed_dictionaries(
        {"jsonrpc": st.just("2.0"), "id": st.integers(0, 9), "method": st.just("tools/call"), "params": params}
    )


def messages(ids: Ids) -> st.SearchStrategy[bytes]:
    """Calls of tools, other methods, any JSON, and anything."""
    anything, call = _anything(ids), _calls(ids)
    other = st.fixed_dictionaries(
        {"jsonrpc": st.sampled_from(["2.0", "1.0"]), "method": st.sampled_from(_METHODS)},
        optional={"id": anything, "params": anything},
    )
    encoded = mostly(call, st.one_of(other, anything)).map(lambda message: json.dumps(message).encode())
    return mostly(encoded, st.binary(max_size=200))


def message_is_answered(wire: Wire) -> Callable[[bytes], None]:
    """No message brings an error of the server, told by its status, its code, or what its result says."""
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}

    def holds(message: bytes) -> None:
        status, _, body = wire("POST", "/mcp", message, headers)
        assert status < 500, f"{status}: {body[:300]!r}"
        assert b"Internal error" not in body
        answer = json.loads(body) if body else {}
        assert not isinstance(answer, dict) or (answer.get("error") or {}).get("code") != INTERNAL, body[:300]

    return holds


def fuzz_web(seconds: float, address: str) -> Turns:
    """Pages, the form for many questions, and the tools, in turn."""
    wire = Wire(address)
    ids = wire.ids()
    checks = [
        Check("pages", addresses(ids), page_is_served(wire)),
        Check("tables", tables(ids), table_is_made(wire)),
        Check("tools", messages(ids), message_is_answered(wire)),
    ]
    return take_turns(seconds, checks)
