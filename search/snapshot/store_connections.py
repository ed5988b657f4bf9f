"""The connections to a store's file: one a thread, read-only, with errors of this program."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from pathlib import Path
from typing import Any
from urllib.parse import quote

from corpus.errors import DamagedError, InputError


class _Connection:
    """A connection that is closed when its thread ends."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def __del__(self) -> None:
        self.db.close()


class _Reading(sqlite3.Connection):
    """A connection that translates errors."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise _damaged(error) from error
        except UnicodeEncodeError as error:  # a lone surrogate: a shell's argument that is not UTF-8
            raise InputError("An id or a name is not valid Unicode: give it as UTF-8.") from error


def _damaged(error: sqlite3.DatabaseError) -> DamagedError:
    return DamagedError(
        f"The passages of the snapshot cannot be read ({error}). Run `workshop-search ingest` to build a new one."
    )


class Connections:
    """Gives each thread a connection of its own to the store at ``path``."""

    def __init__(self, path: Path) -> None:
        # immutable: SQLite looks for no lock or journal, so a read-only directory works as well.
        self._uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        self._local = threading.local()
        # Weak references: a server's threads come and go, and each takes its connection with it.
        self._all: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._guard = threading.Lock()

    def own(self) -> sqlite3.Connection:
        """The connection of the calling thread. Raises DamagedError where the file cannot be opened."""
        held: _Connection | None = getattr(self._local, "held", None)
        if held is None:
            try:
                db = sqlite3.connect(self._uri, uri=True, check_same_thread=False, factory=_Reading)
            except sqlite3.DatabaseError as error:
                raise _damaged(error) from error
            db.execute("PRAGMA mmap_size=1073741824")
            self._local.held = held = _Connection(db)
            with self._guard:
                self._all.add(held)
        return held.db

    def close(self) -> None:
        """Close every thread's connection."""
        with self._guard:
            for held in list(self._all):
                held.db.close()
