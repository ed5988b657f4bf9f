"""Leases of snapshots that are being read, by a lock that the kernel releases when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import DamagedError
from search.snapshot.layout import MANIFEST


class ReadLease:
    """A shared lock on a snapshot's manifest: while it is held, the snapshot is not removed."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    @classmethod
    def acquire(cls, directory: Path) -> ReadLease:
        """Lease the snapshot in ``directory`` for reading. Raises DamagedError if there is none."""
        try:
            handle = os.open(directory / MANIFEST, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise DamagedError(
                f"{directory / MANIFEST} cannot be read ({error.strerror}). Run `workshop-search ingest` to "
                "build a new snapshot from the catalogue."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_SH)
        except OSError:
            # A file system without locks: the snapshot can still be read, but not protected from removal.
            pass
        except BaseException:
            os.close(handle)
            raise
        return cls(handle)

    def release(self) -> None:
        """Release the lock; a second call does nothing."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


@contextmanager
def exclusive(directory: Path) -> Iterator[bool]:
    """Whether nobody leases the snapshot; if so, nobody can until the end. Raises OSError without a manifest.

    False too on a file system without locks, where nobody can tell.
    """
    handle = os.open(directory / MANIFEST, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            unread = True
        except OSError:
            unread = False
        yield unread
    finally:
        os.close(handle)


def move_if_unread(directory: Path, into: Path) -> bool:
    """Rename a snapshot's folder to ``into`` if nobody leases it; returns whether it was renamed.

    Renaming comes first, so that no list of snapshots ever shows one that is half removed.
    """
    try:
        with exclusive(directory) as unread:
            if unread:
                directory.rename(into)
            return unread
    except FileNotFoundError:
        directory.rename(into)  # nobody can open it without a manifest
        return True
