"""Which recommendations one snapshot holds that another does not."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import NotFoundError
from corpus.model import Passage
from search.snapshot.facets import facet_key
from search.snapshot.layout import STORE, Layout
from search.snapshot.store import Store


@dataclass(frozen=True, slots=True)
class Differences:
    """What became of the recommendations from one snapshot to another, in the order of documents and pages.

    ``changed`` are pairs before and after: another wording, or other addressees.
    """

    added: tuple[Passage, ...]
    removed: tuple[Passage, ...]
    changed: tuple[tuple[Passage, Passage], ...]


def differences(layout: Layout, before: str, after: str) -> Differences:
    """What changed from the snapshot ``before`` to the snapshot ``after``.

    Raises NotFoundError for a snapshot that is not kept, DamagedError for one that cannot be read.
    """
    kept = layout.ids()
    for name in (before, after):
        if name not in kept:
            raise NotFoundError("This version of the library is no longer kept. Choose one from the list.")
    old, new = Store(layout.path(before) / STORE), Store(layout.path(after) / STORE)
    try:
        return _between(old, new)
    finally:
        old.close()
        new.close()


def _between(old: Store, new: Store) -> Differences:
    was, now = _recommendations(old), _recommendations(new)
    changed = []
    removed = []
    for name, passage in was.items():
        new_id, _ = new.former(name) or (None, None)
        found = now.get(name) or now.get(new_id or "")
        if found is None:
            removed.append(passage)
        elif (found.text, found.addressees) != (passage.text, passage.addressees):
            changed.append((passage, found))
    known = {later.id for _, later in changed}
    added = [passage for name, passage in now.items() if name not in was and name not in known]
    return Differences(tuple(added), tuple(removed), tuple(changed))


def _recommendations(store: Store) -> dict[str, Passage]:
    rows = store.facet_rows(facet_key("kind", "recommendation")).tolist()
    return {passage.id: passage for passage in store.passages(rows)}
