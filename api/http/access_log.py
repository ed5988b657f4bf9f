"""The outermost middleware: gives each request an id, a line in the log and a place in the metrics."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.errors import internal_error
from api.http.logs import REQUEST_ID, fields
from api.http.metrics import Metrics
from api.http.scope import request_path

log = logging.getLogger("workshop_search.request")

HEADER = "x-request-id"
REQUEST_LOG = "request_log"
"""The key of the lifespan's state under which :mod:`api.http.connection` finds the :class:`RequestLog`."""
_VALID_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_SAME_ORIGIN_ONLY = (b"cross-origin-resource-policy", b"same-origin")
"""On every response: pages of other sites may not embed it as an image, script or style."""
CLIENT_CLOSED = 499
"""Logged and counted, never sent: the client closed the connection before it was answered."""
UNMATCHED = "unmatched"


class RequestLog:
    """Records requests in log and metrics, by route template: paths may hold what people search for."""

    def __init__(self, metrics: Metrics, routes: Iterable[BaseRoute] = ()) -> None:
        self._metrics = metrics
        self.routes = routes

    def record(self, method: str, route: str, status: int, sent: int, seconds: float) -> None:
        """Record one finished request; ``sent`` is the size of the body in bytes."""
        self._metrics.record_request(method, route, status, seconds)
        if log.isEnabledFor(logging.INFO):
            values = fields(method=method, route=route, status=status, ms=round(seconds * 1e3, 1), bytes=sent)
            log.info("request", extra=values)

    def route(self, scope: Scope) -> str:
        """The template of the route that answered; for a request refused earlier, the one it would have
        reached."""
        route = getattr(scope.get("route"), "path", None)
        if isinstance(route, str) and route:
            return route
        mounted = scope.get("root_path", "").removeprefix(scope.get("app_root_path", ""))
        return mounted or self._match(request_path(scope))

    def _match(self, path: str) -> str:
        return next((template for pattern, template in self._templates if pattern.match(path)), UNMATCHED)

    @cached_property
    def _templates(self) -> list[tuple[re.Pattern[str], str]]:
        return list(_templates(self.routes))


def _templates(routes: Iterable[Any]) -> Iterator[tuple[re.Pattern[str], str]]:
    for route in routes:
        if (included := getattr(route, "original_router", None)) is not None:
            yield from _templates(included.routes)
        elif (pattern := getattr(route, "path_regex", None)) is not None:
            yield pattern, route.path


class AccessLog:
    """Records every request, and handles unexpected exceptions: logged in full, answered by ``on_error``."""

    def __init__(self, app: ASGIApp, request_log: RequestLog, on_error: ASGIApp | None = None) -> None:
        self._app = app
        self._request_log = request_log
        self._on_error = on_error or answer_internal_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _VALID_ID.fullmatch(given) else secrets.token_hex(8)
        REQUEST_ID.set(request_id)  # never reset: the server runs each request in a context of its own
        more = ((HEADER.encode(), request_id.encode()), _SAME_ORIGIN_ONLY)
        began = time.perf_counter()
        status, sent = CLIENT_CLOSED, 0

        async def sending(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], *more]}
            else:
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            pass
        except Exception:
            log.exception("a request failed")
            if status != CLIENT_CLOSED:
                raise  # the response has begun; the server can only close the connection
            await self._on_error(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - began
            self._request_log.record(scope["method"], self._request_log.route(scope), status, sent, seconds)


async def answer_internal_error(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers 500."""
    await internal_error()(scope, receive, send)
