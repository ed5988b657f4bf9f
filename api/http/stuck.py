"""Ending a process whose threads never come back."""

from __future__ import annotations

import logging
import os
import signal
import time

import anyio

from api.threads import computing, give_way
from search import deadline

log = logging.getLogger("workshop_search.service")

STUCK_SECONDS = 2.0
"""A stage of an answer takes milliseconds. Where no thread has ended one for so long, none will soon."""
_LOOKS_EVERY = 0.1


async def end_when_stuck() -> None:
    """End this process by SIGTERM once what it still computes makes no headway; until then, wait for ever."""
    give_way()
    idle = time.monotonic()
    while True:
        await anyio.sleep(_LOOKS_EVERY)
        if not computing():
            idle = time.monotonic()
        elif time.monotonic() - max(idle, deadline.checked_at()) > STUCK_SECONDS:
            log.error("%d computing threads do not end; the process ends without them", computing())
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)
