"""Files of records, one document a line (BEIR layout), ingested into the catalogue."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue.catalogue import Entry
from corpus.errors import ExtractionError
from corpus.model import Document, Page
from ingest.indexing.candidate import Candidate
from ingest.indexing.change_check import ChangeCheck
from ingest.indexing.chunk import Chunker
from ingest.indexing.fingerprint import Fingerprints
from ingest.indexing.report import Progress, Report
from ingest.indexing.writer import DocumentWriter
from ingest.sources.jsonl import BadLine, Record, read_records

MEDIA_TYPE = "application/jsonl"
_READER = "record 1"
_NAMED = 100
"""Bad lines named one by one: a file that is no JSONL at all must not fill the report."""
_TRANSACTION = 256
"""Records written in one transaction: committing each alone costs more than chunking it."""


@dataclass(frozen=True, slots=True)
class RecordsIngester:
    """Ingests files of records. Invalid lines are named in the report."""

    check: ChangeCheck
    chunker: Chunker
    fingerprints: Fingerprints
    writer: DocumentWriter
    report: Report
    progress: Progress

    def ingest(self, path: Path, root: str) -> None:
        """Every record of the file at ``path``. Raises ExtractionError when the file cannot be read."""
        done = bad = 0
        records = read_records(path)
        while batch := list(itertools.islice(records, _TRANSACTION)):
            with self.writer.transaction():
                for item in batch:
                    if isinstance(item, BadLine):
                        bad += self._name(path, item, bad)
                    else:
                        self._put(path, item, root)
            done += len(batch)
            self.progress("reading records", done, None)

    def _name(self, path: Path, line: BadLine, before: int) -> int:
        """Put a bad line into the report; 1 if it is a failure. A record without any text is only worth a note."""
        if line.code == "empty":
            self.report.note(f"{path}:{line.line}", line.message)
            return 0
        if before < _NAMED:
            self.report.fail(f"{path}:{line.line}", line.code, line.message)
        elif before == _NAMED:
            self.report.fail(str(path), line.code, "There are more bad lines; only the first ones are named.")
        return 1

    def _put(self, path: Path, record: Record, root: str) -> None:
        fingerprint = self.fingerprints.of(_READER, None)
        candidate = Candidate(record.source, root, record.content_hash, path, record.title)
        if self.check.is_done(candidate, fingerprint):
            return
        document = Document(
            id=candidate.id,
            source=record.source,
            title=record.title,
            url=record.url,
            media_type=MEDIA_TYPE,
            content_hash=record.content_hash,
            external_id=record.external_id,
        )
        pages = [Page(1, record.text)]
        try:
            passages = self.chunker.passages(document, pages)
        except ExtractionError as error:
            self.report.fail(record.source, error.code, str(error))
            return
        self.writer.put(Entry(document, root, fingerprint), pages, passages)
