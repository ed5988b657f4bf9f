"""What one snapshot holds that another does not, by its documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from search.snapshot.layout import STORE, Layout
from search.snapshot.store import Store


@dataclass(frozen=True, slots=True)
class Changes:
    """Counts of documents: new, no longer there, and there with other content."""

    added: int
    removed: int
    changed: int


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    """What is different between two snapshots, each given as the content hash of every document by its id."""
    both = before.keys() & after.keys()
    changed = sum(before[name] != after[name] for name in both)
    return Changes(len(after) - len(both), len(before) - len(both), changed)


def contents(layout: Layout, snapshot_id: str) -> dict[str, str]:
    """The content hash of every document of a snapshot by its id. Raises DamagedError."""
    store = Store(layout.path(snapshot_id) / STORE)
    try:
        return store.content_hashes()
    finally:
        store.close()
