"""Rate limits by address and by key, counted together by all processes of one server."""

from __future__ import annotations

import hashlib
import ipaddress
import math
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.errors import problem
from api.http.key_cache import credentials
from api.http.metrics import DIRECTORY, Metrics
from api.http.scope import request_path
from api.http.shared_counts import SharedCounts

_EXEMPT = frozenset(("/healthz", "/readyz"))
"""Cheaper to answer than to count."""

_SHARED = "rates"


def share_counts(folder: Path) -> None:
    """Let all processes that are given this folder for their metrics count together."""
    SharedCounts.create(folder / _SHARED, secrets.token_bytes(16))


class RateLimit:
    """Answers 429 to clients that send too many requests, before anything else of a request is read."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, per_address: int, per_key: int) -> None:
        self._app = app
        self._metrics = metrics
        self._counter = RateCounter(per_address, per_key)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = request_path(scope)
        counted = scope["type"] == "http" and path not in _EXEMPT and not path.startswith("/static/")
        if counted and (seconds := self._counter.retry_after(scope)):
            self._metrics.record_refusal("rate")
            detail = "Rate limit exceeded. Retry after the number of seconds in Retry-After."
            await problem(429, detail, {"Retry-After": str(seconds)})(scope, receive, send)
            return
        await self._app(scope, receive, send)


class RateCounter:
    """Counts requests a minute by address and by key; a limit of 0 is no limit.

    Loopback addresses are not counted: whoever uses the machine itself need not wait. A reverse proxy on the same
    machine names its clients in ``X-Forwarded-For``, and those are counted. IPv6 addresses are counted by /64, the
    block one household gets. A key counts as the same key whether it is sent as Bearer or Basic.
    """

    def __init__(self, per_address: int, per_key: int) -> None:
        self._per_address = RateLimitItemPerMinute(per_address, namespace="address") if per_address else None
        self._per_key = RateLimitItemPerMinute(per_key, namespace="key") if per_key else None
        folder = os.environ.get(DIRECTORY)
        storage = SharedCounts(Path(folder, _SHARED)) if folder else MemoryStorage()
        self._limiter = SlidingWindowCounterRateLimiter(storage)

    def retry_after(self, scope: Scope) -> int:
        """Count a request. 0 when it is allowed, else the seconds to wait, from 1 to 60."""
        for limit, client in self._counted_as(scope):
            if not self._limiter.hit(limit, client):
                reset = self._limiter.get_window_stats(limit, client).reset_time
                return min(60, max(1, math.ceil(reset - time.time())))
        return 0

    def _counted_as(self, scope: Scope) -> Iterator[tuple[RateLimitItemPerMinute, str]]:
        client = scope.get("client")
        network = _network(client[0]) if client else None
        if self._per_address and network:
            yield self._per_address, network
        header = Headers(scope=scope).get("authorization") if self._per_key else None
        if self._per_key and header and (key := credentials(header)[1]):
            yield self._per_key, hashlib.sha256(key.encode()).hexdigest()


def _network(address: str) -> str | None:
    """What an address is counted as; None for loopback and for anything that is no address, such as a socket."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is None:
            return None if parsed.is_loopback else str(ipaddress.ip_network((int(parsed), 64), strict=False))
        parsed = parsed.ipv4_mapped
    return None if parsed.is_loopback else str(parsed)
