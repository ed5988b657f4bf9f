"""The fetcher against a real server on loopback that misbehaves in every way we know of."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpcore
import pytest

from corpus.errors import FetchError
from ingest.sources.http.client import HttpFetcher
from ingest.sources.http.policy import FetchPolicy
from ingest.sources.http.response import Fetched, Fetcher, MemoryFetcher, NotModified, Validators
from ingest.sources.http.throttle import Clock

PUBLIC = "93.184.215.14"


def answer(body: bytes = b"hello", status: str = "200 OK", **headers: object) -> bytes:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in ({"Content-Length": len(body)} | named).items()]
    return _join(status, lines) + body


def _join(status: str, lines: list[str]) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1")


def moved(to: str, status: str = "302 Found") -> bytes:
    return answer(b"", status, Location=to)


class Pace:
    """A clock on which sleeping takes no time but is remembered."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.clock = Clock(
            monotonic=lambda: time.monotonic() + sum(self.slept),
            sleep=self.slept.append,
            now=lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        )


class Diverted(httpcore.NetworkBackend):
    """Connects every address to one server on loopback, and remembers what was asked for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[tuple[str, int]] = []

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        self.asked.append((host, port))
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout=5)


def fetcher(pace: Pace | None = None, **policy: Any) -> HttpFetcher:
    settings = {"allow_private": True, "min_interval": 0.0, "attempts": 1} | policy
    return HttpFetcher(FetchPolicy(**settings), clock=(pace or Pace()).clock)


def failure(url: str, client: Fetcher | None = None, **policy: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        (client or fetcher(**policy)).fetch(url)
    return caught.value


def got(result: Fetched | NotModified) -> Fetched:
    assert isinstance(result, Fetched)
    return result


# What comes back


def test_gives_body_type_charset_validators_and_time(server: Any) -> None:
    url = server.on(
        "/a",
        answer(
            b"hello",
            Content_Type='Text/HTML; x=1; Charset="ISO-8859-1"',
            ETag='W/"1"',
            Last_Modified="Mon, 05 Jan 2015 00:00:00 GMT",
        ),
    )
    assert fetcher().fetch(url) == Fetched(
        url, url, 200, b"hello", "text/html", "iso-8859-1", 'W/"1"', "Mon, 05 Jan 2015 00:00:00 GMT",
        "2026-01-02T03:04:05+00:00",
    )  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["", "text/html; charset=klingon", "text/html; charset=hex", "text/html; charset"]
)
def test_a_charset_nobody_knows_is_left_out(server: Any, kind: str) -> None:
    assert got(fetcher().fetch(server.on("/", answer(Content_Type=kind)))).charset is None


def test_says_who_asks_and_closes_the_connection(server: Any) -> None:
    fetcher().fetch(server.on("/", answer()))
    sent = server.requests[0].lower()
    assert b"user-agent: workshop-search/" in sent
    assert b"connection: close" in sent


def test_a_chunked_answer_and_one_ended_by_closing_are_read_whole(server: Any) -> None:
    server.on("/c", _join("200 OK", ["Transfer-Encoding: chunked"]) + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    server.on("/e", _join("200 OK", []) + b"abcde")
    assert [got(fetcher().fetch(server.url(path))).body for path in ("/c", "/e")] == [b"abcde"] * 2


def test_a_packed_answer_is_unpacked(server: Any) -> None:
    packed = gzip.compress(b"text" * 1000)
    assert got(fetcher().fetch(server.on("/", answer(packed, Content_Encoding="gzip")))).body == b"text" * 1000


def test_environment_proxies_are_not_used(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert got(fetcher().fetch(server.on("/", answer()))).body == b"hello"


# Asking whether something changed


def test_an_unchanged_page_is_not_sent_again(server: Any) -> None:
    url = server.on("/", answer(ETag='"1"', Last_Modified="Mon, 05 Jan 2015 00:00:00 GMT"), answer(b"", "304 X"))
    first = got(fetcher().fetch(url))
    assert fetcher().fetch(url, first.validators) == NotModified(url, url, "2026-01-02T03:04:05+00:00")
    assert b'If-None-Match: "1"' in server.requests[1]
    assert b"If-Modified-Since: Mon, 05 Jan 2015 00:00:00 GMT" in server.requests[1]


def test_validators_of_another_address_are_not_sent(server: Any) -> None:
    server.on("/old", moved("/new"))
    server.on("/new", answer(b"new", ETag='"1"'))
    known = Validators(server.url("/before"), '"1"', None)
    assert got(fetcher().fetch(server.url("/old"), known)).body == b"new"
    assert not any(b"If-None-Match" in request for request in server.requests)


def test_validators_that_would_break_the_request_are_left_out(server: Any) -> None:
    url = server.on("/", answer())
    fetcher().fetch(url, Validators(url, '"1"\r\nX-Evil: 1', "caf\xe9"))
    assert b"X-Evil" not in server.requests[0]
    assert b"If-" not in server.requests[0]


def test_not_modified_that_nobody_asked_about_is_a_failure(server: Any) -> None:
    assert failure(server.on("/", answer(b"", "304 Not Modified"))).code == "http-304"


# Redirects


@pytest.mark.parametrize("status", ["301 X", "302 X", "303 X", "307 X", "308 X"])
def test_redirects_are_followed_to_the_last_address(server: Any, status: str) -> None:
    server.on("/a", moved("b/c?d=e#f", status))
    server.on("/b/c?d=e", answer(b"there"))
    result = got(fetcher().fetch(server.url("/a")))
    assert (result.url, result.final_url, result.body) == (server.url("/a"), server.url("/b/c?d=e"), b"there")


def test_five_redirects_are_followed_and_six_are_not(server: Any) -> None:
    for step in range(6):
        server.on(f"/{step}", moved(f"/{step + 1}"))
    server.on("/6", answer(b"end"))
    assert got(fetcher().fetch(server.url("/1"))).body == b"end"
    assert failure(server.url("/0")).code == "too-many-redirects"


def test_a_circle_of_redirects_ends(server: Any) -> None:
    server.on("/a", moved("/b"))
    server.on("/b", moved("/a"))
    assert failure(server.url("/a")).code == "too-many-redirects"
    assert server.paths() == ["/a", "/b"]


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("file:///etc/passwd", "bad-scheme"),
        ("gopher://example.org/", "bad-scheme"),
        ("http://u:p@example.org/", "credentials"),
        ("http://[::1", "bad-redirect"),
        ("", "bad-redirect"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(server: Any, location: str, code: str) -> None:
    assert failure(server.on("/", moved(location))).code == code


def test_every_address_is_checked_before_it_is_asked_for(server: Any) -> None:
    server.on("/a", moved("/closed"))
    server.on("/closed", answer(b"secret"))
    checked: list[str] = []

    def check(url: str) -> None:
        checked.append(url)
        if url.endswith("/closed"):
            raise FetchError("robots", "closed")

    with pytest.raises(FetchError) as refused:
        fetcher().fetch(server.url("/a"), None, check)
    assert refused.value.code == "robots"
    assert checked == [server.url("/a"), server.url("/closed")]
    assert server.paths() == ["/a"]


def test_a_redirect_from_a_public_to_a_private_address_is_refused(server: Any) -> None:
    server.on("/start", moved(f"http://127.0.0.1:{server.port}/secret"))
    server.on("/secret", answer(b"secret"))
    backend = Diverted(server.port)
    client = HttpFetcher(
        FetchPolicy(min_interval=0.0),
        resolver=lambda host, port: [PUBLIC] if host == "public.example" else [host],
        backend=backend,
    )
    error = failure("http://public.example/start", client)
    assert error.code == "refused-address"
    assert "redirects to" in str(error)
    assert server.paths() == ["/start"]
    assert backend.asked == [(PUBLIC, 80)]


# Where it connects to


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "127.1", "017700000001", "0", "[::1]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]",
        "127\u30020\u30020\u30021", "LOCALHOST",
    ],
)  # fmt: skip
def test_loopback_is_refused_in_every_spelling(server: Any, host: str) -> None:
    server.on("/", answer(b"secret"))
    assert failure(server.url("/", host), allow_private=False).code == "refused-address"
    assert server.requests == []


def test_private_addresses_are_reached_when_allowed(server: Any) -> None:
    server.on("/", answer(b"mine"))
    assert got(fetcher(allow_private=True).fetch(server.url("/", "localhost"))).body == b"mine"


def test_one_private_address_among_public_ones_refuses_the_name(server: Any) -> None:
    backend = Diverted(server.port)
    client = HttpFetcher(resolver=lambda host, port: [PUBLIC, "10.0.0.1"], backend=backend)
    assert failure("http://mixed.example/", client).code == "refused-address"
    assert backend.asked == []


def test_the_address_that_was_checked_is_the_one_connected_to(server: Any) -> None:
    """A name that turns to loopback after the check gains nothing: it is resolved once a connection."""
    server.on("/", answer(b"public"))
    replies = iter([[PUBLIC], ["127.0.0.1"]])
    backend = Diverted(server.port)
    client = HttpFetcher(FetchPolicy(min_interval=0.0), resolver=lambda host, port: next(replies), backend=backend)
    assert got(client.fetch("http://rebind.example:8080/")).body == b"public"
    assert backend.asked == [(PUBLIC, 8080)]
    assert b"\r\nHost: rebind.example:8080\r\n" in server.requests[0]
    assert failure("http://rebind.example:8080/", client).code == "refused-address"
    assert len(server.requests) == 1


def test_tls_is_made_with_the_name_and_not_the_address(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str | None] = []

    class Stream(httpcore.NetworkStream):
        def start_tls(
            self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
        ) -> Any:
            assert ssl_context.check_hostname
            names.append(server_hostname)
            raise httpcore.ConnectError("enough seen")

        def close(self) -> None:
            pass

    class Backend(httpcore.NetworkBackend):
        def connect_tcp(self, host: str, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
            names.append(host)
            return Stream()

    client = HttpFetcher(FetchPolicy(attempts=1), resolver=lambda host, port: [PUBLIC], backend=Backend())
    failure("https://secure.example/", client)
    assert names == [PUBLIC, "secure.example"]


def test_the_next_address_is_tried_when_one_does_not_answer(server: Any) -> None:
    server.on("/", answer(b"second"))
    tried: list[str] = []

    class Backend(Diverted):
        def connect_tcp(self, host: str, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
            tried.append(host)
            if len(tried) == 1:
                raise httpcore.ConnectTimeout("silence")
            return super().connect_tcp(host, *args, **kwargs)

    client = HttpFetcher(resolver=lambda host, port: [PUBLIC, "1.1.1.1"], backend=Backend(server.port))
    assert got(client.fetch("http://two.example/")).body == b"second"
    assert tried == [PUBLIC, "1.1.1.1"]


# Answers that never end, are too large, or lie about their length


def _drip(connection: socket.socket, request: bytes) -> None:
    for byte in _join("200 OK", ["Content-Length: 1000"]) + bytes(1000):
        connection.sendall(bytes([byte]))
        time.sleep(0.03)


def _drip_body(connection: socket.socket, request: bytes) -> None:
    connection.sendall(_join("200 OK", ["Content-Length: 1000"]))
    for _ in range(1000):
        connection.sendall(b"x")
        time.sleep(0.03)


def _endless(connection: socket.socket, request: bytes) -> None:
    connection.sendall(_join("200 OK", []))
    while True:
        connection.sendall(bytes(65536))


def _endless_headers(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: " + b"x" * 4096 + b"\r\n")


def _interim_for_ever(connection: socket.socket, request: bytes) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.01)


def _silence(connection: socket.socket, request: bytes) -> None:
    time.sleep(1.5)


@pytest.mark.parametrize("behaviour", [_drip, _drip_body, _interim_for_ever])
def test_an_answer_that_drips_is_cut_off_at_the_total_time(server: Any, behaviour: Any) -> None:
    url = server.on("/", behaviour)
    began = time.monotonic()
    error = failure(url, total_timeout=0.4, read_timeout=5.0, attempts=3)
    assert error.code == "timeout"
    assert time.monotonic() - began < 1.5
    assert len(server.requests) == 1, "what drips once will drip again: it is not asked for twice"


def test_a_silent_server_is_asked_again_and_then_named(server: Any) -> None:
    assert failure(server.on("/", _silence), read_timeout=0.1, attempts=2).code == "timeout"
    assert len(server.requests) == 2


def test_an_endless_body_is_cut_off_at_the_size(server: Any) -> None:
    assert failure(server.on("/", _endless), max_bytes=1_000_000).code == "too-large"


def test_endless_headers_are_cut_off(server: Any) -> None:
    assert failure(server.on("/", _endless_headers)).code == "protocol"


def test_a_length_over_the_limit_is_not_even_begun(server: Any) -> None:
    url = server.on("/", _join("200 OK", ["Content-Length: 99999999999"]))
    assert failure(url, read_timeout=0.5).code == "too-large"


def test_a_packed_bomb_is_cut_off_at_the_size(server: Any) -> None:
    bomb = gzip.compress(bytes(50_000_000), 9)
    assert failure(server.on("/", answer(bomb, Content_Encoding="gzip")), max_bytes=1_000_000).code == "too-large"


def test_a_body_of_exactly_the_limit_is_taken(server: Any) -> None:
    assert got(fetcher(max_bytes=5).fetch(server.on("/", answer(b"12345")))).body == b"12345"
    assert failure(server.url("/"), max_bytes=4).code == "too-large"


@pytest.mark.parametrize("claimed", [3, 4, 6, 500, "five", "5, 6"])
def test_a_wrong_content_length_is_named(server: Any, claimed: object) -> None:
    assert failure(server.on("/", answer(b"hello", Content_Length=claimed))).code == "wrong-length"


def test_a_long_body_that_goes_on_after_its_claimed_length_is_named(server: Any) -> None:
    url = server.on("/", answer(bytes(300_000), Content_Length=200_000))
    assert failure(url).code == "wrong-length"


def test_interim_answers_and_line_ends_after_the_body_do_not_count_as_a_wrong_length(server: Any) -> None:
    url = server.on("/", _join("103 Early Hints", ["Link: </a>"]) + answer(b"hello") + b"\r\n")
    assert got(fetcher().fetch(url)).body == b"hello"


def test_a_server_that_keeps_the_connection_open_delays_little(server: Any) -> None:
    def linger(connection: socket.socket, request: bytes) -> None:
        connection.sendall(answer(b"hello"))
        time.sleep(3)

    began = time.monotonic()
    assert got(fetcher().fetch(server.on("/", linger))).body == b"hello"
    assert time.monotonic() - began < 1.5


# Failures by name


@pytest.mark.parametrize(
    ("status", "gone"),
    [(404, True), (410, True), (401, False), (403, False), (500, False), (204, False), (206, False)],
)
def test_a_status_is_a_code_and_only_404_and_410_mean_gone(server: Any, status: int, gone: bool) -> None:
    error = failure(server.on("/", answer(b"", f"{status} Whatever")))
    assert (error.code, error.gone) == (f"http-{status}", gone)


def test_gone_survives_a_redirect(server: Any) -> None:
    server.on("/a", moved("/nowhere"))
    assert failure(server.url("/a")).gone


def test_nobody_listening_is_a_connection_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    error = failure(f"http://127.0.0.1:{port}/")
    assert (error.code, error.gone) == ("connection", False)


def test_a_name_without_address_is_a_dns_failure() -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    calls: list[str] = []

    def unsure(host: str, port: int) -> Sequence[str]:
        calls.append(host)
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    assert failure("http://no.example/", HttpFetcher(resolver=unknown)).code == "dns"
    pace = Pace()
    assert failure("http://no.example/", HttpFetcher(resolver=unsure, clock=pace.clock)).code == "dns"
    assert len(calls) == 3


def test_a_resolver_that_hangs_is_a_timeout() -> None:
    release = threading.Event()

    def hang(host: str, port: int) -> Sequence[str]:
        release.wait(5)
        return [PUBLIC]

    policy = FetchPolicy(connect_timeout=0.1, attempts=1)
    assert failure("http://slow.example/", HttpFetcher(policy, resolver=hang)).code == "timeout"
    release.set()


def test_plain_http_where_tls_was_asked_for_is_named(server: Any) -> None:
    server.on("/", answer())
    assert failure(server.url("/").replace("http:", "https:"), attempts=3).code == "tls"


@pytest.mark.parametrize("garbage", [b"SSH-2.0-OpenSSH\r\n", b"\x00\xff" * 50 + b"\r\n\r\n", b""])
def test_what_is_not_http_is_named(server: Any, garbage: bytes) -> None:
    assert failure(server.on("/", garbage)).code == "protocol"


def test_an_answer_broken_off_between_chunks_is_a_connection_failure(server: Any) -> None:
    url = server.on("/", _join("200 OK", ["Transfer-Encoding: chunked"]) + b"5\r\nhel")
    assert failure(url).code == "connection"


# Manners


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 408])
def test_a_passing_failure_is_tried_again_with_growing_pauses(server: Any, status: int) -> None:
    bad = answer(b"", f"{status} Later")
    pace = Pace()
    url = server.on("/", bad, bad, answer(b"at last"))
    assert got(fetcher(pace, attempts=3, backoff=2.0).fetch(url)).body == b"at last"
    assert pace.slept == [pytest.approx(2.0, abs=0.5), pytest.approx(4.0, abs=0.5)]


def test_trying_again_ends(server: Any) -> None:
    assert failure(server.on("/", answer(b"", "503 No")), attempts=3).code == "http-503"
    assert len(server.requests) == 3


def test_what_is_wrong_for_good_is_not_tried_again(server: Any) -> None:
    failure(server.on("/", answer(b"", "403 No")), attempts=3)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "7"},
        {"Retry-After": "Mon, 05 Jan 2015 00:00:07 GMT", "Date": "Mon, 05 Jan 2015 00:00:00 GMT"},
        {"Retry-After": "Fri, 02 Jan 2026 03:04:12 GMT"},
    ],
)
def test_the_wait_a_server_asks_for_is_kept(server: Any, headers: dict[str, str]) -> None:
    pace = Pace()
    url = server.on("/", answer(b"", "429 Slow down", **headers), answer())
    fetcher(pace, attempts=2, backoff=0.0).fetch(url)
    assert pace.slept == [pytest.approx(7.0, abs=0.5)]


def test_nonsense_as_a_wait_is_ignored(server: Any) -> None:
    pace = Pace()
    url = server.on("/", answer(b"", "503 X", Retry_After="soon"), answer())
    fetcher(pace, attempts=2, backoff=1.0).fetch(url)
    assert pace.slept == [pytest.approx(1.0, abs=0.5)]


def test_a_server_that_asks_for_an_hour_is_left_alone(server: Any) -> None:
    pace = Pace()
    client = fetcher(pace, attempts=3)
    error = failure(server.on("/", answer(b"", "429 X", Retry_After=3000)), client)
    assert error.code == "http-429"
    assert "3000 s" in str(error)
    assert failure(server.on("/other", answer()), client).code == "retry-later"
    assert pace.slept == []
    assert server.paths() == ["/"]


def test_two_requests_to_a_host_keep_their_distance_and_other_hosts_do_not_wait(server: Any) -> None:
    pace = Pace()
    server.on("/", answer())
    client = fetcher(pace, min_interval=2.0)
    client.fetch(server.url("/"))
    client.fetch(server.url("/", "localhost"))
    assert pace.slept == []
    client.fetch(server.url("/"))
    assert pace.slept == [pytest.approx(2.0, abs=0.5)]


def test_a_host_gets_one_connection_at_a_time(server: Any) -> None:
    def slow(connection: socket.socket, request: bytes) -> None:
        time.sleep(0.05)
        connection.sendall(answer())

    url = server.on("/", slow)
    client = fetcher()
    threads = [threading.Thread(target=client.fetch, args=(url,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.requests) == 4
    assert server.max_open_files == 1


def test_waiting_for_ones_turn_does_not_use_up_the_time_of_the_request(server: Any) -> None:
    server.on("/", answer())
    client = fetcher(min_interval=100.0, total_timeout=5.0)
    client.fetch(server.url("/"))
    assert got(client.fetch(server.url("/"))).body == b"hello"


# One contract for both fetchers


@pytest.fixture(params=["network", "memory"])
def site(request: pytest.FixtureRequest, server: Any) -> tuple[Fetcher, str]:
    """A fetcher and the address of a site with /page (ETag "1") and nothing else."""
    page = server.on("/page", _etag_page)
    if request.param == "network":
        return fetcher(), server.url("")
    return MemoryFetcher({page: Fetched(page, page, 200, b"page", etag='"1"')}), server.url("")


def _etag_page(connection: socket.socket, request: bytes) -> None:
    fresh = b'If-None-Match: "1"' in request
    connection.sendall(answer(b"", "304 X", ETag='"1"') if fresh else answer(b"page", ETag='"1"'))


def test_contract_a_page_is_fetched_with_its_time(site: tuple[Fetcher, str]) -> None:
    client, base = site
    result = got(client.fetch(f"{base}/page"))
    assert (result.url, result.body, result.status) == (f"{base}/page", b"page", 200)
    assert datetime.fromisoformat(result.retrieved).tzinfo is not None


def test_contract_the_page_is_not_sent_to_one_who_has_it(site: tuple[Fetcher, str]) -> None:
    client, base = site
    first = got(client.fetch(f"{base}/page"))
    assert isinstance(client.fetch(f"{base}/page", first.validators), NotModified)
    stale = Validators(first.final_url, '"0"', None)
    assert isinstance(client.fetch(f"{base}/page", stale), Fetched)


def test_contract_what_is_not_there_is_gone(site: tuple[Fetcher, str]) -> None:
    client, base = site
    assert failure(f"{base}/nothing", client).gone


def test_contract_what_is_no_url_is_named(site: tuple[Fetcher, str]) -> None:
    client, _ = site
    assert failure("mailto:someone@example.org", client).code == "bad-scheme"
