"""Files inside files: the attachments of a mail, the files of an archive. Each is a document of its own.

Its source is its container's with its path behind it, so its id lasts as long as that path does. It is read again
only when its own bytes change, and goes when its container goes or no longer holds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from corpus.catalogue.catalogue import Entry
from corpus.errors import ExtractionError
from corpus.ids import is_within, outermost, source_within
from corpus.model import AttachedFile, DocumentState, Extraction
from ingest.indexing.blob_store import Originals
from ingest.indexing.writer import Candidate, Intake
from ingest.workshop_page.reading import ReadingPool

MOST_LEVELS = 2
"""A file in an archive in an archive is read, one deeper is not: what goes on without end is no document."""
MOST_FILES = 5_000
"""Files inside one file that was found, all levels together."""


class FilesWithin:
    """The files inside those that ``intake`` takes in; their bytes are kept in ``originals``."""

    def __init__(self, intake: Intake, originals: Originals) -> None:
        self._intake = intake
        self._originals = originals
        self._known: dict[str, list[tuple[str, str]]] | None = None
        self._taken: Counter[str] = Counter()

    def is_current(self, source: str, state: DocumentState) -> bool:
        """Whether all that is known inside an unchanged container needs nothing done either."""
        entries = self._entries(source)
        return not entries or (state == "live" and all(map(self._needs_nothing, entries)))

    def keep(self, source: str) -> None:
        """Say of all inside an unchanged container that it was seen."""
        for entry in self._entries(source):
            if entry.document.state != "gone":
                self._intake.seen_again(entry)

    def lose(self, source: str) -> None:
        """A container is gone, and what was inside with it."""
        self._drop(self._entries(source))

    def take(self, container: Candidate, extraction: Extraction, pool: ReadingPool) -> None:
        """Take in what a container that was read holds, and drop what it no longer holds."""
        files = extraction.attachments
        if files and container.source.count("#/") >= MOST_LEVELS:
            message = (
                f"{len(files)} files inside are not read, for it lies in {MOST_LEVELS} other files already. "
                "Unpack the outer ones and take in what they hold."
            )
            self._intake.report.fail(container.source, "nested", message)
        elif files:
            self._intake.take_files(self._candidates(container, files, pool), pool)
        depth = len(source_within(container.source, ""))
        held = {source_within(container.source, file.name) for file in files}
        # What lies deeper is dropped when the file that it lies in is taken.
        missing = [e for e in self._entries(container.source) if _first(e.document.source, depth) not in held]
        self._drop(missing)

    def _candidates(
        self, container: Candidate, files: Sequence[AttachedFile], pool: ReadingPool
    ) -> Iterator[Candidate]:
        intake, top = self._intake, outermost(container.source)
        for number, listed in enumerate(files):
            child = _child(container, listed)
            self._taken[top] += 1
            try:
                if self._taken[top] > MOST_FILES:
                    raise ExtractionError("too-large", f"It lies behind {MOST_FILES} other files inside {top}.")
                if listed.problem is not None:
                    code, _, message = listed.problem.partition(": ")
                    raise ExtractionError(code, message)
                done = intake.unchanged(child.source, listed.content_hash, None, child.attachment, child.origin)
                if done and self._is_deleted(child.id):
                    continue
                if not self._originals.holds(listed.content_hash, listed.size):
                    if not files[number].data:
                        files = self._again(container, number, pool)
                    self._originals.keep(files[number].data)
            except ExtractionError as error:
                intake.fail(child, error)
                continue
            if not done:
                yield replace(child, path=self._originals.path(listed.content_hash))

    def _is_deleted(self, identifier: str) -> bool:
        entry = self._intake.catalogue.entry(identifier)
        return entry is not None and entry.document.state == "deleted"

    def _again(self, container: Candidate, first: int, pool: ReadingPool) -> Sequence[AttachedFile]:
        """The files inside with the bytes of those from number ``first`` on. Raises ExtractionError."""
        reading = pool.submit(container.path, name=container.name, attached_from=str(first)).result()
        files = reading.extraction.attachments if reading.extraction is not None else ()
        if len(files) <= first or not files[first].data:
            raise ExtractionError("damaged", "The file inside cannot be taken out again.")
        return files

    def _needs_nothing(self, entry: Entry) -> bool:
        document = entry.document
        if document.state in ("gone", "deleted"):
            return True
        kept = document.state == "failed" or self._originals.holds(document.content_hash)
        return kept and document.state != "stale" and entry.making == self._intake.made_now(document)

    def _entries(self, container: str) -> list[Entry]:
        """What the catalogue held inside a container when this run began."""
        if self._known is None:
            self._known = {}
            for identifier, _, source, _ in self._intake.catalogue.places():
                if is_within(source):
                    self._known.setdefault(outermost(source), []).append((source, identifier))
        prefix = source_within(container, "")
        inside = (name for source, name in self._known.get(outermost(container), ()) if source.startswith(prefix))
        return [entry for name in inside if (entry := self._intake.catalogue.entry(name)) is not None]

    def _drop(self, entries: Sequence[Entry]) -> None:
        intake = self._intake
        with intake.catalogue.transaction():
            for entry in entries:
                if entry.document.state in ("live", "stale", "failed"):
                    gone = replace(entry.document, state="gone", reason=None, last_seen=intake.now)
                    intake.catalogue.put_entry(replace(entry, document=gone))
                    intake.report.gone += entry.document.state != "failed"


def _child(container: Candidate, file: AttachedFile) -> Candidate:
    """A file inside, as a candidate of the same root and talk as its container."""
    return replace(
        container,
        source=source_within(container.source, file.name),
        content_hash=file.content_hash,
        name=PurePosixPath(file.name).name,
        title=None,
        url=source_within(container.url, file.name) if container.url else None,
        etag=None,
        last_modified=None,
        linked_from=None,
        link_text=None,
        slug=None,
        charset=None,
    )


def _first(source: str, depth: int) -> str:
    """The source of the file directly inside a container, whose own source and mark are ``depth`` long."""
    end = source.find("#/", depth)
    return source if end < 0 else source[:end]
