"""One writer at a time in a folder of small files."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.disk import why
from corpus.errors import StoreError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make ``folder`` if it is not there, and let nobody else who asks for this lock in meanwhile.

    Raises StoreError where the folder, or a file within the block, cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {why(error)}.") from error
