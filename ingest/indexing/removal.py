"""Documents taken out by hand, and let in again."""

from __future__ import annotations

from dataclasses import replace

from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.errors import InputError, NotFoundError
from ingest.indexing.report import Report


def delete_document(catalogue: Catalogue, identifier: str, now: str, report: Report) -> None:
    """Keep a document out of every answer until it is restored, whatever its source holds.

    Raises NotFoundError when there is none.
    """
    entry = _entry(catalogue, identifier)
    if entry.document.state == "deleted":
        return
    reason = f"Deleted by hand ({now[:10]})."
    catalogue.put_entry(replace(entry, document=replace(entry.document, state="deleted", reason=reason)))
    report.note(
        entry.document.source, f"deleted; `workshop-search ingest --restore {identifier}` lets it in again"
    )


def restore_document(catalogue: Catalogue, identifier: str, report: Report) -> None:
    """Let a deleted document in again, as it last was. The next run over its source reads it afresh.

    Raises NotFoundError when there is none, InputError when it was not deleted.
    """
    entry = _entry(catalogue, identifier)
    document = entry.document
    if document.state != "deleted":
        raise InputError(f"The document {identifier} is not deleted; it is {document.state}.")
    if document.pages:
        restored = replace(document, state="live", reason=None)
    else:
        restored = replace(document, state="failed", reason="unreadable: it was deleted before it was ever read")
    # Made by nothing known: whatever comes of its source next is read again.
    catalogue.put_entry(replace(entry, document=restored, making="", etag=None, last_modified=None))
    report.note(document.source, "let in again")
    report.new += bool(document.pages)


def _entry(catalogue: Catalogue, identifier: str) -> Entry:
    entry = catalogue.entry(identifier)
    if entry is None:
        raise NotFoundError(f"There is no document {identifier!r}. GET /v1/documents lists those to be found.")
    return entry
