"""Making a snapshot from the catalogue: written aside, checked, then published."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import StoreError
from corpus.model import Document, Passage, Workshop
from corpus.serial import to_json
from search.encoder.protocol import EncoderIdentity
from search.lexical import write_tantivy
from search.snapshot.facets import facet_key, facet_values
from search.snapshot.layout import LEXICAL, STORE, VECTORS, Layout
from search.snapshot.manifest import FORMAT, Manifest, checksums
from search.snapshot.open import Snapshot
from search.snapshot.store import SCHEMA
from search.vectors import write_faiss

_BLOCK = 4096
_HIDDEN = "alias"
"""The name under which keys are stored that filter but are no facet of their own."""


@dataclass(frozen=True, slots=True)
class Build:
    """What goes into a snapshot besides the catalogue. ``making`` and ``ranking``: see :class:`Manifest`."""

    encoder: EncoderIdentity
    making: dict[str, str]
    ranking: dict[str, Any]
    report: dict[str, Any]


def build_and_publish(catalogue: Catalogue, layout: Layout, build: Build) -> Manifest:
    """Write all that is to be found in ``catalogue`` as a new snapshot, check it, and let it answer.

    Every passage must have its vector in the catalogue's cache. Only for the holder of the writer lock. A kill
    at any point leaves the snapshot that answered before. Raises StoreError when the disk refuses.
    """
    layout.sweep()
    building = layout.new_building()
    try:
        manifest = _write(catalogue, building, build, layout.new_id)
        Snapshot.open(building, expected_encoder=build.encoder.id).close()
        layout.publish(building, manifest.id)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"The snapshot could not be written ({error}). The previous one goes on answering."
        ) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return manifest


def _write(catalogue: Catalogue, building: Path, build: Build, snapshot_id: Callable[[str], str]) -> Manifest:
    store = _StoreWriter(building / STORE)
    hashes: list[str] = []
    with store:
        store.put_documents(catalogue)
        lexical = _indexed(catalogue, store, hashes)
        passages = write_tantivy(building / LEXICAL, lexical)
        store.finish(build.report)
    vectors = write_faiss(building / VECTORS, build.encoder.dimension, _blocks(catalogue, build.encoder))
    if vectors != passages:
        raise StoreError(f"{passages} passages but {vectors} vectors: the catalogue changed during the build.")
    for path in (building / STORE, building / VECTORS):
        path.chmod(0o644)
    now = datetime.now(UTC)
    content = hashlib.sha256("\n".join([build.encoder.id, *sorted(hashes)]).encode()).hexdigest()
    manifest = Manifest(
        id=snapshot_id(content),
        format=FORMAT,
        created=now.isoformat(timespec="seconds"),
        encoder_id=build.encoder.id,
        encoder_name=build.encoder.name,
        dimension=build.encoder.dimension,
        passages=passages,
        documents=store.documents,
        content_hash=content,
        catalogue_change=catalogue.change_number(),
        files=checksums(building),
        making=build.making,
        ranking=build.ranking,
    )
    manifest.write(building)
    return manifest


def _indexed(
    catalogue: Catalogue, store: _StoreWriter, hashes: list[str]
) -> Iterator[tuple[int, str, Sequence[str]]]:
    """Write each passage to the store on its way to the lexical index."""
    for row, (passage, text_hash) in enumerate(catalogue.served_passages()):
        keys = store.put_passage(row, passage)
        hashes.append(f"{passage.id} {text_hash}")
        yield row, passage.indexed_text, keys


def _blocks(catalogue: Catalogue, encoder: EncoderIdentity) -> Iterator[NDArray[np.float32]]:
    block: list[bytes] = []
    for _, text_hash in catalogue.served_passages():
        vector = catalogue.vector(text_hash, encoder.id)
        if vector is None:
            raise StoreError(
                "A passage has no vector. Run `workshop-search ingest` again: it encodes what is missing."
            )
        block.append(vector)
        if len(block) == _BLOCK:
            yield _matrix(block)
            block = []
    if block:
        yield _matrix(block)


def _matrix(block: list[bytes]) -> NDArray[np.float32]:
    return np.frombuffer(b"".join(block), dtype="<f4").reshape(len(block), -1)


class _StoreWriter:
    """Fills a store. A context manager: what is written is committed at its end."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(SCHEMA)
        self._facets: dict[str, tuple[str, str, list[int]]] = {}
        self._documents: dict[str, Document] = {}
        self._session_titles: dict[tuple[str, str], str | None] = {}
        self._workshops: list[Workshop] = []
        self._failed = 0

    def __enter__(self) -> _StoreWriter:
        self._db.execute("BEGIN")
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._db.execute("COMMIT")
            self._db.execute("PRAGMA optimize")
        self._db.close()

    @property
    def documents(self) -> int:
        """How many documents are in it."""
        return len(self._documents)

    def put_documents(self, catalogue: Catalogue) -> None:
        """Write documents with their pages, workshops, and ids that are no more."""
        for entry in catalogue.entries():
            document = entry.document
            if document.state == "failed":
                self._failed += 1
            if document.state not in ("live", "stale"):
                continue
            # When a source was last visited is the catalogue's business: equal content is to be an equal snapshot.
            document = replace(document, last_seen="")
            self._documents[document.id] = document
            self._db.execute(
                "INSERT INTO document VALUES (?, ?, ?)", (document.id, document.title, to_json(document))
            )
            pages = (
                (
                    document.id,
                    p.number,
                    p.label,
                    p.text,
                    json.dumps([[s.start, s.end, s.role, s.level] for s in p.spans]),
                )
                for p in catalogue.pages(document.id)
            )
            self._db.executemany("INSERT INTO page VALUES (?, ?, ?, ?, ?)", pages)
        self._workshops = catalogue.workshops()
        for workshop in self._workshops:
            self._db.execute("INSERT INTO workshop VALUES (?, ?)", (workshop.slug, to_json(workshop)))
            for session in workshop.sessions:
                self._session_titles[workshop.slug, session.label] = session.title
        self._db.executemany("INSERT INTO former_id VALUES (?, ?, ?)", catalogue.former_ids())

    def put_passage(self, row: int, passage: Passage) -> list[str]:
        """Write one passage; returns the facet keys it carries."""
        self._db.execute(
            "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)",
            (row, passage.id, passage.document_id, passage.ordinal, passage.kind, to_json(passage)),
        )
        title = self._session_titles.get((passage.workshop or "", passage.session or ""))
        keys = []
        document = self._documents[passage.document_id]
        values: list[tuple[str, str, str]] = [(n, n, value) for n, value in facet_values(passage, document)]
        if title is not None:
            # A session is found by its title too, but counted once: under its label.
            values.append(("session", _HIDDEN, title))
        for name, shown_as, value in values:
            key = facet_key(name, value)
            if key not in keys:
                keys.append(key)
                self._facets.setdefault(key, (shown_as, value, []))[2].append(row)
        return keys

    def finish(self, report: dict[str, Any]) -> None:
        """Write facets, coverage and the report."""
        self._db.executemany(
            "INSERT INTO facet VALUES (?, ?, ?, ?)",
            ((k, n, v, np.array(rows, "<u4").tobytes()) for k, (n, v, rows) in sorted(self._facets.items())),
        )
        self._put_meta("coverage", coverage(self._workshops, self._failed))
        self._put_meta("report", report)

    def _put_meta(self, key: str, value: object) -> None:
        self._db.execute("INSERT INTO meta VALUES (?, ?)", (key, json.dumps(value, ensure_ascii=False)))


def coverage(workshops: Sequence[Workshop], failed_documents: int) -> dict[str, int]:
    """Of the papers that talks link to: how many are known, at hand, missing, failed, without a text layer.

    ``failed`` counts every document that could not be read, linked by a talk or not.
    """
    papers = [paper for workshop in workshops for paper in workshop.papers]
    states = [paper.state for paper in papers]
    return {
        "linked": len(papers),
        "at_hand": states.count("at hand"),
        "missing": states.count("missing"),
        "failed": max(states.count("failed"), failed_documents),
        "image_only": states.count("image only"),
    }
