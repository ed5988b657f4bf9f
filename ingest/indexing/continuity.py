"""Whether a catalogue is the one that the snapshots beside it were built from.

A catalogue that was lost, or replaced by an older copy, knows less than what answers. Publishing from it would
take documents out of every answer without anybody having decided so.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.control_files import sync
from corpus.errors import DamagedError, InputError, LostCatalogueError, StoreError, WorkshopSearchError
from search.snapshot.build import content_hash
from search.snapshot.changes import contents
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest

SET_ASIDE = f"{CATALOGUE}.before-"
"""How the name of a catalogue begins that another took the place of."""

_WAYS = (
    "Nothing was changed. `workshop-search doctor --repair --from-snapshot` rebuilds the catalogue from the "
    "newest snapshot; `workshop-search restore` restores a backup into another directory. "
    "`workshop-search ingest --start-empty` starts an empty library here."
)


def refuse_lost(layout: Layout) -> None:
    """Raises LostCatalogueError where there is no catalogue but something that one knew of.

    A compiled model alone is nothing to lose: a first run leaves it when it is cut short.
    """
    if (fault := why_lost(layout)) is not None:
        raise LostCatalogueError(f"{fault} {_WAYS}")


def refuse_behind(catalogue: Catalogue, layout: Layout) -> None:
    """Raises LostCatalogueError where ``catalogue`` is behind the snapshots, or is another library's."""
    if (fault := why_behind(catalogue, layout)) is not None:
        raise LostCatalogueError(f"{layout.data / CATALOGUE} {fault}. {_WAYS}")


def catch_up(catalogue: Catalogue, layout: Layout) -> None:
    """Have an older copy that lacks nothing count on from the newest snapshot, so that its next change is seen."""
    newest = newest_build(layout)
    if newest is not None and catalogue.change_number() < newest.catalogue_change:
        catalogue.set_change_number(newest.catalogue_change + 1)


def why_lost(layout: Layout) -> str | None:
    """What is there that a catalogue knew of while there is none; None where all is well."""
    if (layout.data / CATALOGUE).exists():
        return None
    snapshots = len(layout.ids())
    originals = next((layout.data / "originals").glob("*/[!.]*"), None)
    if not snapshots and originals is None:
        return None
    held = f"{snapshots} snapshots" if snapshots else "originals"
    return f"The catalogue {layout.data / CATALOGUE} is missing, but the data directory holds {held}."


def why_behind(catalogue: Catalogue, layout: Layout) -> str | None:
    """In which way ``catalogue`` is not the one that the newest snapshot was built from; None where it is.

    It is compared by content: by the hash of ids and texts where the catalogue counts no more changes than that
    snapshot was built at, and by the ids of documents, of which a catalogue never forgets one.
    """
    newest = newest_build(layout)
    if newest is None:
        return None
    change = catalogue.change_number()
    if change <= newest.catalogue_change:
        if content_hash(catalogue, newest.encoder_id) == newest.content_hash:
            return None
        if change < newest.catalogue_change:
            counts = f"it counts {change} changes, the snapshot was built at {newest.catalogue_change}"
            return f"is older than snapshot {newest.id}: {counts}"
        return f"holds texts that snapshot {newest.id} does not, although both count {change} changes"
    unknown = document_ids(layout, newest) - {place[0] for place in catalogue.places()}
    if unknown:
        return f"lacks {len(unknown)} of the {newest.documents} documents of snapshot {newest.id}"
    return None


def newest_build(layout: Layout) -> Manifest | None:
    """The manifest of the snapshot that was built last and can be read, whichever answers."""
    found = []
    for name in layout.ids():
        try:
            found.append(Manifest.read(layout.path(name)))
        except WorkshopSearchError:
            continue  # it is damaged, which the doctor tells
    return max(found, key=lambda manifest: (manifest.catalogue_change, manifest.id), default=None)


def document_ids(layout: Layout, manifest: Manifest) -> set[str]:
    """The ids of a snapshot's documents; none where its store is damaged."""
    try:
        return set(contents(layout, manifest.id))
    except DamagedError:
        return set()


def start_empty(layout: Layout) -> Path | None:
    """Make way for an empty catalogue, on purpose. Returns where the one that was there is kept.

    Raises InputError where the catalogue is in order: nobody meant to lose that.
    """
    path, aside = layout.data / CATALOGUE, None
    if why_lost(layout) is None:
        if path.exists() and not _faulty(path, layout):
            raise InputError(
                f"The catalogue of {layout.data} is intact, so it is not replaced by an empty one. To start an "
                "empty library, name a new directory with --data."
            )
        aside = set_aside(path)
    newest = newest_build(layout)
    with Catalogue.open(path) as catalogue:
        catalogue.set_change_number(newest.catalogue_change + 1 if newest else 0)
    return aside


def _faulty(path: Path, layout: Layout) -> bool:
    try:
        with Catalogue.open_read_only(path, older=True) as catalogue:
            return why_behind(catalogue, layout) is not None
    except DamagedError:
        return True


def set_aside(path: Path) -> Path | None:
    """Rename a catalogue, with the files SQLite keeps beside it, so that another can take its place."""
    aside = path.with_name(f"{SET_ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    moved = False
    try:
        for ending in ("", "-wal", "-shm"):
            present = path.with_name(f"{path.name}{ending}")
            if present.exists():
                present.rename(aside.with_name(f"{aside.name}{ending}"))
                moved = True
        sync(path.parent)
    except OSError as error:
        raise StoreError(f"{path} cannot be renamed: {error.strerror}.") from error
    return aside if moved else None
