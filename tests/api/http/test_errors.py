"""Whatever is asked wrongly is answered by a problem document whose detail says what to do."""

from __future__ import annotations

import base64
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import DamagedError, ModelError


def problem(answer: Any, status: int, said: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert said in body["detail"], body["detail"]
    return body


def forged(*content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/v1/search", "q"),
        ("/v1/search?q=", "at least 1 character"),
        ("/v1/search?q=%20%20", "empty"),
        ("/v1/search?q=" + "x" * 10_000, "8000 characters"),
        ("/v1/search?q=x&limit=0", "greater than or equal to 1"),
        ("/v1/search?q=x&limit=1000000000", "less than or equal to 100"),
        ("/v1/search?q=x&limit=ten", "integer"),
        ("/v1/search?q=x&mode=fuzzy", "hybrid"),
        ("/v1/search?q=x&speakers=Yim", "speaker"),
        ("/v1/search?q=x&kind=slide", "recommendation"),
        ("/v1/search?q=x&year=MMVI", "integer"),
        ("/v1/search?q=x&dedupe=perhaps", "boolean"),
        ("/v1/recommendations?adressee=x", "addressee"),
        ("/v1/recommendations?limit=0", "greater than or equal to 1"),
        ("/v1/recommendations?cursor=nonsense", "start at the first page"),
        ("/v1/documents?cursor=" + forged("other snapshot", 5), "start at the first page"),
        ("/v1/documents?cursor=" + forged(1), "start at the first page"),
    ],
)
def test_an_invalid_query_string_gets_a_message_that_says_what_is_valid(
    client: TestClient, path: str, said: str
) -> None:
    problem(client.get(path), 422, said)


@pytest.mark.parametrize("offset", [10**30, 10**17, 1e300, -1, "x", None, [], float("inf")])
def test_a_forged_cursor_is_refused_or_gives_an_empty_page(client: TestClient, offset: object) -> None:
    snapshot = client.get("/readyz").json()["snapshot"]
    for path in ("/v1/documents", "/v1/recommendations"):
        answer = client.get(path, params={"cursor": forged(snapshot, offset)})
        assert answer.status_code in (200, 422), answer.text
        assert answer.status_code == 422 or answer.json()["items"] == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{", "JSON"),
        ("[]", "Invalid request"),
        ('{"query": ""}', "query"),
        ('{"query": "   "}', "empty"),
        ('{"query": 5}', "string"),
        ('{"question": "x"}', "query"),
        ('{"query": "x", "limt": 3}', "limt"),
        ('{"query": "x", "limit": 0}', "limit"),
        ('{"query": "x", "limit": 1e9}', "limit"),
        ('{"query": "x", "limit": true}', "limit"),
        ('{"query": "x", "limit": "5"}', "limit"),
        ('{"query": "x", "facets": "true"}', "facets"),
        ('{"query": "x", "filters": {"year": [true]}}', "year"),
        ('{"query": "x", "filters": {"year": [-44]}}', "year"),
        ('{"query": "x", "filters": {"speakers": ["a"]}}', "speakers"),
        ('{"query": "x", "filters": {"kind": ["slide"]}}', "kind"),
        ('{"query": "x", "filters": {"kind": "talk"}}', "list"),
    ],
)
def test_an_invalid_body_gets_a_message_that_says_what_is_valid(client: TestClient, body: str, said: str) -> None:
    problem(client.post("/v1/search", content=body, headers={"content-type": "application/json"}), 422, said)


@pytest.mark.parametrize(
    "body", ['{"query": "half \\ud800 character"}', '{"query": "x", "filters": {"speaker": ["\\udfff"]}}']
)
def test_lone_surrogates_are_no_server_error(client: TestClient, body: str) -> None:
    answer = client.post("/v1/search", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("queries", [[], ["x"] * 101, ["", {"query": "y", "limit": 0}], [1], "x", None])
def test_a_batch_without_a_valid_question_is_refused(client: TestClient, queries: object) -> None:
    problem(client.post("/v1/search/batch", json={"queries": queries}), 422, "")


@pytest.mark.parametrize(
    "body", [b"{", b'{"queries": ["x"], "limit": 3}', b"[" * 100_000, b'{"queries": ["\\ud800"]}']
)
def test_a_body_that_is_no_batch_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/v1/search/batch", content=body, headers={"Content-Type": "application/json"})
    problem(answer, 422, "")


def test_a_batch_of_another_media_type_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/search/batch", content=b"x", headers={"Content-Type": "text/plain"})
    problem(answer, 415, "application/json")


def test_a_batch_names_its_invalid_questions_and_answers_the_others(client: TestClient) -> None:
    queries = [
        "loans",
        {"query": "y", "limit": 0},
        {"query": "banks", "limit": 1},
        " ",
        {"query": "z", "kind": "x"},
    ]
    found = client.post("/v1/search/batch", json={"queries": queries}).json()
    assert [answer and answer["query"] for answer in found["answers"]] == ["loans", None, "banks", None, None]
    assert [error["index"] for error in found["errors"]] == [1, 3, 4]
    assert "limit" in found["errors"][0]["detail"]
    assert "kind" in found["errors"][2]["detail"]


@pytest.mark.parametrize(
    "path", ["/v1/search", "/v1/quotes/verify", "/v1/records", "/v1/records/rerun", "/v1/search/batch"]
)
def test_a_body_of_unknown_names_is_refused_without_making_an_error_of_each(client: TestClient, path: str) -> None:
    body = json.dumps(dict.fromkeys(map(str, range(20_000)), 0)).encode()
    assert len(body) < 256 * 1024
    began = time.process_time()
    answer = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert time.process_time() - began < 0.25
    assert len(problem(answer, 422, "")["detail"]) < 2000


def test_a_saved_search_of_too_many_results_is_refused_before_they_are_validated(client: TestClient) -> None:
    began = time.process_time()
    problem(client.post("/v1/records/rerun", json={"results": [{}] * 60_000}), 422, "results")
    assert time.process_time() - began < 0.25


@pytest.mark.parametrize(
    "path", ["/v1/search", "/v1/quotes/verify", "/v1/records", "/v1/records/rerun", "/v1/ingest", "/mcp"]
)
def test_the_body_of_one_question_is_at_most_256_kb(client: TestClient, path: str) -> None:
    problem(client.post(path, content=b" " * (256 * 1024 + 1)), 413, "262144 bytes")


def test_the_longest_question_fits_with_every_character_escaped(client: TestClient) -> None:
    body = json.dumps({"query": "\U0001f600" * 8000}).encode()
    answer = client.post("/v1/search", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/v1/passages/nothing", "/v1/passages/nothing/related", "/v1/recommendations/d0-0",
        "/v1/recommendations/d0-0/related", "/v1/documents/d0", "/v1/workshops/nowhere", "/v1/nothing", "/nothing",
    ],
)  # fmt: skip
def test_a_404_says_where_to_look(client: TestClient, path: str) -> None:
    problem(client.get(path), 404, "")


def test_the_methods_of_every_operation_at_a_path_are_named(client: TestClient) -> None:
    for path, methods in (
        ("/v1/search", "GET, HEAD, POST"),
        ("/v1/documents", "GET, HEAD, POST"),
        ("/v1/documents/x", "DELETE, GET, HEAD"),
    ):
        assert client.put(path).headers["allow"] == methods


def test_a_405_lists_the_supported_methods(client: TestClient) -> None:
    answer = client.delete("/v1/search")
    problem(answer, 405, "Allow")
    assert "GET" in answer.headers["allow"]


@given(identifier=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_no_id_causes_a_server_error(client: TestClient, identifier: str) -> None:
    from urllib.parse import quote

    for route in ("passages", "recommendations", "documents", "workshops"):
        answer = client.get(f"/v1/{route}/{quote(identifier, safe='')}")
        assert answer.status_code in (200, 404, 307), (identifier, answer.text)


def test_a_reworded_id_answers_301_and_a_removed_one_410_with_the_nearest(
    library: Any, serve: Callable[[Path], TestClient]
) -> None:
    document = library.add("a", "Some text.")
    (passage,) = library.catalogue.passages(document.id)
    library.catalogue.put_former_id("d1-old", passage.id, None, "2026")
    library.catalogue.put_former_id("d1-lost", None, passage.id, "2026")
    library.publish()
    client = serve(library.data)
    for tail in ("", "/related?limit=3"):
        moved = client.get(f"/v1/passages/d1-old{tail}")
        problem(moved, 301, passage.id)
        assert moved.headers["location"].endswith(f"/v1/passages/{passage.id}{tail}")
        assert client.get(moved.headers["location"]).status_code == 200
    assert problem(client.get("/v1/passages/d1-lost"), 410, passage.id)["nearest"] == passage.id


def test_without_a_snapshot_every_route_but_health_says_what_to_do(
    tmp_path: Path, serve: Callable[[Path], TestClient]
) -> None:
    client = serve(tmp_path / "nothing")
    assert client.get("/healthz").status_code == 200
    for path in ("/readyz", "/v1/search?q=x", "/v1/workshops"):
        answer = client.get(path)
        problem(answer, 503, "workshop-search ingest")
        assert answer.headers["retry-after"]
    page = client.get("/")
    assert page.status_code == 503
    assert 'href="/add' in page.text


def test_a_damaged_snapshot_stops_the_service_from_starting(
    library: Any, serve: Callable[[Path], TestClient]
) -> None:
    library.add("a", "Some text.")
    manifest = library.publish()
    (library.layout.path(manifest.id) / "vectors.faiss").write_bytes(b"")
    with pytest.raises(DamagedError, match=r"vectors\.faiss"):
        serve(library.data)


def test_a_model_other_than_the_one_of_the_index_stops_the_service_from_starting(real: Any) -> None:
    from api.encoders import encoder_opener

    with pytest.raises(ModelError, match="workshop-search ingest"):
        encoder_opener(real.data / "models", None, "openvino")("e" + "0" * 16)


def test_an_unexpected_error_is_a_problem_that_reveals_nothing(
    library: Any, serve: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add("a", "Some text.")
    library.publish()
    client = serve(library.data)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("search.engine.Engine.search", broken)
    answer = client.get("/v1/search?q=x")
    problem(answer, 500, "Internal error")
    assert "secret" not in answer.text


def test_files_that_vanish_while_serving_give_no_traceback(
    library: Any, serve: Callable[[Path], TestClient]
) -> None:
    library.add("a", "Some text.")
    manifest = library.publish()
    client = serve(library.data)
    shutil.rmtree(library.layout.path(manifest.id))
    assert client.get("/v1/search?q=some+text").status_code in (200, 503)
