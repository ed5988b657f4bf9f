"""Why the disk refused, in words."""

from __future__ import annotations

import errno
import os
import sqlite3

_FULL = (errno.ENOSPC, errno.EDQUOT)
_SQLITE_FULL, _SQLITE_IO = 13, 10


def is_full(error: BaseException) -> bool:
    """Whether there is no room left, as the system says, SQLite, or a library that quotes the system."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    return _sqlite_code(error) == _SQLITE_FULL or any(os.strerror(code) in str(error) for code in _FULL)


def is_refused(error: BaseException) -> bool:
    """Whether SQLite could not read or write its file: no room, or a fault of the disk."""
    return _sqlite_code(error) in (_SQLITE_FULL, _SQLITE_IO)


def why(error: BaseException) -> str:
    """What is wrong, for the middle of a sentence: that the disk is full, or what the system says."""
    if is_full(error):
        return "the disk is full: free some space and try again"
    return str(getattr(error, "strerror", None) or error)


def _sqlite_code(error: BaseException) -> int | None:
    """The kind of an error of SQLite, without what it adds for programs."""
    code = getattr(error, "sqlite_errorcode", None) if isinstance(error, sqlite3.Error) else None
    return None if code is None else code & 0xFF
