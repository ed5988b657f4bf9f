"""A catalogue made anew from a snapshot, where the one it was built from is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from corpus.catalogue.catalogue import CATALOGUE, Catalogue, Entry
from corpus.catalogue.database import read_only
from corpus.control_files import sync
from corpus.disk import why
from corpus.errors import NoSnapshotError, StoreError
from corpus.ids import digest
from corpus.lock import writer_lock
from corpus.model import Document
from corpus.tombstones import readable_tombstones
from ingest.indexing.continuity import newest_build, set_aside
from search.index.flat import FlatIndex
from search.index.token_index import TokenIndex
from search.snapshot.layout import STORE, TOKENS, VECTORS, Layout
from search.snapshot.manifest import Manifest
from search.snapshot.mending import whole
from search.snapshot.store import Store

REBUILDING = f"{CATALOGUE}.rebuilding"
"""The new catalogue until it is whole. A killed run leaves it, and the next one removes it."""
_CARRIED = ("api_key", "job")
"""Tables that no snapshot holds: taken over from the former catalogue where that can be read."""
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``aside`` is where the former catalogue is kept, None where there was none. ``carried`` tables were taken
    over from it. ``vectors`` is false where passages are to be encoded anew. ``lost_deletions`` counts the lines
    of the list of deletions that cannot be read: what they named may answer again."""

    snapshot: str
    documents: int
    passages: int
    vectors: bool
    aside: Path | None
    carried: tuple[str, ...]
    lost_deletions: int


def rebuild_from_snapshot(layout: Layout) -> Rebuilt:
    """Replace the catalogue by one that holds what the newest whole snapshot holds.

    The next run over each source reads it again: what made the passages is in no snapshot. Texts keep their ids
    and their vectors. Raises NoSnapshotError where no snapshot is whole, BusyError while another process writes,
    StoreError when the disk refuses.
    """
    path, new = layout.data / CATALOGUE, layout.data / REBUILDING
    with writer_lock(layout.data):
        manifest = _source(layout)
        _, lost_deletions = readable_tombstones(layout.data)
        _remove(new)
        try:
            with Catalogue.open(new) as catalogue, closing(Store(layout.path(manifest.id) / STORE)) as store:
                _fill(catalogue, store)
                vectors = _put_vectors(catalogue, store, manifest, layout)
                catalogue.set_change_number(manifest.catalogue_change)
                report = store.meta("report")
                if report is not None:
                    catalogue.put_run(report.get("started", ""), report.get("finished", ""), report)
                carried = _carry_over(catalogue, path)
                catalogue.flush()
            aside = set_aside(path)
            new.rename(path)
            sync(layout.data)
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {why(error)}.") from error
        finally:
            _remove(new)
    return Rebuilt(manifest.id, manifest.documents, manifest.passages, vectors, aside, carried, lost_deletions)


def _source(layout: Layout) -> Manifest:
    newest = newest_build(layout)
    names = [newest.id] if newest else []
    for name in [*names, *reversed(layout.ids())]:
        if whole(layout, name):
            return Manifest.read(layout.path(name))
    raise NoSnapshotError(f"{layout.data} holds no intact snapshot to rebuild from. Restore a backup.")


def _fill(catalogue: Catalogue, store: Store) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    after, pages_of_workshops = ("", ""), {w.slug: w.document_id for w in store.workshops()}
    while True:
        documents, _ = store.documents(_BLOCK, after)
        if not documents:
            break
        with catalogue.transaction():
            for document in documents:
                entry = Entry(replace(document, last_seen=now), _root(document, pages_of_workshops, store))
                passages = store.passages(store.rows_of_document(document.id))
                catalogue.put_document(entry, store.pages(document.id), passages)
        after = (documents[-1].title, documents[-1].id)
    with catalogue.transaction():
        for workshop in store.workshops():
            catalogue.put_workshop(workshop)
        for former, current, nearest in store.former_ids():
            catalogue.put_former_id(former, current, nearest, now)


def _root(document: Document, pages_of_workshops: dict[str, str], store: Store) -> str:
    """What was listed when a document was found, as far as its source tells.

    A folder is not told by its files; a run over it finds them by their place, and writes it down again.
    """
    page = store.document(pages_of_workshops.get(document.workshop or "", ""))
    if page is not None and document.source.startswith("http"):
        return page.source
    return document.source.partition("#")[0]


def _put_vectors(catalogue: Catalogue, store: Store, manifest: Manifest, layout: Layout) -> bool:
    if manifest.on_milvus:
        return False
    directory = layout.path(manifest.id)
    index = FlatIndex.open(directory / VECTORS)
    for start in range(0, manifest.passages, _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, manifest.passages))
        hashes = _hashes(store, rows.tolist())
        blocks = index.vectors(rows).astype("<f4")
        catalogue.put_vectors(manifest.encoder_id, ((h, v.tobytes()) for h, v in zip(hashes, blocks, strict=True)))
    if manifest.token_space:
        tokens = TokenIndex.open(directory / TOKENS)
        catalogue.put_vectors(manifest.token_space, _token_codes(store, tokens))
    return True


def _token_codes(store: Store, tokens: TokenIndex) -> Iterator[tuple[str, bytes]]:
    for start in range(0, tokens.size, _BLOCK):
        rows = range(start, min(start + _BLOCK, tokens.size))
        yield from zip(_hashes(store, list(rows)), map(tokens.codes, rows), strict=True)


def _hashes(store: Store, rows: list[int]) -> list[str]:
    return [digest(passage.embedded_text) for passage in store.passages(rows)]


def _carry_over(catalogue: Catalogue, former: Path) -> tuple[str, ...]:
    """Take keys and jobs over from the former catalogue. Returns the tables that could be read."""
    carried = []
    if former.exists():
        for table in _CARRIED:
            with suppress(sqlite3.Error), closing(read_only(former)) as db, catalogue.transaction():
                rows = db.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
                marks = ",".join("?" * len(rows[0])) if rows else ""
                catalogue.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
                carried.append(table)
    return tuple(carried)


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
