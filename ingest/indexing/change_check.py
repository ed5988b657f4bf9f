"""Which sources are as they were, so that nothing of them needs to be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.ids import is_within
from ingest.indexing.blob_store import Originals
from ingest.indexing.candidate import Attachment, Candidate
from ingest.indexing.fingerprint import Fingerprints
from ingest.indexing.report import Report
from ingest.indexing.within import FilesWithin
from ingest.indexing.writer import DocumentWriter
from ingest.sources.files import read_file


@dataclass(frozen=True, slots=True)
class ChangeCheck:
    """Compares sources with what the catalogue knows of them."""

    catalogue: Catalogue
    originals: Originals
    fingerprints: Fingerprints
    within: FilesWithin
    writer: DocumentWriter
    report: Report

    def is_done(self, candidate: Candidate, fingerprint: str | None = None) -> bool:
        """Whether a source needs nothing done; if so, the catalogue and the report are told.

        It needs nothing when its bytes and its fingerprint are as they were, or when a person deleted it.
        ``fingerprint`` is the one it would get now; by default that of the reader of the media type it had.
        """
        self.writer.keep([candidate.id])
        entry = self.catalogue.entry(candidate.id)
        if entry is None:
            return False
        document = entry.document
        if document.state == "deleted":
            self.writer.keep_deleted(candidate.id)
            return True
        if entry.making != (fingerprint or self._fingerprint(entry, candidate)):
            return False
        if document.content_hash != candidate.content_hash:
            return False
        if not self.within.is_current(document.source, document.state):
            return False
        self.keep(entry)
        return True

    def _fingerprint(self, entry: Entry, candidate: Candidate) -> str:
        document, attachment, origin = entry.document, candidate.attachment, candidate.origin
        if document.role == "workshop page" and document.workshop and attachment is None:
            return self.fingerprints.of_workshop_page(document.workshop)
        tried_as_page = attachment is None and origin.linked_from is None and not is_within(document.source)
        return self.fingerprints.of_known(document, attachment, origin, tried_as_page=tried_as_page)

    def keep(self, entry: Entry) -> None:
        """A document and the files inside it are as they were."""
        self.within.keep(entry.document.source)
        self.writer.keep_unchanged(entry)

    def may_stay(self, entry: Entry, attachment: Attachment | None) -> bool:
        """Whether a fetched document can stay as it is if its server says that its bytes are as they were."""
        document = entry.document
        attached_otherwise = attachment is not None and (document.talk, document.role) != (
            attachment.talk,
            attachment.role,
        )
        return (
            document.state in ("live", "stale")
            and bool(document.pages)
            and self.originals.holds(document.original or document.content_hash)
            and self.fingerprints.holds_corrections(entry)
            and not attached_otherwise
        )

    def keep_original(self, candidate: Candidate, path: Path, kept_by: str | None = None) -> None:
        """Keep the bytes of an unchanged file again where the kept ones are missing or cut short.

        ``kept_by`` is the hash they are kept by where that is not the document's content hash. Raises
        ExtractionError.
        """
        entry = self.catalogue.entry(candidate.id)
        if entry is None or entry.document.state not in ("live", "stale"):
            return
        if not self.originals.holds(kept_by or entry.document.content_hash, path.stat().st_size):
            self.originals.keep(read_file(path).data)
            self.report.note(candidate.source, "its original was missing and has been stored again")
