"""How much memory the C library may keep."""

from __future__ import annotations

import ctypes
import os
import sys

_M_ARENA_MAX = -8
_ARENAS = 2
"""By default each thread may get an arena of its own, up to eight a core, and each keeps what was freed in it.
Here threads mostly hold the interpreter lock while they allocate, so two arenas are hardly contended."""


def few_arenas() -> None:
    """Let all threads share a few arenas of malloc. Call it before threads start.

    Does nothing where the C library is not glibc, or ``MALLOC_ARENA_MAX`` is set.
    """
    if sys.platform == "linux" and "MALLOC_ARENA_MAX" not in os.environ:
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, _ARENAS)
