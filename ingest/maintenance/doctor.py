"""Checks of a data directory: what is damaged, what was left behind, what is worth knowing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.maintenance import Checkup, check
from corpus.errors import (
    DamagedError,
    ModelError,
    NoSnapshotError,
    StoreError,
    VersionError,
    WorkshopSearchError,
    in_full,
)
from corpus.lock import writer_lock
from corpus.tombstones import DELETED
from ingest.indexing.blob_store import Originals
from ingest.indexing.continuity import SET_ASIDE, why_behind, why_lost
from ingest.sources.files import hash_file
from ingest.workshop_page.declared.model import CORRECTIONS
from search.index.milvus.connection import Milvus
from search.index.tantivy import LOCKS
from search.snapshot.layout import LEXICAL, MANIFEST, SEAL, Layout
from search.snapshot.manifest import Manifest, verify
from search.snapshot.mending import mend_pointers
from search.snapshot.open import Snapshot
from search.snapshot.retention import release, remove

_REBUILD = (
    "`doctor --repair --from-snapshot` rebuilds it from the newest snapshot; `restore` restores a backup into "
    "another directory."
)
_CATALOGUE = {CATALOGUE, f"{CATALOGUE}-wal", f"{CATALOGUE}-shm"}
_POINTERS = {"CURRENT", "PINNED", "ALIAS", DELETED, "writer.lock"}
_KNOWN = _CATALOGUE | _POINTERS | {"snapshots", "originals", "models", "jobs", CORRECTIONS, "lost+found"}


@dataclass(frozen=True, slots=True)
class Finding:
    """``level`` "fault" is something wrong, "note" something worth knowing that needs nobody's hand.

    ``code``: no-snapshot, pointer, pin, deletions, snapshot, milvus, foreign-file, catalogue, catalogue-ahead,
    former-catalogue, original, original-missing, model, left-behind.
    """

    level: Literal["fault", "note"]
    code: str
    where: str
    message: str


def examine(data: Path, open_encoder: Callable[[str], object], milvus: Milvus | None = None) -> list[Finding]:
    """Check all of ``data`` without changing it; every checksum is compared.

    ``open_encoder`` opens the encoder of an id or raises ModelError.
    """
    layout = Layout(data, milvus)
    checkup = check(data / CATALOGUE) if (data / CATALOGUE).exists() else None
    return [
        *_pointers(layout),
        *_deletions(layout),
        *_snapshots(layout),
        *_catalogue(layout, checkup),
        *_originals(data / "originals"),
        *_missing(data, checkup),
        *_model(layout, open_encoder),
        *_left_behind(layout),
    ]


def repair(data: Path, milvus: Milvus | None = None) -> list[str]:
    """Remove damaged snapshots that do not answer, damaged originals, and what killed runs left.

    Returns what was removed. Raises BusyError while another process writes.
    """
    layout = Layout(data, milvus)
    removed = []
    with writer_lock(data):
        mend_pointers(layout)
        removed += [str(path) for path in layout.left_behind()]
        layout.sweep()
        for name in layout.ids():
            if name not in (layout.pointed_id(), layout.pinned_id()) and _check_snapshot(layout, name).fault:
                removed += [str(layout.path(name))] * remove(layout, name)
        for finding in _originals(data / "originals"):
            Path(finding.where).unlink(missing_ok=True)
            removed.append(finding.where)
    return removed


@dataclass(frozen=True, slots=True)
class _SnapshotCheck:
    """What is wrong with a snapshot, and why its collection on Milvus could not be looked at.

    The latter is no fault of the snapshot, which must not be cleared away for it.
    """

    fault: str | None = None
    away: str | None = None


def _check_snapshot(layout: Layout, name: str) -> _SnapshotCheck:
    directory = layout.path(name)
    try:
        Snapshot.open(directory, milvus=layout.milvus).close()
    except (DamagedError, VersionError) as error:
        return _SnapshotCheck(fault=in_full(error))
    except StoreError as away:
        try:
            verify(directory, Manifest.read(directory))
        except StoreError as error:
            return _SnapshotCheck(fault=in_full(error))
        return _SnapshotCheck(away=in_full(away))
    except WorkshopSearchError as error:
        return _SnapshotCheck(fault=in_full(error))
    with suppress(StoreError):
        if name != layout.pointed_id():
            release(layout, name)  # opening it loaded it
    return _SnapshotCheck()


def _pointers(layout: Layout) -> Iterator[Finding]:
    try:
        current: str | None = layout.current_id()
    except NoSnapshotError as error:
        current = None
        yield Finding("fault", "no-snapshot", str(layout.data), str(error))
    except StoreError as error:
        current = None
        yield Finding("fault", "pointer", str(layout.current), str(error))
    try:
        layout.has_alias()
    except StoreError as error:
        yield Finding("fault", "pointer", str(layout.alias_file), str(error))
    try:
        pinned = layout.pinned_id()
    except StoreError as error:
        yield Finding("fault", "pointer", str(layout.pinned), str(error))
        return
    if pinned is None:
        return
    if not layout.path(pinned).is_dir():
        message = f"It names {pinned}, and there is no such snapshot. The next ingest repairs it."
        yield Finding("fault", "pointer", str(layout.pinned), message)
    elif pinned == current:
        message = f"Snapshot {pinned} is pinned: nothing is published until `workshop-search snapshots unpin`."
        yield Finding("note", "pin", str(layout.pinned), message)
    else:
        message = f"A rollback to {pinned} was cut short; the next ingest completes it."
        yield Finding("note", "pin", str(layout.pinned), message)


def _deletions(layout: Layout) -> Iterator[Finding]:
    try:
        layout.deleted_ids()
    except StoreError as error:
        yield Finding("fault", "deletions", str(layout.data / DELETED), str(error))


def _snapshots(layout: Layout) -> Iterator[Finding]:
    for name in layout.ids():
        directory = layout.path(name)
        looked = _check_snapshot(layout, name)
        if looked.fault is not None:
            if directory.exists():  # else it was removed meanwhile, as old ones are
                yield Finding("fault", "snapshot", str(directory), looked.fault)
            continue
        if looked.away is not None:
            message = f"The files are intact; the collection on Milvus was not checked. {looked.away}"
            yield Finding("fault", "milvus", str(directory), message)
        files = {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}
        expected = {*Manifest.read(directory).files, MANIFEST, SEAL, *(f"{LEXICAL}/{lock}" for lock in LOCKS)}
        for extra in sorted(files - expected):
            yield Finding("fault", "foreign-file", str(directory / extra), "This file is not in the manifest.")


def _catalogue(layout: Layout, checkup: Checkup | None) -> Iterator[Finding]:
    where = str(layout.data / CATALOGUE)
    if checkup is None:
        if (lost := why_lost(layout)) is not None:
            message = f"{lost} The published snapshot still answers, but nothing can be added. {_REBUILD}"
            yield Finding("fault", "catalogue", where, message)
        return
    for fault in checkup.faults:
        yield Finding("fault", "catalogue", where, f"{fault} {_REBUILD}")
    if checkup.change is None or checkup.faults:
        return
    try:
        with Catalogue.open_read_only(layout.data / CATALOGUE) as catalogue:
            behind = why_behind(catalogue, layout)
        ahead = checkup.change - Manifest.read(layout.path(layout.current_id())).catalogue_change
    except WorkshopSearchError:
        return
    if behind is not None:
        yield Finding("fault", "catalogue", where, f"The catalogue {behind}. {_REBUILD}")
    elif ahead > 0:
        message = (
            f"The catalogue is {ahead} changes ahead of the published snapshot; the next ingest publishes them."
        )
        yield Finding("note", "catalogue-ahead", where, message)


def _originals(folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.glob("*/*")):
        try:
            if not path.name.startswith(".") and hash_file(path) != path.name:
                message = (
                    "This original differs from its checksum. `doctor --repair` removes it; then run "
                    "`workshop-search ingest` on its source to store it again."
                )
                yield Finding("fault", "original", str(path), message)
        except WorkshopSearchError as error:
            yield Finding("fault", "original", str(path), str(error))


def _missing(data: Path, checkup: Checkup | None) -> Iterator[Finding]:
    originals = Originals(data / "originals")
    for kept_by, source in sorted(checkup.originals if checkup else ()):
        if not originals.holds(kept_by):
            again = "Run `workshop-search ingest` on its source to store it again."
            message = f"The original of {source} is missing. {again}"
            yield Finding("fault", "original-missing", str(originals.path(kept_by)), message)


def _model(layout: Layout, open_encoder: Callable[[str], object]) -> Iterator[Finding]:
    try:
        encoder_id = Manifest.read(layout.path(layout.current_id())).encoder_id
    except WorkshopSearchError:
        return
    try:
        open_encoder(encoder_id)
    except ModelError as error:
        yield Finding("fault", "model", str(layout.models), str(error))


def _left_behind(layout: Layout) -> Iterator[Finding]:
    for path in layout.left_behind():
        message = "A build or removal in progress, or left by one that was killed; the next ingest removes it."
        yield Finding("note", "left-behind", str(path), message)
    if layout.data.is_dir():
        for path in sorted(layout.data.iterdir()):
            if path.name.startswith(SET_ASIDE):
                message = "A former catalogue, kept when it was replaced. Delete it once nothing is missing."
                yield Finding("note", "former-catalogue", str(path), message)
            elif path.name not in _KNOWN and path not in layout.left_behind():
                yield Finding("note", "foreign-file", str(path), "This file does not belong to the program.")
