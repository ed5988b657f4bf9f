"""A file of records, one document a line (BEIR layout), into the catalogue."""

from __future__ import annotations

import itertools
from pathlib import Path

from corpus.catalogue.catalogue import Entry
from corpus.errors import ExtractionError
from corpus.ids import document_id
from corpus.model import Document, Page
from ingest.indexing.writer import Intake
from ingest.sources.jsonl import BadLine, Record, read_records

MEDIA_TYPE = "application/jsonl"
_READER = "record 1"
_NAMED = 100
"""Bad lines named one by one: a file that is no JSONL at all must not fill the report."""
_TRANSACTION = 256
"""Records written in one transaction: committing each alone costs more than chunking it."""


def take_records(intake: Intake, path: Path, root: str) -> None:
    """Take in every record of the file at ``path``. Bad lines are named in the report.

    Raises ExtractionError when the file cannot be read.
    """
    done = bad = 0
    records = read_records(path)
    while batch := list(itertools.islice(records, _TRANSACTION)):
        with intake.catalogue.transaction():
            for item in batch:
                if isinstance(item, BadLine):
                    bad += _name(intake, path, item, bad)
                else:
                    _take(intake, item, root)
        intake.encode(())
        done += len(batch)
        intake.progress("reading records", done, None)


def _name(intake: Intake, path: Path, line: BadLine, before: int) -> int:
    """Put a bad line into the report; 1 if it is a failure. A record without any text is only worth a note."""
    if line.code == "empty":
        intake.report.note(f"{path}:{line.line}", line.message)
        return 0
    if before < _NAMED:
        intake.report.fail(f"{path}:{line.line}", line.code, line.message)
    elif before == _NAMED:
        intake.report.fail(str(path), line.code, "There are more bad lines; only the first ones are named.")
    return 1


def _take(intake: Intake, record: Record, root: str) -> None:
    making = intake.making(_READER, None)
    if intake.unchanged(record.source, record.content_hash, making, None):
        return
    document = Document(
        id=document_id(record.source),
        source=record.source,
        title=record.title,
        url=record.url,
        media_type=MEDIA_TYPE,
        content_hash=record.content_hash,
        external_id=record.external_id,
    )
    pages = [Page(1, record.text)]
    try:
        passages = intake.chunker.passages(document, pages)
    except ExtractionError as error:
        intake.seen.add(document.id)
        intake.report.fail(record.source, error.code, str(error))
        return
    intake.put(Entry(document, root, making), pages, passages)
