"""Until when an answer is worth having."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from corpus.errors import OverdueError


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of ``time.monotonic``. A stage that has begun is let finish; none begins after it.

    ``given_up``: once it is set the moment has come, whatever the time.
    """

    at: float
    given_up: threading.Event | None = None

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """So many seconds from now."""
        return cls(time.monotonic() + seconds)

    def check(self) -> None:
        """Raises OverdueError once the moment has passed."""
        if time.monotonic() > self.at or (self.given_up is not None and self.given_up.is_set()):
            raise OverdueError(
                "This took longer than an answer may take here. Ask again later, or for less: fewer questions at "
                "once, a smaller limit."
            )

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Let this deadline hold for all that is computed within, in this thread and in those it hands work to."""
        token = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(token)


_CURRENT: ContextVar[Deadline | None] = ContextVar("deadline", default=None)
"""Not an argument: pages, batches, tables and tools reach the engine by many ways, and one that forgot to hand the
deadline on would be one without."""


def giving_up_at(event: threading.Event) -> Deadline:
    """The deadline that holds here, to have passed as soon as ``event`` is set."""
    deadline = _CURRENT.get()
    return Deadline(math.inf if deadline is None else deadline.at, event)


_checked_at = time.monotonic()


def check() -> None:
    """Raises OverdueError when a deadline holds here and has passed; called between the stages of an answer."""
    global _checked_at
    _checked_at = time.monotonic()
    deadline = _CURRENT.get()
    if deadline is not None:
        deadline.check()


def checked_at() -> float:
    """When any thread last came to the end of a stage, by ``time.monotonic``."""
    return _checked_at
