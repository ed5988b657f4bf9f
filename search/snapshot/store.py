"""The readable side of a snapshot: passages, pages, documents, workshops, facets, in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedError, InputError
from corpus.model import Document, Page, Passage, Span, Workshop
from corpus.serial import from_json
from search import deadline

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document (id TEXT PRIMARY KEY, title TEXT NOT NULL, payload TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE page (
    document_id TEXT NOT NULL, number INTEGER NOT NULL, label TEXT, text TEXT NOT NULL, spans TEXT NOT NULL,
    PRIMARY KEY (document_id, number)
) WITHOUT ROWID;
CREATE TABLE passage (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL, ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL, payload TEXT NOT NULL
);
CREATE INDEX passage_by_document ON passage (document_id, ordinal);
CREATE INDEX passage_by_kind ON passage (kind, row);
CREATE TABLE workshop (slug TEXT PRIMARY KEY, payload TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE facet (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, rows BLOB NOT NULL  -- uint32, ascending
) WITHOUT ROWID;
CREATE INDEX facet_by_name ON facet (name);
CREATE TABLE former_id (id TEXT PRIMARY KEY, now TEXT, nearest TEXT) WITHOUT ROWID;
"""

Rows = NDArray[np.int64]

_DOCUMENTS_KEPT = 4096
_READ_AT_ONCE = 20_000
"""Passages read through between two looks at the deadline."""


class _Connection:
    """A connection that is closed when the thread it belongs to ends."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def __del__(self) -> None:
        self.db.close()


class _Reading(sqlite3.Connection):
    """A connection whose errors are ours."""

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


class Store:
    """An open store. Safe for any number of threads: each reads through a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        # Weak: a server's threads come and go, and each takes its connection with it.
        self._connections: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._guard = threading.Lock()
        # A page of results names few documents, and the next one mostly the same.
        self.document = lru_cache(maxsize=_DOCUMENTS_KEPT)(self._document)
        self.size = int(self._db.execute("SELECT count(*) FROM passage").fetchone()[0])

    @property
    def _db(self) -> sqlite3.Connection:
        held: _Connection | None = getattr(self._local, "held", None)
        if held is None:
            # immutable: no lock and no journal is looked for, so a read-only directory serves as well.
            uri = f"file:{quote(str(self._path.resolve()))}?mode=ro&immutable=1"
            try:
                db = sqlite3.connect(uri, uri=True, check_same_thread=False, factory=_Reading)
            except sqlite3.DatabaseError as error:
                raise _damaged(error) from error
            db.execute("PRAGMA mmap_size=1073741824")
            self._local.held = held = _Connection(db)
            with self._guard:
                self._connections.add(held)
        return held.db

    def close(self) -> None:
        """Close every thread's connection."""
        with self._guard:
            for held in list(self._connections):
                held.db.close()

    def meta(self, key: str) -> Any:
        """A value the build left: ``coverage``, ``report``. None where there is none."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of these rows, in the order given."""
        wanted = [int(row) for row in rows]
        if not wanted:
            return []
        # All in one row: at each, SQLite's module lets another thread have the interpreter and waits for it again.
        query = (
            "SELECT group_concat(row), '[' || group_concat(payload) || ']' FROM passage "
            "WHERE row IN (SELECT value FROM json_each(?))"
        )
        read, payloads = self._db.execute(query, (str(wanted),)).fetchone()
        known = map(int, read.split(",")) if read else ()
        found = dict(zip(known, from_json(list[Passage], payloads or "[]"), strict=True))
        return [found[row] for row in wanted]

    def row_of(self, passage_id: str) -> int | None:
        """The row of a passage."""
        row = self._db.execute("SELECT row FROM passage WHERE id = ?", (passage_id,)).fetchone()
        return int(row[0]) if row else None

    def rows_of_kind(self, kind: str) -> list[int]:
        """The rows of all passages of a kind, ascending."""
        return [r[0] for r in self._db.execute("SELECT row FROM passage WHERE kind = ? ORDER BY row", (kind,))]

    def rows_of_document(self, document_id: str) -> list[int]:
        """The rows of a document's passages in their order."""
        query = "SELECT row FROM passage WHERE document_id = ? ORDER BY ordinal"
        return [r[0] for r in self._db.execute(query, (document_id,))]

    def rows_holding(self, text: str, limit: int) -> list[int]:
        """The rows of at most ``limit`` passages that hold ``text`` to the letter.

        Reads every passage: for what the lexical index has no terms for. Raises OverdueError.
        """
        query = (
            "SELECT row FROM passage WHERE row BETWEEN ? AND ? AND instr(payload, ?) "
            "AND instr(json_extract(payload, '$.text'), ?) LIMIT ?"
        )
        escaped = json.dumps(text, ensure_ascii=False)[1:-1]
        found: list[int] = []
        for first in range(0, self.size, _READ_AT_ONCE):
            deadline.check()
            given = (first, first + _READ_AT_ONCE - 1, escaped, text, limit - len(found))
            found += [r[0] for r in self._db.execute(query, given)]
            if len(found) >= limit:
                break
        return found

    def places(self, document_id: str) -> list[tuple[int, int, int, int]]:
        """(row, page, start, end) of a document's passages in their order."""
        query = (
            "SELECT row, json_extract(payload, '$.page'), json_extract(payload, '$.start'), "
            "json_extract(payload, '$.end') FROM passage WHERE document_id = ? ORDER BY ordinal"
        )
        return self._db.execute(query, (document_id,)).fetchall()

    def document_ids(self, rows: Sequence[int]) -> list[str]:
        """The document each of these rows belongs to."""
        marks = ",".join("?" * len(rows))
        query = f"SELECT row, document_id FROM passage WHERE row IN ({marks})"  # noqa: S608
        found = dict(self._db.execute(query, [int(row) for row in rows]).fetchall())
        return [found[int(row)] for row in rows]

    def former(self, identifier: str) -> tuple[str | None, str | None] | None:
        """(the id it has now, the nearest that remains) of an id that is no more."""
        query = "SELECT now, nearest FROM former_id WHERE id = ?"
        row = self._db.execute(query, (identifier,)).fetchone()
        return (row[0], row[1]) if row else None

    def _document(self, document_id: str) -> Document | None:
        """A document by id."""
        row = self._db.execute("SELECT payload FROM document WHERE id = ?", (document_id,)).fetchone()
        return from_json(Document, row[0]) if row else None

    def documents(self, limit: int, after: tuple[str, str] = ("", "")) -> tuple[list[Document], int]:
        """``limit`` documents in order of title and id, those after this title and id; and how many there are."""
        rows = self._db.execute(
            "SELECT payload FROM document WHERE (title, id) > (?, ?) ORDER BY title, id LIMIT ?", (*after, limit)
        ).fetchall()
        total = self._db.execute("SELECT count(*) FROM document").fetchone()[0]
        return [from_json(Document, r[0]) for r in rows], int(total)

    def pages(self, document_id: str) -> list[Page]:
        """The pages of a document in order."""
        query = "SELECT number, text, label, spans FROM page WHERE document_id = ? ORDER BY number"
        return [
            Page(number, text, label, tuple(Span(*item) for item in json.loads(spans)))
            for number, text, label, spans in self._db.execute(query, (document_id,))
        ]

    def page(self, document_id: str, number: int) -> Page | None:
        """One page of a document."""
        query = "SELECT number, text, label, spans FROM page WHERE document_id = ? AND number = ?"
        row = self._db.execute(query, (document_id, number)).fetchone()
        return Page(row[0], row[1], row[2], tuple(Span(*item) for item in json.loads(row[3]))) if row else None

    def page_text(self, document_id: str, number: int) -> str | None:
        """The text of one page of a document."""
        query = "SELECT text FROM page WHERE document_id = ? AND number = ?"
        row = self._db.execute(query, (document_id, number)).fetchone()
        return str(row[0]) if row else None

    def workshop(self, slug: str) -> Workshop | None:
        """A workshop by its slug."""
        row = self._db.execute("SELECT payload FROM workshop WHERE slug = ?", (slug,)).fetchone()
        return from_json(Workshop, row[0]) if row else None

    def workshops(self) -> list[Workshop]:
        """Every workshop, in order of slug."""
        rows = self._db.execute("SELECT payload FROM workshop ORDER BY slug")
        return [from_json(Workshop, row[0]) for row in rows]

    def facet_rows(self, key: str) -> Rows:
        """The rows that carry a facet key, ascending; empty for a key nothing carries."""
        row = self._db.execute("SELECT rows FROM facet WHERE key = ?", (key,)).fetchone()
        return np.frombuffer(row[0] if row else b"", dtype="<u4").astype(np.int64)

    def has_facet(self, key: str) -> bool:
        """Whether any passage carries a facet key."""
        return self._db.execute("SELECT 1 FROM facet WHERE key = ?", (key,)).fetchone() is not None

    def facet_values(self, name: str) -> list[str]:
        """Every value of a filter as it is shown."""
        return [
            str(r[0]) for r in self._db.execute("SELECT value FROM facet WHERE name = ? ORDER BY key", (name,))
        ]

    def facets(self, names: Iterable[str]) -> list[tuple[str, str, Rows]]:
        """(name, value as shown, rows) of every value of these filters."""
        wanted = list(names)
        query = f"SELECT name, value, rows FROM facet WHERE name IN ({','.join('?' * len(wanted))}) ORDER BY key"  # noqa: S608
        return [
            (n, v, np.frombuffer(b, dtype="<u4").astype(np.int64)) for n, v, b in self._db.execute(query, wanted)
        ]
