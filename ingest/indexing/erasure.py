"""What is left of erased documents outside of the catalogue: snapshots that hold them, and kept files."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import DamagedError
from corpus.ids import document_id
from ingest.indexing.continuity import SET_ASIDE
from ingest.indexing.report import Report
from search.snapshot.layout import STORE, Layout
from search.snapshot.retention import follow_or_say, remove
from search.snapshot.store import Store

_WAIT_SECONDS = 10.0
"""How long readers of a snapshot are waited for: a server goes over to the next one within a second or two."""
_POLL_SECONDS = 0.2


def snapshots_holding(layout: Layout, erased: Collection[str]) -> list[str]:
    """The ids of the snapshots that hold or name one of these documents, or cannot be read and so may."""
    found = []
    for name in layout.ids():
        try:
            with closing(Store(layout.path(name) / STORE)) as store:
                holds = bool(store.documents_of(erased)) or names(store.meta("report") or {}, erased)
        except DamagedError:
            holds = True
        if holds:
            found.append(name)
    return found


def names(report: Mapping[str, Any], erased: Collection[str]) -> bool:
    """Whether the report of a run names the source or quotes a recommendation of one of these documents."""
    sources = [failure["source"] for failure in report.get("failures", ())]
    for note in report.get("notes", ()):
        # The source stands before a colon, and may hold others.
        sources += [note[: colon.start()] for colon in re.finditer(": ", note)]
    reworded = [change["id"] for change in report.get("recommendations", ()) if change.get("id")]
    named = {document_id(source) for source in sources} | {identifier.partition("-")[0] for identifier in reworded}
    return not named.isdisjoint(erased)


def unpin_holding(layout: Layout, erased: Collection[str], report: Report) -> None:
    """End a rollback to a snapshot that holds an erased document, so that another can take its place."""
    pinned = layout.pinned_id()
    if pinned is not None and erased and pinned in snapshots_holding(layout, erased):
        layout.unpin()
        report.note(pinned, "this snapshot was pinned and holds an erased document, so it is no longer pinned")


def purge(catalogue: Catalogue, layout: Layout, erased: Collection[str], report: Report) -> None:
    """Remove the snapshots that hold an erased document, and kept files that nothing is made of any more.

    What a process still reads is waited for, then named in the report and removed by the next run. Only for the
    holder of the writer lock, after what answers was published without those documents.
    """
    if not erased:
        return
    removed, left = _remove_snapshots(layout, snapshots_holding(layout, erased))
    if removed:
        report.note(str(layout.data), f"removed snapshots that held what was erased: {', '.join(removed)}")
        if (said := follow_or_say(layout)) is not None:  # with them go their collections on Milvus
            report.note(str(layout.data), said)
    for name in left:
        why = "it still answers" if name == layout.pointed_id() else "a process still reads it"
        report.note(name, f"this snapshot holds an erased document; {why}. The next run removes it")
    for path in sorted(layout.data.glob(f"{SET_ASIDE}*")):
        if not path.name.endswith(("-wal", "-shm")):
            report.note(path.name, "this former catalogue may hold what was erased; delete it")
    if files := _remove_files(catalogue, layout):
        report.note(str(layout.data), f"removed {files} originals that no document needs any more")


def _remove_snapshots(layout: Layout, names: Sequence[str]) -> tuple[list[str], list[str]]:
    removed: list[str] = []
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        left = [name for name in names if name not in removed]
        stay = {layout.pointed_id(), layout.pinned_id()}
        removed += [name for name in left if name not in stay and remove(layout, name)]
        left = [name for name in names if name not in removed]
        if all(name in stay for name in left) or time.monotonic() > until:
            return removed, left
        time.sleep(_POLL_SECONDS)


def _remove_files(catalogue: Catalogue, layout: Layout) -> int:
    """Remove originals that neither the catalogue nor a snapshot names; how many."""
    named = {entry.document.original or entry.document.content_hash for entry in catalogue.entries()}
    for name in layout.ids():
        with suppress(DamagedError), closing(Store(layout.path(name) / STORE)) as store:
            named |= store.kept_by()
    unnamed = [path for path in _originals(layout.data) if path.name not in named]
    for path in unnamed:
        path.unlink(missing_ok=True)
    return len(unnamed)


def _originals(data: Path) -> list[Path]:
    return list((data / "originals").glob("*/*"))
