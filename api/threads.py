"""Threads that compute, apart for what is short and what may be long, and whether they still answer.

Searches share anyio's own threads. What may take longer (quotes, batches) has threads of its own, so that no
search waits behind it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar, TypeVarTuple

import anyio
from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from anyio.to_thread import current_default_thread_limiter, run_sync

from search.deadline import giving_up_at

_T = TypeVar("_T")
_Args = TypeVarTuple("_Args")

LONG_THREADS = max(1, (os.cpu_count() or 1) // 2)
"""Long computations at a time; the rest wait in line. Half of the cores stay for searches."""
_BEAT_SECONDS = 1.0

_long: RunVar[CapacityLimiter] = RunVar("long_work")
_end: RunVar[Event] = RunVar("long_work_ends")


def _limiter() -> CapacityLimiter:
    try:
        return _long.get()
    except LookupError:
        limiter = CapacityLimiter(LONG_THREADS)
        _long.set(limiter)
        return limiter


def _ending() -> Event:
    try:
        return _end.get()
    except LookupError:
        event = Event()
        _end.set(event)
        return event


async def compute_long(function: Callable[[*_Args], _T], *args: *_Args, gives_way: bool = False) -> _T:
    """Run ``function`` in a thread for long work, in its turn.

    What ``gives_way`` is overdue as soon as the service is told to stop, so that nobody waits for it.
    """
    if not gives_way:
        return await run_sync(function, *args, limiter=_limiter())
    with giving_up_at(_ending()).kept():
        return await run_sync(function, *args, limiter=_limiter())


def give_way() -> None:
    """The service stops: end the long work that gives way. To be called in the event loop."""
    _ending().set()


def computing() -> int:
    """How many threads are computing at this moment. To be called in the event loop."""
    return current_default_thread_limiter().borrowed_tokens + _limiter().borrowed_tokens


class Heartbeat:
    """Asks the threads of searches for nothing once a second, to see that they still come to it."""

    def __init__(self) -> None:
        self._since: float | None = None

    @property
    def waited(self) -> float:
        """Seconds the last call has been waiting for its turn; 0 when it had it."""
        since = self._since
        return 0.0 if since is None else time.monotonic() - since

    async def beat(self) -> None:
        """Run until cancelled."""
        while True:
            self._since = time.monotonic()
            await run_sync(_nothing)
            self._since = None
            await anyio.sleep(_BEAT_SECONDS)


def _nothing() -> None:
    """Takes a turn."""
