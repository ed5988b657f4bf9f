"""Ends a process whose threads never finish."""

from __future__ import annotations

import logging
import os
import signal
import time

import anyio

from api.threads import computing, give_way
from search.runtime import last_checked

log = logging.getLogger("workshop_search.service")

STUCK_SECONDS = 2.0
"""A stage of an answer takes milliseconds: if no thread has finished one for so long, none will soon."""
_LOOKS_EVERY = 0.1


async def end_when_stuck() -> None:
    """End this process by SIGTERM once its threads compute without making progress; wait until then."""
    give_way()
    idle = time.monotonic()
    while True:
        await anyio.sleep(_LOOKS_EVERY)
        if not computing():
            idle = time.monotonic()
        elif time.monotonic() - max(idle, last_checked()) > STUCK_SECONDS:
            log.error("%d computing threads are stuck; ending the process without them", computing())
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)
