"""What one request may make the service do: filters, tables, and every answer that takes long, have an end."""

from __future__ import annotations

import csv
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.http import admission
from api.settings import Settings
from search.encoder.memory import HashingEncoder
from search.engine import Engine
from search.query import MAX_VALUE_CHARS, MAX_VALUES
from search.runtime import Deadline
from search.snapshot.store import Store

Start = Callable[..., TestClient]


@pytest.fixture
def start(library: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Serves five passages, with settings."""
    monkeypatch.setattr("api.app.encoder_opener", lambda *_: lambda _: HashingEncoder())
    for name in "abcde":
        library.add(name, f"Boats need harbours, says number {name}.")
    library.publish()
    with ExitStack() as stack:

        def make(**settings: Any) -> TestClient:
            app = create_app(Settings(data=library.data, **settings))
            return stack.enter_context(TestClient(app, base_url="http://localhost"))

        yield make


@pytest.mark.parametrize(
    "values", [["x"] * 51, [str(n) for n in range(MAX_VALUES + 1)], ["x" * (MAX_VALUE_CHARS + 1)]]
)
def test_filters_have_the_same_limits_in_every_route(start: Start, values: list[str]) -> None:
    client, filters = start(), {"speaker": values}
    record = client.post("/v1/records", json={"query": "boats"}).json()
    asked = [
        client.get("/v1/search", params={"q": "boats", **filters}),
        client.post("/v1/search", json={"query": "boats", "filters": filters}),
        client.post("/v1/search/batch", json={"queries": [{"query": "boats", "filters": filters}]}),
        client.post("/v1/tables", json={"questions": ["boats"], "filters": filters}),
        client.post("/v1/records", json={"query": "boats", "filters": filters}),
    ]
    if len(set(values)) == len(values):  # what is said twice is one value
        asked += [
            client.post("/v1/records/rerun", json=record | {"filters": filters}),
            client.get("/", params={"q": "boats", **filters}),
        ]
    assert [answer.status_code for answer in asked] == [422] * len(asked)
    assert call(client, "search", {"query": "boats", "filters": filters})["isError"]


def call(client: TestClient, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """What a tool gives at ``/mcp``."""
    called = {"name": tool, "arguments": arguments}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": called}
    answer = client.post("/mcp", json=message, headers={"Accept": "application/json, text/event-stream"})
    result: dict[str, Any] = answer.json()["result"]
    return result


def test_the_maximum_number_of_filter_values_is_accepted(start: Start) -> None:
    documents = [item["id"] for item in start().get("/v1/documents").json()["items"]]
    wanted = [*(f"none-{n}" for n in range(MAX_VALUES - 2)), *documents[:2]]
    found = start().post("/v1/search", json={"query": "boats", "filters": {"document": wanted}}).json()
    assert {result["passage"]["document"]["id"] for result in found["results"]} == set(documents[:2])


class Slow:
    """An engine that takes its time with some questions."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds: Callable[[str], float]) -> None:
        search = Engine.search

        def slow(engine: Engine, question: Any) -> Any:
            time.sleep(seconds(question.text))
            return search(engine, question)

        monkeypatch.setattr(Engine, "search", slow)


def test_a_table_may_take_longer_than_one_answer(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    client = start(deadline_seconds=0.3)
    Slow(monkeypatch, lambda _: 0.1)
    answer = client.post("/v1/tables", json={"questions": ["boats"] * 8})
    assert [json.loads(line)["question"] for line in answer.text.splitlines()] == ["boats"] * 8


@pytest.mark.parametrize("path", ["/v1/tables", "/batch"])
@pytest.mark.parametrize("sent_as", ["csv", "jsonl"])
def test_a_table_that_ends_early_says_so_and_why_in_its_last_line(
    start: Start, monkeypatch: pytest.MonkeyPatch, path: str, sent_as: str
) -> None:
    client = start(deadline_seconds=0.3)
    Slow(monkeypatch, lambda text: 0.5 if text == "harbours" else 0)
    questions = ["boats", "harbours", "numbers"]
    if path == "/batch":
        answer = client.post(path, data={"text": "\n".join(questions), "as": sent_as})
    else:
        answer = client.post(f"{path}?format={sent_as}", json={"questions": questions})
    assert (answer.status_code, answer.headers["x-questions"]) == (200, "3")
    if sent_as == "jsonl":
        first, last = map(json.loads, answer.text.splitlines())
        assert (last["answered"], last["asked"]) == (1, 3)
        assert last["request_id"] == answer.headers["x-request-id"]
        said = last["ended"]
    else:
        first, last = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
        said = last["question"]
        assert not any(value for name, value in last.items() if name != "question")
    assert first["question"] == "boats"
    assert said.startswith("The table ends here, after 1 of 3 questions. This took longer than")


def test_a_failing_table_reveals_nothing_about_the_server(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    client = start()

    def broken(*_: object) -> None:
        raise RuntimeError("/srv/secret")

    monkeypatch.setattr(Engine, "search", broken)
    (last,) = client.post("/v1/tables", json={"questions": ["boats"]}).text.splitlines()
    assert "after 0 of 1 questions. Internal error" in json.loads(last)["ended"]
    assert "secret" not in last


def test_a_whole_table_has_a_time_limit_too(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.v1.streams.TABLE_SECONDS", 0.2)
    client = start()
    Slow(monkeypatch, lambda _: 0.06)
    lines = client.post("/v1/tables", json={"questions": ["boats"] * 50}).text.splitlines()
    assert 1 < len(lines) < 10
    assert "ended" in json.loads(lines[-1])


def test_every_long_answer_ends_at_its_deadline(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    found = client.get("/v1/recommendations?limit=1").json()["items"][0]
    identifier, text = found["id"], found["text"]
    assert client.get(f"/v1/recommendations/{identifier}/related").status_code == 200

    def passed(_: type[Deadline], seconds: float) -> Deadline:
        return Deadline(time.monotonic() - seconds)

    monkeypatch.setattr(Deadline, "after", classmethod(passed))
    answers = [
        client.get(f"/v1/recommendations/{identifier}/related"),
        client.get(f"/v1/recommendations/{identifier}/evidence"),
        client.get(f"/v1/passages/{identifier}/related"),
        client.get("/v1/recommendations"),
        client.get("/v1/matrix"),
        client.get("/v1/matrix?by=theme"),
        client.post("/v1/quotes/verify", json={"quote": text}),
        client.post("/v1/quotes/verify", json={"quote": "nothing of the kind was ever said about loans"}),
    ]
    for answer in answers:
        assert (answer.status_code, "longer" in answer.json()["detail"]) == (503, True), answer.request.url
    for tool, arguments in (
        ("get_passage", {"id": identifier}),
        ("related", {"id": identifier}),
        ("list_workshops", {}),
        ("verify_quote", {"quote": text}),
    ):
        assert call(client, tool, arguments)["isError"], tool


def test_large_bodies_share_memory_and_small_ones_are_always_admitted(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "LARGE_BODIES", 0)
    monkeypatch.setattr(admission, "SMALL_BODY", 1000)
    client = start(max_body_bytes=2000)  # leaves 4,000 for what is large of all
    large = json.dumps({"query": "boats", "filters": {"speaker": ["x" * 400] * 4}}).encode()
    assert 1500 < len(large) < 2000
    wait, reached = [True], []
    facet_rows = Store.facet_rows

    def held(store: Store, key: str) -> Any:
        reached.append(key)
        while wait[0]:
            time.sleep(0.01)
        return facet_rows(store, key)

    monkeypatch.setattr(Store, "facet_rows", held)
    kind = {"Content-Type": "application/json"}
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(client.post("/v1/search", content=large, headers=kind).status_code)

    asking = [threading.Thread(target=ask) for _ in range(10)]
    for thread in asking:
        thread.start()
    end = time.monotonic() + 10
    while len(statuses) < 3 and time.monotonic() < end:
        time.sleep(0.01)
    assert set(statuses) == {503}
    wait[0] = False
    for thread in asking:
        thread.join()
    assert statuses.count(200) >= 4
    assert client.post("/v1/search", content=large, headers=kind).status_code == 200
