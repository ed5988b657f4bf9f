"""One target (a folder, a file, a URL) whole: what it holds, and what it no longer holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.errors import ExtractionError, InputError
from corpus.ids import document_id, is_within, outermost
from corpus.model import DocumentState
from ingest.indexing.blob_store import Originals
from ingest.indexing.moves import deleted_and_missing, is_missing, left_out
from ingest.indexing.writer import Attachment, Candidate, Intake
from ingest.sources.files import hash_file, read_file, shown
from ingest.sources.folder import FoundFile, Listing, find_file, list_folder
from ingest.sources.http.response import Fetcher
from ingest.sources.urls import url_source
from ingest.targets.beside import PAGES, FilesBeside
from ingest.targets.jsonl import take_records
from ingest.targets.roots import came_from
from ingest.targets.website import PaperToFetch, WebIntake, WebOptions
from ingest.targets.workshop_folder import WorkshopIntake
from ingest.targets.workshop_page import slug_for, take_reading
from ingest.workshop_page.reading import Reading, ReadingPool
from search.index.milvus.connection import Milvus
from search.snapshot.build import StoreKind
from search.snapshot.retention import KEEP


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may do.

    ``supplied`` is (workshop, talk, role) of the one file or URL given. ``restore`` and ``delete`` are ids of
    documents to let in again and to take out by hand. ``alone`` takes a URL without what it links to. ``source``
    is the source of the one file given where that is not its place (an upload). ``keep`` snapshots stay after
    publishing; ``rebuild`` publishes even what answers already, pinned or not; ``unpin`` ends a rollback. With
    ``wait`` another run is waited for instead of refused. ``start_empty`` begins an empty catalogue where the one
    that was there is lost or behind what is published. ``erase`` are ids of documents of which nothing is to be
    kept. ``read_again`` are the slugs of workshops whose pages are read again. ``moved_from`` is where the one
    target was until now; ``forget`` are targets given up with all that came from them. ``store`` is where vectors
    are published, ``milvus`` how to reach it there.
    """

    supplied: tuple[str, str | None, str | None] | None = None
    allow_removals: bool = False
    web: WebOptions = field(default_factory=WebOptions)
    restore: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    erase: tuple[str, ...] = ()
    read_again: tuple[str, ...] = ()
    moved_from: str | None = None
    forget: tuple[str, ...] = ()
    alone: bool = False
    source: str | None = None
    keep: int = KEEP
    store: StoreKind = "faiss"
    milvus: Milvus | None = None
    rebuild: bool = False
    unpin: bool = False
    wait: bool = False
    start_empty: bool = False


@dataclass(frozen=True, slots=True)
class TargetIntake:
    """The parts a target is taken in with."""

    intake: Intake
    pool: ReadingPool
    originals: Originals
    fetcher: Fetcher
    options: Options
    data: Path

    def take(self, target: str | Path, attachment: Attachment | None) -> bool:
        """One target whole, what is gone from it included. Returns whether all that it holds was looked at."""
        if isinstance(target, str):
            return self._url(target, attachment)
        if target.is_dir():
            return self._folder(target)
        self._file(target, attachment)
        return True

    def _url(self, url: str, attachment: Attachment | None) -> bool:
        web = WebIntake(self.intake, self.pool, self.originals, self.fetcher, self.options.web)
        if attachment is not None or self.options.alone:
            web.take_papers([PaperToFetch(url, attachment)], url_source(url))
            return True
        if not web.take(url):
            return False
        self._drop_unseen(url_source(url))
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
            self._files([found], root, attachment, FilesBeside(self.intake.catalogue, ()))

    def _folder(self, path: Path) -> bool:
        listing = list_folder(path, own_data=[self.data])
        root = listing.root.as_uri()
        for passed in listing.passed_over:
            where = (listing.root / passed.relative).as_uri()
            if passed.failure:
                self.intake.report.fail(where, passed.reason, passed.message)
            else:
                self.intake.report.note(where, f"left out: {passed.message}")
        workshops = WorkshopIntake(self.intake, self.pool, self.originals, self.fetcher, self.options.web, root)
        for workshop in listing.workshops:
            workshops.take(workshop)
        plain = [file for file in listing.files if file.kind == "file"]
        beside = FilesBeside(self.intake.catalogue, plain)
        pages = [f for f in plain if f.path.suffix.lower() in PAGES and beside.of(f.source) is None]
        self._files(pages, root, None, beside)
        self._files([f for f in plain if f not in pages or beside.of(f.source)], root, None, beside)
        for file in listing.files:
            if file.kind == "records":
                self._records(file, root)
        self._settle_gone(listing, root)
        return listing.complete

    def _files(
        self, files: Sequence[FoundFile], root: str, attachment: Attachment | None, beside: FilesBeside
    ) -> None:
        for page in self.intake.catalogue.workshop_pages():
            document = page.document
            if document.workshop and (document.state == "gone" or is_missing(document.source)):
                self.intake.slugs.setdefault(document.content_hash, document.workshop)

        def take_page(page: Candidate, reading: Reading) -> None:
            take_reading(self.intake, page, beside.read(page, reading))

        candidates = file_candidates(self.intake, self.originals, files, root, attachment, beside)
        self.intake.take_files(candidates, self.pool, take_page)

    def _records(self, found: FoundFile, root: str) -> None:
        try:
            take_records(self.intake, found.real, root)
        except ExtractionError as error:
            self.intake.report.fail(found.source, error.code, str(error))
            self._keep_all(found.source)
            return
        if root == found.source:
            self._drop_unseen(root)

    def _keep_all(self, prefix: str) -> None:
        """A file that could not be read says nothing about what is gone from it."""
        for entry in self.intake.catalogue.entries():
            if entry.document.source.startswith(prefix):
                self.intake.seen.add(entry.document.id)

    def _settle_gone(self, listing: Listing, root: str) -> None:
        if listing.complete:
            self._drop_unseen(root)
        else:
            self.intake.report.note(root, "not listed completely, so nothing is counted as gone.")

    def _drop_unseen(self, root: str) -> None:
        """Mark what this root no longer holds as gone.

        Where that is more than half of what was there nothing is removed and the report says so, unless removals
        are allowed: a mount that is empty by mistake must not empty the index.
        """
        seen = self.intake.seen
        within = self._within(root)
        unseen = {
            name: state
            for name, (source, state) in within.items()
            # What is inside a file goes with it; what a file no longer holds was dropped when it was read.
            if name not in seen and not (is_within(source) and document_id(outermost(source)) in seen)
        }
        found = [name for name, (source, state) in within.items() if state != "failed" and not is_within(source)]
        served, readable = [name for name in found if name in unseen], len(found)
        if len(served) * 2 > readable and not self.options.allow_removals:
            served = self._not_moved(served)
        if len(served) * 2 > readable and not self.options.allow_removals:
            message = (
                f"{len(served)} of {readable} documents are no longer there. Nothing was removed. If that is "
                "meant, run again with --allow-removals."
            )
            self.intake.report.fail(root, "removals-refused", message)
            return
        with self.intake.catalogue.transaction():
            for entry in filter(None, map(self.intake.catalogue.entry, unseen)):
                gone = replace(entry.document, state="gone", reason=None, last_seen=self.intake.now)
                self.intake.catalogue.put_entry(replace(entry, document=gone))
        self.intake.report.gone += sum(state != "failed" for state in unseen.values())

    def _not_moved(self, documents: Sequence[str]) -> list[str]:
        """Those of ``documents`` whose bytes were not met under another name."""
        met = {
            entry.document.content_hash for entry in map(self.intake.catalogue.entry, self.intake.seen) if entry
        }
        entries = filter(None, map(self.intake.catalogue.entry, documents))
        return [entry.document.id for entry in entries if entry.document.content_hash not in met]

    def _within(self, root: str) -> dict[str, tuple[str, DocumentState]]:
        """Source and state of all found under a root or a folder inside it and not yet removed, by id."""
        return {
            name: (source, state)
            for name, found_under, source, state in self.intake.catalogue.places()
            if state in ("live", "stale", "failed") and came_from(root, found_under, source)
        }


def file_candidates(
    intake: Intake,
    originals: Originals,
    files: Sequence[FoundFile],
    root: str,
    attachment: Attachment | None,
    beside: FilesBeside,
) -> Iterator[Candidate]:
    """Of ``files`` those that need reading, their bytes kept; what cannot be read is named in the report.

    A file that was deleted by hand stays out under another name.
    """
    deleted = deleted_and_missing(intake.catalogue)
    for number, found in enumerate(files, start=1):
        intake.progress("listing", number, len(files))
        candidate = Candidate(found.source, root, "", found.path, shown(found.path.name), attachment=attachment)
        if attachment is None and (linked := beside.of(found.source)) is not None:
            candidate = linked.put_on(candidate)
        try:
            content_hash = hash_file(found.real)
            if intake.unchanged(found.source, content_hash, None, candidate.attachment, candidate.origin):
                intake.keep_again(originals, found.source, found.real)
                continue
            if (former := deleted.get(content_hash)) is not None:
                intake.report.deleted += 1
                intake.report.note(found.source, left_out(former))
                continue
            content_hash, path = originals.keep(read_file(found.real).data)
        except ExtractionError as error:
            intake.fail(candidate, error)
            continue
        free = candidate.attachment is None
        slug = slug_for(intake, found.source, str(found.path), content_hash) if free else None
        yield replace(candidate, content_hash=content_hash, path=path, slug=slug)
