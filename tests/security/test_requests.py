"""Requests meant to break out of where they belong, or to break the service."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from api.cli.main import main
from corpus.catalogue.jobs import Jobs
from ingest.originals import Originals
from search.encoder.hashing import HashingEncoder

OUT = (
    "../catalogue.sqlite", "..%2f..%2fcatalogue.sqlite", "%2e%2e/%2e%2e/etc/passwd", "..\\..\\etc", "/etc/passwd",
    "%00", "a%00/../b", "....//....//etc/passwd", "%c0%ae%c0%ae/", "%252e%252e%252f", "file:///etc/passwd",
)  # fmt: skip
ROUTES = (
    "/v1/documents/{}", "/v1/documents/{}/file", "/v1/passages/{}", "/v1/passages/{}/citation", "/v1/jobs/{}",
    "/v1/recommendations/{}", "/v1/workshops/{}", "/static/{}", "/api-explorer-files/{}", "/documents/{}",
    "/passages/{}",
)  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
def test_no_id_leads_out_of_its_place(running: Any, route: str) -> None:
    for out in OUT:
        reply = running.ask(route.format(out))
        assert reply.status in (400, 404, 405, 421, 422) or reply.status in (301, 307), (out, reply)
        assert b"SQLite format" not in reply.body
        assert b"root:" not in reply.body
        assert reply.headers.get("location", "/").startswith(("/", f"http://127.0.0.1:{running.port}/")), reply


@pytest.mark.parametrize("name", [
    b"../../../escaped.txt", b"/tmp/escaped.txt", b"..\\..\\escaped.txt", b"a\\../escaped.txt", b".", b"..", b"",
    b"\xff\xfe.txt", b"x" * 5000 + b".txt", b"con\x00.txt", b"a\tb.txt",
])  # fmt: skip
def test_an_upload_stays_in_the_folder_of_its_job(running: Any, name: bytes, tmp_path: Path) -> None:
    before = {path for path in running.data.parent.rglob("*") if "jobs" not in path.parts}
    reply = running.upload(name, b"text", running.key("editor"))
    assert reply.status in (202, 400, 422), reply
    made = list((running.data / "jobs").glob("j*/*"))
    assert len(made) == (reply.status == 202)
    assert all(path.parent.parent == running.data / "jobs" and path.is_file() for path in made)
    after = {path for path in running.data.parent.rglob("*") if "jobs" not in path.parts}
    assert {path.name for path in after - before} <= {"catalogue.sqlite-wal", "catalogue.sqlite-shm"}


def answer_headers(reply: Any) -> set[str]:
    return {name for name in reply.headers if name.startswith("x-injected") or name == "set-cookie"}


@pytest.mark.parametrize(
    "evil",
    ["a\r\nX-Injected: 1", "a\nSet-Cookie: x=1", 'a"; filename="evil.html', "a\u2028b", "é\r\n\r\n<script>"],
)
def test_nothing_in_a_title_or_name_becomes_a_header(library: Any, running: Any, evil: str) -> None:
    kept, _ = Originals(running.data / "originals").keep(b"%PDF-1.4 x")
    document = library.add(quote(evil), "Text.", title=evil, media_type="application/pdf", content_hash=kept)
    library.publish()
    for _ in range(200):
        if running.ask(f"/v1/documents/{document.id}").status == 200:
            break
        time.sleep(0.05)
    for path in (f"/v1/documents/{document.id}/file", f"/v1/documents/{document.id}/file?download=true"):
        reply = running.ask(path)
        assert reply.status == 200, reply
        assert answer_headers(reply) == set()
        assert re.fullmatch(
            r"(inline|attachment); filename=\"[^\"\\]*\"; filename\*=UTF-8''[\w.%~-]*",
            reply.headers["content-disposition"],
        )
    (passage,) = library.catalogue.passages(document.id)
    for format in ("bibtex", "ris", "csl-json", "formatted"):
        assert answer_headers(running.ask(f"/v1/passages/{passage.id}/citation?format={format}")) == set()


def test_nothing_in_a_request_becomes_a_header_of_the_answer(running: Any) -> None:
    evil = "%0d%0aX-Injected:%201"
    for path in (
        f"/v1/search?q={evil}",
        f"/{evil}",
        f"/v1/documents/{evil}",
        f"/static/{evil}",
        f"/workshops/{evil}",
    ):
        assert answer_headers(running.ask(path)) == set()
    assert answer_headers(running.ask("/healthz", "X-Request-ID: a\x0bX-Injected: 1")) == set()


def bomb(kind: str) -> bytes:
    """An Office file whose one part unpacks to 80 MB and says it is 1,000 bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        package.writestr("[Content_Types].xml", types)
        with package.open(f"{kind}/document.xml", "w", force_zip64=True) as part:
            for _ in range(80):
                part.write(bytes(1024 * 1024))
    return made.getvalue().replace((80 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def test_a_bomb_that_is_sent_is_a_failed_job_with_a_reason(running: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.cli.ingest.load_encoder", lambda *_, **__: HashingEncoder())
    reply = running.upload(b"report.docx", bomb("word"), running.key("editor"))
    assert reply.status == 202, reply
    job_id = json.loads(reply.body)["id"]
    CliRunner().invoke(main, ["job", job_id, "--data", str(running.data)])
    with running.catalogue() as catalogue:
        job = Jobs(catalogue, running.data).get(job_id)
    assert job.state == "failed", job
    assert (job.report or {})["failures"][0]["code"] in ("damaged", "too-large", "unsupported", "output-limit")
    assert running.ask("/v1/search?q=pumps").status == 200


BODIES = {
    "deep lists": b"[" * 30_000 + b"]" * 30_000,
    "deep objects": b'{"query":' * 6_000 + b"1" + b"}" * 6_000,
    "deep below a name": b'{"query": "x", "filters": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "an open end": b"[" * 60_000,
    "a huge number": b'{"query": "x", "limit": ' + b"9" * 60_000 + b"}",
    "a huge exponent": b'{"query": "x", "limit": 1e999999999}',
    "a huge number as a question": b'{"query": ' + b"9" * 60_000 + b"}",
    "no number": b'{"query": "x", "limit": NaN}',
    "no UTF-8": b'{"query": "\xff\xfe"}',
    "a name twice": b'{"query": "x", "query": 5}',
}


@pytest.mark.parametrize("name", BODIES)
def test_no_body_is_an_error_of_ours(running: Any, name: str) -> None:
    key = running.key("editor")
    for path in (
        "/v1/search",
        "/v1/search/batch",
        "/v1/quotes/verify",
        "/v1/tables",
        "/v1/documents",
        "/v1/ingest",
    ):
        reply = running.ask_json(path, BODIES[name], key)
        assert reply.status in (400, 413, 422), (path, reply.status, reply.body[:300])
        assert reply.problem
        assert len(reply.body) < 4000, "what was sent is not sent back"
