"""What a stranger with a key can make the server fetch: nothing that is not public, however it is written."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import httpcore
import pytest
from click.testing import CliRunner

from api.cli.main import main
from corpus.catalogue.jobs import Jobs
from ingest.sources.http.client import HttpFetcher
from search.encoder.memory import HashingEncoder

PUBLIC = "93.184.215.14"
ADDRESSES = (
    "127.0.0.1", "127.0.0.1.", "127.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001",
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "2852039166", "0xa9fea9fe",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fd00:ec2::254]", "[fec0::1]", "127。0。0。1",
)  # fmt: skip
NAMES = {
    "localhost": ["127.0.0.1"], "LOCALHOST.": ["::1"], "intranet": ["192.168.1.1"],
    "mixed.example": [PUBLIC, "10.0.0.1"], "mapped.example": ["::ffff:10.0.0.1"],
    "scoped.example": ["fe80::1%lo"], "metadata.example": ["169.254.169.254"],
}  # fmt: skip
REFUSED_AT_ONCE = (
    "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://a.example/", "javascript:alert(1)", "data:text/plain,x",
    "//127.0.0.1/", "http://u:p@a.example/", "http://a.example@127.0.0.1/", "http://a.example\\@127.0.0.1/",
    "http://[fe80::1%25lo]/", "http://0177.0.0.1/", "http://a.example\r\nHost: b/", "http://a.example:0/", "http://",
    "http://a.example/\x00", "unix:///var/run/docker.sock",
)  # fmt: skip


class Canary(httpcore.NetworkBackend):
    """Leads every connection to one server on loopback that answers as told; notes where they should go."""

    def __init__(self) -> None:
        self.meant: list[str] = []
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nhi"
        self.listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listening.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(self.answer)

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        self.meant.append(host)
        return httpcore.SyncBackend().connect_tcp(*self.listening.getsockname()[:2], timeout=5)


@pytest.fixture
def canary() -> Iterator[Canary]:
    made = Canary()
    yield made
    made.listening.close()


Fetch = Callable[..., list[str]]


@pytest.fixture
def fetch(running: Any, canary: Canary, monkeypatch: pytest.MonkeyPatch) -> Fetch:
    """Sends URLs to a route, does the jobs, and gives the code each ended with."""
    key = running.key("editor")
    monkeypatch.setattr("api.cli.ingest.load_encoder", lambda *_, **__: HashingEncoder())

    def run(path: str, urls: Sequence[str], resolver: Any) -> list[str]:
        patched = partial(HttpFetcher, resolver=resolver, backend=canary)
        monkeypatch.setattr("api.cli.ingest.HttpFetcher", patched)
        codes = []
        for url in urls:
            reply = running.ask_json(path, {"url": url}, key)
            assert reply.status == 202, (url, reply)
            job_id = reply.headers["location"].rpartition("/")[2]
            CliRunner().invoke(main, ["job", job_id, "--data", str(running.data)])
            with running.catalogue() as catalogue:
                job = Jobs(catalogue, running.data).get(job_id)
            failures = (job.report or {}).get("failures", [])
            codes.append(failures[0]["code"] if failures else job.state)
        return codes

    return run


def system(host: str, port: int) -> list[str]:
    """What the system reads as an address without asking anybody; whatever else is a name is public."""
    with suppress(OSError, UnicodeError):
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(entry[4][0]) for entry in found]
    if host.rstrip(".").replace(".", "").isdigit():
        return ["127.0.0.1"]  # as a careless resolver might
    return NAMES.get(host, NAMES.get(host.upper(), [PUBLIC]))


def test_private_addresses_are_never_fetched_however_they_are_written(fetch: Fetch, canary: Canary) -> None:
    urls = [f"http://{host}:8080/secret" for host in ADDRESSES]
    codes = dict(zip(urls, fetch("/v1/documents", urls, system), strict=True))
    assert set(codes.values()) == {"refused-address"}, codes
    assert canary.meant == []


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/ingest"])
def test_names_that_resolve_to_private_addresses_are_not_fetched(fetch: Fetch, canary: Canary, path: str) -> None:
    codes = fetch(
        path, [f"http://{name}/" for name in NAMES], lambda host, _: NAMES.get(host) or NAMES[host.upper()]
    )
    assert set(codes) == {"refused-address"}
    assert canary.meant == []


@pytest.mark.parametrize("to", ["http://127.0.0.1/", "http://169.254.169.254/latest", "http://[::ffff:10.0.0.1]/",
                                "//localhost/", "file:///etc/passwd"])  # fmt: skip
def test_a_public_page_cannot_redirect_to_a_private_address(fetch: Fetch, canary: Canary, to: str) -> None:
    canary.answer = f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()
    (code,) = fetch("/v1/documents", ["http://public.example/"], system)
    assert code in ("refused-address", "bad-scheme")
    assert canary.meant == [PUBLIC]


def test_a_name_is_connected_at_the_address_that_was_checked(fetch: Fetch, canary: Canary) -> None:
    replies = iter([[PUBLIC], ["127.0.0.1"]])
    assert fetch("/v1/documents", ["http://rebind.example/"], lambda *_: next(replies)) == ["done"]
    assert fetch("/v1/documents", ["http://rebind.example/"], lambda *_: next(replies)) == ["refused-address"]
    assert canary.meant == [PUBLIC]


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/ingest"])
def test_urls_other_than_http_are_refused_at_once(running: Any, path: str) -> None:
    key = running.key("editor")
    for url in REFUSED_AT_ONCE:
        reply = running.ask_json(path, {"url": url}, key)
        assert reply.status == 422, (url, reply)
        assert "u:p" not in reply.problem
