"""Reading and writing the catalogue."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from corpus.catalogue.schema import MIGRATIONS, VERSION
from corpus.disk import is_full, is_refused, why
from corpus.errors import DamagedError, StoreError, VersionError
from corpus.ids import digest
from corpus.model import Document, DocumentState, Extraction, Page, Passage, Span, Workshop
from corpus.serial import from_json, to_json

CATALOGUE = "catalogue.sqlite"
"""Its file in a data directory."""

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


class _Connection(sqlite3.Connection):
    """A connection that says in words when the disk refuses; other errors, as of a busy row, are SQLite's own."""

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


class Catalogue:
    """An open catalogue. One process writes (see :mod:`corpus.lock`), any number read.

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
        """For the other modules of this package: jobs, keys, upkeep."""
        return self._db

    def settle(self) -> None:
        """Bring everything written so far to the disk: it outlasts a loss of power, as what is published does."""
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

    # documents

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

    def moved(self) -> dict[str, str]:
        """For each document that is gone and has no new id yet: the one served that has its bytes.

        Of several the one from the same root is taken, then the one that was seen first.
        """
        rows = self._db.execute(
            "SELECT gone.id, served.id FROM document gone JOIN document served "
            "ON served.content_hash = gone.content_hash AND served.state IN ('live', 'stale') "
            "WHERE gone.state = 'gone' AND gone.pages > 0 AND gone.content_hash <> '' "
            "AND gone.id NOT IN (SELECT id FROM former_id) "
            "ORDER BY served.root = gone.root, served.first_seen DESC, served.id DESC"
        )
        return {row[0]: row[1] for row in rows}

    def moved_to(self, document_id: str) -> list[str]:
        """The documents whose ids lead to this one, directly or by way of others."""
        rows = self._db.execute(
            "WITH RECURSIVE former (id) AS (SELECT id FROM former_id WHERE now = ? "
            "UNION SELECT f.id FROM former_id f JOIN former ON f.now = former.id) "
            "SELECT id FROM document WHERE id IN former ORDER BY id",
            (document_id,),
        )
        return [row["id"] for row in rows]

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
                ((document_id, page.number, page.label, page.text, _spans_json(page)) for page in pages),
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
        return [Page(r["number"], r["text"], r["label"], _spans(r["spans"])) for r in rows]

    def passages(self, document_id: str) -> list[Passage]:
        """The passages of a document in order."""
        rows = self._db.execute(
            "SELECT payload FROM passage WHERE document_id = ? ORDER BY ordinal", (document_id,)
        )
        return [from_json(Passage, row["payload"]) for row in rows]

    def served_pages(self) -> Iterator[tuple[str, int, str | None, str, str]]:
        """(document id, number, label, text, spans as JSON) of every page of every document to be found."""
        rows = self._db.execute(
            "SELECT p.document_id, p.number, p.label, p.text, p.spans FROM page p "
            "JOIN document d ON d.id = p.document_id WHERE d.state IN ('live', 'stale') "
            "ORDER BY p.document_id, p.number"
        )
        for row in rows:
            yield tuple(row)

    def served_passages(self) -> Iterator[tuple[Passage, str]]:
        """Every passage of every document that is to be found, with the hash of its embedded text.

        In order of document id and ordinal, so that a snapshot depends on what is in the catalogue and not on
        how it came there.
        """
        rows = self._db.execute(
            "SELECT p.payload, p.text_hash FROM passage p JOIN document d ON d.id = p.document_id "
            "WHERE d.state IN ('live', 'stale') ORDER BY p.document_id, p.ordinal"
        )
        for row in rows:
            yield from_json(Passage, row["payload"]), row["text_hash"]

    def served_payloads(self) -> Iterator[tuple[Passage, str]]:
        """Each of :meth:`served_passages` with the JSON it was read from."""
        rows = self._db.execute(
            "SELECT p.payload FROM passage p JOIN document d ON d.id = p.document_id "
            "WHERE d.state IN ('live', 'stale') ORDER BY p.document_id, p.ordinal"
        )
        for row in rows:
            yield from_json(Passage, row["payload"]), row["payload"]

    def served_hashes(self) -> Iterator[tuple[str, str]]:
        """(id, hash of the embedded text) of the same passages in order of their ids."""
        rows = self._db.execute(
            "SELECT p.id, p.text_hash FROM passage p JOIN document d ON d.id = p.document_id "
            "WHERE d.state IN ('live', 'stale') ORDER BY p.id"
        )
        for row in rows:
            yield row["id"], row["text_hash"]

    def served_vectors(self, encoder_id: str) -> Iterator[bytes | None]:
        """The vectors of :meth:`served_passages` in their order, None where there is none."""
        rows = self._db.execute(
            "SELECT v.vector FROM passage p JOIN document d ON d.id = p.document_id "
            "LEFT JOIN vector v ON v.text_hash = p.text_hash AND v.encoder_id = ? "
            "WHERE d.state IN ('live', 'stale') ORDER BY p.document_id, p.ordinal",
            (encoder_id,),
        )
        for row in rows:
            yield row["vector"]

    def change_number(self) -> int:
        """How often what is to be found has changed: documents, passages, workshops, not their visits."""
        return int(self._db.execute("SELECT number FROM change").fetchone()[0])

    def set_change_number(self, number: int) -> None:
        """Count on from here: for a catalogue that takes the place of one that snapshots were built from."""
        self._db.execute("UPDATE change SET number = ?", (number,))

    def count_served(self) -> int:
        """How many passages :meth:`served_passages` gives."""
        row = self._db.execute(
            "SELECT count(*) FROM passage p JOIN document d ON d.id = p.document_id "
            "WHERE d.state IN ('live', 'stale')"
        ).fetchone()
        return int(row[0])

    # workshops

    def put_workshop(self, workshop: Workshop) -> None:
        """Write a workshop's structure; its page must be there as a document."""
        self._db.execute(
            "INSERT INTO workshop VALUES (?, ?, ?) ON CONFLICT (slug) DO UPDATE "
            "SET document_id = excluded.document_id, structure = excluded.structure",
            (workshop.slug, workshop.document_id, to_json(workshop)),
        )

    def workshop(self, slug: str) -> Workshop | None:
        """The workshop of this slug."""
        row = self._db.execute("SELECT structure FROM workshop WHERE slug = ?", (slug,)).fetchone()
        return from_json(Workshop, row["structure"]) if row else None

    def workshops(self) -> list[Workshop]:
        """Every workshop whose page is to be found, in order of slug."""
        rows = self._db.execute(
            "SELECT structure FROM workshop w JOIN document d ON d.id = w.document_id "
            "WHERE d.state IN ('live', 'stale') ORDER BY slug"
        )
        return [from_json(Workshop, row["structure"]) for row in rows]

    # caches

    def extractions(self, content_hash: str) -> dict[str, Extraction]:
        """What extractors made of these bytes, by the extractor's version key."""
        rows = self._db.execute(
            "SELECT extractor, payload FROM extraction WHERE content_hash = ?", (content_hash,)
        )
        return {row["extractor"]: from_json(Extraction, zlib.decompress(row["payload"])) for row in rows}

    def put_extraction(self, content_hash: str, extractor: str, extraction: Extraction) -> None:
        """Keep what an extractor made of some bytes."""
        payload = zlib.compress(to_json(extraction).encode("utf-8", "surrogatepass"), 6)
        self._db.execute("INSERT OR REPLACE INTO extraction VALUES (?, ?, ?)", (content_hash, extractor, payload))

    def unencoded(self, encoder_id: str) -> list[str]:
        """Hashes of embedded texts to be found that have no vector of this encoder, each once."""
        rows = self._db.execute(
            "SELECT DISTINCT p.text_hash FROM passage p JOIN document d ON d.id = p.document_id "
            "WHERE d.state IN ('live', 'stale') AND NOT EXISTS "
            "(SELECT 1 FROM vector v WHERE v.text_hash = p.text_hash AND v.encoder_id = ?) ORDER BY p.text_hash",
            (encoder_id,),
        )
        return [row["text_hash"] for row in rows]

    def embedded_texts(self, hashes: Sequence[str]) -> list[str]:
        """The embedded texts of these hashes, in the order given."""
        marks = ",".join("?" * len(hashes))
        rows = self._db.execute(
            f"SELECT text_hash, payload FROM passage WHERE text_hash IN ({marks})",  # noqa: S608
            list(hashes),
        )
        found = {row["text_hash"]: row["payload"] for row in rows}
        return [from_json(Passage, found[text_hash]).embedded_text for text_hash in hashes]

    def put_vectors(self, encoder_id: str, vectors: Iterable[tuple[str, bytes]]) -> None:
        """Keep vectors by the hash of the text they encode: float32, little endian, or int8 of tokens."""
        with self.transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", ((h, encoder_id, v) for h, v in vectors)
            )

    def vector(self, text_hash: str, encoder_id: str) -> bytes | None:
        """The vector of a text, as float32 bytes."""
        row = self._db.execute(
            "SELECT vector FROM vector WHERE text_hash = ? AND encoder_id = ?", (text_hash, encoder_id)
        ).fetchone()
        return bytes(row["vector"]) if row else None

    # ids that are no more

    def put_former_id(self, former: str, now: str | None, nearest: str | None, since: str) -> None:
        """Remember that ``former`` was an id: renamed to ``now``, or gone with ``nearest`` remaining."""
        self._db.execute("INSERT OR REPLACE INTO former_id VALUES (?, ?, ?, ?)", (former, now, nearest, since))

    def former_ids(self) -> list[tuple[str, str | None, str | None]]:
        """(former id, its new id, the nearest that remains), in order of id.

        Documents that are gone or deleted and their passages are among them, until they come back. A new id is
        one that is served: where it was itself given up for another one, that one stands here.
        """
        rows = self._db.execute(
            "WITH absent AS (SELECT id FROM document WHERE state IN ('gone', 'deleted') AND pages > 0) "
            "SELECT id, now, nearest FROM former_id "
            "UNION ALL SELECT id, NULL, NULL FROM absent WHERE id NOT IN (SELECT id FROM former_id) "
            "UNION ALL SELECT p.id, NULL, NULL FROM passage p JOIN absent a ON p.document_id = a.id "
            "WHERE p.id NOT IN (SELECT id FROM former_id) ORDER BY 1"
        )
        known = {row["id"]: (row["now"], row["nearest"]) for row in rows}
        return [(name, _served(now, known), _served(nearest, known)) for name, (now, nearest) in known.items()]

    def forget_former_ids_of(self, document_id: str) -> None:
        """A document that was gone is there again as it was, with its passages."""
        self._db.execute(
            "DELETE FROM former_id WHERE id = ? OR id IN (SELECT id FROM passage WHERE document_id = ?)",
            (document_id, document_id),
        )

    def renamed(self) -> set[str]:
        """The ids of all documents and passages that were given up for another one."""
        return {row["id"] for row in self._db.execute("SELECT id FROM former_id WHERE now IS NOT NULL")}

    # runs

    def put_run(self, started: str, finished: str, report: dict[str, Any]) -> None:
        """Keep the report of an ingest run."""
        self._db.execute(
            "INSERT INTO run (started, finished, report) VALUES (?, ?, ?)",
            (started, finished, json.dumps(report, ensure_ascii=False)),
        )

    def last_run(self) -> dict[str, Any] | None:
        """The report of the latest run."""
        row = self._db.execute("SELECT report FROM run ORDER BY id DESC LIMIT 1").fetchone()
        return json.loads(row["report"]) if row else None


def _served(identifier: str | None, formers: Mapping[str, tuple[str | None, str | None]]) -> str | None:
    """The id that ``identifier`` has now, by way of those it was given up for; None where it has none."""
    passed: set[str] = set()
    while identifier is not None and identifier in formers:
        if identifier in passed:
            return None
        passed.add(identifier)
        identifier = formers[identifier][0]
    return identifier


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


def _entry(row: sqlite3.Row) -> Entry:
    fields = len(_DOCUMENT_FIELDS)
    return Entry(Document(*row[:fields]), *row[fields:])


def _spans_json(page: Page) -> str:
    return json.dumps([[s.start, s.end, s.role, s.level] for s in page.spans], separators=(",", ":"))


def _spans(text: str) -> tuple[Span, ...]:
    return tuple(Span(*item) for item in json.loads(text))
