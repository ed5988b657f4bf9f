"""The threads that compute: those of searches, those of long work, and whether they still come free.

Searches share the threads of anyio. What may take longer (quotes, batches) has threads of its own, so that no
search waits for it.
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

from search.runtime import deadline_until

_T = TypeVar("_T")
_Args = TypeVarTuple("_Args")

LONG_THREADS = max(1, (os.cpu_count() or 1) // 2)
"""How many long computations run at the same time; the others wait. Half of the cores stay free for searches."""
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
    """Run ``function`` in a thread for long work once one is free.

    With ``gives_way`` it raises OverdueError as soon as the server stops, so that shutdown does not wait for it.
    """
    if not gives_way:
        return await run_sync(function, *args, limiter=_limiter())
    with deadline_until(_ending()).scope():
        return await run_sync(function, *args, limiter=_limiter())


def give_way() -> None:
    """End the long work that gives way, because the server stops. Call it in the event loop."""
    _ending().set()


def computing() -> int:
    """How many threads are computing now. Call it in the event loop."""
    return current_default_thread_limiter().borrowed_tokens + _limiter().borrowed_tokens


class Heartbeat:
    """Runs nothing in a thread of searches once a second, to measure how long that waits for a free thread."""

    def __init__(self) -> None:
        self._since: float | None = None

    @property
    def waited(self) -> float:
        """Seconds the last call has been waiting for a thread; 0 if it has had one."""
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
    """Occupies a thread for a moment."""
