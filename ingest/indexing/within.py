"""Files inside files: the attachments of a mail, the files of an archive. Each is a document of its own.

Its source is its container's with its path behind it, so its id lasts as long as that path does. It is read again
only when its own bytes change, and goes when its container goes or no longer holds it.
"""

from __future__ import annotations

from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.ids import is_within, outermost, source_within
from corpus.model import DocumentState
from ingest.indexing.blob_store import Originals
from ingest.indexing.candidate import Attachment, Origin
from ingest.indexing.fingerprint import Fingerprints
from ingest.indexing.writer import DocumentWriter


class FilesWithin:
    """The files that the catalogue knows inside others; their bytes are kept in ``originals``."""

    def __init__(
        self, catalogue: Catalogue, originals: Originals, fingerprints: Fingerprints, writer: DocumentWriter
    ) -> None:
        self._catalogue = catalogue
        self._originals = originals
        self._fingerprints = fingerprints
        self._writer = writer
        self._known: dict[str, list[tuple[str, str]]] | None = None

    def is_current(self, source: str, state: DocumentState) -> bool:
        """Whether all that is known inside an unchanged container needs nothing done either."""
        entries = self.entries(source)
        return not entries or (state == "live" and all(map(self._needs_nothing, entries)))

    def keep(self, source: str) -> None:
        """Say of all inside an unchanged container that it was seen."""
        for entry in self.entries(source):
            if entry.document.state == "deleted":
                self._writer.keep_deleted(entry.document.id)
            elif entry.document.state != "gone":
                self._writer.keep_unchanged(entry, revive=False)

    def lose(self, source: str) -> None:
        """A container is gone, and what was inside with it."""
        self._writer.gone(self.entries(source))

    def entries(self, container: str) -> list[Entry]:
        """What the catalogue held inside a container when this run began."""
        if self._known is None:
            self._known = {}
            for identifier, _, source, _ in self._catalogue.places():
                if is_within(source):
                    self._known.setdefault(outermost(source), []).append((source, identifier))
        prefix = source_within(container, "")
        inside = (name for source, name in self._known.get(outermost(container), ()) if source.startswith(prefix))
        return [entry for name in inside if (entry := self._catalogue.entry(name)) is not None]

    def _needs_nothing(self, entry: Entry) -> bool:
        document = entry.document
        if document.state in ("gone", "deleted"):
            return True
        kept = document.state == "failed" or self._originals.holds(document.content_hash)
        attachment = Attachment.of(document)
        now = self._fingerprints.of_known(document, attachment, Origin(), tried_as_page=False)
        return kept and document.state != "stale" and entry.making == now
