"""One target (a folder, a file, a URL) whole: what it holds, and what it no longer holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from corpus.errors import ExtractionError, InputError
from corpus.ids import document_id, is_within, outermost
from corpus.model import DocumentState
from ingest.indexing.blob_store import Originals
from ingest.indexing.writer import Attachment, Candidate, Intake
from ingest.sources.files import hash_file, read_file, shown
from ingest.sources.folder import FoundFile, Listing, find_file, list_folder
from ingest.sources.http.response import Fetcher
from ingest.sources.urls import url_source
from ingest.targets.jsonl import take_records
from ingest.targets.website import PaperToFetch, WebIntake, WebOptions
from ingest.targets.workshop_folder import WorkshopIntake
from ingest.targets.workshop_page import slug_for, take_reading
from ingest.workshop_page.reading import ReadingPool
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
    kept. ``store`` is where vectors are published, ``milvus`` how to reach it there.
    """

    supplied: tuple[str, str | None, str | None] | None = None
    allow_removals: bool = False
    web: WebOptions = field(default_factory=WebOptions)
    restore: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    erase: tuple[str, ...] = ()
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

    def take(self, target: str | Path, attachment: Attachment | None) -> None:
        """One target whole, what is gone from it included."""
        if isinstance(target, str):
            self._url(target, attachment)
        elif target.is_dir():
            self._folder(target)
        else:
            self._file(target, attachment)

    def _url(self, url: str, attachment: Attachment | None) -> None:
        web = WebIntake(self.intake, self.pool, self.originals, self.fetcher, self.options.web)
        if attachment is not None or self.options.alone:
            web.take_papers([PaperToFetch(url, attachment)], url_source(url))
        elif web.take(url):
            self._drop_unseen(url_source(url))

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
            self._files([found], root, attachment)

    def _folder(self, path: Path) -> None:
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
        self._files(plain, root, None)
        for file in listing.files:
            if file.kind == "records":
                self._records(file, root)
        self._settle_gone(listing, root)

    def _files(self, files: Sequence[FoundFile], root: str, attachment: Attachment | None) -> None:
        candidates = file_candidates(self.intake, self.originals, files, root, attachment)
        self.intake.take_files(candidates, self.pool, partial(take_reading, self.intake))

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

    def _within(self, root: str) -> dict[str, tuple[str, DocumentState]]:
        """Source and state of all found under a root or a folder inside it and not yet removed, by id."""
        inside = f"{root}/"
        folder = root.startswith("file:")
        return {
            name: (source, state)
            for name, found_under, source, state in self.intake.catalogue.places()
            if state in ("live", "stale", "failed")
            and (found_under == root or (folder and (found_under.startswith(inside) or source.startswith(inside))))
        }


def file_candidates(
    intake: Intake,
    originals: Originals,
    files: Sequence[FoundFile],
    root: str,
    attachment: Attachment | None,
) -> Iterator[Candidate]:
    """Of ``files`` those that need reading, their bytes kept; what cannot be read is named in the report."""
    for number, found in enumerate(files, start=1):
        intake.progress("listing", number, len(files))
        candidate = Candidate(found.source, root, "", found.path, shown(found.path.name), attachment=attachment)
        try:
            if intake.unchanged(found.source, hash_file(found.real), None, attachment, candidate.origin):
                intake.keep_again(originals, found.source, found.real)
                continue
            content_hash, path = originals.keep(read_file(found.real).data)
        except ExtractionError as error:
            intake.fail(candidate, error)
            continue
        slug = slug_for(intake, found.source, str(found.path)) if attachment is None else None
        yield replace(candidate, content_hash=content_hash, path=path, slug=slug)
