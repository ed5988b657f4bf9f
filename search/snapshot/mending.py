"""Mending the files that say what answers: ``CURRENT``, ``PINNED`` and ``ALIAS``."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from corpus.errors import DamagedError, StoreError, WorkshopSearchError, in_full
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest, verify
from search.snapshot.open import Snapshot


def mend_pointers(layout: Layout) -> list[str]:
    """Replace what is damaged or names no snapshot; returns a sentence on each that was. Changes nothing else.

    ``CURRENT`` becomes the pinned snapshot or the newest whole one. A damaged ``PINNED`` becomes ``CURRENT``:
    whoever went back to an earlier state stays there until `snapshots unpin`. Only for the holder of the writer
    lock. Raises StoreError where a folder that is not empty is in the place of a file.
    """
    said = []
    pinned, no_pin = _named(layout, layout.pinned)
    current, fault = _named(layout, layout.current)
    if current is None and (found := pinned or _newest_whole(layout)) is not None:
        _make_way(layout.current)
        layout.point(found)
        current = found
        said.append(f"{fault or 'CURRENT was missing.'} Snapshot {found} answers now.")
    elif fault is not None and current is None:
        _make_way(layout.current)
        said.append(f"{fault} There is no whole snapshot that it could name.")
    if no_pin is not None:
        _make_way(layout.pinned)
        if current is None:
            layout.unpin()
            said.append(f"{no_pin} There is no snapshot that it could name, so publishing is on again.")
        else:
            layout.pin(current)
            said.append(
                f"{no_pin} Snapshot {current}, which answers, is pinned now. "
                "`workshop-search snapshots unpin` turns publishing on again."
            )
    return said + _mended_alias(layout)


def whole(layout: Layout, snapshot_id: str) -> bool:
    """Whether a snapshot could answer. What is on Milvus is not asked for: it may be away for a moment."""
    directory = layout.path(snapshot_id)
    try:
        manifest = Manifest.read(directory)
        if manifest.on_milvus:
            verify(directory, manifest)
        else:
            Snapshot.open(directory).close()
    except WorkshopSearchError:
        return False
    return True


def _newest_whole(layout: Layout) -> str | None:
    return next((name for name in reversed(layout.ids()) if whole(layout, name)), None)


def _named(layout: Layout, pointer: Path) -> tuple[str | None, str | None]:
    """The snapshot that a pointer names, and what is wrong with the pointer."""
    try:
        name = layout.pointed_id() if pointer == layout.current else layout.pinned_id()
    except DamagedError as error:
        return None, _said(error)
    if name is None or layout.path(name).is_dir():
        return name, None
    return None, f"{pointer} named {name}, and there is no such snapshot."


def _said(error: StoreError) -> str:
    """What is wrong, without how it is mended: that is being done."""
    return in_full(error).partition(". The next ")[0] + "."


def _make_way(pointer: Path) -> None:
    """Remove what is no file of one line, so that one can be written."""
    if not pointer.is_dir() or pointer.is_symlink():
        with suppress(FileNotFoundError):
            pointer.unlink()
        return
    try:
        pointer.rmdir()
    except OSError as error:
        raise StoreError(f"{pointer} is a folder with files in it. Move it out of the data directory.") from error


def _mended_alias(layout: Layout) -> list[str]:
    """The name of this library on Milvus, found again in the name of a collection of its own."""
    try:
        layout.has_alias()
    except DamagedError as error:
        fault = _said(error)
    else:
        return []
    _make_way(layout.alias_file)
    for name in reversed(layout.ids()):
        with suppress(WorkshopSearchError):
            manifest = Manifest.read(layout.path(name))
            if manifest.on_milvus:
                alias = "_".join(str(manifest.vector_index["collection"]).split("_")[:2])
                layout.choose_alias(alias)
                return [f"{fault} It is {alias}, as the collection of snapshot {name} tells."]
    return [f"{fault} No snapshot is on Milvus, so another name will be chosen when one is."]
