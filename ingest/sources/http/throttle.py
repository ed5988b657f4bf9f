"""One connection a host at a time, and a pause between two."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from corpus.errors import FetchError


class PassingError(FetchError):
    """A failure that a later attempt may not meet. ``wait`` is what the server asked for."""

    def __init__(self, code: str, message: str, wait: float | None = None) -> None:
        super().__init__(code, message)
        self.wait = wait


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as a fetcher sees it; tests give their own."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = _now


class Deadline:
    """Seconds that one attempt may take in all, however slowly its bytes drip in."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Time spent waiting for one's turn is not the server's fault."""
        self._end += seconds

    def left(self) -> float:
        """Seconds left; negative when it has passed."""
        return self._end - self._clock.monotonic()

    def cap(self, timeout: float | None) -> float:
        """``timeout``, or what is left if that is less; 0 when nothing is left."""
        left = max(self.left(), 0.0)
        return left if timeout is None else min(timeout, left)


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    not_before: float = float("-inf")


class Hosts:
    """Whose turn it is. Safe to use from several threads."""

    def __init__(self, interval: float, clock: Clock) -> None:
        self._interval = interval
        self._clock = clock
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name, _Host())

    @contextmanager
    def turn(self, name: str) -> Iterator[float]:
        """Hold the host's one connection; gives the seconds waited for it."""
        host = self._host(name)
        began = self._clock.monotonic()
        with host.lock:
            pause = host.not_before - self._clock.monotonic()
            if pause > 0:
                self._clock.sleep(pause)
            try:
                yield self._clock.monotonic() - began
            finally:
                host.not_before = max(host.not_before, self._clock.monotonic() + self._interval)

    def hold(self, name: str, seconds: float) -> None:
        """Do not ask this host again for ``seconds``."""
        host = self._host(name)
        host.not_before = max(host.not_before, self._clock.monotonic() + seconds)

    def wait(self, name: str) -> float:
        """Seconds until this host may be asked again; 0 if now."""
        return max(self._host(name).not_before - self._clock.monotonic(), 0.0)
