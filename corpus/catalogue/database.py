"""The SQLite file of the catalogue: opened, migrated, written in transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from corpus.catalogue.schema import MIGRATIONS, VERSION
from corpus.disk import is_full, is_refused, why
from corpus.errors import DamagedError, StoreError, VersionError


class _Connection(sqlite3.Connection):
    """A connection that raises StoreError when the disk refuses. Other errors are SQLite's own."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        with _refusals():
            return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
        with _refusals():
            return super().executemany(sql, parameters)

    def executescript(self, script: str, /) -> sqlite3.Cursor:
        with _refusals():
            return super().executescript(script)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if not is_refused(error):
            raise
        if is_full(error):
            raise StoreError(f"The catalogue cannot be written ({why(error)}). What was there is kept.") from error
        raise StoreError(f"The catalogue cannot be read or written ({why(error)}).") from error


class Database:
    """An open SQLite file. One process writes (see :mod:`corpus.lock`), any number read.

    Use :meth:`open`; close it or use it as a context manager, at whose end SQLite's own errors (a full disk,
    damage met while reading) become StoreError.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """Open the catalogue at ``path``, made and migrated when needed; ``None`` keeps it in memory.

        Raises VersionError for a catalogue of a newer program, DamagedError for a file that is not one.
        """
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=30, factory=_Connection)
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")
            db.execute("PRAGMA foreign_keys=ON")
            _migrate(db, path)
        except sqlite3.DatabaseError as error:
            raise _translated(error, f"{path} cannot be opened as a catalogue ({error}).") from error
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {error.strerror}.") from error
        return cls(db)

    @classmethod
    def open_read_only(cls, path: Path, *, older: bool = False) -> Self:
        """Open an existing catalogue to read from; the file and its directory stay untouched.

        Raises VersionError for one of another version; with ``older`` one of an older version is migrated first.
        """
        try:
            db = read_only(path)
            db.row_factory = sqlite3.Row
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.DatabaseError as error:
            raise _translated(error, f"{path} cannot be read ({error}).") from error
        if version != VERSION:
            db.close()
            if older and version < VERSION:
                cls.open(path).close()
                return cls.open_read_only(path)
            raise VersionError(
                f"{path} has catalogue version {version}, not {VERSION}; an ingest run migrates an older one."
            )
        return cls(db)

    @property
    def connection(self) -> sqlite3.Connection:
        """For the other modules of this package: jobs, keys, maintenance."""
        return self._db

    def flush(self) -> None:
        """Bring everything written so far to the disk, so that it outlasts a loss of power."""
        self._db.execute("PRAGMA wal_checkpoint(FULL)").fetchall()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.close()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.IntegrityError):
            raise _translated(error, f"The catalogue cannot be used ({error}).") from error

    @property
    def in_transaction(self) -> bool:
        """Whether one is open, and others wait to write."""
        return self._db.in_transaction

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is written inside; may be nested (the outermost decides)."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a full disk ends it by itself
                self._db.execute("ROLLBACK")
            raise


def _translated(error: sqlite3.DatabaseError, what: str) -> StoreError:
    if "malformed" in str(error) or "not a database" in str(error):
        return DamagedError(
            f"{what} `workshop-search doctor --repair --from-snapshot` rebuilds it from the newest snapshot."
        )
    return StoreError(what)


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, not even on a read-only file system. Raises sqlite3's errors."""
    uri = f"file:{quote(str(path.resolve()))}?mode=ro"
    db = sqlite3.connect(uri, uri=True, timeout=30)
    try:
        db.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        # A read-only directory: SQLite cannot make the files its log needs, so nobody can be writing either.
        db.close()
        db = sqlite3.connect(f"{uri}&immutable=1", uri=True)
    return db


def _migrate(db: sqlite3.Connection, path: Path | None) -> None:
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise VersionError(
            f"{path} has catalogue version {version}; this program reads up to {VERSION}. "
            "Use the newer program that wrote it, or another --data directory."
        )
    for number in range(version, VERSION):
        # executescript commits what is open before it starts, so the transaction is part of the script.
        try:
            db.executescript(f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;")
        except sqlite3.OperationalError:
            if db.in_transaction:
                db.execute("ROLLBACK")
            # Another process opened it at the same moment and was first.
            if int(db.execute("PRAGMA user_version").fetchone()[0]) <= number:
                raise
