"""What a source held before and no longer holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.catalogue.catalogue import Catalogue
from corpus.ids import document_id, is_within, outermost
from corpus.model import DocumentState
from ingest.indexing.report import Report
from ingest.indexing.writer import DocumentWriter
from ingest.targets.roots import came_from


@dataclass(frozen=True, slots=True)
class UnseenDocuments:
    """Drops the documents of a source that this run did not meet there."""

    catalogue: Catalogue
    writer: DocumentWriter
    report: Report
    allow_removals: bool

    def drop(self, root: str) -> None:
        """Mark what this root no longer holds as gone.

        If that is more than half of what was there, nothing is removed and the report says so, unless removals are
        allowed: a mount that is empty by mistake must not empty the index.
        """
        known = self._known(root)
        unseen = {name for name, (source, _) in known.items() if self._is_unseen(name, source)}
        counted = [name for name, (source, state) in known.items() if state != "failed" and not is_within(source)]
        lost = [name for name in counted if name in unseen]
        if len(lost) * 2 > len(counted) and not self.allow_removals:
            lost = self._not_moved(lost)
        if len(lost) * 2 > len(counted) and not self.allow_removals:
            message = (
                f"{len(lost)} of {len(counted)} documents are no longer there. Nothing was removed. To "
                "remove them, run again with --allow-removals."
            )
            self.report.fail(root, "removals-refused", message)
            return
        self.writer.gone(filter(None, map(self.catalogue.entry, sorted(unseen))))

    def _is_unseen(self, identifier: str, source: str) -> bool:
        seen = self.writer.seen
        # What is inside a file goes with it; what a file no longer holds was dropped when it was read.
        went_before = is_within(source) and document_id(outermost(source)) in seen
        return identifier not in seen and not went_before

    def _not_moved(self, documents: Sequence[str]) -> list[str]:
        """Those of ``documents`` whose bytes were not met under another name."""
        met = {entry.document.content_hash for entry in map(self.catalogue.entry, self.writer.seen) if entry}
        entries = filter(None, map(self.catalogue.entry, documents))
        return [entry.document.id for entry in entries if entry.document.content_hash not in met]

    def _known(self, root: str) -> dict[str, tuple[str, DocumentState]]:
        """Source and state of all found under a root or a folder inside it and not yet removed, by id."""
        return {
            name: (source, state)
            for name, found_under, source, state in self.catalogue.places()
            if state in ("live", "stale", "failed") and came_from(root, found_under, source)
        }
