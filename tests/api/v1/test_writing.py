"""Taking documents in and out over HTTP: who may, what is refused at once, and jobs done to their end."""

from __future__ import annotations

import io
import os
import shutil
import signal
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

import corpus
from api.app import create_app
from api.jobs import JobRunner
from api.settings import Settings
from api.v1.uploads import safe_name, upload_source
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.jobs import Jobs
from corpus.catalogue.keys import Keys, Scope
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.memory import HashingEncoder

WRITES = (
    ("POST", "/v1/documents"),
    ("POST", "/v1/ingest"),
    ("DELETE", "/v1/documents/d0"),
    ("POST", "/v1/documents/d0/restore"),
)


class Place:
    """A served data directory with the real model, and a key to it."""

    def __init__(self, data: Path, root: Path) -> None:
        self.data, self.root = data, root
        root.mkdir()
        self._keys: dict[Scope, dict[str, str]] = {}
        self.settings = Settings(data=data, poll_seconds=0.1, ingest_roots=str(root), max_upload_bytes=100_000)

    def key(self, scope: Scope = "write") -> dict[str, str]:
        """The header of a key of this scope, one and the same at every call."""
        if scope not in self._keys:
            with self.jobs() as catalogue:
                key = Keys(catalogue).add(f"key-{scope}", scope)[1]
            self._keys[scope] = {"Authorization": f"Bearer {key}"}
        return self._keys[scope]

    def jobs(self) -> Catalogue:
        return Catalogue.open(self.data / "catalogue.sqlite")


@pytest.fixture(scope="module")
def place(real: Any, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A library that tests add to, each something of its own."""
    home = tmp_path_factory.mktemp("place")
    return Place(real.copy(home / "data"), home / "root")


@pytest.fixture(scope="module")
def client(place: Place) -> Iterator[TestClient]:
    """A server that does its jobs."""
    with TestClient(create_app(place.settings)) as served:
        yield served


@pytest.fixture
def fresh(real: Any, tmp_path: Path) -> Place:
    """A library nobody added to."""
    return Place(real.copy(tmp_path / "data"), tmp_path / "root")


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tracked workshop with an encoder that needs no model. Read only."""
    data = tmp_path_factory.mktemp("writing") / "data"
    workshops = Path(corpus.__file__).parent / "workshops"
    ingest([str(workshops)], data, HashingEncoder(), MemoryFetcher({}))
    return data


@pytest.fixture
def still(taken_in: Path, tmp_path: Path) -> Place:
    """A data directory over which no job is done."""
    shutil.copytree(taken_in, tmp_path / "data")
    return Place(tmp_path / "data", tmp_path / "root")


@pytest.fixture
def idle(still: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A server whose jobs wait."""
    monkeypatch.setattr("api.app.encoder_opener", lambda *_: lambda _: HashingEncoder())
    monkeypatch.setattr(JobRunner, "look", lambda _: None)
    with TestClient(create_app(still.settings)) as opened:
        yield opened


def ended(client: TestClient, answer: httpx.Response) -> dict[str, Any]:
    """The job this answer made, once it has ended."""
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"].endswith(f"/v1/jobs/{answer.json()['id']}")
    for _ in range(600):
        job: dict[str, Any] = client.get(answer.headers["location"]).json()
        if job["state"] in ("done", "failed"):
            return job
        assert job["state"] in ("waiting", "running")
        time.sleep(0.1)
    raise AssertionError(f"still {job}")


def best(client: TestClient, question: str) -> dict[str, Any]:
    passage: dict[str, Any] = client.get("/v1/search", params={"q": question, "limit": 1}).json()["results"][0][
        "passage"
    ]
    return passage


def served(client: TestClient, snapshot: str) -> None:
    for _ in range(100):
        if client.get("/readyz").json()["snapshot"] == snapshot:
            return
        time.sleep(0.1)
    raise AssertionError(client.get("/readyz").text)


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_writing_is_disabled_until_a_key_exists(idle: TestClient, method: str, path: str) -> None:
    answer = idle.request(method, path, json={}, headers={"Authorization": "Bearer wsk_0_0"})
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert "workshop-search keys add" in answer.json()["detail"]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_without_a_valid_key_or_scope_nothing_is_written(
    idle: TestClient, still: Place, method: str, path: str
) -> None:
    weak = still.key("read")
    for header in ({}, {"Authorization": "Bearer wsk_x_y"}, {"Authorization": weak["Authorization"] + "x"}):
        answer = idle.request(method, path, json={}, headers=header)
        assert (answer.status_code, answer.headers["www-authenticate"][:6]) == (401, "Bearer")
    answer = idle.request(method, path, json={}, headers=weak)
    assert (answer.status_code, "'write'" in answer.json()["detail"]) == (403, True)


def test_an_upload_without_a_key_is_refused_before_it_is_read(idle: TestClient, still: Place) -> None:
    still.key()
    # What is no form at all would be refused as such if anybody looked at it.
    answer = idle.post("/v1/documents", content=b"no form", headers={"Content-Type": "multipart/form-data"})
    assert answer.status_code == 401


def test_an_uploaded_paper_is_found_deleted_and_restored(client: TestClient, place: Place) -> None:
    key = place.key()
    file = {"file": ("../../Zebu cattle.txt", b"Zebu cattle plough the terraces.")}
    fields = {"workshop": "workshop-china-seminar", "talk": "1", "role": "paper"}
    job = ended(client, client.post("/v1/documents", files=file, data=fields, headers=key))
    assert (job["state"], job["report"]["new"], job["report"]["encoded"]) == ("done", 1, 1)
    served(client, job["report"]["published"])
    found = best(client, "zebu cattle")
    assert (found["document"]["id"], found["document"]["title"]) == (job["document"], "Zebu cattle")
    assert found["workshop"] == "workshop-china-seminar"
    assert found["speaker"]
    path = f"/v1/documents/{job['document']}"
    job = ended(client, client.delete(path, headers=key))
    served(client, job["report"]["published"])
    assert client.get(path).status_code == 410
    assert "Zebu" not in best(client, "zebu cattle")["text"]
    again = ended(client, client.post("/v1/documents", files=file, data=fields, headers=key))
    assert (again["report"]["deleted"], again["report"]["published"]) == (1, None)
    job = ended(client, client.post(f"{path}/restore", headers=key))
    assert job["report"]["encoded"] == 0
    served(client, job["report"]["published"])
    assert best(client, "zebu cattle")["document"]["id"] == path.rpartition("/")[2]
    assert [p for p in (place.data / "jobs").iterdir() if p.name != "dispatcher.lock"] == []


def test_a_folder_below_an_allowed_root_is_ingested(client: TestClient, place: Place) -> None:
    (place.root / "read").mkdir()
    (place.root / "read" / "a.txt").write_text("Llamas guard the sheep.")
    body = {"folder": str(place.root / "read")}
    job = ended(client, client.post("/v1/ingest", json=body, headers=place.key()))
    assert (job["state"], job["report"]["new"]) == ("done", 1)


def test_the_report_of_a_job_names_files_and_not_where_they_lie_on_the_server(
    client: TestClient, place: Place
) -> None:
    (place.root / "damaged").mkdir()
    (place.root / "damaged" / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    body, key = {"folder": str(place.root / "damaged")}, place.key()
    job = ended(client, client.post("/v1/ingest", json=body, headers=key))
    assert [failure["source"] for failure in job["report"]["failures"]] == ["bad.pdf"]
    assert str(place.root.parent) not in str(job)
    listed = client.get("/v1/jobs", headers=key).json()["items"]
    assert str(place.root) in str(listed)


def test_a_document_that_cannot_be_read_makes_a_failed_job_with_the_reason(
    client: TestClient, place: Place
) -> None:
    file = {"file": ("a.pdf", b"%PDF-1.4 nothing")}
    job = ended(client, client.post("/v1/documents", files=file, headers=place.key()))
    assert job["state"] == "failed"
    assert job["report"]["failures"][0]["code"] in ("damaged", "empty")


def test_an_uploaded_archive_is_read_though_one_of_its_files_cannot_be(client: TestClient, place: Place) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("day 2/yaks.txt", "Yaks carry salt over the pass.")
        archive.writestr("day 2/bad.pdf", b"%PDF-1.4 nothing")
    file = {"file": ("papers.zip", out.getvalue())}
    job = ended(client, client.post("/v1/documents", files=file, headers=place.key()))
    assert (job["state"], job["report"]["new"]) == ("done", 2)
    assert [failure["source"] for failure in job["report"]["failures"]] == ["upload://papers.zip#/day%202/bad.pdf"]
    served(client, job["report"]["published"])
    found = best(client, "yaks carrying salt")["document"]
    sent = client.get(f"/v1/documents/{found['id']}/file")
    assert sent.content == b"Yaks carry salt over the pass."
    assert 'filename="yaks.txt"' in sent.headers["content-disposition"]


def test_loopback_urls_are_not_fetched(client: TestClient, place: Place) -> None:
    body = {"url": "http://127.0.0.1:9/secret"}
    job = ended(client, client.post("/v1/documents", json=body, headers=place.key()))
    assert (job["state"], job["report"]["failures"][0]["code"]) == ("failed", "refused-address")


def test_a_job_whose_process_is_killed_is_run_again(fresh: Place) -> None:
    (fresh.root / "a.txt").write_text("Zebu cattle plough the terraces.")
    with TestClient(create_app(fresh.settings)) as client:
        answer = client.post("/v1/ingest", json={"folder": str(fresh.root)}, headers=fresh.key())
        runner: JobRunner = client.app.state.jobs  # type: ignore[attr-defined]
        for _ in range(200):
            if runner._child is not None and client.get(answer.headers["location"]).json()["state"] == "running":
                os.kill(runner._child.pid, signal.SIGKILL)
                break
            time.sleep(0.02)
        job = ended(client, answer)
    assert (job["state"], job["report"]["passages"]) == ("done", 94)


def test_a_job_gives_way_to_questions(client: TestClient, place: Place) -> None:
    answer = client.post("/v1/documents", json={"url": "http://127.0.0.1:9/secret"}, headers=place.key())
    runner: JobRunner = client.app.state.jobs  # type: ignore[attr-defined]
    lower = min(os.getpriority(os.PRIO_PROCESS, 0) + 10, 19)
    for _ in range(500):
        if runner._child is not None and os.getpriority(os.PRIO_PROCESS, runner._child.pid) == lower:
            break
        time.sleep(0.02)
    else:
        raise AssertionError("no process of that priority was seen")
    assert ended(client, answer)["state"] == "failed"


def test_a_job_of_a_stopped_server_is_run_by_the_next_server(fresh: Place) -> None:
    (fresh.root / "a.txt").write_text("Zebu cattle plough the terraces.")
    with TestClient(create_app(fresh.settings)) as first:
        answer = first.post("/v1/ingest", json={"folder": str(fresh.root)}, headers=fresh.key())
        time.sleep(0.3)
    with fresh.jobs() as catalogue:
        job = Jobs(catalogue, fresh.data).get(answer.json()["id"])
        assert (job.state, job.orphaned) in (("waiting", 0), ("done", 0))
    with TestClient(create_app(fresh.settings)) as second:
        assert ended(second, answer)["state"] == "done"


def test_the_twenty_first_waiting_job_is_refused_and_leaves_nothing_behind(idle: TestClient, still: Place) -> None:
    key = still.key()
    codes = [idle.post("/v1/ingest", json={"folder": str(still.root)}, headers=key).status_code for _ in range(21)]
    assert codes == [202] * 20 + [429]
    answer = idle.post("/v1/documents", files={"file": ("a.txt", b"x")}, headers=key)
    assert (answer.status_code, answer.headers["content-type"]) == (429, "application/problem+json")
    assert answer.headers["retry-after"]
    assert list((still.data / "jobs").glob("j*")) == []


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 422, "either"),
        ({"folder": "/etc", "url": "http://a.example"}, 422, "either"),
        ({"folder": "/etc"}, 403, "WORKSHOP_SEARCH_INGEST_ROOTS"),
        ({"folder": "ROOT/../.."}, 403, "allowed root"),
        ({"folder": "ROOT/link"}, 403, "allowed root"),
        ({"folder": "ROOT/none"}, 422, "not a folder"),
        ({"url": "file:///etc/passwd"}, 422, "neither http nor https"),
        ({"folder": "ROOT", "wait": True}, 422, "wait"),
    ],
)
def test_an_ingest_request_that_cannot_work_is_refused_at_once(
    idle: TestClient, still: Place, body: dict[str, Any], status: int, said: str
) -> None:
    (still.root / "link").symlink_to("/etc")
    body = {name: v.replace("ROOT", str(still.root)) if isinstance(v, str) else v for name, v in body.items()}
    answer = idle.post("/v1/ingest", json=body, headers=still.key())
    assert (answer.status_code, said in answer.json()["detail"]) == (status, True), answer.text


def test_an_invalid_document_request_is_refused_at_once(idle: TestClient, still: Place) -> None:
    key = still.key()
    file = {"file": ("a.txt", b"x")}
    slug = "workshop-china-seminar"
    for answer, status, said in (
        (idle.post("/v1/documents", files=file, data={"workshop": "none"}, headers=key), 422, slug),
        (
            idle.post("/v1/documents", files=file, data={"workshop": slug, "talk": "99"}, headers=key),
            422,
            "no talk",
        ),
        (idle.post("/v1/documents", files=file, data={"talk": "1"}, headers=key), 422, "workshop"),
        (idle.post("/v1/documents", files=file, data={"colour": "red"}, headers=key), 422, "colour"),
        (idle.post("/v1/documents", files={"other": ("a", b"x")}, headers=key), 422, "`file`"),
        (idle.post("/v1/documents", files={"file": ("a", b"x" * 200_000)}, headers=key), 413, "100000"),
        (idle.post("/v1/documents", json={"url": "gopher://x"}, headers=key), 422, "http"),
        (idle.post("/v1/documents", json={"url": "http://a.example", "size": 1}, headers=key), 422, "size"),
        (
            idle.post("/v1/documents", content=b"{", headers=key | {"content-type": "application/json"}),
            422,
            "JSON",
        ),
        (idle.post("/v1/documents", content=b"x", headers=key), 415, "multipart"),
        (idle.delete("/v1/documents/d0", headers=key), 404, "d0"),
    ):
        assert (answer.status_code, said in answer.json()["detail"]) == (status, True), answer.text
    assert not list(still.data.glob("jobs/j*"))


@pytest.mark.parametrize("identifier", ["j0", "j0000000000000000", "..%2F..%2Fcatalogue.sqlite"])
def test_an_unknown_job_is_404(idle: TestClient, identifier: str) -> None:
    assert idle.get(f"/v1/jobs/{identifier}").status_code == 404


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\talk.ppt", "talk.ppt"),
        (".bashrc", "bashrc"),
        ("..", "upload"),
        ("", "upload"),
        (None, "upload"),
        ("a\x00b\n.txt", "ab.txt"),
    ],
)
def test_upload_names_are_made_safe(given: str | None, kept: str) -> None:
    assert safe_name(given) == kept


def test_a_long_upload_name_is_cut_and_keeps_its_suffix() -> None:
    name = safe_name("é" * 500 + ".pptx")
    assert len(name.encode()) <= 150
    assert name.endswith(".pptx")


def test_an_upload_replaces_the_document_with_the_same_name_and_talk() -> None:
    sources = {
        upload_source(*of) for of in (("a", None, None), ("a", "w", None), ("a", "w", "1"), ("b", None, None))
    }
    assert len(sources) == 4
    assert upload_source("a/b", None, None) != upload_source("b", None, "a")


def test_a_path_with_a_null_character_is_refused(idle: TestClient, still: Place) -> None:
    answer = idle.post("/v1/ingest", json={"folder": "/a\0b"}, headers=still.key())
    assert answer.status_code == 422
    assert "null character" in answer.json()["detail"]


def test_jobs_are_listed_with_a_write_key_only(idle: TestClient, still: Place) -> None:
    assert idle.get("/v1/jobs").status_code in (401, 403)
    listed = idle.get("/v1/jobs", headers=still.key())
    assert listed.status_code == 200, listed.text
    assert listed.json()["total"] == len(listed.json()["items"])
