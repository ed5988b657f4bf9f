"""A service over a library on Milvus: what it says while Milvus is away, and that it answers when it is back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import serve
from api.service import Service
from api.settings import Settings
from corpus.errors import DamagedError
from search.encoder.memory import HashingEncoder
from search.index.milvus.connection import Address, Milvus
from search.snapshot.layout import Layout

SECRET = "http://root:Secret7@milvus.test:19530"


@pytest.fixture
def filled(library: Any, publish: Callable[..., Any], servers: Any, server: Any) -> Layout:
    """A library on Milvus, at an address with a password in it."""
    for number in range(8):
        library.add(f"d{number}", f"Credit number{number} for farms.")
    publish()
    servers[SECRET] = server
    return Layout(library.data, Milvus(Address(SECRET)))


@pytest.fixture
def begin(filled: Layout) -> Iterator[Callable[[], TestClient]]:
    """Starts the service and gives a client."""
    clients: list[TestClient] = []

    def start() -> TestClient:
        service = Service(filled, lambda _: HashingEncoder(), poll_seconds=0.05)
        service.start()
        app = create_app(Settings(data=filled.data, milvus_uri=SECRET), service)
        clients.append(TestClient(app, base_url="http://127.0.0.1"))
        return clients[-1].__enter__()

    yield start
    for client in clients:
        client.__exit__(None, None, None)


PATHS = ("/v1/search?q=credit", "/?q=credit", "/readyz")


@pytest.mark.parametrize("path", PATHS)
def test_started_while_milvus_is_away_it_says_503_and_answers_when_it_is_there(
    begin: Callable[[], TestClient], server: Any, path: str
) -> None:
    server.away = True
    client = begin()
    away = client.get(path)
    assert (away.status_code, int(away.headers["retry-after"]) > 0) == (503, True)
    assert_nothing_told(away.text)
    server.away = False
    until = time.monotonic() + 5
    while client.get(path).status_code != 200 and time.monotonic() < until:
        time.sleep(0.05)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PATHS[:2])
def test_away_under_questions_it_says_503_and_answers_at_once_when_it_is_back(
    begin: Callable[[], TestClient], server: Any, path: str
) -> None:
    client = begin()
    assert client.get(path).status_code == 200
    server.away = True
    away = client.get(path)
    assert (away.status_code, int(away.headers["retry-after"]) > 0) == (503, True)
    assert_nothing_told(away.text)
    server.away = False
    assert client.get(path).status_code == 200


def test_what_milvus_refuses_is_503_without_a_word_of_it(begin: Callable[[], TestClient], server: Any) -> None:
    client = begin()
    server.failing["search"] = ValueError(f"wrong at {SECRET}")
    refused = client.get(PATHS[0])
    assert (refused.status_code, "retry-after" in refused.headers) == (503, True)
    assert_nothing_told(refused.text)


def assert_nothing_told(text: str) -> None:
    """Clients are told neither where Milvus is nor with what password."""
    for word in ("Secret7", "milvus.test", "19530"):
        assert word not in text


def test_several_workers_wait_for_milvus_as_one_does(
    filled: Layout, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []
    monkeypatch.setattr(serve, "serve_many", lambda settings, listening, workers: begun.append(workers))
    monkeypatch.setattr("api.http.logs.configure", lambda *_: None)
    monkeypatch.setenv("WORKSHOP_SEARCH_MILVUS_URI", SECRET)
    given: dict[str, Any] = {"host": None, "port": 0, "workers": 2, "data": filled.data, "as_json": False}
    server.away = True
    serve.serve.callback.__wrapped__(**given)  # type: ignore[union-attr]
    assert begun == [2]
    server.away = False
    server.collections.clear()
    with pytest.raises(DamagedError):
        serve.serve.callback.__wrapped__(**given)  # type: ignore[union-attr]
