"""The files that a container holds, taken in when it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import ExtractionError
from corpus.ids import outermost, source_within
from corpus.model import AttachedFile, Document, Extraction
from ingest.indexing.blob_store import Originals
from ingest.indexing.candidate import Candidate
from ingest.indexing.change_check import ChangeCheck
from ingest.indexing.moves import deleted_and_missing, left_out
from ingest.indexing.report import Report
from ingest.indexing.within import FilesWithin
from ingest.indexing.writer import DocumentWriter
from ingest.workshop_page.reading import ReadingPool

MOST_LEVELS = 2
"""A file in an archive in an archive is read, one deeper is not: what goes on without end is no document."""
MOST_FILES = 5_000
"""Files inside one file that was found, all levels together."""


@dataclass(slots=True)
class ContainerIngester:
    """Takes in the files inside those that are read; their bytes are kept in ``originals``."""

    catalogue: Catalogue
    originals: Originals
    pool: ReadingPool
    within: FilesWithin
    check: ChangeCheck
    writer: DocumentWriter
    report: Report
    _deleted: dict[str, Document] | None = None
    _taken: Counter[str] = field(default_factory=Counter)

    def ingest(
        self, container: Candidate, extraction: Extraction, ingest_files: Callable[[Iterable[Candidate]], None]
    ) -> None:
        """Give what a container that was read holds to ``ingest_files``, and drop what it no longer holds."""
        files = extraction.attachments
        if files and container.source.count("#/") >= MOST_LEVELS:
            message = (
                f"The {len(files)} files in it are not read, because it is itself {MOST_LEVELS} levels deep. "
                "Unpack the outer files and ingest the folder."
            )
            self.report.fail(container.source, "nested", message)
        elif files:
            ingest_files(self._candidates(container, files))
        depth = len(source_within(container.source, ""))
        held = {source_within(container.source, file.name) for file in files}
        # What lies deeper is dropped when the file that it lies in is taken.
        missing = [
            e for e in self.within.entries(container.source) if _first(e.document.source, depth) not in held
        ]
        self.writer.gone(missing)

    def _candidates(self, container: Candidate, files: Sequence[AttachedFile]) -> Iterator[Candidate]:
        top = outermost(container.source)
        deleted = self._deleted_elsewhere(container, files)
        for number, listed in enumerate(files):
            child = _child(container, listed)
            self._taken[top] += 1
            try:
                if self._taken[top] > MOST_FILES:
                    raise ExtractionError(
                        "too-large", f"{top} holds more than {MOST_FILES} files. This one was not read."
                    )
                if listed.problem is not None:
                    code, _, message = listed.problem.partition(": ")
                    raise ExtractionError(code, message)
                done = self.check.is_done(child)
                if done and self._is_deleted(child.id):
                    continue
                if not done and (former := deleted.get(listed.content_hash)) is not None:
                    self.writer.keep_deleted(child.id)
                    self.report.note(child.source, left_out(former))
                    continue
                if not self.originals.holds(listed.content_hash, listed.size):
                    if not files[number].data:
                        files = self._extracted_again(container, number)
                    self.originals.keep(files[number].data)
            except ExtractionError as error:
                self.writer.fail(child, error)
                continue
            if not done:
                yield replace(child, path=self.originals.path(listed.content_hash))

    def _deleted_elsewhere(self, container: Candidate, files: Sequence[AttachedFile]) -> dict[str, Document]:
        """By content hash: what was deleted by hand under a name that is no longer in use."""
        if self._deleted is None:
            self._deleted = deleted_and_missing(self.catalogue)
        held = {source_within(container.source, file.name) for file in files}
        inside = [entry.document for entry in self.within.entries(container.source)]
        renamed = {d.content_hash: d for d in inside if d.state == "deleted" and d.source not in held}
        return renamed | self._deleted

    def _is_deleted(self, identifier: str) -> bool:
        entry = self.catalogue.entry(identifier)
        return entry is not None and entry.document.state == "deleted"

    def _extracted_again(self, container: Candidate, first: int) -> Sequence[AttachedFile]:
        """The files inside with the bytes of those from number ``first`` on. Raises ExtractionError."""
        reading = self.pool.submit(container.path, name=container.name, attached_from=str(first)).result()
        files = reading.extraction.attachments if reading.extraction is not None else ()
        if len(files) <= first or not files[first].data:
            raise ExtractionError("damaged", "The file inside cannot be extracted again.")
        return files


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
