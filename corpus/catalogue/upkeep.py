"""Care of a catalogue: its caches cut back, its soundness looked at, a copy made while others use it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue.catalogue import Catalogue, read_only
from corpus.catalogue.schema import VERSION
from corpus.errors import StoreError


@dataclass(frozen=True, slots=True)
class Dropped:
    """How much of the caches was dropped."""

    vectors: int
    extractions: int


def prune_caches(catalogue: Catalogue, encoders: Collection[str]) -> Dropped:
    """Drop vectors of texts no document has and of encoders other than ``encoders``, and readings of bytes no
    document has. What a document out of sight would need to come back is kept. For the holder of the writer lock.
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


@dataclass(frozen=True, slots=True)
class Checkup:
    """``faults`` are sentences on what is wrong. ``change`` is the count of changes, None where unreadable.

    ``hashes`` are the content hashes of documents to be found.
    """

    faults: tuple[str, ...]
    change: int | None = None
    hashes: frozenset[str] = frozenset()


def check(path: Path) -> Checkup:
    """Look a catalogue over without writing to it: structure, references, version."""
    try:
        db = read_only(path)
        try:
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
            if version > VERSION:
                return Checkup((f"It has version {version}; this program reads up to {VERSION}.",))
            faults = [str(row[0]) for row in db.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
            orphans = len(db.execute("PRAGMA foreign_key_check").fetchall())
            if orphans:
                faults.append(f"{orphans} rows refer to a document that is not there.")
            hashes = db.execute("SELECT content_hash FROM document WHERE state IN ('live', 'stale')")
            change = db.execute("SELECT number FROM change").fetchone()
            return Checkup(tuple(faults), int(change[0]), frozenset(row[0] for row in hashes))
        finally:
            db.close()
    except (sqlite3.DatabaseError, OSError, TypeError) as error:
        return Checkup((f"It cannot be read ({error}).",))


def copy(path: Path, target: Path) -> None:
    """Copy a catalogue as it is at this moment, others writing or not. Raises StoreError."""
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
        raise StoreError(f"{path} could not be copied ({error}).") from error
