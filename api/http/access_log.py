"""What stands around everything else: each request gets an id, a line in the log and a place in the metrics."""

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

log = logging.getLogger("workshop_search.request")

HEADER = "x-request-id"
REQUEST_LOG = "request_log"
"""Under this name the server's own connections find the :class:`RequestLog`, in the state of the lifespan."""
_VALID_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_SAME_ORIGIN_ONLY = (b"cross-origin-resource-policy", b"same-origin")
"""On every answer: a page of another site may not put it in as a picture, script or style."""
CLIENT_CLOSED = 499
"""Logged and counted, never sent: the client left before it was answered, or did not send all of its request."""
UNMATCHED = "unmatched"


class RequestLog:
    """Where requests are noted: log and metrics. Addresses themselves hold what people ask; templates do not."""

    def __init__(self, metrics: Metrics, routes: Iterable[BaseRoute] = ()) -> None:
        self._metrics = metrics
        self._routes = routes

    def record(self, method: str, route: str, status: int, sent: int, seconds: float) -> None:
        """One request that ended."""
        self._metrics.request(method, route, status, seconds)
        if log.isEnabledFor(logging.INFO):
            told = fields(method=method, route=route, status=status, ms=round(seconds * 1e3, 1), bytes=sent)
            log.info("request", extra=told)

    def route(self, scope: Scope) -> str:
        """The template of the route that answered, or, of a request refused before, that would have."""
        route = getattr(scope.get("route"), "path", None)
        if isinstance(route, str) and route:
            return route
        mounted = scope.get("root_path", "").removeprefix(scope.get("app_root_path", ""))
        return mounted or self._match(scope)

    def _match(self, scope: Scope) -> str:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        return next((template for fits, template in self._templates if fits.match(path)), UNMATCHED)

    @cached_property
    def _templates(self) -> list[tuple[re.Pattern[str], str]]:
        return list(_templates(self._routes))


def _templates(routes: Iterable[Any]) -> Iterator[tuple[re.Pattern[str], str]]:
    for route in routes:
        if (included := getattr(route, "original_router", None)) is not None:
            yield from _templates(included.routes)
        elif (fits := getattr(route, "path_regex", None)) is not None:
            yield fits, route.path


class AccessLog:
    """Also the last place an exception reaches: it is logged whole, and answered without its inner workings.

    ``last`` gives that answer.
    """

    def __init__(self, app: ASGIApp, request_log: RequestLog, last: ASGIApp | None = None) -> None:
        self._app = app
        self._request_log = request_log
        self._last = last or answer_internal_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _VALID_ID.fullmatch(given) else secrets.token_hex(8)
        REQUEST_ID.set(request_id)  # for good: the server runs each request in a context of its own
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
                raise  # the answer has begun; all that is left is to cut the connection
            await self._last(scope, receive, sending)
        finally:
            self._request_log.note(
                scope["method"], self._request_log.route(scope), status, sent, time.perf_counter() - began
            )


async def answer_internal_error(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers 500."""
    await internal_error()(scope, receive, send)
