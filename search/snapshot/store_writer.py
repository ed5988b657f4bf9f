"""Writes a snapshot's store."""

from __future__ import annotations

import json
import sqlite3
from array import array
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import StoreError
from corpus.model import Document, Passage, Workshop
from corpus.serial import from_json, to_json
from search.snapshot.coverage import coverage
from search.snapshot.facets import facet_key, facet_values
from search.snapshot.store_schema import SCHEMA

_HIDDEN = "alias"
"""The name for keys that can be filtered by but are not counted as facets."""


_Facets: TypeAlias = "dict[str, tuple[str, str, array[int]]]"
"""Facet key to (filter, value as displayed, rows)."""


class StoreWriter:
    """Writes a store. A context manager: everything is committed at its end.

    Passages must come in the order of their documents, so that only one document is kept in memory.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        # Nobody reads it before it is complete, and publishing syncs it: a journal would write everything twice.
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;")
        self._db.executescript(SCHEMA)
        self._facets: _Facets = {}
        self._of_document: _Facets = {}
        self._document: Document | None = None
        self.documents = 0
        self._session_titles: dict[tuple[str, str], str | None] = {}
        self._workshops: list[Workshop] = []
        self._failed = 0

    def __enter__(self) -> StoreWriter:
        self._db.execute("BEGIN")
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._db.execute("COMMIT")
            self._db.execute("PRAGMA optimize")
        self._db.close()

    def put_documents(self, catalogue: Catalogue) -> None:
        """Write documents with their pages, workshops, and former ids."""
        for entry in catalogue.entries():
            document = entry.document
            if document.state == "failed":
                self._failed += 1
            if document.state not in ("live", "stale"):
                continue
            # The date of the last visit belongs to the catalogue: equal content must give an equal snapshot.
            document = replace(document, last_seen="")
            self.documents += 1
            self._db.execute(
                "INSERT INTO document VALUES (?, ?, ?)", (document.id, document.title, to_json(document))
            )
        self._db.executemany("INSERT INTO page VALUES (?, ?, ?, ?, ?)", catalogue.served_pages())
        self._workshops = catalogue.workshops()
        for workshop in self._workshops:
            self._db.execute("INSERT INTO workshop VALUES (?, ?)", (workshop.slug, to_json(workshop)))
            for session in workshop.sessions:
                self._session_titles[workshop.slug, session.label] = session.title
        self._db.executemany("INSERT INTO former_id VALUES (?, ?, ?)", catalogue.former_ids())

    def put_passage(self, row: int, passage: Passage, payload: str) -> list[str]:
        """Write one passage (``payload`` is its JSON) and return the facet keys it carries."""
        self._db.execute(
            "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)",
            (row, passage.id, passage.document_id, passage.ordinal, passage.kind, payload),
        )
        title = self._session_titles.get((passage.workshop or "", passage.session or ""))
        keys = []
        document = self._its_document(passage)
        values: list[tuple[str, str, str]] = [(n, n, value) for n, value in facet_values(passage, document)]
        if title is not None:
            # A session can be filtered by its title too, but is counted once, under its label.
            values.append(("session", _HIDDEN, title))
        if passage.label is not None:
            values.append(("label", _HIDDEN, passage.label))
        for name, shown_as, value in values:
            key = facet_key(name, value)
            if key not in keys:
                keys.append(key)
                facets = self._of_document if name == "document" else self._facets
                facets.setdefault(key, (shown_as, value, array("I")))[2].append(row)
        return keys

    def _its_document(self, passage: Passage) -> Document:
        if self._document is None or self._document.id != passage.document_id:
            self._put_facets(self._of_document)
            row = self._db.execute("SELECT payload FROM document WHERE id = ?", (passage.document_id,)).fetchone()
            if row is None:
                raise StoreError("A passage has no document: the catalogue changed during the build.")
            self._document = from_json(Document, row[0])
        return self._document

    def _put_facets(self, facets: _Facets) -> None:
        """Write ``facets`` and clear them."""
        values = ((key, name, value, _little_endian(rows)) for key, (name, value, rows) in sorted(facets.items()))
        self._db.executemany("INSERT INTO facet VALUES (?, ?, ?, ?)", values)
        facets.clear()

    def finish(self, report: dict[str, Any]) -> None:
        """Write facets, coverage and the report."""
        self._put_facets(self._of_document)
        self._put_facets(self._facets)
        self._put_meta("coverage", coverage(self._workshops, self._failed))
        self._put_meta("report", report)

    def _put_meta(self, key: str, value: object) -> None:
        self._db.execute("INSERT INTO meta VALUES (?, ?)", (key, json.dumps(value, ensure_ascii=False)))


def _little_endian(rows: array[int]) -> bytes:
    return np.asarray(rows, "<u4").tobytes()
