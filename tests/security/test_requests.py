"""Requests meant to break out of where they belong, or to break the service."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import time
import zipfile
from base64 import urlsafe_b64encode
from hashlib import blake2s
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from corpus.catalogue.jobs import Jobs
from ingest.indexing.blob_store import Originals

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
def test_no_id_escapes_its_directory(running: Any, route: str) -> None:
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
def test_titles_and_names_cannot_inject_headers(library: Any, running: Any, evil: str) -> None:
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


def test_requests_cannot_inject_response_headers(running: Any) -> None:
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


UNPACKED = 400 << 20


def bomb(kind: str) -> bytes:
    """An Office file whose one part unpacks to 400 MB and says it is 1,000 bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        package.writestr("[Content_Types].xml", types)
        with package.open(f"{kind}/document.xml", "w", force_zip64=True) as part:
            for _ in range(UNPACKED >> 20):
                part.write(bytes(1024 * 1024))
    return made.getvalue().replace(UNPACKED.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


JOB = """
import json, resource, sys
import api.cli.ingest
from api.cli.main import main
from search.encoder.memory import HashingEncoder
api.cli.ingest.load_encoder = lambda *_, **__: HashingEncoder()
try:
    main()
finally:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps([[one.ru_maxrss // 1024, one.ru_utime + one.ru_stime] for one in used]))
"""


def test_an_uploaded_bomb_is_a_failed_job_with_a_reason(running: Any) -> None:
    sent = bomb("word")
    assert len(sent) < UNPACKED / 200
    reply = running.upload(b"report.docx", sent, running.key("editor"))
    assert reply.status == 202, reply
    job_id = json.loads(reply.body)["id"]
    ran = subprocess.run(
        [sys.executable, "-c", JOB, "job", job_id, "--data", str(running.data)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    with running.catalogue() as catalogue:
        job = Jobs(catalogue, running.data).get(job_id)
    assert job.state == "failed", (job, ran.stderr[-2000:])
    assert (job.report or {})["failures"][0]["code"] in ("damaged", "too-large", "unsupported", "output-limit")
    (_, parent), (megabytes, seconds) = json.loads(ran.stdout.splitlines()[-1])
    assert megabytes < 300, "what it unpacks to was not held"
    assert parent + seconds < 30
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
def test_no_body_causes_a_server_error(running: Any, name: str) -> None:
    key = running.key("editor")
    for path in (
        "/v1/search",
        "/v1/search/batch",
        "/v1/quotes/verify",
        "/v1/tables",
        "/v1/documents",
        "/v1/ingest",
        "/v1/records/rerun",
    ):
        reply = running.ask_json(path, BODIES[name], key)
        assert reply.status in (400, 413, 422), (path, reply.status, reply.body[:300])
        assert reply.problem
        assert len(reply.body) < 4000, "what was sent is not sent back"


@pytest.mark.parametrize("name", BODIES)
def test_no_body_causes_a_server_error_of_the_tools(running: Any, name: str) -> None:
    accept = "Accept: application/json, text/event-stream"
    kind = "Content-Type: application/json"
    call = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": '
    for body in (BODIES[name], call + BODIES[name] + b"}}"):
        reply = running.ask("/mcp", accept, kind, method="POST", body=body)
        refused = reply.status in (400, 413, 422)
        assert refused or (reply.status == 200 and json.loads(reply.body)["result"]["isError"]), reply
        assert len(reply.body) < 4000, "what was sent is not sent back"
    assert running.ask("/v1/search?q=pumps").status == 200


def test_a_cursor_that_is_not_text_is_refused(running: Any) -> None:
    content = json.dumps(["\ud800", "x"]).encode()
    listed = json.dumps(["/v1/documents", []]).encode()
    checksum = blake2s(content, digest_size=6, key=blake2s(listed).digest()).digest()
    good = json.dumps(["a", "x"]).encode()
    good += blake2s(good, digest_size=6, key=blake2s(listed).digest()).digest()
    assert running.ask(f"/v1/documents?cursor={urlsafe_b64encode(good).decode().rstrip('=')}").status == 200
    forged = urlsafe_b64encode(content + checksum).decode().rstrip("=")
    assert "does not belong to this list" in running.ask(f"/v1/documents?cursor={forged}").problem


@pytest.mark.parametrize("folder", ["/" + "x" * 300, "/{root}/" + "x" * 300, "/{root}/" + "x/" * 900])
def test_an_invalid_folder_name_is_refused(start: Any, tmp_path: Path, folder: str) -> None:
    served = start(ingest_roots=str(tmp_path))
    named = folder.replace("/{root}", str(tmp_path))
    assert served.ask_json("/v1/ingest", {"folder": named}, served.key("editor")).status in (403, 422)


@pytest.mark.parametrize("limit", ["1000x", "9" * 5000, "-1", "1e3", "٣", ""])
def test_an_odd_limit_in_the_address_of_the_page_is_ignored(running: Any, limit: str) -> None:
    assert running.ask(f"/?q=pumps&limit={quote(limit)}", "Accept: text/html").status == 200
