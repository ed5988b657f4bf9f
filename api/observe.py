"""What stands around everything else: each request gets an id, a line in the log and a place in the metrics."""

from __future__ import annotations

import logging
import re
import secrets
import time

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import REQUEST_ID, fields
from api.meters import Meters
from api.problem import unexpected

log = logging.getLogger("workshop_search.request")

HEADER = "x-request-id"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
GONE = 499
"""Logged and counted, never sent: the client left before it was answered, or did not send all of its request."""


class Observe:
    """Also the last place an exception reaches: it is logged whole, and answered without its inner workings."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _SANE.fullmatch(given) else secrets.token_hex(8)
        REQUEST_ID.set(request_id)  # for good: the server runs each request in a context of its own
        began = time.perf_counter()
        status, sent = GONE, 0

        async def sending(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], (HEADER.encode(), request_id.encode())]}
            else:
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            pass
        except Exception:
            log.exception("a request failed")
            if status != GONE:
                raise  # the answer has begun; all that is left is to cut the connection
            await unexpected()(scope, receive, sending)
        finally:
            self._note(scope, status, sent, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, sent: int, seconds: float) -> None:
        method, route = scope["method"], _route(scope)
        self._meters.request(method, route, status, seconds)
        if log.isEnabledFor(logging.INFO):
            told = fields(method=method, route=route, status=status, ms=round(seconds * 1e3, 1), bytes=sent)
            log.info("request", extra=told)


def _route(scope: Scope) -> str:
    """The template of the route that answered. Addresses themselves hold what people ask."""
    route = getattr(scope.get("route"), "path", None)
    if isinstance(route, str) and route:
        return route
    mounted = scope.get("root_path", "").removeprefix(scope.get("app_root_path", ""))
    return mounted or "unmatched"
