"""How often one client may ask. Counts are of this process: with N workers, N times as much."""

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
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.errors import problem
from api.http.key_cache import credentials
from api.http.metrics import Metrics
from api.settings import Settings

_EXEMPT = frozenset(("/healthz", "/readyz"))
"""Cheaper to answer than to count."""


class RateLimit:
    """Refuses who asks too often, by address and by key, before anything else is looked at."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._counter = RateCounter(settings.rate_per_address, settings.rate_per_key)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        counted = scope["type"] == "http" and path not in _EXEMPT and not path.startswith("/static/")
        if counted and (wait := self._counter.wait(scope)):
            self._metrics.refused("rate")
            detail = "You ask more often than is allowed here. Retry-After says after how many seconds to go on."
            await problem(429, detail, {"Retry-After": str(wait)})(scope, receive, send)
            return
        await self._app(scope, receive, send)


class RateCounter:
    """Requests a minute by address and by key. 0 is no limit.

    Addresses of loopback are never counted: who sits at the machine, alone, is not to be kept waiting. A proxy on
    it names its clients (``X-Forwarded-For``), and these are counted. IPv6 addresses count by their /64, which is
    what one household is given. A key counts as itself, however it is sent.
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
        sent = Headers(scope=scope).get("authorization") if self._per_key else None
        if self._per_key and sent and (key := credentials(sent)[1]):
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
