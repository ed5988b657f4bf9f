"""Which names this service is called by, and whose pages may call it.

A page of any site can make a browser send requests to a service on loopback, or, by pointing its own name at
loopback (DNS rebinding), even read the answers. The browser then says whose page it is: in ``Host``, in
``Origin``, or, where a page merely puts an address in as a picture, script or frame, in ``Sec-Fetch-Site``.

A link is followed from anywhere: a page that opens in a tab of its own is read by its reader alone, and citations
would lead nowhere otherwise. That holds for pages, and for the files of documents, which reports link to; nobody
links to what is made for programs.
"""

from __future__ import annotations

import re

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.errors import problem
from api.http.host_names import HostNames

_CROSS_SITE = ("cross-site", "same-site")
"""``same-site`` is another port, or a sister of this name: another program in either case."""
_API_PATHS = ("/v1/", "/mcp", "/metrics", "/openapi.json", "/static/", "/api-explorer-files/")
_FILE = re.compile(r"/v1/documents/[^/]+/file")
_HEADERS = frozenset((b"host", b"origin", b"sec-fetch-site", b"sec-fetch-mode", b"sec-fetch-dest"))


class OriginCheck:
    """Refuses a request by another name than this service's, and one of a stranger's page."""

    def __init__(self, app: ASGIApp, hosts: HostNames, origins: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refused(scope) if scope["type"] in ("http", "websocket") else None
        await (refused or self._app)(scope, receive, send)

    def _refused(self, scope: Scope) -> Response | None:
        headers: dict[bytes, list[str]] = {}
        for name, value in scope["headers"]:
            if name in _HEADERS:
                headers.setdefault(name, []).append(value.decode("latin-1"))
        hosts, origins = headers.get(b"host", []), headers.get(b"origin", [])
        if len(hosts) != 1 or len(origins) > 1:
            return problem(400, "A request has one Host header, and one Origin header at most.")
        scheme = scope.get("scheme", "http")
        if not self._hosts.contains(hosts[0], scheme):
            return problem(
                421,
                f"This service is not called {_quoted(hosts[0])}. If it is, name that host in "
                "WORKSHOP_SEARCH_ALLOWED_HOSTS on the server.",
            )
        if origins:
            allowed = origins[0].lower() in self._origins or self._hosts.same_origin(origins[0], hosts[0], scheme)
            return None if allowed else _foreign(f"Pages of {_quoted(origins[0])}")
        cross_site = any(site in _CROSS_SITE for site in headers.get(b"sec-fetch-site", ()))
        return _foreign("Pages of another site") if cross_site and not _is_link(scope, headers) else None


def _is_link(scope: Scope, headers: dict[bytes, list[str]]) -> bool:
    """Whether somebody goes to a page, or to a file, that opens in a tab of its own."""
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    return (
        scope.get("method") in ("GET", "HEAD")
        and headers.get(b"sec-fetch-mode") == ["navigate"]
        and headers.get(b"sec-fetch-dest") == ["document"]
        and (not path.startswith(_API_PATHS) or _FILE.fullmatch(path) is not None)
    )


def _foreign(whose: str) -> Response:
    return problem(
        403,
        f"{whose} may not call this service. If they may, name that origin in "
        "WORKSHOP_SEARCH_ALLOWED_ORIGINS on the server.",
    )


def _quoted(given: str) -> str:
    """A header's value for a message: short and printable."""
    return repr(given if len(given) <= 100 else given[:99] + "…")
