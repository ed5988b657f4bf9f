"""Lists a page at a time while snapshots change; answers that need not be sent twice; who may read them where."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings


def pages(client: TestClient, path: str, **given: Any) -> Iterator[list[dict[str, Any]]]:
    cursor: dict[str, str] = {}
    while True:
        answer = client.get(path, params={**given, **cursor})
        assert answer.status_code == 200, answer.text
        yield answer.json()["items"]
        if answer.json()["next_cursor"] is None:
            return
        cursor = {"cursor": answer.json()["next_cursor"]}


@pytest.fixture
def shelf(library: Any) -> Any:
    for number in range(7):
        library.add(f"{number}", f"Text of number {number}.")
    library.publish()
    return library


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_pages_of_a_list_join_without_gaps_or_repeats(
    shelf: Any, serve: Callable[[Path], TestClient], limit: int
) -> None:
    read = list(pages(serve(shelf.data), "/v1/documents", limit=limit))
    assert [item["title"] for page in read for item in page] == list("0123456")
    assert all(len(page) == limit for page in read[:-1])


def test_a_cursor_stays_valid_when_documents_are_added(shelf: Any, serve: Callable[[Path], TestClient]) -> None:
    client = serve(shelf.data)
    first = client.get("/v1/documents", params={"limit": 3}).json()
    assert [item["title"] for item in first["items"]] == ["0", "1", "2"]
    shelf.add("00 came in before", "More text.")
    shelf.add("33 came in after", "And more.")
    made = shelf.publish().id
    client.app.state.service.poll()  # type: ignore[attr-defined]
    second = client.get("/v1/documents", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert second["snapshot"]["id"] == made
    assert [item["title"] for item in second["items"]] == ["3", "33 came in after", "4"]


def test_recommendations_and_workshops_are_paged_the_same_way(client: TestClient) -> None:
    whole = client.get("/v1/recommendations", params={"limit": 500}).json()["items"]
    assert [item for page in pages(client, "/v1/recommendations", limit=7) for item in page] == whole
    assert [(item["page"], item["start"]) for item in whole] == sorted((i["page"], i["start"]) for i in whole)
    assert [len(page) for page in pages(client, "/v1/workshops", limit=1)] == [1]


def test_a_cursor_that_was_altered_or_belongs_to_another_list_is_refused(client: TestClient) -> None:
    cursor = client.get("/v1/recommendations", params={"limit": 2}).json()["next_cursor"]
    altered = ("B" if cursor[4] != "B" else "C").join((cursor[:4], cursor[5:]))
    for path, given in (
        ("/v1/recommendations", {"cursor": altered}),
        ("/v1/recommendations", {"cursor": cursor[:-2]}),
        ("/v1/recommendations", {"cursor": cursor, "workshop": "workshop-china-seminar"}),
        ("/v1/documents", {"cursor": cursor}),
        ("/v1/documents", {"cursor": "é" * 10}),
        ("/v1/recommendations", {"cursor": "nonsense", "workshop": "one that is not there"}),
    ):
        answer = client.get(path, params=given)
        assert answer.status_code == 422, answer.text
        assert "start at the first page" in answer.json()["detail"]
    assert client.get("/v1/recommendations", params={"cursor": cursor, "limit": 9}).status_code == 200


def test_a_matching_etag_gets_304_until_the_snapshot_changes(
    shelf: Any, serve: Callable[[Path], TestClient]
) -> None:
    client = serve(shelf.data)
    for path in ("/v1/documents?limit=3", "/v1/search?q=text", "/v1/workshops"):
        first = client.get(path)
        assert first.headers["cache-control"] == "no-cache"
        tag = {"If-None-Match": f'"other", {first.headers["etag"]}'}
        again = client.get(path, headers=tag)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    tag = {"If-None-Match": client.get("/v1/documents").headers["etag"]}
    assert client.get("/v1/documents?limit=3", headers=tag).status_code == 200
    shelf.add("new", "More text.")
    shelf.publish()
    client.app.state.service.poll()  # type: ignore[attr-defined]
    assert client.get("/v1/documents", headers=tag).status_code == 200


def test_a_strong_etag_means_equal_bytes_and_a_search_has_a_weak_one(client: TestClient) -> None:
    first, second = (client.get("/v1/recommendations") for _ in range(2))
    assert first.headers["etag"] == second.headers["etag"]
    assert not first.headers["etag"].startswith("W/")
    assert first.content == second.content
    assert client.get("/v1/search?q=x").headers["etag"].startswith("W/")
    plain = client.get("/v1/recommendations", headers={"Accept-Encoding": "identity"})
    assert plain.headers["etag"] != first.headers["etag"]


def test_errors_and_answers_to_a_key_are_not_stored_by_shared_caches(client: TestClient) -> None:
    assert client.get("/v1/passages/nothing").headers["cache-control"] == "no-store"
    keyed = client.get("/v1/documents", headers={"Authorization": "Bearer x"})
    assert keyed.headers["cache-control"] == "private, no-cache"
    assert "Authorization" in keyed.headers["vary"]


def test_long_answers_are_compressed_on_request_and_short_ones_are_not(client: TestClient) -> None:
    path = "/v1/recommendations?limit=60"
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        packed = b"".join(answer.iter_raw())
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed) == plain.content
    assert len(packed) < len(plain.content) / 4
    assert "content-encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_a_table_is_streamed_line_by_line_without_compression(client: TestClient) -> None:
    body = {"questions": ["Who should fund innovation?"] * 40}
    answer = client.post("/v1/tables", json=body, headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) > 4096
    assert "content-encoding" not in answer.headers


def test_cors_is_allowed_only_for_configured_origins(tmp_path: Path) -> None:
    ours, theirs = "https://app.example.org", "https://elsewhere.example"
    asking = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    with TestClient(create_app(Settings(data=tmp_path)), base_url="http://localhost") as closed:
        answer = closed.get("/healthz", headers={"Origin": ours})
        assert "access-control-allow-origin" not in answer.headers
    settings = Settings(data=tmp_path, allowed_origins=ours)
    with TestClient(create_app(settings), base_url="http://localhost") as opened:
        assert opened.get("/healthz", headers={"Origin": ours}).headers["access-control-allow-origin"] == ours
        assert opened.options("/v1/search", headers={"Origin": ours, **asking}).status_code == 200
        assert "access-control-allow-origin" not in opened.get("/healthz", headers={"Origin": theirs}).headers
