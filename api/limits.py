"""How much one client, and all together, may ask. Counts are of this process: with N workers, N times as much."""

from __future__ import annotations

import hashlib
import ipaddress
import math
import time
from collections.abc import Iterator

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.meters import Meters
from api.problem import problem
from api.settings import Settings
from search.deadline import Deadline

_FREE = frozenset(("/healthz", "/readyz", "/metrics"))
"""Asked by who watches over the service, above all when it has too much to do."""
_STREAMED = "/v1/documents"
"""Reads its own body, after it has seen a key: files are larger than what is held in memory here."""


class Limits:
    """Rate, size of the body, and requests under way; what passes has until its deadline.

    A request is under way from when it has come whole until its answer is computed: neither a client that sends
    slowly nor one that reads slowly takes the place of another.
    """

    def __init__(self, app: ASGIApp, settings: Settings, meters: Meters) -> None:
        self._app = app
        self._settings = settings
        self._meters = meters
        self._rates = Rates(settings.rate_per_address, settings.rate_per_key)
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or path in _FREE or path.startswith("/static/"):
            await self._app(scope, receive, send)
            return
        if wait := self._rates.wait(scope):
            self._meters.refused("rate")
            detail = "You ask more often than is allowed here. Retry-After says after how many seconds to go on."
            await problem(429, detail, {"Retry-After": str(wait)})(scope, receive, send)
            return
        if path != _STREAMED:
            body = await self._body(scope, receive)
            if body is None:
                self._meters.refused("size")
                detail = f"A body of at most {self._settings.max_body_bytes} bytes is taken here."
                await problem(413, detail)(scope, receive, send)
                return
            receive = _again(body, receive)
        if self._under_way >= self._settings.max_under_way:
            self._meters.refused("overload")
            await _overloaded()(scope, receive, send)
            return
        await self._compute(scope, receive, send)

    async def _compute(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._under_way += 1
        self._meters.computing.inc()
        holding = True

        def release() -> None:
            nonlocal holding
            if holding:
                holding = False
                self._under_way -= 1
                self._meters.computing.dec()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_computed(message):
                release()
            await send(message)

        try:
            with Deadline.after(self._settings.deadline_seconds).kept():
                await self._app(scope, receive, sending)
        finally:
            release()

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body, or None when it is too large. Raises ClientDisconnect."""
        most = self._settings.max_body_bytes
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > most:
            return None
        parts, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > most:
                return None
            more = message.get("more_body", False)
        return b"".join(parts)


class Rates:
    """Requests a minute by address and by key. 0 is no limit.

    Addresses of loopback are never counted: who sits at the machine, alone, is not to be kept waiting. A proxy on
    it names its clients (``X-Forwarded-For``), and these are counted. IPv6 addresses count by their /64, which is
    what one household is given.
    """

    def __init__(self, per_address: int, per_key: int) -> None:
        self._per_address = RateLimitItemPerMinute(per_address, namespace="address") if per_address else None
        self._per_key = RateLimitItemPerMinute(per_key, namespace="key") if per_key else None
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def wait(self, scope: Scope) -> int:
        """0, or after how many seconds to ask again."""
        for item, who in self._counted(scope):
            if not self._limiter.hit(item, who):
                reset = self._limiter.get_window_stats(item, who).reset_time
                return min(60, max(1, math.ceil(reset - time.time())))
        return 0

    def _counted(self, scope: Scope) -> Iterator[tuple[RateLimitItemPerMinute, str]]:
        client = scope.get("client")
        network = _network(client[0]) if client else None
        if self._per_address and network:
            yield self._per_address, network
        key = Headers(scope=scope).get("authorization")
        if self._per_key and key:
            yield self._per_key, hashlib.sha256(key.encode()).hexdigest()


def _network(address: str) -> str | None:
    """What an address is counted as; None for loopback, and for what is no address, such as a local socket."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is None:
            return None if parsed.is_loopback else str(ipaddress.ip_network((int(parsed), 64), strict=False))
        parsed = parsed.ipv4_mapped
    return None if parsed.is_loopback else str(parsed)


def _overloaded() -> Response:
    detail = "As much is being computed as may be at a time. Ask again in a second."
    return problem(503, detail, {"Retry-After": "1"})


def _is_computed(start: Message) -> bool:
    """Whether an answer is whole when it begins: its length is known, or it is a stream of events to come."""
    headers = Headers(raw=start["headers"])
    return "content-length" in headers or headers.get("content-type", "").startswith("text/event-stream")


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read already, then what else comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
