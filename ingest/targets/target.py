"""Ingesting one target: a folder, a file or a URL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import ExtractionError, InputError
from ingest.indexing.blob_store import Originals
from ingest.indexing.candidate import Attachment, Candidate
from ingest.indexing.change_check import ChangeCheck
from ingest.indexing.file_ingester import FileIngester
from ingest.indexing.moves import deleted_and_missing, is_missing, left_out
from ingest.indexing.report import Progress, Report
from ingest.indexing.writer import DocumentWriter
from ingest.sources.files import hash_file, read_file, shown
from ingest.sources.folder import FoundFile, Listing, find_file, list_folder
from ingest.sources.urls import url_source
from ingest.targets.beside import PAGES, FilesBeside
from ingest.targets.jsonl import RecordsIngester
from ingest.targets.unseen import UnseenDocuments
from ingest.targets.website import PaperToFetch, WebOptions, WebsiteIngester
from ingest.targets.workshop_folder import WorkshopFolderIngester
from ingest.targets.workshop_page import WorkshopPages
from ingest.workshop_page.reading import Reading
from search.index.milvus.connection import Milvus
from search.snapshot.build import StoreKind
from search.snapshot.retention import KEEP


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may do.

    - ``attach_to``: (workshop, talk, role) that the one file or URL given belongs to.
    - ``allow_removals``: remove even more than half of what a source held.
    - ``restore``, ``delete``, ``erase``: ids of documents to restore, to delete, and to keep nothing of.
    - ``read_again``: slugs of workshops whose pages are read again from their originals.
    - ``moved_from``: where the one target was until now.
    - ``forget``: targets to remove with all that came from them.
    - ``without_links``: ingest a URL without what it links to.
    - ``source``: the source of the one file given, if it is not its path (an upload).
    - ``keep``: how many snapshots stay after publishing.
    - ``store``, ``milvus``: where vectors are published, and how to reach it.
    - ``rebuild``: publish even if nothing changed, pinned or not. ``unpin``: end a rollback.
    - ``wait``: wait for another run instead of refusing.
    - ``start_empty``: start an empty catalogue in place of one that is lost or behind what is published.
    """

    attach_to: tuple[str, str | None, str | None] | None = None
    allow_removals: bool = False
    web: WebOptions = field(default_factory=WebOptions)
    restore: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    erase: tuple[str, ...] = ()
    read_again: tuple[str, ...] = ()
    moved_from: str | None = None
    forget: tuple[str, ...] = ()
    without_links: bool = False
    source: str | None = None
    keep: int = KEEP
    store: StoreKind = "faiss"
    milvus: Milvus | None = None
    rebuild: bool = False
    unpin: bool = False
    wait: bool = False
    start_empty: bool = False


@dataclass(frozen=True, slots=True)
class TargetIngester:
    """Ingests targets of every kind. ``data`` is the data directory, which is never ingested."""

    catalogue: Catalogue
    originals: Originals
    check: ChangeCheck
    files: FileIngester
    pages: WorkshopPages
    website: WebsiteIngester
    workshops: WorkshopFolderIngester
    records: RecordsIngester
    unseen: UnseenDocuments
    writer: DocumentWriter
    report: Report
    progress: Progress
    options: Options
    data: Path

    def ingest(self, target: str | Path, attachment: Attachment | None) -> bool:
        """Ingest a target and mark what is gone from it. Returns whether all that it holds was looked at."""
        if isinstance(target, str):
            return self._url(target, attachment)
        if target.is_dir():
            return self._folder(target)
        self._file(target, attachment)
        return True

    def _url(self, url: str, attachment: Attachment | None) -> bool:
        if attachment is not None or self.options.without_links:
            self.website.ingest_papers([PaperToFetch(url, attachment)], url_source(url))
            return True
        if not self.website.ingest(url):
            return False
        self.unseen.drop(url_source(url))
        return True

    def _file(self, path: Path, attachment: Attachment | None) -> None:
        try:
            found = find_file(path)
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror}.") from error
        if self.options.source is not None:
            found = replace(found, source=self.options.source, kind="file")
        root = found.source
        if found.kind == "records":
            self._records(found, root)
        else:
            self._files([found], root, attachment, FilesBeside(self.catalogue, ()))

    def _folder(self, path: Path) -> bool:
        listing = list_folder(path, own_data=[self.data])
        root = listing.root.as_uri()
        self._name_passed_over(listing)
        for workshop in listing.workshops:
            self.workshops.ingest(workshop, root)
        plain = [file for file in listing.files if file.kind == "file"]
        beside = FilesBeside(self.catalogue, plain)
        pages = [f for f in plain if f.path.suffix.lower() in PAGES and beside.of(f.source) is None]
        self._files(pages, root, None, beside)
        self._files([f for f in plain if f not in pages or beside.of(f.source)], root, None, beside)
        for file in listing.files:
            if file.kind == "records":
                self._records(file, root)
        if listing.complete:
            self.unseen.drop(root)
        else:
            self.report.note(root, "the folder could not be listed completely, so no document is counted as gone")
        return listing.complete

    def _name_passed_over(self, listing: Listing) -> None:
        for passed in listing.passed_over:
            where = (listing.root / passed.relative).as_uri()
            if passed.failure:
                self.report.fail(where, passed.reason, passed.message)
            else:
                self.report.note(where, f"left out: {passed.message}")

    def _files(
        self, files: Sequence[FoundFile], root: str, attachment: Attachment | None, beside: FilesBeside
    ) -> None:
        for page in self.catalogue.workshop_pages():
            document = page.document
            if document.workshop and (document.state == "gone" or is_missing(document.source)):
                self.pages.slugs.setdefault(document.content_hash, document.workshop)

        def put_page(page: Candidate, reading: Reading) -> None:
            self.pages.put_reading(page, beside.read(page, reading))

        self.files.ingest(self._candidates(files, root, attachment, beside), put_page)

    def _candidates(
        self, files: Sequence[FoundFile], root: str, attachment: Attachment | None, beside: FilesBeside
    ) -> Iterator[Candidate]:
        """Those of ``files`` that need to be read, their originals stored. The report names unreadable files.

        A file that was deleted by hand stays out under another name.
        """
        deleted = deleted_and_missing(self.catalogue)
        for number, found in enumerate(files, start=1):
            self.progress("listing", number, len(files))
            candidate = Candidate(
                found.source, root, "", found.path, shown(found.path.name), attachment=attachment
            )
            if attachment is None and (linked := beside.of(found.source)) is not None:
                candidate = linked.put_on(candidate)
            try:
                content_hash = hash_file(found.real)
                if self.check.is_done(replace(candidate, content_hash=content_hash)):
                    self.check.keep_original(candidate, found.real)
                    continue
                if (former := deleted.get(content_hash)) is not None:
                    self.writer.keep_deleted(candidate.id)
                    self.report.note(found.source, left_out(former))
                    continue
                content_hash, path = self.originals.keep(read_file(found.real).data)
            except ExtractionError as error:
                self.writer.fail(candidate, error)
                continue
            free = candidate.attachment is None
            slug = self.pages.slug_for(found.source, str(found.path), content_hash) if free else None
            yield replace(candidate, content_hash=content_hash, path=path, slug=slug)

    def _records(self, found: FoundFile, root: str) -> None:
        try:
            self.records.ingest(found.real, root)
        except ExtractionError as error:
            self.report.fail(found.source, error.code, str(error))
            # A file that could not be read says nothing about what is gone from it.
            known = (entry.document for entry in self.catalogue.entries())
            self.writer.keep(document.id for document in known if document.source.startswith(found.source))
            return
        if root == found.source:
            self.unseen.drop(root)
