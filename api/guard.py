"""Which names this service is called by, and whose pages may call it.

A page of any site can make a browser send requests to a service on loopback, or, by pointing its own name at
loopback (DNS rebinding), even read the answers. The browser then says whose page it is, in ``Host`` or ``Origin``.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.hosts import WEB_ORIGIN, Hosts
from api.problem import problem


class Guard:
    """Refuses a request by another name than this service's, and one of a stranger's page."""

    def __init__(self, app: ASGIApp, hosts: Hosts, origins: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refused(scope) if scope["type"] in ("http", "websocket") else None
        await (refused or self._app)(scope, receive, send)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or len(origins) > 1:
            return problem(400, "A request has one Host header, and one Origin header at most.")
        if not self._hosts.fits(hosts[0], scope.get("scheme", "http")):
            return problem(
                421,
                f"This service is not called {_shown(hosts[0])}. If it is, name that host in "
                "WORKSHOP_SEARCH_ALLOWED_HOSTS on the server.",
            )
        if origins and not self._known(origins[0]):
            return problem(
                403,
                f"Pages of {_shown(origins[0])} may not call this service. If they may, name that origin in "
                "WORKSHOP_SEARCH_ALLOWED_ORIGINS on the server.",
            )
        return None

    def _known(self, origin: str) -> bool:
        web = WEB_ORIGIN.fullmatch(origin)
        own = web is not None and self._hosts.fits(web[2], web[1].lower())
        return own or origin.lower() in self._origins


def _shown(given: str) -> str:
    """A header's value for a message: short and printable."""
    return repr(given if len(given) <= 100 else given[:99] + "…")
