"""The documents of the catalogue with their pages and passages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from corpus.catalogue.database import Database
from corpus.ids import digest
from corpus.model import Document, DocumentState, Page, Passage
from corpus.serial import from_json, spans_from_json, spans_to_json, to_json

_DOCUMENT_FIELDS = tuple(f.name for f in fields(Document))
_COLUMNS = ", ".join((*_DOCUMENT_FIELDS, "root", "making", "etag", "last_modified"))


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue knows of a source besides the document itself.

    ``root`` is what was listed when it was found; ``making`` names everything the passages depend on besides
    the bytes (extractor, chunker, attachment), so that a change of any of them makes them again.
    """

    document: Document
    root: str
    making: str = ""
    etag: str | None = None
    last_modified: str | None = None


class Documents(Database):
    """Documents by id, whatever their state."""

    def entry(self, document_id: str) -> Entry | None:
        """What is known of this document."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM document WHERE id = ?", (document_id,)).fetchone()  # noqa: S608
        return _entry(row) if row else None

    def entries(self, root: str | None = None) -> Iterator[Entry]:
        """All documents in order of id, or those of one root."""
        where, values = ("WHERE root = ?", (root,)) if root is not None else ("", ())
        for row in self._db.execute(f"SELECT {_COLUMNS} FROM document {where} ORDER BY id", values):  # noqa: S608
            yield _entry(row)

    def attached(self) -> Iterator[Entry]:
        """The documents that belong to a talk, in order of id."""
        for row in self._db.execute(f"SELECT {_COLUMNS} FROM document WHERE talk IS NOT NULL ORDER BY id"):  # noqa: S608
            yield _entry(row)

    def places(self) -> list[tuple[str, str, str, DocumentState]]:
        """(id, root, source, state) of every document, in order of id."""
        rows = self._db.execute("SELECT id, root, source, state FROM document ORDER BY id")
        return [tuple(row) for row in rows]

    def deleted(self) -> list[Entry]:
        """The documents that were deleted by hand and whose bytes are known, in order of id."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM document WHERE state = 'deleted' AND content_hash <> '' ORDER BY id"  # noqa: S608
        )
        return [_entry(row) for row in rows]

    def workshop_pages(self) -> list[Entry]:
        """The documents that are pages of workshops, those no longer there included, in order of id."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM document WHERE role = 'workshop page' ORDER BY id"  # noqa: S608
        )
        return [_entry(row) for row in rows]

    def put_entry(self, entry: Entry) -> None:
        """Write what is known of a document; pages and passages stay as they are."""
        document = {name: getattr(entry.document, name) for name in _DOCUMENT_FIELDS}
        values: dict[str, Any] = document | {
            "root": entry.root,
            "making": entry.making,
            "etag": entry.etag,
            "last_modified": entry.last_modified,
        }
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        updates = ", ".join(f"{name} = excluded.{name}" for name in values if name not in ("id", "first_seen"))
        self._db.execute(
            f"INSERT INTO document ({names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates}",  # noqa: S608
            values,
        )

    def forget(self, document_id: str) -> None:
        """Remove a document with all that is of it, so that it was never known."""
        self._db.execute("DELETE FROM document WHERE id = ?", (document_id,))

    def visited(self, document_ids: Sequence[str], when: str) -> None:
        """These documents were seen, unchanged."""
        with self.transaction():
            self._db.executemany(
                "UPDATE document SET last_seen = ? WHERE id = ?", ((when, name) for name in document_ids)
            )

    def put_document(self, entry: Entry, pages: Sequence[Page], passages: Sequence[Passage]) -> None:
        """Write a document with all its pages and passages, in place of what it had before."""
        document_id = entry.document.id
        with self.transaction():
            self.put_entry(replace(entry, document=replace(entry.document, pages=len(pages))))
            self._db.execute("DELETE FROM page WHERE document_id = ?", (document_id,))
            self._db.execute("DELETE FROM passage WHERE document_id = ?", (document_id,))
            self._db.executemany(
                "INSERT INTO page VALUES (?, ?, ?, ?, ?)",
                ((document_id, page.number, page.label, page.text, spans_to_json(page.spans)) for page in pages),
            )
            self._db.executemany(
                "INSERT INTO passage VALUES (?, ?, ?, ?, ?)",
                ((document_id, p.ordinal, p.id, digest(p.embedded_text), to_json(p)) for p in passages),
            )

    def pages(self, document_id: str) -> list[Page]:
        """The pages of a document in order."""
        rows = self._db.execute(
            "SELECT number, text, label, spans FROM page WHERE document_id = ? ORDER BY number", (document_id,)
        )
        return [Page(r["number"], r["text"], r["label"], spans_from_json(r["spans"])) for r in rows]

    def passages(self, document_id: str) -> list[Passage]:
        """The passages of a document in order."""
        rows = self._db.execute(
            "SELECT payload FROM passage WHERE document_id = ? ORDER BY ordinal", (document_id,)
        )
        return [from_json(Passage, row["payload"]) for row in rows]


def _entry(row: sqlite3.Row) -> Entry:
    fields = len(_DOCUMENT_FIELDS)
    return Entry(Document(*row[:fields]), *row[fields:])
