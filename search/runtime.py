"""What an answer may use: how long it may take, how long each stage took, how many threads it gets."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from corpus.errors import OverdueError


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of ``time.monotonic``. A stage that is running may finish; no stage starts after it.

    Once ``given_up`` is set, the deadline has passed whatever the time.
    """

    at: float
    given_up: threading.Event | None = None

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def check(self) -> None:
        """Raise OverdueError once the moment has passed."""
        if time.monotonic() > self.at or (self.given_up is not None and self.given_up.is_set()):
            raise OverdueError(
                "This took longer than one request may take. Try again later, or ask for less: fewer questions at "
                "once, or a smaller limit."
            )

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Apply this deadline to everything computed inside, in this thread and in those it hands work to."""
        token = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(token)


_CURRENT: ContextVar[Deadline | None] = ContextVar("deadline", default=None)
"""Not an argument: pages, batches, tables and tools reach the engine in many ways, and one that forgot to pass the
deadline on would run without any."""


def deadline_until(event: threading.Event) -> Deadline:
    """The deadline that applies here, which also passes as soon as ``event`` is set."""
    current = _CURRENT.get()
    return Deadline(math.inf if current is None else current.at, event)


_last_checked = time.monotonic()


def check_deadline() -> None:
    """Raise OverdueError if a deadline applies here and has passed. Call it between stages and in long loops."""
    global _last_checked
    _last_checked = time.monotonic()
    current = _CURRENT.get()
    if current is not None:
        current.check()


def last_checked() -> float:
    """When any thread last called :func:`check_deadline`, by ``time.monotonic``: the last sign of progress."""
    return _last_checked


class StageTimer:
    """Milliseconds spent in each stage of an answer. Between two stages an overdue answer is given up."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()
        check_deadline()  # before the first stage too: a request may have waited long for its turn

    def lap(self, name: str) -> None:
        """End the stage ``name``. Raises OverdueError if the deadline has passed."""
        now = time.perf_counter()
        self.laps[name] = (now - self._last) * 1e3
        self._last = now
        check_deadline()


def use_one_blas_thread() -> None:
    """Keep NumPy's matrix products to the calling thread, in this process and from now on.

    The threads of a BLAS wait for each other. With both of two cores busy, the product of 40 vectors with
    themselves took 20 ms with two threads and 0.02 ms with one; nothing here is large enough to gain from more.
    """
    threadpool_limits(1, user_api="blas")
