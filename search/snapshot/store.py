"""Reads a snapshot's store: passages, pages, documents, workshops and facets in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import GoneError, MovedError, NotFoundError
from corpus.model import Document, Page, Passage, Workshop
from corpus.serial import from_json, spans_from_json
from search.arrays import Rows
from search.query import FILTER_NAMES
from search.runtime import check_deadline
from search.snapshot.facet_counts import FacetCounts
from search.snapshot.store_connections import Connections

_DOCUMENTS_KEPT = 4096
_DOCUMENT_IDS_KEPT = 1 << 16
_PASSAGES_KEPT, _FEW = 4096, 64
"""Passages that are kept once read, about 3 KB each; and how many are read at most as those of one answer. Whoever
reads more goes through many, and would drive out what the next answers need."""
_READ_AT_ONCE = 20_000
"""Passages read between two checks of the deadline."""


class Store:
    """An open store. Thread-safe: each thread has its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connections = Connections(path)
        self._guard = threading.Lock()
        # The results of a query come from few documents, and the next query's mostly from the same.
        self.document = lru_cache(maxsize=_DOCUMENTS_KEPT)(self._document)
        self._passages: dict[int, Passage] = {}
        self._document_ids: dict[int, str] = {}
        self.size = int(self._db.execute("SELECT count(*) FROM passage").fetchone()[0])

    @property
    def _db(self) -> sqlite3.Connection:
        return self._connections.own()

    @cached_property
    def facet_counts(self) -> FacetCounts:
        """Counts the values of all filters but ``document``."""
        return FacetCounts(self.size, self.facets(name for name in FILTER_NAMES if name != "document"))

    def close(self) -> None:
        """Close every thread's connection."""
        self._connections.close()

    def meta(self, key: str) -> Any:
        """A value recorded by the build (``coverage``, ``report``), or None."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of ``rows``, in the order given."""
        wanted = [int(row) for row in rows]
        if len(wanted) > _FEW:
            found = self._read(wanted)
            return [found[row] for row in wanted]
        kept = {row: passage for row in wanted if (passage := self._passages.get(row)) is not None}
        if missing := [row for row in wanted if row not in kept]:
            kept |= self._read(missing)
            self._keep(kept)
        return [kept[row] for row in wanted]

    def _keep(self, passages: Mapping[int, Passage]) -> None:
        with self._guard:
            self._passages.update(passages)
            if len(self._passages) > _PASSAGES_KEPT:  # those that came first go
                for row in list(islice(self._passages, len(self._passages) - _PASSAGES_KEPT * 3 // 4)):
                    del self._passages[row]

    def _read(self, wanted: Sequence[int]) -> dict[int, Passage]:
        # All in one row: at every row the sqlite3 module releases the interpreter lock and waits to get it back.
        query = (
            "SELECT group_concat(row), '[' || group_concat(payload) || ']' FROM passage "
            "WHERE row IN (SELECT value FROM json_each(?))"
        )
        read, payloads = self._db.execute(query, (str(wanted),)).fetchone()
        known = map(int, read.split(",")) if read else ()
        return dict(zip(known, from_json(list[Passage], payloads or "[]"), strict=True))

    def row_of(self, passage_id: str) -> int | None:
        """The row of a passage, or None."""
        row = self._db.execute("SELECT row FROM passage WHERE id = ?", (passage_id,)).fetchone()
        return int(row[0]) if row else None

    def rows_of_document(self, document_id: str) -> list[int]:
        """The rows of a document's passages, in document order."""
        query = "SELECT row FROM passage WHERE document_id = ? ORDER BY ordinal"
        return [r[0] for r in self._db.execute(query, (document_id,))]

    def rows_holding(self, text: str, limit: int) -> list[int]:
        """The rows of at most ``limit`` passages that contain ``text`` exactly.

        Reads every passage: for text that the lexical index has no terms for. Raises OverdueError.
        """
        query = (
            "SELECT row FROM passage WHERE row BETWEEN ? AND ? AND instr(payload, ?) "
            "AND instr(json_extract(payload, '$.text'), ?) LIMIT ?"
        )
        escaped = json.dumps(text, ensure_ascii=False)[1:-1]
        found: list[int] = []
        for first in range(0, self.size, _READ_AT_ONCE):
            check_deadline()
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
        """The document id of each of ``rows``."""
        if len(self._document_ids) > _DOCUMENT_IDS_KEPT:
            self._document_ids = {}
        kept = self._document_ids
        if missing := [int(row) for row in rows if row not in kept]:
            kept |= self._read_document_ids(missing)
        return [kept[row] for row in rows]

    def _read_document_ids(self, wanted: Sequence[int]) -> dict[int, str]:
        # In one row, as above.
        query = (
            "SELECT json_group_array(row), json_group_array(document_id) FROM passage "
            "WHERE row IN (SELECT value FROM json_each(?))"
        )
        read, documents = self._db.execute(query, (str(wanted),)).fetchone()
        return dict(zip(json.loads(read), json.loads(documents), strict=True))

    def document_numbers(self) -> NDArray[np.int32]:
        """A number for each row that tells its document from others, shape (size,)."""
        query = "SELECT dense_rank() OVER (ORDER BY document_id) FROM passage ORDER BY row"
        return np.fromiter((row[0] for row in self._db.execute(query)), np.int32, self.size)

    def former(self, identifier: str) -> tuple[str | None, str | None] | None:
        """(its id now, the most similar that remains) of an id that is no longer valid; None for any other."""
        query = "SELECT now, nearest FROM former_id WHERE id = ?"
        row = self._db.execute(query, (identifier,)).fetchone()
        return (row[0], row[1]) if row else None

    def former_ids(self) -> list[tuple[str, str | None, str | None]]:
        """(former id, its new id, the nearest that remains) of all ids that are no more."""
        return [tuple(row) for row in self._db.execute("SELECT id, now, nearest FROM former_id ORDER BY id")]

    def documents_of(self, ids: Collection[str]) -> list[Document]:
        """Those of these documents that are here, in order of title."""
        query = "SELECT payload FROM document WHERE id IN (SELECT value FROM json_each(?)) ORDER BY title, id"
        return [from_json(Document, row[0]) for row in self._db.execute(query, (json.dumps(list(ids)),))]

    def kept_by(self) -> set[str]:
        """The hashes that the files of all documents are kept by."""
        query = (
            "SELECT coalesce(json_extract(payload, '$.original'), json_extract(payload, '$.content_hash')) "
            "FROM document"
        )
        return {row[0] for row in self._db.execute(query)}

    def content_hashes(self) -> dict[str, str]:
        """The content hash of every document by its id."""
        return dict(
            self._db.execute("SELECT id, json_extract(payload, '$.content_hash') FROM document").fetchall()
        )

    def require_passage(self, passage_id: str) -> Passage:
        """A passage by id. Raises what :meth:`missing` returns."""
        row = self.row_of(passage_id)
        if row is None:
            raise self.missing("passage", passage_id)
        return self.passages([row])[0]

    def require_document(self, document_id: str) -> Document:
        """A document by id. Raises what :meth:`missing` returns."""
        document = self.document(document_id)
        if document is None:
            raise self.missing("document", document_id)
        return document

    def missing(self, what: str, identifier: str) -> NotFoundError:
        """The error for an id that is not here: MovedError if it has a new one, GoneError if it once existed."""
        former = self.former(identifier)
        if former is None:
            return NotFoundError(f"There is no {what} {identifier!r}. Search results and lists contain valid ids.")
        now, nearest = former
        if now is not None:
            return MovedError(f"The {what} {identifier!r} has a new id: {now}.", now)
        hint = f"the most similar one that remains is {nearest}" if nearest else "nothing similar remains"
        return GoneError(f"The {what} {identifier!r} no longer exists; {hint}.", nearest)

    def _document(self, document_id: str) -> Document | None:
        """A document by id, or None."""
        row = self._db.execute("SELECT payload FROM document WHERE id = ?", (document_id,)).fetchone()
        return from_json(Document, row[0]) if row else None

    def documents(self, limit: int, after: tuple[str, str] = ("", "")) -> tuple[list[Document], int]:
        """``limit`` documents by (title, id) from ``after`` on, and the number of documents in all."""
        rows = self._db.execute(
            "SELECT payload FROM document WHERE (title, id) > (?, ?) ORDER BY title, id LIMIT ?", (*after, limit)
        ).fetchall()
        total = self._db.execute("SELECT count(*) FROM document").fetchone()[0]
        return [from_json(Document, r[0]) for r in rows], int(total)

    def pages(self, document_id: str) -> list[Page]:
        """All pages of a document, in order."""
        query = "SELECT number, text, label, spans FROM page WHERE document_id = ? ORDER BY number"
        return [
            Page(number, text, label, spans_from_json(spans))
            for number, text, label, spans in self._db.execute(query, (document_id,))
        ]

    def page(self, document_id: str, number: int) -> Page | None:
        """One page of a document, or None."""
        query = "SELECT number, text, label, spans FROM page WHERE document_id = ? AND number = ?"
        row = self._db.execute(query, (document_id, number)).fetchone()
        return Page(row[0], row[1], row[2], spans_from_json(row[3])) if row else None

    def page_text(self, document_id: str, number: int) -> str | None:
        """The text of one page of a document."""
        query = "SELECT text FROM page WHERE document_id = ? AND number = ?"
        row = self._db.execute(query, (document_id, number)).fetchone()
        return str(row[0]) if row else None

    def workshop(self, slug: str) -> Workshop | None:
        """A workshop by its slug, or None."""
        row = self._db.execute("SELECT payload FROM workshop WHERE slug = ?", (slug,)).fetchone()
        return from_json(Workshop, row[0]) if row else None

    def workshops(self) -> list[Workshop]:
        """All workshops, by slug."""
        rows = self._db.execute("SELECT payload FROM workshop ORDER BY slug")
        return [from_json(Workshop, row[0]) for row in rows]

    def facet_rows(self, key: str) -> Rows:
        """The rows that carry a facet key, ascending."""
        row = self._db.execute("SELECT rows FROM facet WHERE key = ?", (key,)).fetchone()
        return np.frombuffer(row[0] if row else b"", dtype="<u4").astype(np.int64)

    def has_facet(self, key: str) -> bool:
        """Whether any passage has the facet ``key``."""
        return self._db.execute("SELECT 1 FROM facet WHERE key = ?", (key,)).fetchone() is not None

    def facet_values(self, name: str) -> list[str]:
        """Every value of the filter ``name``, as displayed."""
        return [
            str(r[0]) for r in self._db.execute("SELECT value FROM facet WHERE name = ? ORDER BY key", (name,))
        ]

    def facets(self, names: Iterable[str]) -> list[tuple[str, str, Rows]]:
        """(filter, value as displayed, rows) of every value of the filters ``names``."""
        wanted = list(names)
        query = f"SELECT name, value, rows FROM facet WHERE name IN ({','.join('?' * len(wanted))}) ORDER BY key"  # noqa: S608
        return [
            (n, v, np.frombuffer(b, dtype="<u4").astype(np.int64)) for n, v, b in self._db.execute(query, wanted)
        ]
