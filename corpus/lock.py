"""One writer per data directory, by a lock that the kernel releases when its holder dies."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from corpus.control_files import lock_owner
from corpus.disk import why
from corpus.errors import BusyError, StoreError

_NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EIO)


@contextmanager
def writer_lock(directory: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the writer lock of the data directory ``directory``.

    Owner and start time are written to the file for messages only. The kernel alone decides whether the lock is
    held, so a killed process never leaves a lock behind and a live one never loses it.

    With ``wait``, wait for it. Raises BusyError if another process holds it, StoreError if the directory cannot be
    written or its file system has no locks.
    """
    path = directory / "writer.lock"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"The data directory {directory} cannot be written: {why(error)}.") from error
    try:
        if not flocked(handle, path, wait=wait):
            who = lock_owner(os.pread(handle, 4096, 0))
            raise BusyError(
                f"{who} is writing to {directory}. Wait until it has finished, or use another --data directory."
            )
        owner = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(owner).encode(), 0)
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {why(error)}.") from error
        yield
    finally:
        os.close(handle)


def flocked(handle: int, path: Path, *, wait: bool = False) -> bool:
    """Lock an open file until it is closed; False where another process holds the lock and ``wait`` is not set.

    Raises StoreError where the file system has no locks, as some network file systems.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise StoreError(f"{path} cannot be locked: {error.strerror}.") from error
        raise StoreError(
            f"{path} cannot be locked ({error.strerror}): its file system does not support locks. Put the data "
            "directory on a local disk, or mount the network file system with locks."
        ) from error
    return True
