"""Fingerprints: what the passages of a document depend on besides its bytes."""

from __future__ import annotations

from dataclasses import astuple

from corpus.catalogue.catalogue import Entry
from corpus.ids import digest
from corpus.model import Document
from ingest.extract import ocr
from ingest.extract.media import PDF
from ingest.extract.registry import READERS, version_key
from ingest.indexing.candidate import Attachment, Candidate, Origin
from ingest.indexing.chunk import VERSION as CHUNK_VERSION
from ingest.workshop_page.declared.corrections import Corrections
from ingest.workshop_page.read.page import READABLE
from ingest.workshop_page.reading import VERSION as PAGE_VERSION

_CORRECTED = "; corrected "


class Fingerprints:
    """The fingerprints of documents made in this run. A document whose stored one differs is read again."""

    def __init__(self, chunker_key: str, corrections: Corrections) -> None:
        self._chunker_key = f"chunks {CHUNK_VERSION} {chunker_key}"
        self._corrections = corrections

    def of(self, reader: str, attachment: Attachment | None, origin: Origin | None = None) -> str:
        """The fingerprint of a document that ``reader`` reads."""
        attached = "|".join(str(part or "") for part in astuple(attachment)) if attachment else ""
        told = "" if origin in (None, Origin()) else f"; {digest(repr(origin), 16)}"
        if attachment and attachment.role == "workshop page":
            key = self._corrections.key(attachment.workshop)
            told += f"{_CORRECTED}{key}" if key else ""
        return f"{self._chunker_key}; {reader}; {attached}{told}"

    def of_workshop_page(self, slug: str) -> str:
        """The fingerprint of the page of a workshop."""
        return self.of(PAGE_VERSION, Attachment(slug, role="workshop page"))

    def of_failure(self, candidate: Candidate) -> str:
        """The fingerprint of a file that cannot be read: a new version of any reader is a reason to try again."""
        return self.of(_every_reader(), candidate.attachment, candidate.origin)

    def of_known(
        self, document: Document, attachment: Attachment | None, origin: Origin | None, *, tried_as_page: bool
    ) -> str:
        """The fingerprint that a known document would get now."""
        known = reader_key(document.media_type, tried_as_page=tried_as_page)
        return self.of(_every_reader() if document.state == "failed" else known, attachment, origin)

    def holds_corrections(self, entry: Entry) -> bool:
        """Whether a document was made with the corrections that there are of it now; most have none."""
        slug = entry.document.workshop if entry.document.role == "workshop page" else None
        key = self._corrections.key(slug) if slug else ""
        _, _, made_with = entry.making.partition(_CORRECTED)
        return made_with == key


def reader_key(media_type: str, *, tried_as_page: bool = False) -> str:
    """The version of what reads this media type here, recognition of scanned pages included.

    What was tried as a workshop page and is none is tried again by a later parser of pages.
    """
    own = ocr.version_key(PDF) if media_type == PDF and ocr.available() else version_key(media_type)
    return f"{own} + {PAGE_VERSION}" if tried_as_page and media_type in READABLE else own


def _every_reader() -> str:
    return "tried " + digest("; ".join(reader_key(media_type) for media_type in READERS), 16)
