"""Cross-site protection: which host names this service answers to, and whose pages may call it.

Any web page can make a browser send requests to a service on loopback. By pointing its own name at loopback (DNS
rebinding) it could even read the answers. The browser says whose page it is: in ``Host``, in ``Origin``, or, for
images, scripts and frames, in ``Sec-Fetch-Site``.

Plain links that open in their own tab are allowed from anywhere, because citations must work. That holds for pages
and for the files of documents, never for the JSON API.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.errors import problem
from api.http.host_names import HostNames
from api.http.scope import request_path, wants_page

_CROSS_SITE = ("cross-site", "same-site")
"""``same-site`` is another port or a sister domain: another program in either case."""
_API_PATHS = ("/v1/", "/mcp", "/metrics", "/openapi.json", "/static/", "/api-explorer-files/")
_FILE = re.compile(r"/v1/documents/[^/]+/file")
_HEADERS = frozenset((b"host", b"origin", b"sec-fetch-site", b"sec-fetch-mode", b"sec-fetch-dest"))


class OriginCheck:
    """Refuses requests for unknown hosts (421) and from pages of other sites (403)."""

    def __init__(
        self,
        app: ASGIApp,
        hosts: HostNames,
        origins: frozenset[str],
        wrong_host_page: Callable[[str], Response] | None = None,
    ) -> None:
        """With ``wrong_host_page``, browsers that open a page get that for an unknown host."""
        self._app = app
        self._wrong_host_page = wrong_host_page
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
            return problem(400, "Send exactly one Host header and at most one Origin header.")
        scheme = scope.get("scheme", "http")
        if not self._hosts.contains(hosts[0], scheme):
            if self._wrong_host_page and wants_page(scope):
                return self._wrong_host_page(_short(hosts[0]))
            return problem(
                421,
                f"Unknown host {_quoted(hosts[0])}. If this service should answer to it, add it to "
                "WORKSHOP_SEARCH_ALLOWED_HOSTS on the server.",
            )
        if origins:
            allowed = origins[0].lower() in self._origins or self._hosts.same_origin(origins[0], hosts[0], scheme)
            return None if allowed else _forbidden(f"Pages of {_quoted(origins[0])}")
        cross_site = any(site in _CROSS_SITE for site in headers.get(b"sec-fetch-site", ()))
        return _forbidden("Pages of other sites") if cross_site and not _is_link(scope, headers) else None


def _is_link(scope: Scope, headers: dict[bytes, list[str]]) -> bool:
    """Whether the request follows a link to a page or file that opens in its own tab."""
    path = request_path(scope)
    return (
        scope.get("method") in ("GET", "HEAD")
        and headers.get(b"sec-fetch-mode") == ["navigate"]
        and headers.get(b"sec-fetch-dest") == ["document"]
        and (not path.startswith(_API_PATHS) or _FILE.fullmatch(path) is not None)
    )


def _forbidden(who: str) -> Response:
    return problem(
        403,
        f"{who} may not call this service. To allow it, add the origin to WORKSHOP_SEARCH_ALLOWED_ORIGINS on the "
        "server.",
    )


def _quoted(header: str) -> str:
    """A header's value for a message: short and printable."""
    return repr(_short(header))


def _short(header: str) -> str:
    return header if len(header) <= 100 else header[:99] + "…"
