"""A service that strangers reach: what they may not hold, learn or hide behind."""

from __future__ import annotations

import base64
import json
import logging
import re
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from api.http import admission
from api.http.connection import LimitedProtocol
from corpus.errors import DamagedError, ModelError, StoreAwayError
from search.encoder.memory import HashingEncoder
from search.engine import Engine

APP = "https://app.example"


def opened(running: Any) -> socket.socket:
    return socket.create_connection(("127.0.0.1", running.port), timeout=10)


def count(running: Any, metric: str) -> float:
    """What a counter stands at."""
    found = re.search(
        rf"^workshop_search_{re.escape(metric)} ([\d.]+)$", running.ask("/metrics").body.decode(), re.M
    )
    return float(found[1]) if found else 0.0


def test_a_request_without_a_key_is_answered_before_its_body_arrives(keyed: Any) -> None:
    with opened(keyed) as connection:
        connection.sendall(b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n\r\nx")
        assert connection.recv(1000).startswith(b"HTTP/1.1 401 ")


def test_at_capacity_no_body_is_waited_for(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    served = start(max_under_way=1)
    search = Engine.search
    monkeypatch.setattr(Engine, "search", lambda *given: time.sleep(1) or search(*given))
    with opened(served) as busy, opened(served) as more:
        busy.sendall(b"GET /v1/search?q=pumps HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.2)
        more.sendall(b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n\r\nx")
        assert more.recv(1000).startswith(b"HTTP/1.1 503 ")
        assert busy.recv(1000).startswith(b"HTTP/1.1 200 ")


def test_an_upload_takes_no_slot_until_it_has_arrived(start: Any) -> None:
    served = start(max_under_way=1)
    key = served.key("editor")
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ntext\r\n--b--\r\n'
    with opened(served) as connection:
        connection.sendall(
            b"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n"
            + f"Authorization: Bearer {key}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body[:40]
        )
        time.sleep(0.3)
        assert served.ask("/v1/search?q=pumps").status == 200
        connection.sendall(body[40:])
        assert connection.recv(1000).startswith(b"HTTP/1.1 202 ")


@pytest.mark.parametrize("by", ["Bearer {key}", "bearer  {key}", "Basic {basic}"])
def test_a_key_has_one_rate_limit_however_it_is_sent(start: Any, by: str) -> None:
    served = start(reads="keyed", rate_per_key=3)
    key = served.key("reader", "read")
    assert [served.ask("/v1/documents", key=key).status for _ in range(3)] == [200] * 3
    sent = by.format(key=key, basic=base64.b64encode(f"me:{key}".encode()).decode())
    assert served.ask("/v1/documents", f"Authorization: {sent}").status == 429
    other = served.key("other", "read")
    assert served.ask("/v1/documents", key=other).status == 200


def test_forwarded_addresses_are_trusted_from_configured_proxies_only(start: Any) -> None:
    def asked(served: Any, client: str) -> list[int]:
        return [served.ask("/v1/documents", f"X-Forwarded-For: {client}").status for _ in range(4)]

    proxied = start(rate_per_address=3)
    assert asked(proxied, "203.0.113.9") == [200, 200, 200, 429]
    assert asked(proxied, "203.0.113.8") == [200, 200, 200, 429]
    assert asked(proxied, "198.51.100.1, 203.0.113.9") == [429] * 4, "the last the proxy saw, not what it was told"
    assert proxied.ask("/metrics", "X-Forwarded-For: 203.0.113.9").status == 429
    assert proxied.ask("/healthz", "X-Forwarded-For: 203.0.113.9").status == 200
    direct = start(rate_per_address=3, trusted_proxies="192.0.2.1")
    assert asked(direct, "203.0.113.9") == [200] * 4


def test_wrong_keys_at_metrics_are_rate_limited_too(start: Any) -> None:
    served = start(reads="keyed", rate_per_address=3)
    wrong = "X-Forwarded-For: 203.0.113.9", "Authorization: Bearer wsk_00000000_" + "x" * 43
    assert [served.ask("/metrics", *wrong).status for _ in range(4)] == [401, 401, 401, 429]


def test_allowed_origins_can_read_refusals_too(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    served = start(reads="keyed", allowed_origins=APP, max_body_bytes=1024, rate_per_key=40)
    reader = f"Authorization: Bearer {served.key('reader', 'read')}"
    search = "/v1/search?q=pumps"
    kind = "Content-Type: application/json"

    def refused(status: int, *lines: str, path: str = search, **more: Any) -> Any:
        reply = served.ask(path, f"Origin: {APP}", *lines, **more)
        assert reply.status == status, reply
        assert reply.headers["access-control-allow-origin"] == APP
        assert "Retry-After" in reply.headers["access-control-expose-headers"]
        assert reply.headers["x-request-id"] in reply.body.decode()
        return reply

    refused(401)
    refused(413, reader, kind, path="/v1/search", method="POST", body=b"x" * 2000)
    refused(404, reader, path="/v1/passages/none")
    with monkeypatch.context() as patch:
        patch.setattr(Engine, "search", lambda *_: 1 / 0)
        refused(500, reader)
    with monkeypatch.context() as patch:
        patch.setattr(admission.Admission, "_slots_left", property(lambda _: 0, lambda *_: None), raising=False)
        assert refused(503, reader).headers["retry-after"] == "1"
    while (reply := served.ask(search, reader)).status == 200:
        pass
    assert reply.status == 429
    refused(429, reader)


def test_allowed_origins_may_send_keys_and_mcp_headers(start: Any) -> None:
    served = start(reads="keyed", allowed_origins=APP)
    headers = "Access-Control-Request-Headers: authorization, content-type, mcp-protocol-version"
    reply = served.ask("/mcp", f"Origin: {APP}", "Access-Control-Request-Method: POST", headers, method="OPTIONS")
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, APP)
    other = served.ask(
        "/mcp", "Origin: https://evil.example", "Access-Control-Request-Method: POST", method="OPTIONS"
    )
    assert other.status == 403


HUGE = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + b"x" * 200_000


@pytest.mark.parametrize(
    ("sent", "status", "route"),
    [
        (b"nonsense\r\n\r\n", 400, "unreadable"),
        (b"GET /healthz HTTP/1.1\r\nX-Part: ", 408, "unreadable"),
        (HUGE, 431, "unreadable"),
        (HUGE[: admission.SMALL_BODY * 2 + 1000] + b"\r\n\r\n", 431, "/"),
    ],
)
def test_incomplete_requests_are_logged_and_counted_with_an_id(
    start: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    sent: bytes,
    status: int,
    route: str,
) -> None:
    monkeypatch.setattr(LimitedProtocol, "receive_seconds", 0.5)
    served = start()
    caplog.set_level(logging.INFO, "workshop_search.request")
    with opened(served) as connection:
        connection.sendall(sent)
        came = bytearray()
        while part := connection.recv(65536):
            came += part
    head, _, body = bytes(came).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert f"x-request-id: {json.loads(body)['request_id']}".encode() in head
    noted = [record.fields for record in caplog.records if hasattr(record, "fields")]
    assert [(line["route"], line["status"]) for line in noted] == [(route, status)]
    method = "GET" if route == "/" else "other"
    assert count(served, f'requests_total{{method="{method}",route="{route}",status="{status}"}}') == 1


def test_a_request_refused_early_is_logged_under_its_route(start: Any) -> None:
    served = start(reads="keyed")
    key = f"Authorization: Bearer {served.key('reader', 'read')}"
    for path in (
        "/v1/search?q=pumps",
        "/v1/passages/x1",
        "/mcp",
        "/static/page.css",
        "/workshops/none",
        "/nothing",
    ):
        served.ask(path, host="rebind.example")
        served.ask(path)
    told = served.ask("/metrics", key).body.decode()
    for route in ("/v1/search", "/v1/passages/{id}", "/mcp", "/workshops/{slug}", "unmatched"):
        for status in (401, 421):
            assert f'requests_total{{method="GET",route="{route}",status="{status}"}} 1.0' in told, (route, status)
    assert 'route="/static",status="421"' in told
    assert "x1" not in told


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DamagedError("/srv/secret/store.sqlite cannot be read."), 503),
        (ModelError("The model in /srv/secret is not the one."), 503),
        (StoreAwayError("http://secret:19530 does not answer."), 503),
        (OSError("/srv/secret"), 500),
    ],
)
def test_server_faults_are_detailed_only_in_the_log(
    running: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception, status: int
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(Engine, "search", broken)
    called = {"name": "search", "arguments": {"query": "pumps"}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": called}
    for reply in (
        running.ask_json("/mcp", message),
        running.ask("/v1/search?q=pumps"),
        running.ask("/?q=pumps", "Accept: text/html"),
        running.ask_json("/v1/tables", {"questions": ["pumps"]}),
        running.ask("/readyz"),
    ):
        assert b"secret" not in reply.body, reply
    assert running.ask("/v1/search?q=pumps").status == status
    assert "secret" in caplog.text


def test_a_refused_snapshot_is_reported_without_its_path(
    library: Any, running: Any, until: Callable[[Callable[[], bool]], None]
) -> None:
    library.add("more.txt", "More text.")
    new = library.publish().id
    before = count(running, "snapshots_refused_total")
    (library.layout.path(new) / "vectors.faiss").write_bytes(b"harm")
    ready: dict[str, Any] = {}

    def refused() -> bool:
        ready.update(json.loads(running.ask("/readyz").body))
        return ready["refused"] is not None

    until(refused)
    assert ready["status"] == "ready"
    assert "vectors.faiss" not in ready["refused"]
    assert str(library.data) not in ready["refused"]
    assert before == 0
    assert count(running, "snapshots_refused_total") == 1


def test_readiness_follows_the_vector_store_without_any_request(
    running: Any, monkeypatch: pytest.MonkeyPatch, until: Callable[[Callable[[], bool]], None]
) -> None:
    def away(*_: object) -> None:
        raise StoreAwayError("http://secret:19530 does not answer.")

    with monkeypatch.context() as patch:
        patch.setattr(HashingEncoder, "encode_query", away)
        assert running.ask("/v1/search?q=pumps").status == 503
        reply = running.ask("/readyz")
        assert (reply.status, reply.headers["retry-after"]) == (503, "5")
        assert "secret" not in reply.problem
        assert count(running, "ready") == 0
        time.sleep(1.2)
        assert running.ask("/readyz").status == 503
    until(lambda: running.ask("/readyz").status == 200)
