"""Files from their bytes into the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePath

from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.errors import ExtractionError
from corpus.model import Document, Extraction
from ingest.extract.attachments import without_bytes
from ingest.extract.titles import document_title, sensible_title
from ingest.indexing.candidate import Candidate
from ingest.indexing.chunk import Chunker
from ingest.indexing.container import ContainerIngester
from ingest.indexing.file_reader import FileReader
from ingest.indexing.fingerprint import Fingerprints, reader_key
from ingest.indexing.report import Progress, Report
from ingest.indexing.writer import IMAGE_ONLY, DocumentWriter
from ingest.workshop_page.linked_file import tells
from ingest.workshop_page.reading import Reading


@dataclass(frozen=True, slots=True)
class FileIngester:
    """Reads files, cuts them into passages and writes them. Each failure is named and costs only itself."""

    catalogue: Catalogue
    reader: FileReader
    chunker: Chunker
    fingerprints: Fingerprints
    writer: DocumentWriter
    containers: ContainerIngester
    report: Report
    progress: Progress

    def ingest(
        self, candidates: Iterable[Candidate], take_page: Callable[[Candidate, Reading], None] | None = None
    ) -> None:
        """Write each candidate as soon as it is read. ``take_page`` is given those that are workshop pages."""
        for done, (candidate, outcome) in enumerate(self.reader.read_all(candidates), start=1):
            try:
                if isinstance(outcome, ExtractionError):
                    raise outcome
                if outcome.extraction is not None:
                    self.put(candidate, outcome.extraction)
                    self.put_files_inside(candidate, outcome.extraction)
                elif take_page is not None:
                    take_page(candidate, outcome)
            except ExtractionError as error:
                self.writer.fail(candidate, error)
            self.progress("extracting", done, None)

    def read(self, candidate: Candidate) -> Reading | None:
        """Read one file without writing it. None where it cannot be read, which is then recorded."""
        outcome = self.reader.read(candidate)
        if isinstance(outcome, ExtractionError):
            self.writer.fail(candidate, outcome)
            return None
        return outcome

    def put_files_inside(self, container: Candidate, extraction: Extraction) -> None:
        """Write the files inside a file that was read."""
        self.containers.ingest(container, extraction, self.ingest)

    def put(self, candidate: Candidate, extraction: Extraction) -> None:
        """Write a file that was read. Raises ExtractionError if it has too many passages."""
        key = reader_key(extraction.media_type)
        self.catalogue.put_extraction(candidate.content_hash, key, without_bytes(extraction))
        document = _document(candidate, extraction)
        made_by = reader_key(extraction.media_type, tried_as_page=candidate.slug is not None)
        fingerprint = self.fingerprints.of(made_by, candidate.attachment, candidate.origin)
        entry = Entry(document, candidate.root, fingerprint, candidate.etag, candidate.last_modified)
        self.writer.put(entry, extraction.pages, self.chunker.passages(document, extraction.pages))
        self.report.extracted(candidate.source, extraction)


def _document(candidate: Candidate, extraction: Extraction) -> Document:
    image_only = len(extraction.image_only) == len(extraction.pages) and bool(extraction.pages)
    document = Document(
        id=candidate.id,
        source=candidate.source,
        title=_title(candidate, extraction),
        url=candidate.url,
        media_type=extraction.media_type,
        content_hash=candidate.content_hash,
        reason=IMAGE_ONLY if image_only else None,
        pages=len(extraction.pages),
        linked_from=candidate.linked_from,
        link_text=candidate.link_text,
    )
    return candidate.attachment.put_on(document) if candidate.attachment else document


def _title(candidate: Candidate, extraction: Extraction) -> str:
    # A linked file's own title comes last: it is often that of a template, or of an older file.
    linked = candidate.linked_from is not None
    place_title = sensible_title(candidate.title) if linked else candidate.title
    own_title = document_title(extraction.title, extraction.pages)
    own_title = own_title if not linked or tells(own_title or "") else None
    stem = PurePath(candidate.name).stem.replace("_", " ").strip()
    return " ".join((place_title or own_title or stem or candidate.source).split())[:300]
