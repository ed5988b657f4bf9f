"""How long the stages of an answer took."""

from __future__ import annotations

import time


class Clock:
    """Time spent by stage, in milliseconds. Between two stages is where an answer that is overdue ends."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()
        deadline.check()  # also before the first: a request may have waited long for its turn

    def lap(self, name: str) -> None:
        """The stage ``name`` ends here."""
        now = time.perf_counter()
        self.laps[name] = (now - self._last) * 1e3
        self._last = now
        deadline.check()
