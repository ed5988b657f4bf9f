"""How much may be asked, how what is beyond is refused, and that refusing leaves the rest as it was."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.http.rate_limit import RateCounter
from api.settings import Settings
from search.encoder.memory import HashingEncoder
from search.engine import Engine

Start = Callable[..., TestClient]


@pytest.fixture
def start(library: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Serves one passage, with settings."""
    monkeypatch.setattr("api.app.encoder_opener", lambda *_: lambda _: HashingEncoder())
    library.add("a", "Boats need harbours.")
    library.publish()
    with ExitStack() as stack:

        def make(client: str = "testclient", **settings: Any) -> TestClient:
            app = create_app(Settings(data=library.data, **settings))
            return stack.enter_context(TestClient(app, client=(client, 5), base_url="http://localhost"))

        yield make


def refused(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["request_id"] == answer.headers["x-request-id"]
    return body


def test_an_address_over_its_rate_limit_is_told_when_to_retry(start: Start) -> None:
    client = start("203.0.113.9", rate_per_address=3)
    assert [client.get("/v1/search?q=boats").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get("/v1/search?q=boats")
    refused(answer, 429)
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert client.get("/healthz").status_code == 200


def test_loopback_is_not_rate_limited_but_a_key_always_is(start: Start) -> None:
    client = start("127.0.0.1", rate_per_address=2, rate_per_key=2)
    assert {client.get("/v1/search?q=boats").status_code for _ in range(5)} == {200}
    key = {"Authorization": "Bearer nobody"}
    assert [client.get("/v1/search?q=boats", headers=key).status_code for _ in range(3)][-1] == 429
    assert client.get("/v1/search?q=boats").status_code == 200


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("203.0.113.1", "203.0.113.1", True),
        ("203.0.113.1", "203.0.113.2", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.1", "203.0.113.1", True),
        ("::1", "::1", False),
        ("::ffff:127.0.0.1", "127.0.0.2", False),
    ],
)
def test_which_addresses_are_counted_together(one: str, other: str, together: bool) -> None:
    rates = RateCounter(1, 0)
    assert rates.retry_after({"client": (one, 1), "headers": []}) == 0
    assert (rates.retry_after({"client": (other, 1), "headers": []}) > 0) is together


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_refused_however_it_is_sent(start: Start, announced: bool) -> None:
    client = start(max_body_bytes=1024)
    body = b'{"query": "' + b"x" * 2000 + b'"}'
    content: Any = body if announced else iter([body[:500], body[500:]])
    answer = client.post("/v1/search", content=content, headers={"Content-Type": "application/json"})
    assert "1024 bytes" in refused(answer, 413)["detail"]
    assert client.post("/v1/search", json={"query": "boats"}).status_code == 200


def test_other_media_types_than_json_get_415(start: Start) -> None:
    answer = start().post("/v1/search", content=b"boats", headers={"Content-Type": "text/plain"})
    assert "application/json" in refused(answer, 415)["detail"]


def test_requests_beyond_capacity_are_refused_at_once_and_health_still_answers(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = start(max_under_way=2)
    search, go_on, begun = Engine.search, threading.Event(), threading.Semaphore(0)

    def slow(self: Engine, question: Any) -> Any:
        begun.release()
        assert go_on.wait(20)
        return search(self, question)

    monkeypatch.setattr(Engine, "search", slow)
    statuses: list[int] = []
    asking = [
        threading.Thread(target=lambda: statuses.append(client.get("/v1/search?q=boats").status_code))
        for _ in range(2)
    ]
    for thread in asking:
        thread.start()
    assert begun.acquire(timeout=10)
    assert begun.acquire(timeout=10)
    answer = client.get("/v1/search?q=boats")
    refused(answer, 503)
    assert answer.headers["retry-after"] == "1"
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    go_on.set()
    for thread in asking:
        thread.join()
    assert statuses == [200, 200]
    assert client.get("/v1/search?q=boats").status_code == 200
    told = client.get("/metrics").text
    assert 'workshop_search_refused_total{why="overload"} 1.0' in told
    assert "workshop_search_requests_computing 0.0" in told


def test_an_answer_past_its_deadline_is_stopped_between_stages(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = start(deadline_seconds=0.05)
    encode = HashingEncoder.encode_query

    def slow(self: HashingEncoder, text: str) -> Any:
        threading.Event().wait(0.1)
        return encode(self, text)

    monkeypatch.setattr(HashingEncoder, "encode_query", slow)
    for answer in (
        client.get("/v1/search?q=boats"),
        client.post("/v1/search/batch", json={"queries": ["boats", "harbours"]}),
    ):
        assert "longer" in refused(answer, 503)["detail"]
        assert answer.headers["retry-after"]


def test_listing_documents_takes_a_slot_although_uploads_use_the_same_path(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    client: Any = start()
    under_way = client.app.state.metrics.computing
    taken, take = [], under_way.inc
    monkeypatch.setattr(under_way, "inc", lambda: (taken.append("a place"), take()))
    assert client.get("/v1/documents").status_code == 200
    assert taken == ["a place"]
