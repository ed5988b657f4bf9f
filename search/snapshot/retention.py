"""Which snapshots are kept, going back to one of them, and forward again."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from corpus.errors import InputError, NotFoundError, WorkshopSearchError
from search.milvus.collection import collection_name, drop_others, point_alias
from search.snapshot.hold import take_away
from search.snapshot.layout import REMOVED, Layout
from search.snapshot.manifest import Manifest
from search.snapshot.open import Snapshot

KEEP = 3
"""Snapshots kept after a publication unless another number is set: one answers, two to go back to."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A snapshot in a list. ``manifest`` is None where it cannot be read; ``fault`` then says why."""

    id: str
    current: bool
    pinned: bool
    manifest: Manifest | None
    fault: str | None = None


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
    if not take_away(layout.path(snapshot_id), gone):
        return False
    shutil.rmtree(gone, ignore_errors=True)
    return True


def follow_on_milvus(layout: Layout) -> list[str]:
    """Have the alias name the collection that answers, and remove collections of snapshots that are gone.

    Returns the names removed. For the holder of the writer lock. Raises StoreAwayError.
    """
    if layout.milvus is None:
        return []
    current = layout.pointed_id()
    if current is not None and (named := Manifest.read(layout.path(current)).vector_index.get("collection")):
        point_alias(layout.milvus, layout.alias(), named)
    stay = [collection_name(layout.alias(), name) for name in layout.ids()]
    return drop_others(layout.milvus, layout.alias(), stay)
