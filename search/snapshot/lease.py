"""Who reads a snapshot right now, by a lock the kernel frees when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import DamagedError
from search.snapshot.layout import MANIFEST


class ReadLease:
    """A shared lock on a snapshot's manifest: as long as it is held nobody removes the snapshot."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    @classmethod
    def take(cls, directory: Path) -> ReadLease:
        """Hold the snapshot in ``directory`` for reading. Raises DamagedError when there is none."""
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
            # A file system without locks: the snapshot can be read all the same, only not kept from being removed.
            pass
        except BaseException:
            os.close(handle)
            raise
        return cls(handle)

    def release(self) -> None:
        """Let go; a second time does nothing."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


@contextmanager
def exclusive(directory: Path) -> Iterator[bool]:
    """Whether nobody holds a snapshot; until the end nobody begins to. Raises OSError where it has no manifest.

    False as well on a file system without locks, where nobody can tell.
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
    """Rename a snapshot's folder to ``into`` if nobody holds it; whether that was done.

    Renamed first, so that no list of snapshots ever shows one that is half removed.
    """
    try:
        with exclusive(directory) as unread:
            if unread:
                directory.rename(into)
            return unread
    except FileNotFoundError:
        directory.rename(into)  # without a manifest it can be opened by nobody
        return True
