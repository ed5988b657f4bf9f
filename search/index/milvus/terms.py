"""The terms of a corpus with their numbers and document frequencies: a SQLite file in the snapshot's folder."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from corpus.errors import DamagedError

_SCHEMA = """
CREATE TABLE term (text TEXT PRIMARY KEY, number INTEGER NOT NULL, passages INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE corpus (passages INTEGER NOT NULL);
"""


class Terms:
    """An open file of terms. Thread-safe: threads take turns, for microseconds each."""

    def __init__(self, path: Path) -> None:
        self._guard = threading.Lock()
        try:
            uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self.passages = int(self._db.execute("SELECT passages FROM corpus").fetchone()[0])
        except (sqlite3.DatabaseError, TypeError) as error:
            raise DamagedError(f"{path} contains no readable terms ({error}).") from error

    def find(self, text: str) -> tuple[int, int] | None:
        """(number, document frequency) of a term, or None."""
        with self._guard:
            row = self._db.execute("SELECT number, passages FROM term WHERE text = ?", (text,)).fetchone()
        return (int(row[0]), int(row[1])) if row else None

    def beginning(self, prefix: str) -> list[tuple[str, int]]:
        """(term, document frequency) of every term that begins with ``prefix``, in order."""
        query = "SELECT text, passages FROM term WHERE text >= ? AND text < ? ORDER BY text"
        with self._guard:
            return self._db.execute(query, (prefix, prefix + "\U0010ffff")).fetchall()


def write_terms(path: Path, passages: int, terms: Iterable[tuple[str, int, int]]) -> None:
    """Write (text, number, document frequency) of every term of a corpus of ``passages`` passages."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        db.execute("BEGIN")
        db.execute("INSERT INTO corpus VALUES (?)", (passages,))
        db.executemany("INSERT INTO term VALUES (?, ?, ?)", sorted(terms))
        db.execute("COMMIT")
    finally:
        db.close()
