"""By which names a service on loopback answers, and to whose pages."""

from __future__ import annotations

from typing import Any

import pytest

from api.http.host_names import HostNames
from api.settings import Settings
from corpus.errors import InputError

PATHS = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/",
    "/v1/search?q=x",
    "/static/page.css",
    "/openapi.json",
    "/mcp",
    "/no",
)


@pytest.mark.parametrize("path", PATHS)
def test_dns_rebinding_gets_nothing(running: Any, path: str) -> None:
    reply = running.ask(path, host=f"rebind.example:{running.port}")
    assert (reply.status, "WORKSHOP_SEARCH_ALLOWED_HOSTS" in reply.problem) == (421, True)
    same_origin = f"Origin: http://rebind.example:{running.port}"
    assert running.ask(path, same_origin, host=f"rebind.example:{running.port}").status == 421


def test_a_browser_at_an_unknown_host_reads_a_page_that_loads_nothing(running: Any) -> None:
    accept = "Accept: text/html,*/*;q=0.8"
    reply = running.ask("/workshops", accept, host="<b>rebind.example")
    page = reply.body.decode()
    assert (reply.status, reply.headers["content-type"]) == (421, "text/html; charset=utf-8")
    assert "not under the name <b>&lt;b&gt;rebind.example</b>" in page
    assert not any(word in page for word in ("href=", "src=", "script"))
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    for path in ("/v1/search?q=x", "/mcp"):
        assert running.ask(path, accept, host="rebind.example").problem.startswith("Unknown host")


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://localhost.evil.example",
        "http://",
        "http://localhost@evil.example",
        "http://evil.example:8000",
        "file://",
        "http://127.0.0.1.evil.example",
    ],
)
@pytest.mark.parametrize("path", ["/v1/search", "/mcp", "/"])
def test_pages_of_other_sites_get_nothing(running: Any, origin: str, path: str) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        reply = running.ask(path, f"Origin: {origin}", method=method)
        assert (reply.status, "WORKSHOP_SEARCH_ALLOWED_ORIGINS" in reply.problem) == (403, True)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:{port}",
        "127.0.0.1",
        "[::1]:{port}",
        "localhost.:1",
        "[0:0:0:0:0:0:0:1]",
    ],
)
def test_loopback_names_are_accepted_at_any_port(running: Any, host: str) -> None:
    own = host.format(port=running.port)
    assert running.ask("/healthz", host=own).status == 200
    assert running.ask("/healthz", f"Origin: http://{own}", host=own).status == 200


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        ("http://localhost:{port}", "localhost:{port}", 200),
        ("http://LOCALHOST:{port}", "localhost:{port}", 200),
        ("http://localhost:3000", "localhost:{port}", 403),
        ("http://localhost", "localhost:{port}", 403),
        ("http://127.0.0.1:{port}", "localhost:{port}", 403),
        ("https://localhost", "localhost", 200),
        ("http://localhost:80", "localhost", 200),
    ],
)
def test_another_port_of_loopback_is_another_site(running: Any, origin: str, host: str, status: int) -> None:
    origin, host = origin.format(port=running.port), host.format(port=running.port)
    assert running.ask("/v1/search?q=pumps", f"Origin: {origin}", host=host).status == status


def put_in(site: str, mode: str = "no-cors", dest: str = "image") -> tuple[str, ...]:
    """What a browser says of a request that a page of that kind made."""
    return f"Sec-Fetch-Site: {site}", f"Sec-Fetch-Mode: {mode}", f"Sec-Fetch-Dest: {dest}"


@pytest.mark.parametrize("path", ["/v1/search?q=pumps", "/", "/static/page.css", "/metrics", "/mcp", "/healthz"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_embedding_by_other_sites_is_refused(running: Any, path: str, site: str) -> None:
    for fetched in (put_in(site), put_in(site, "navigate", "iframe"), put_in(site, "cors", "empty")):
        reply = running.ask(path, *fetched)
        assert (reply.status, "WORKSHOP_SEARCH_ALLOWED_ORIGINS" in reply.problem) == (403, True)
    for own in ("same-origin", "none"):
        assert running.ask(path, *put_in(own)).status != 403


def test_links_from_other_sites_open_pages_and_files_but_not_the_api(running: Any) -> None:
    link = put_in("cross-site", "navigate", "document")
    for path, status in (
        ("/", 200),
        ("/workshops", 200),
        ("/v1/documents/none/file", 404),
        ("/v1/search?q=pumps", 403),
        ("/v1/documents/none/file/more", 403),
        ("/metrics", 403),
        ("/openapi.json", 403),
    ):
        assert running.ask(path, *link).status == status, path
    assert running.ask("/batch", *link, method="POST").status == 403


def test_pages_of_allowed_origins_may_call_but_not_embed(start: Any) -> None:
    served = start(allowed_origins="https://app.example")
    asked = ("Origin: https://app.example", *put_in("cross-site", "cors", "empty"))
    reply = served.ask("/v1/search?q=pumps", *asked)
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, "https://app.example")
    assert served.ask("/v1/search?q=pumps", *put_in("cross-site")).status == 403
    for path in ("/", "/v1/search?q=pumps", "/static/page.css", "/no"):
        assert served.ask(path).headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "host",
    [
        "",
        "localhost, evil.example",
        "localhost evil.example",
        "localhost@evil.example",
        "evil.example#localhost",
        "localhost:99999",
        "localhost:",
        "[::1",
        "[::1%lo]",
        "::1",
        "127.1",
        "2130706433",
        "localhost/evil",
        "xn--localhost",
        "0.0.0.0",
    ],
)
def test_names_that_only_look_like_loopback_are_refused(running: Any, host: str) -> None:
    request = f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    assert running.send(request.encode()).status in (400, 421)


def test_a_missing_or_repeated_host_header_is_refused(running: Any) -> None:
    assert running.send(b"GET /healthz HTTP/1.0\r\n\r\n").status == 400
    assert running.ask("/healthz", "Host: rebind.example").status == 400
    assert running.ask("/healthz", "Origin: http://localhost", "Origin: http://localhost").status == 400


def test_configured_hosts_and_origins_are_accepted_and_no_others(start: Any) -> None:
    served = start(
        host="192.0.2.7",
        allowed_hosts="search.example.org, exact.example:8443",
        allowed_origins="https://app.example/, vscode-webview://abc",
    )
    for host, status in (
        ("search.example.org", 200),
        ("search.example.org:444", 200),
        ("exact.example:8443", 200),
        ("exact.example", 421),
        ("192.0.2.7:80", 200),
        ("localhost", 200),
        ("app.example", 421),
    ):
        assert served.ask("/healthz", host=host).status == status, host
    for origin, status in (
        ("https://app.example", 200),
        ("http://app.example", 403),
        ("https://app.example:8443", 403),
        ("https://search.example.org", 200),
        ("https://search.example.org:444", 403),
        ("https://exact.example:8443", 200),
        ("https://exact.example", 403),
        ("vscode-webview://abc", 200),
    ):
        assert served.ask("/healthz", f"Origin: {origin}").status == status, origin


def test_listening_on_every_interface_adds_no_host_name() -> None:
    assert HostNames.parse("", "0.0.0.0") == HostNames.parse("", "::") == HostNames.parse("")
    assert not HostNames.parse("", "0.0.0.0").contains("192.0.2.1", "http")


@pytest.mark.parametrize(
    ("name", "value"),
    [("allowed_hosts", "*"), ("allowed_hosts", "http://a.example"), ("allowed_hosts", "a:0"),
     ("allowed_origins", "a.example"), ("allowed_origins", "https://a.example/path"), ("allowed_origins", "*"),
     ("reads", "shut")],
)  # fmt: skip
def test_a_setting_that_is_not_a_host_name_is_refused(name: str, value: str) -> None:
    with pytest.raises(InputError, match=f"Invalid setting WORKSHOP_SEARCH_{name.upper()}:"):
        Settings.load(**{name: value})
