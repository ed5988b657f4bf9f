"""Which snapshots are kept, going back to one of them, and forward again."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, replace

from corpus.errors import (
    DamagedError,
    InputError,
    NotFoundError,
    StoreError,
    VersionError,
    WorkshopSearchError,
)
from corpus.model import Document
from search.index.milvus.collection import Collection, collection_name, drop_alias, drop_others, point_alias
from search.snapshot.changes import Changes, changes, contents
from search.snapshot.layout import REMOVED, STORE, Layout
from search.snapshot.lease import exclusive, move_if_unread
from search.snapshot.manifest import Manifest
from search.snapshot.open import Snapshot
from search.snapshot.store import Store

KEEP = 3
"""Snapshots kept after a publication unless another number is set: one answers, two to go back to."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A snapshot in a list. ``manifest`` is None where it cannot be read; ``fault`` then says why.

    ``changes`` is what it holds otherwise than the one listed before it; None for the first, and where one of the
    two cannot be read.
    """

    id: str
    current: bool
    pinned: bool
    manifest: Manifest | None
    fault: str | None = None
    changes: Changes | None = None


def list_snapshots(layout: Layout) -> list[Listed]:
    """Every snapshot, oldest first. Manifests are read, files are not compared: that is the doctor's work."""
    current, pinned = layout.pointed_id(), layout.pinned_id()
    found = []
    for name in layout.ids():
        try:
            manifest, fault = Manifest.read(layout.path(name)), None
        except WorkshopSearchError as error:
            manifest, fault = None, str(error)
        found.append(Listed(name, name == current, name == pinned, manifest, fault))
    return found


def list_changes(layout: Layout) -> list[Listed]:
    """The same with what changed from each to the next, for which every list of documents is read."""
    before: dict[str, str] | None = None
    found = []
    for listed in list_snapshots(layout):
        item, after = listed, None
        if item.manifest is not None:
            with suppress(DamagedError):  # the doctor tells; the manifest's counts are shown
                after = contents(layout, item.id)
        if before is not None and after is not None:
            item = replace(item, changes=changes(before, after))
        found.append(item)
        before = after
    return found


def rollback(layout: Layout, snapshot_id: str) -> Manifest:
    """Make an earlier snapshot answer, and pin it: nothing is published until :meth:`Layout.unpin`.

    It is opened and checked first. Raises NotFoundError when it is not there, DamagedError or VersionError when
    it cannot answer. Only for the holder of the writer lock.
    """
    if snapshot_id not in layout.ids():
        known = ", ".join(layout.ids()) or "none"
        raise NotFoundError(f"There is no snapshot {snapshot_id!r}; there is {known}.")
    snapshot = Snapshot.open(layout.path(snapshot_id), milvus=layout.milvus)
    try:
        layout.pin(snapshot_id)
    finally:
        snapshot.close()
    return snapshot.manifest


def kept_out(layout: Layout, snapshot_id: str) -> list[Document]:
    """The documents deleted by hand that a snapshot holds: it answers without them. Raises DamagedError."""
    store = Store(layout.path(snapshot_id) / STORE)
    try:
        return store.documents_of(layout.deleted_ids())
    finally:
        store.close()


def prune(layout: Layout, keep: int = KEEP) -> list[str]:
    """Remove all but the newest ``keep`` snapshots; returns the ids removed.

    The one that answers, the pinned one, and any that a process reads at this moment stay as well. Only for the
    holder of the writer lock. Raises InputError for a ``keep`` below 1.
    """
    if keep < 1:
        raise InputError("At least one snapshot is kept: the one that answers.")
    stay = {layout.pointed_id(), layout.pinned_id(), *layout.ids()[-keep:]}
    return [name for name in layout.ids() if name not in stay and remove(layout, name)]


def remove(layout: Layout, snapshot_id: str) -> bool:
    """Remove a snapshot unless somebody reads it; whether it was removed. For the holder of the writer lock."""
    gone = layout.snapshots / f"{REMOVED}{snapshot_id}"
    shutil.rmtree(gone, ignore_errors=True)
    if not move_if_unread(layout.path(snapshot_id), gone):
        return False
    shutil.rmtree(gone, ignore_errors=True)
    return True


def follow_on_milvus(layout: Layout) -> list[str]:
    """Have the alias name the collection that answers; remove and release what nobody asks any more.

    Collections go with their snapshots; those of snapshots that are kept to go back to are released from Milvus's
    memory, and loaded when they are opened. Returns the names removed. For the holder of the writer lock. Raises
    StoreError.
    """
    current = layout.pointed_id()
    if layout.milvus is None or current is None or not layout.has_alias():
        return []
    alias, manifest = layout.alias(), Manifest.read(layout.path(current))
    if manifest.on_milvus:
        point_alias(layout.milvus, alias, manifest.vector_index["collection"])
    else:
        drop_alias(layout.milvus, alias)
    removed = drop_others(layout.milvus, alias, [collection_name(alias, name) for name in layout.ids()])
    for name in layout.ids():
        if name != current:
            release(layout, name)
    return removed


def follow_or_say(layout: Layout) -> str | None:
    """The same, where it is no part of what was asked for; says what was not done while Milvus is away."""
    try:
        follow_on_milvus(layout)
    except StoreError as error:
        return f"The alias and old collections on Milvus are seen to by the next run. {error}"
    return None


def release(layout: Layout, snapshot_id: str) -> None:
    """Let go of a snapshot's collection in Milvus's memory unless somebody reads it. Raises StoreError."""
    directory = layout.path(snapshot_id)
    with suppress(OSError, DamagedError, VersionError), exclusive(directory) as unread:
        manifest = Manifest.read(directory)
        if unread and manifest.on_milvus and layout.milvus is not None:
            Collection(layout.milvus, manifest.vector_index["collection"]).release()


def leave_milvus(layout: Layout) -> list[str]:
    """Remove the snapshots on Milvus that neither answer nor are read, and with them all that is kept there.

    Returns the ids of those that stay. For the holder of the writer lock. Raises StoreError.
    """
    for item in list_snapshots(layout):
        if item.manifest is not None and item.manifest.on_milvus and not (item.current or item.pinned):
            remove(layout, item.id)
    follow_on_milvus(layout)
    return [item.id for item in list_snapshots(layout) if item.manifest is not None and item.manifest.on_milvus]
