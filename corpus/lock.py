"""One writer per data directory, by a lock that the kernel releases when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import BusyError, StoreError


@contextmanager
def writer_lock(directory: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the writer lock of the data directory ``directory``.

    Owner and start time are written to the file for messages only. The kernel alone decides whether the lock is
    held, so a killed process never leaves a lock behind and a live one never loses it.

    With ``wait``, wait for it. Raises BusyError if another process holds it, StoreError if the directory cannot be
    written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        handle = os.open(directory / "writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"The data directory {directory} cannot be written: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise BusyError(_held_by(handle, directory)) from None
        owner = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(owner).encode(), 0)
        yield
    finally:
        os.close(handle)


def _held_by(handle: int, directory: Path) -> str:
    try:
        owner = json.loads(os.pread(handle, 4096, 0))
        who = f"process {owner['pid']} since {owner['since']}"
    except (ValueError, KeyError, TypeError):
        who = "another process"
    return f"{who} is writing to {directory}. Wait until it has finished, or use another --data directory."
