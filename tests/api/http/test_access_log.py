"""Every request has an id, a line in the log and a place in the metrics; nothing internal goes out."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.http import logs
from api.settings import Settings

SECRET = "/srv/secret/place.sqlite"


@pytest.fixture
def answering(library: Any, serve: Callable[[Path], TestClient]) -> TestClient:
    """A service over one passage."""
    library.add("a", "Boats need harbours.")
    library.publish()
    return serve(library.data)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[str]]]:
    """``lines(log_format=…)`` sets logging up; called again, it gives what was logged."""
    written = io.StringIO()
    root, ours = logging.getLogger(), logging.getLogger("workshop_search")
    before = root.handlers[:], root.level, ours.level

    def get(log_format: Literal["console", "json"] | None = None, log_level: str = "info") -> list[str]:
        if log_format:
            monkeypatch.setattr("sys.stderr", written)
            logs.configure(log_format, log_level)
        return written.getvalue().splitlines()

    yield get
    root.handlers[:], root.level = before[0], before[1]
    ours.setLevel(before[2])


def test_a_valid_request_id_is_kept_and_any_other_is_replaced(answering: TestClient) -> None:
    for given in ("0af7651916cd43dd8448eb211c80319c", "my-client.2026_11"):
        assert answering.get("/healthz", headers={"X-Request-Id": given}).headers["x-request-id"] == given
    made = set()
    for given in ("short", "x" * 65, 'a"b{}injection', "with space in it", ""):
        answer = answering.get("/healthz", headers={"X-Request-Id": given})
        assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"]), given
        made.add(answer.headers["x-request-id"])
    assert len(made) == 5


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("DELETE", "/v1/search", 405),
        ("GET", "/v1/search?q=x&limit=0", 422),
        ("GET", "/v1/passages/none", 404),
    ],
)
def test_every_problem_names_the_id_of_its_request(
    answering: TestClient, method: str, path: str, status: int
) -> None:
    answer = answering.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_an_unexpected_error_is_logged_and_not_shown_to_the_client(
    answering: TestClient, lines: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"cannot read {SECRET}")

    monkeypatch.setattr("search.engine.Engine.search", broken)
    lines(log_format="json")
    answer = answering.get("/v1/search?q=boats")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    told = answer.text + str(answer.headers)
    assert not any(part in told for part in ("secret", "sqlite", "RuntimeError", "Traceback", ".py"))
    logged = [json.loads(line) for line in lines()]
    (failure,) = (line for line in logged if "exception" in line)
    assert SECRET in failure["exception"]
    assert failure["request_id"] == answer.headers["x-request-id"]
    (request,) = (line for line in logged if line["message"] == "request")
    assert (request["status"], request["route"]) == (500, "/v1/search")


def test_a_request_is_one_log_line_without_its_query(
    answering: TestClient, lines: Callable[..., list[str]]
) -> None:
    lines(log_format="json")
    answer = answering.get("/v1/search?q=harbours")
    answering.get("/v1/passages/harbours")
    answering.get("/harbours")
    logged = [json.loads(line) for line in lines()]
    assert [line["route"] for line in logged] == ["/v1/search", "/v1/passages/{id}", "unmatched"]
    first = logged[0]
    assert first["request_id"] == answer.headers["x-request-id"]
    assert (first["method"], first["status"], first["bytes"]) == ("GET", 200, len(answer.content))
    assert first["ms"] > 0
    assert "harbours" not in json.dumps(logged)


def test_queries_are_logged_only_if_a_setting_says_so(
    library: Any, lines: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from search.encoder.memory import HashingEncoder

    monkeypatch.setattr("api.app.encoder_opener", lambda *_: lambda _: HashingEncoder())
    library.add("a", "Boats need harbours.")
    library.publish()
    settings = Settings(data=library.data, log_questions=True)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        lines(log_format="json")
        answer = client.post("/v1/search", json={"query": "harbours"})
    (asked,) = (line for line in map(json.loads, lines()) if line["message"] == "question")
    assert (asked["question"], asked["request_id"]) == ("harbours", answer.headers["x-request-id"])


def test_console_log_lines_cannot_be_forged_and_libraries_share_the_format(
    lines: Callable[..., list[str]],
) -> None:
    lines(log_format="console")
    logging.getLogger("uvicorn.error").warning("odd \n2026 INFO forged \x1b[31m")
    (line,) = lines()
    assert "WARNING odd \\n2026 INFO forged \\x1b[31m" in line


def test_an_unknown_address_gives_browsers_a_page_and_programs_a_problem(answering: TestClient) -> None:
    page = answering.get("/<b>nowhere", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1>Not found</h1>" in page.text
    assert "<b>" not in page.text
    for path, accept in (("/nowhere", "*/*"), ("/v1/nowhere", "text/html")):
        answer = answering.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_metrics_count_requests_by_template_and_time_stages(answering: TestClient) -> None:
    for _ in range(2):
        answering.get("/v1/search?q=boats")
    answering.get("/v1/passages/made-up")
    answering.get("/made-up")
    told = answering.get("/metrics").text
    name = "workshop_search_"
    assert f'{name}requests_total{{method="GET",route="/v1/search",status="200"}} 2.0' in told
    assert f'{name}requests_total{{method="GET",route="/v1/passages/{{id}}",status="404"}} 1.0' in told
    assert f'{name}requests_total{{method="GET",route="unmatched",status="404"}} 1.0' in told
    assert f'{name}request_seconds_count{{route="/v1/search"}} 2.0' in told
    for stage in ("encode", "vector", "lexical", "fuse", "read", "judge"):
        assert f'{name}stage_seconds_count{{stage="{stage}"}} 2.0' in told
    for gauge in ("snapshot_age_seconds", "snapshot_bytes", 'jobs{state="failed"}'):
        assert name + gauge in told
    assert "made-up" not in told


def test_metrics_count_documents_of_the_last_run_by_result(
    workplace: Any, serve: Callable[[Path], TestClient]
) -> None:
    workplace.write("old.txt", "Boats need harbours.")
    workplace.ingest()
    workplace.write("new.txt", "Harbours need boats.")
    workplace.write("broken.pdf", b"%PDF-1.4 and nothing more")
    workplace.ingest()
    told = serve(workplace.data).get("/metrics").text
    counted = dict(re.findall(r'workshop_search_last_run_documents{result="(\w+)"} ([\d.]+)', told))
    assert counted == {
        "new": "1.0",
        "changed": "0.0",
        "unchanged": "1.0",
        "gone": "0.0",
        "stale": "0.0",
        "failed": "1.0",
    }
