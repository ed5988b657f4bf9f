"""Fetching over HTTP: politely, within limits, and only from where it is allowed to go.

A request goes through :class:`~ingest.sources.http.network.GuardedBackend` on a connection of its own. Redirects
are followed by hand, so that every hop is checked like the first. Environment proxies are not used: behind
one, the address connected to could not be checked.
"""

from __future__ import annotations

import ssl
from dataclasses import replace
from functools import cached_property

import httpcore
import httpx

from corpus.errors import FetchError
from ingest.sources.http.network import GuardedBackend, Resolver, system_resolver
from ingest.sources.http.policy import FetchPolicy
from ingest.sources.http.request import Exchange
from ingest.sources.http.response import Check, Fetched, NotModified, Validators
from ingest.sources.http.throttle import Clock, Deadline, Hosts, PassingError
from ingest.sources.urls import parse_url


class HttpFetcher:
    """The :class:`~ingest.sources.http.response.Fetcher` that uses the network. Safe to use from several threads.

    ``clock``, ``resolver`` and ``backend`` (what opens sockets) are for tests.
    """

    def __init__(
        self,
        policy: FetchPolicy | None = None,
        *,
        clock: Clock | None = None,
        resolver: Resolver = system_resolver,
        backend: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._policy = policy or FetchPolicy()
        self._clock = clock or Clock()
        self._resolver = resolver
        self._backend = backend or httpcore.SyncBackend()
        self._hosts = Hosts(self._policy.min_interval, self._clock)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        # Made at first use: reading the certificates takes tens of milliseconds.
        return httpx.create_ssl_context(trust_env=False)

    def fetch(
        self, url: str, known: Validators | None = None, check: Check | None = None
    ) -> Fetched | NotModified:
        """See :class:`~ingest.sources.http.response.Fetcher`."""
        start = parse_url(url)
        for attempt in range(1, max(self._policy.attempts, 1) + 1):
            try:
                answer = self._attempt(start, known, check)
                return replace(answer, url=url, retrieved=self._clock.now().isoformat(timespec="seconds"))
            except PassingError as error:
                failure = error
                wait = self._policy.backoff * 2 ** (attempt - 1) if error.wait is None else error.wait
                if wait > self._policy.max_wait:
                    break
                if attempt < self._policy.attempts:
                    self._hosts.hold(start.host, wait)
        raise FetchError(failure.code, str(failure)) from failure

    def _attempt(self, start: httpx.URL, known: Validators | None, check: Check | None) -> Fetched | NotModified:
        """Follow redirects from ``start`` to an answer."""
        url, seen = start, {start}
        deadline = Deadline(self._policy.total_timeout, self._clock)
        while True:
            try:
                if check is not None:
                    began = self._clock.monotonic()
                    check(str(url))
                    deadline.extend(self._clock.monotonic() - began)  # a question of ours, not the server's delay
                answer = self._hop(url, known, deadline)
            except FetchError as error:
                if url != start:
                    error.args = (f"{start} redirects to {url}: {error}",)
                raise
            if not isinstance(answer, httpx.URL):
                return answer
            if answer in seen:
                raise FetchError("too-many-redirects", f"{start} redirects in a circle, by {answer}")
            if len(seen) > self._policy.max_redirects:
                raise FetchError(
                    "too-many-redirects", f"{start} redirects more than {self._policy.max_redirects} times"
                )
            seen.add(answer)
            url = answer

    def _hop(
        self, url: httpx.URL, known: Validators | None, deadline: Deadline
    ) -> Fetched | NotModified | httpx.URL:
        """One request: its answer, or the URL it redirects to."""
        wait = self._hosts.wait(url.host)
        if wait > max(self._policy.max_wait, self._policy.min_interval):
            raise FetchError("retry-later", f"{url.host} asked to be left alone for {wait:.0f} s more")
        with self._hosts.turn(url.host) as waited:
            deadline.extend(waited)
            exchange = Exchange(url, known, deadline=deadline, policy=self._policy, now=self._clock.now())
            backend = GuardedBackend(
                deadline,
                resolver=self._resolver,
                allow_private=self._policy.allow_private,
                inner=self._backend,
            )
            context = self._tls if url.scheme == "https" else None
            try:
                with httpcore.ConnectionPool(ssl_context=context, network_backend=backend) as pool:
                    return exchange.run(pool)
            except PassingError as error:
                if error.wait is not None:
                    self._hosts.hold(url.host, self._bounded(error.wait))
                raise

    def _bounded(self, wait: float) -> float:
        """A server's wish to be left alone is kept for an hour at most; it may be a mistake."""
        return min(wait, max(self._policy.max_wait, 3600.0))
