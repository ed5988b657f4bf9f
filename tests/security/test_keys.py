"""Who may read, who may write, and how soon a key that ended opens nothing."""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.http.key_cache import REREAD_SECONDS
from corpus.catalogue.keys import StoredKey

READS = ("/v1/search?q=pumps", "/v1/documents", "/metrics", "/openapi.json", "/", "/api-explorer", "/v1/nothing")
READING_POSTS = {
    "/v1/search",
    "/v1/search/batch",
    "/v1/quotes/verify",
    "/v1/tables",
    "/v1/records",
    "/v1/records/rerun",
}


def test_missing_wrong_revoked_expired_and_weak_keys_cannot_write(running: Any) -> None:
    weak, gone = running.key("weak", "read"), running.key("gone")
    late = running.key("late", expires=datetime.now(UTC) + timedelta(seconds=1.5))
    assert running.ask_json("/v1/documents", {"url": "http://a.example"}, late).status == 202
    running.revoke("gone")
    time.sleep(1.6)
    wrong = gone[:-2] + ("AA" if gone[-2:] != "AA" else "BB")
    for key, status, said, fault in (
        (None, 401, "Authorization: Bearer", ""),
        ("nonsense", 401, "Unknown key", "invalid_token"),
        (wrong, 401, "Unknown key", "invalid_token"),
        (gone, 401, "revoked", "invalid_token"),
        (late, 401, "expired", "invalid_token"),
        (weak, 403, "'write'", "insufficient_scope"),
    ):
        for method, path in (
            ("POST", "/v1/documents"),
            ("POST", "/v1/ingest"),
            ("DELETE", "/v1/documents/d0"),
            ("POST", "/v1/documents/d0/restore"),
        ):
            kind = "Content-Type: application/json"
            reply = running.ask(path, kind, method=method, key=key, body=b'{"url": "http://b.example"}')
            assert (reply.status, said in reply.problem) == (status, True), reply
            assert reply.headers["www-authenticate"].startswith("Bearer ")
            assert fault in reply.headers["www-authenticate"]
    with running.catalogue() as catalogue:
        assert catalogue.connection.execute("SELECT count(*) FROM job").fetchone()[0] == 1


def test_the_only_key_once_revoked_is_refused_as_revoked(running: Any) -> None:
    key = running.key("editor")
    running.revoke("editor")
    assert "revoked" in running.ask_json("/v1/ingest", {}, key).problem


def test_every_route_except_known_reads_needs_a_key(running: Any) -> None:
    running.key("editor")
    described = json.loads(running.ask("/openapi.json").body)["paths"]
    found = [(m.upper(), p) for p, methods in described.items() for m in methods if m != "get"]
    writing = [(method, path) for method, path in found if path not in READING_POSTS]
    assert len(writing) >= 4
    for method, path in writing:  # a read that takes a body belongs into the list above
        assert running.ask(path.replace("{id}", "d0"), method=method).status == 401, (method, path)


@pytest.mark.parametrize("path", READS)
def test_keyed_reading_needs_a_key_everywhere(keyed: Any, path: str) -> None:
    refused = keyed.ask(path)
    assert (refused.status, "Authorization: Bearer" in refused.problem) == (401, True)
    assert keyed.ask(path, key=keyed.key("reader", "read")).status != 401


def test_missing_wrong_and_expired_keys_cannot_read_where_reading_needs_a_key(keyed: Any) -> None:
    late = keyed.key("late", "read", datetime.now(UTC) + timedelta(seconds=1.5))
    gone = keyed.key("gone", "read")
    assert keyed.ask("/v1/documents", key=late).status == keyed.ask("/v1/documents", key=gone).status == 200
    keyed.revoke("gone")
    time.sleep(1.6)
    for key, said in (
        (late, "expired"),
        (gone, "revoked"),
        (gone[:-2] + "AA", "Unknown key"),
        ("x", "Unknown key"),
    ):
        password = base64.b64encode(f"me:{key}".encode()).decode()
        for sent in (f"Authorization: Bearer {key}", f"Authorization: Basic {password}"):
            for path in READS:
                reply = keyed.ask(path, sent)
                assert (reply.status, said in reply.problem) == (401, True), (path, said)


def test_open_paths_stay_open_and_reveal_nothing_of_the_corpus(keyed: Any) -> None:
    assert [keyed.ask(path).status for path in ("/healthz", "/readyz", "/static/page.css")] == [200] * 3
    for path in (
        "/static/../v1/documents",
        "/healthz/../v1/documents",
        "//healthz",
        "/healthz/",
        "/static/%2e%2e/v1/documents",
    ):
        assert keyed.ask(path).status in (401, 404), path


def test_a_browser_gets_a_plain_page_and_may_send_the_key_as_a_password(keyed: Any) -> None:
    page = keyed.ask("/workshops", "Accept: text/html")
    assert (page.status, page.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert page.headers["www-authenticate"].startswith("Basic ")
    assert b"Key required" in page.body
    key = keyed.key("reader", "write")
    password = "Authorization: Basic " + base64.b64encode(f"me:{key}".encode()).decode()
    assert keyed.ask("/workshops", "Accept: text/html", password).status == 200
    written = keyed.ask("/v1/ingest", password, "Content-Type: application/json", method="POST", body=b"{}")
    assert written.status == 401, "a stranger's form would carry the password too"


def test_shared_caches_may_not_store_what_needed_a_key(keyed: Any) -> None:
    reply = keyed.ask("/v1/workshops", key=keyed.key("reader", "read"))
    assert "private" in reply.headers["cache-control"]
    assert "public" not in reply.headers["cache-control"]
    assert "Authorization" in reply.headers["vary"]


def test_two_keys_in_one_request_are_refused(keyed: Any) -> None:
    key = keyed.key("reader", "read")
    assert keyed.ask("/v1/documents", "Authorization: Bearer other", key=key).status == 401


def test_a_key_is_verified_once_and_its_revocation_is_noticed(keyed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    fits = StoredKey.fits
    monkeypatch.setattr(StoredKey, "fits", lambda self, secret: hashed.append(1) or fits(self, secret))
    key = keyed.key("reader", "read")
    assert {keyed.ask("/v1/documents", key=key).status for _ in range(20)} == {200}
    assert len(hashed) == 1
    keyed.revoke("reader")
    revoked, status = time.monotonic(), 200
    while status == 200 and time.monotonic() - revoked < REREAD_SECONDS + 1:
        status = keyed.ask("/v1/documents", key=key).status
    assert status == 401
    assert time.monotonic() - revoked < REREAD_SECONDS + 0.5


def test_a_preflight_needs_no_key(start: Any) -> None:
    served = start(reads="keyed", allowed_origins="https://app.example")
    asked = ("Origin: https://app.example", "Access-Control-Request-Method: GET")
    assert served.ask("/v1/search", *asked, method="OPTIONS").status != 401
