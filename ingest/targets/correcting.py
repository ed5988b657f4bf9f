"""A workshop page read again from its original, because somebody corrected it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.errors import ExtractionError, InputError
from corpus.model import Document, Workshop
from ingest.indexing.blob_store import Originals
from ingest.indexing.candidate import Candidate
from ingest.indexing.file_ingester import FileIngester
from ingest.indexing.report import Progress, Report
from ingest.indexing.writer import DocumentWriter
from ingest.sources.folder import WorkshopFolder, list_folder
from ingest.targets.beside import FilesBeside
from ingest.targets.workshop_folder import WorkshopFolderIngester
from ingest.targets.workshop_page import WorkshopPages, talk_attachment


@dataclass(frozen=True, slots=True)
class PageCorrector:
    """Reads workshop pages again from their originals. ``data`` is the data directory."""

    catalogue: Catalogue
    originals: Originals
    files: FileIngester
    pages: WorkshopPages
    workshops: WorkshopFolderIngester
    writer: DocumentWriter
    report: Report
    progress: Progress
    data: Path

    def read_again(self, slug: str) -> None:
        """Read the page of a workshop again. The papers of corrected talks get the corrections too.

        Nothing is fetched. What cannot be read again is named in the report, and its corrections wait for the next
        run over its source. Raises InputError where there is no such workshop.
        """
        pages = [e for e in self.catalogue.workshop_pages() if e.document.workshop == slug]
        entry = next((e for e in pages if e.document.state in ("live", "stale")), None)
        before = self.catalogue.workshop(slug)
        if entry is None or before is None:
            raise InputError(f"There is no workshop {slug!r} to correct.")
        if entry.document.original not in (None, entry.document.content_hash):
            self._read_folder(entry, slug)
        else:
            self._read_file(entry, slug)
        after = self.catalogue.workshop(slug)
        if after is not None:
            self._tell_papers(before, after)

    def _read_folder(self, entry: Entry, slug: str) -> None:
        """The folder with the ``workshop.toml`` that the page came from."""
        folder = self._folder(entry, slug)
        if folder is None:
            message = "its folder is missing; the corrections apply when it is next ingested"
            self.report.fail(entry.document.source, "gone", message)
            return
        self.workshops.ingest(folder, entry.root)

    def _folder(self, entry: Entry, slug: str) -> WorkshopFolder | None:
        if not entry.root.startswith("file:"):
            return None
        root = Path(url2pathname(urlsplit(entry.root).path))
        if not root.is_dir():
            return None
        listing = list_folder(root, own_data=[self.data])
        return next((found for found in listing.workshops if found.path.resolve().name == slug), None)

    def _read_file(self, entry: Entry, slug: str) -> None:
        document = entry.document
        candidate = replace(self._candidate(entry), slug=slug)
        if not candidate.path.is_file():
            message = "its original is missing; the corrections apply when it is next ingested"
            self.report.fail(document.source, "gone", message)
            return
        reading = self.files.read(candidate)
        if reading is None:
            return
        beside = FilesBeside(self.catalogue, ())
        try:
            self.pages.put_reading(candidate, beside.read(candidate, reading))
        except ExtractionError as error:
            self.writer.fail(candidate, error)
        self.progress(f"reading {document.title}", 1, 1)

    def _tell_papers(self, before: Workshop, after: Workshop) -> None:
        """Documents of a talk name its title, session and speaker: write those of corrected talks again."""
        by_place = {talk.extent: talk for talk in after.talks}
        now = {talk.title: by_place[talk.extent] for talk in before.talks if talk.extent in by_place}
        candidates = []
        for entry in self.catalogue.attached():
            document = entry.document
            talk = now.get(document.talk or "")
            if document.workshop != after.slug or talk is None or document.state not in ("live", "stale"):
                continue
            role = None if document.role == "workshop page" else document.role
            attachment = talk_attachment(after, talk, role)
            candidate = self._candidate(entry)
            if attachment.put_on(document) != document and candidate.path.is_file():
                title = talk.title if document.linked_from else None
                candidates.append(replace(candidate, attachment=attachment, title=title))
        self.files.ingest(candidates)

    def _candidate(self, entry: Entry) -> Candidate:
        document = entry.document
        kept = self.originals.path(document.original or document.content_hash)
        return Candidate(
            document.source,
            entry.root,
            document.content_hash,
            kept,
            _name(document),
            url=document.url,
            etag=entry.etag,
            last_modified=entry.last_modified,
            linked_from=document.linked_from,
            link_text=document.link_text,
        )


def _name(document: Document) -> str:
    """The last part of where a document came from, as a file name."""
    return PurePosixPath(unquote(urlsplit(document.url or document.source).path)).name or "page"
