"""Adding, removing and going back on the pages, as a browser without a script does it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.jobs import JobRunner
from api.settings import Settings
from api.web.job_view import JobView
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.jobs import Job, Jobs
from corpus.catalogue.keys import Keys, Scope
from search.encoder.memory import HashingEncoder

FILE = {"file": ("Zebu cattle.txt", b"Zebu cattle plough the terraces.")}


class Desk:
    """A served library whose jobs wait, and keys to it."""

    def __init__(self, data: Path, client: TestClient) -> None:
        self.data, self.client = data, client

    def key(self, scope: Scope = "write") -> str:
        with Catalogue.open(self.data / "catalogue.sqlite") as catalogue:
            return Keys(catalogue).add(f"key-{scope}", scope)[1]

    def waiting(self) -> list[Job]:
        with Catalogue.open(self.data / "catalogue.sqlite") as catalogue:
            return Jobs(catalogue, self.data).in_state("waiting")

    def add(self, key: str, **fields: str) -> Response:
        files = {"key": (None, key)} | {name: (None, value) for name, value in fields.items()} | FILE
        return self.client.post("/add", files=files)


@pytest.fixture
def desk(library: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("api.app.encoder_opener", lambda *_: lambda _: HashingEncoder())
    monkeypatch.setattr(JobRunner, "look", lambda _: None)
    library.add("one", "The first text.")
    library.publish()
    library.add("two", "The second text.")
    library.publish()
    settings = Settings(data=library.data, max_upload_bytes=200_000)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield Desk(library.data, client)


def bare(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_file_sent_with_the_key_in_the_form_becomes_a_job_whose_page_reloads_itself(desk: Desk) -> None:
    answer = desk.add(desk.key())
    assert answer.status_code == 303
    (job,) = desk.waiting()
    assert answer.headers["location"] == f"/jobs/{job.id}"
    assert (job.task["kind"], job.task["name"]) == ("file", "Zebu cattle.txt")
    assert (desk.data / "jobs" / job.id / "Zebu cattle.txt").read_bytes() == FILE["file"][1]
    page = desk.client.get(answer.headers["location"]).text
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "Adding Zebu cattle.txt" in page


@pytest.mark.parametrize("wrong", ["", "wsk_x_y"])
def test_without_a_valid_key_nothing_is_added_and_the_form_says_why(desk: Desk, wrong: str) -> None:
    desk.key()
    answer = desk.add(wrong)
    assert answer.status_code == 401
    assert "data-key-refused" in answer.text
    assert desk.waiting() == []


def test_a_key_that_may_only_read_adds_nothing(desk: Desk) -> None:
    assert desk.add(desk.key("read")).status_code == 403
    assert desk.waiting() == []


def test_a_large_file_without_a_key_is_not_read_to_its_end(desk: Desk) -> None:
    desk.key()
    read = 0

    def body() -> Iterator[bytes]:
        nonlocal read
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(100):
            read += 1
            yield b"x" * 20_000

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert desk.client.post("/add", content=body(), headers=headers).status_code in (401, 413)
    assert desk.waiting() == []


def test_a_file_beyond_the_limit_gives_a_message_on_the_page(desk: Desk) -> None:
    files = {"key": (None, desk.key()), "file": ("a.txt", b"x" * 400_000)}
    answer = desk.client.post("/add", files=files)
    assert answer.status_code == 413
    assert "The file is too large" in answer.text


def test_an_address_becomes_a_job_for_the_document_or_for_a_page_with_its_papers(desk: Desk) -> None:
    key = desk.key()
    url = "https://example.org/paper.pdf"
    for more in ({}, {"as": "page"}):
        files = {"key": (None, key), "url": (None, url), **{n: (None, v) for n, v in more.items()}}
        assert desk.client.post("/add", files=files).status_code == 303
    assert [job.task["kind"] for job in desk.waiting()] == ["document", "ingest"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose a file or give an address"),
        ({"url": "ftp://example.org/a"}, "ftp"),
        ({"url": "https://example.org/a", "workshop": "none"}, "no workshop"),
        ({"url": "https://example.org/a", "talk": "3"}, "workshop"),
    ],
)
def test_a_form_that_cannot_be_used_is_shown_again_with_what_is_wrong(
    desk: Desk, fields: dict[str, str], said: str
) -> None:
    files = {"key": (None, desk.key())} | {name: (None, value) for name, value in fields.items()}
    answer = desk.client.post("/add", files=files)
    assert answer.status_code == 422
    (notice,) = re.findall(r'role="alert"[^>]*>([^<]*)<', answer.text)
    assert said in notice
    assert f'value="{fields.get("url", "")}"' in answer.text


def test_documents_are_removed_and_restored_by_forms_of_their_report(desk: Desk) -> None:
    (href, *_) = re.findall(r'href="(/documents/[^"]+/report)"', desk.client.get("/documents").text)
    (action,) = re.findall(r'action="(/documents/[^"]+/remove)"', desk.client.get(href).text)
    assert desk.client.post(action, data={"key": "wsk_x_y"}).status_code == 403  # no key exists yet
    key = desk.key()
    assert desk.client.post(action, data={"key": "wsk_x_y"}).status_code == 401
    assert desk.client.post(action, data={"key": key}).status_code == 303
    assert desk.client.post(action.replace("remove", "restore"), data={"key": key}).status_code == 303
    assert [job.task["kind"] for job in desk.waiting()] == ["delete", "restore"]


def test_forms_of_other_sites_are_refused_even_with_a_key(desk: Desk) -> None:
    data = {"key": desk.key(), "snapshot": "x"}
    for origin in ("http://evil.example", "http://testserver:9000", "null"):
        answer = desk.client.post("/history/publish", data=data, headers={"Origin": origin})
        assert answer.status_code == 403, origin
    assert desk.waiting() == []


def test_the_history_lists_the_versions_and_goes_back_to_one_of_them(desk: Desk) -> None:
    page = desk.client.get("/history").text
    assert "1 added" in bare(page)
    assert "0 removed" not in bare(page)
    assert page.count("shown now") == 1
    (snapshot,) = re.findall(r'name="snapshot" value="([^"]+)"', page)
    key = desk.key()
    assert desk.client.post("/history/back", data={"snapshot": "none", "key": key}).status_code == 404
    assert desk.client.post("/history/back", data={"snapshot": snapshot, "key": key}).status_code == 303
    assert [job.task for job in desk.waiting()] == [{"kind": "rollback", "snapshot": snapshot}]


def test_the_page_of_an_unknown_job_is_404(desk: Desk) -> None:
    assert desk.client.get("/jobs/j0000000000000000").status_code == 404


def job(kind: str, state: Any, report: dict[str, Any] | None = None) -> Job:
    ended = (datetime.now(UTC) - timedelta(minutes=5)).isoformat() if state in ("done", "failed") else None
    return Job("j1", {"kind": kind, "name": "a.pdf"}, state, 0, None, report, 0, "2026-01-01", ended)


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ({"new": 1}, "Added. It is searchable now."),
        ({"changed": 1}, "Replaced its earlier version"),
        ({"unchanged": 1}, "already in the library"),
        ({"deleted": 1}, "removed earlier"),
        ({"new": 1, "pinned": "s1"}, "held at an earlier version"),
        ({"new": 3}, "3 documents are searchable now"),
    ],
)
def test_what_became_of_a_file_is_said_in_words(report: dict[str, Any], said: str) -> None:
    assert said in JobView.of(job("file", "done", report), report, 0, None, None).outcome


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ({"published": "s2"}, "everything that was added"),
        ({"pinned": "s1", "failures": [{"source": "", "code": "", "message": ""}]}, "Nothing was published"),
        ({}, "Nothing was added meanwhile"),
    ],
)
def test_what_became_of_publishing_again_is_said_in_words(report: dict[str, Any], said: str) -> None:
    assert said in JobView.of(job("unpin", "done", report), report, 0, None, "s2").outcome


def test_a_file_that_could_not_be_read_comes_with_advice() -> None:
    fault = {"source": "a.pdf", "code": "encrypted", "message": "It has a password."}
    report = {"failures": [fault]}
    view = JobView.of(job("file", "failed", report), report, 0, None, None)
    assert view.failed
    assert [(f.source, f.why) for f in view.faults] == [("a.pdf", "It has a password.")]
    assert "without a password" in view.faults[0].advice


def test_a_job_counts_as_ended_only_when_its_version_answers() -> None:
    report = {"new": 1, "published": "20260102"}
    recent = job("file", "done", report)
    recent = Job(**{**{n: getattr(recent, n) for n in Job.__slots__}, "finished": datetime.now(UTC).isoformat()})
    assert not JobView.of(recent, report, 0, None, "20260101").ended
    assert JobView.of(recent, report, 0, None, "20260102").ended


def test_the_page_of_a_job_shows_what_changed_in_the_recommendations(desk: Desk) -> None:
    change = {"change": "reworded", "text": "Fund <small> firms.", "now_text": "Fund small & new firms."}
    with Catalogue.open(desk.data / "catalogue.sqlite") as catalogue:
        jobs = Jobs(catalogue, desk.data)
        added = jobs.add({"kind": "ingest", "target": "https://example.org/page"})
        jobs.finish(added.id, "done", {"changed": 1, "recommendations": [change]})
    page = desk.client.get(f"/jobs/{added.id}").text
    assert "<del>Fund &lt;small&gt; firms.</del> Fund small &amp; new firms." in page
