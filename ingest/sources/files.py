"""Reading files that may be large, special, or gone by the time they are read."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.errors import ExtractionError

_STEP = 1024 * 1024
MAX_FILE_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file's content and the SHA-256 of it."""

    data: bytes
    content_hash: str


def shown(path: Path | str) -> str:
    """``path`` for people and stores: a name that is not UTF-8 is shown with U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


@contextmanager
def open_regular(path: Path) -> Iterator[BinaryIO]:
    """The file, open for reading. It must be a regular file, and no symbolic link.

    A pipe put in a file's place after it was listed would otherwise stop the run for ever.

    :raises ExtractionError: ``vanished`` or ``unreadable``, also for errors while the file is being read.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise ExtractionError("unreadable", f"{shown(path)} is no longer a regular file")
            with os.fdopen(handle, "rb", closefd=False) as file:
                yield file
        finally:
            os.close(handle)
    except FileNotFoundError as error:
        raise ExtractionError("vanished", f"{shown(path)} is no longer there") from error
    except OSError as error:
        code = "vanished" if error.errno == errno.ESTALE else "unreadable"
        raise ExtractionError(code, f"{shown(path)} cannot be read: {error.strerror or error}") from error


def read_file(path: Path, max_bytes: int = MAX_FILE_BYTES) -> FileBytes:
    """All of the file.

    :raises ExtractionError: ``vanished``, ``unreadable``, or ``too-large``, judged while reading because a
        file may grow.
    """
    digest = hashlib.sha256()
    parts: list[bytes] = []
    size = 0
    with open_regular(path) as file:
        expected = os.fstat(file.fileno()).st_size
        while size <= max_bytes and (part := file.read(_STEP)):
            size += len(part)
            digest.update(part)
            parts.append(part)
    if size > max_bytes:
        raise ExtractionError("too-large", f"{shown(path)} is larger than {max_bytes} bytes")
    if size < expected:
        raise ExtractionError("vanished", f"{shown(path)} became shorter while it was read")
    return FileBytes(b"".join(parts), digest.hexdigest())


def hash_file(path: Path) -> str:
    """SHA-256 of a file of any size, in hexadecimal, without holding it.

    :raises ExtractionError: as :func:`open_regular`.
    """
    digest = hashlib.sha256()
    with open_regular(path) as file:
        while part := file.read(_STEP):
            digest.update(part)
    return digest.hexdigest()
