"""Maintenance of a catalogue: prune its caches, check it, copy it while others use it, erase documents."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.catalogue.database import read_only
from corpus.catalogue.schema import VERSION
from corpus.disk import why
from corpus.errors import StoreError
from corpus.model import Document


@dataclass(frozen=True, slots=True)
class Dropped:
    """How much of the caches was dropped."""

    vectors: int
    extractions: int


def prune_caches(catalogue: Catalogue, encoders: Collection[str]) -> Dropped:
    """Drop vectors of encoders other than ``encoders``, and vectors and extractions that no document has.

    What a deleted or gone document would need to come back stays. For the holder of the writer lock.
    """
    db = catalogue.connection
    marks = ",".join("?" * len(encoders))
    with catalogue.transaction():
        vectors = db.execute(
            f"DELETE FROM vector WHERE encoder_id NOT IN ({marks}) "  # noqa: S608
            "OR text_hash NOT IN (SELECT text_hash FROM passage)",
            list(encoders),
        ).rowcount
        extractions = db.execute(
            "DELETE FROM extraction WHERE content_hash NOT IN (SELECT content_hash FROM document)"
        ).rowcount
    if vectors or extractions:
        db.execute("VACUUM")
    return Dropped(vectors, extractions)


def erased_source(document_id: str) -> str:
    """The placeholder for the source of a document that was erased."""
    return f"erased:{document_id}"


def erase(catalogue: Catalogue, document_id: str, when: str) -> None:
    """Remove all that the catalogue holds of a document, reports included, but its id: by that it stays out.

    Readings and vectors that no document has any more go along, for they may be of its earlier versions. For a
    transaction of the holder of the writer lock; :func:`shrink` afterwards removes it from the file as well.
    """
    db, entry = catalogue.connection, catalogue.entry(document_id)
    db.execute("PRAGMA secure_delete=ON")
    source = entry.document.source if entry is not None else document_id
    of_it = f"{document_id}-*"
    db.execute("DELETE FROM page WHERE document_id = ?", (document_id,))
    db.execute("DELETE FROM passage WHERE document_id = ?", (document_id,))
    db.execute("DELETE FROM workshop WHERE document_id = ?", (document_id,))
    if entry is not None and entry.document.url is not None:  # text of the page, kept with the files it links to
        db.execute("UPDATE document SET link_text = NULL WHERE linked_from = ?", (entry.document.url,))
    db.execute("DELETE FROM former_id WHERE id = ? OR id GLOB ?", (document_id, of_it))
    db.execute("UPDATE former_id SET now = NULL WHERE now GLOB ?", (of_it,))
    db.execute("UPDATE former_id SET nearest = NULL WHERE nearest GLOB ?", (of_it,))
    named = (document_id, source)
    db.execute("DELETE FROM run WHERE instr(report, ?) OR instr(report, ?)", named)
    db.execute(
        "DELETE FROM job WHERE state IN ('done', 'failed') AND (instr(task, ?) OR instr(task, ?) "
        "OR instr(coalesce(report, ''), ?) OR instr(coalesce(report, ''), ?))",
        named + named,
    )
    gone = Document(
        document_id,
        erased_source(document_id),
        "",
        None,
        "application/octet-stream",
        "",
        state="deleted",
        reason=f"Erased by hand ({when[:10]}).",
    )
    catalogue.put_entry(Entry(gone, erased_source(document_id)))
    db.execute("DELETE FROM vector WHERE text_hash NOT IN (SELECT text_hash FROM passage)")
    db.execute("DELETE FROM extraction WHERE content_hash NOT IN (SELECT content_hash FROM document)")


def shrink(catalogue: Catalogue) -> bool:
    """Rewrite the file without what was deleted from it, and empty its log: SQLite only marks that as free.

    False where another process keeps that from being done.
    """
    try:
        catalogue.connection.execute("VACUUM")
        busy = catalogue.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    return not busy


@dataclass(frozen=True, slots=True)
class Checkup:
    """``faults`` are sentences on what is wrong. ``change`` is the count of changes, None where unreadable.

    ``originals`` are the hashes that files of documents to be found are kept by, each with the document's source.
    """

    faults: tuple[str, ...]
    change: int | None = None
    originals: frozenset[tuple[str, str]] = frozenset()


_KEPT = (
    "SELECT coalesce(original, content_hash), source FROM document WHERE state IN ('live', 'stale') "
    # Records stand in files that are not kept, and of the oldest workshop pages no catalogue says by what.
    "AND external_id IS NULL AND (original IS NOT NULL OR role IS NOT 'workshop page')"
)


def check(path: Path) -> Checkup:
    """Check a catalogue without writing to it: structure, references, version."""
    try:
        db = read_only(path)
        try:
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
            if version > VERSION:
                return Checkup((f"It has version {version}; this program reads up to {VERSION}.",))
            faults = [str(row[0]) for row in db.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
            orphans = len(db.execute("PRAGMA foreign_key_check").fetchall())
            if orphans:
                faults.append(f"{orphans} rows refer to a document that does not exist.")
            originals = db.execute(_KEPT).fetchall() if version == VERSION else ()
            change = db.execute("SELECT number FROM change").fetchone()
            return Checkup(tuple(faults), int(change[0]), frozenset((row[0], row[1]) for row in originals))
        finally:
            db.close()
    except (sqlite3.DatabaseError, OSError, TypeError) as error:
        return Checkup((f"It cannot be read ({error}).",))


def copy(path: Path, target: Path) -> None:
    """Copy a catalogue as it is now, even while others write. Raises StoreError."""
    try:
        source = read_only(path)
        destination = sqlite3.connect(target)
        try:
            source.backup(destination)
            destination.execute("PRAGMA journal_mode=DELETE")
        finally:
            destination.close()
            source.close()
    except (sqlite3.DatabaseError, OSError) as error:
        raise StoreError(f"{path} could not be copied ({why(error)}).") from error
