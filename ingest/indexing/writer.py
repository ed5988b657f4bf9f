"""Documents and their states, written into the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal

from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.errors import ExtractionError, FetchError
from corpus.model import Document, Page, Passage
from ingest.extract.media import UNKNOWN
from ingest.indexing.candidate import Candidate
from ingest.indexing.fingerprint import Fingerprints
from ingest.indexing.id_aliases import former_ids, rewordings
from ingest.indexing.report import Report

IMAGE_ONLY = "image only"
"""The reason of a document whose pages hold no text layer."""


class DocumentWriter:
    """Writes what became of each document, and counts it in ``report``.

    ``now`` is the ISO time of the run, kept as first and last seen. ``encode`` is given the passages of each
    document. ``seen`` are the ids of the documents met so far: what a source held before and is not among them is
    gone from it.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        report: Report,
        fingerprints: Fingerprints,
        now: str,
        encode: Callable[[Sequence[Passage]], None] = lambda _: None,
    ) -> None:
        self.now = now
        self.seen: set[str] = set()
        self._catalogue = catalogue
        self._report = report
        self._fingerprints = fingerprints
        self._encode = encode
        self._visited: list[str] = []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is written inside. Its passages are encoded after it, or others would wait."""
        with self._catalogue.transaction():
            yield
        self._encode(())

    def put(self, entry: Entry, pages: Sequence[Page], passages: Sequence[Passage]) -> None:
        """Write a new or changed document, and remember the ids that it no longer has."""
        identifier = entry.document.id
        self.seen.add(identifier)
        before = self._catalogue.entry(identifier)
        first_seen = before.document.first_seen if before else self.now
        same_bytes = before is not None and before.document.content_hash == entry.document.content_hash
        retrieved = entry.document.retrieved or (before.document.retrieved if before and same_bytes else self.now)
        document = replace(entry.document, first_seen=first_seen, last_seen=self.now, retrieved=retrieved)
        with self._catalogue.transaction():
            old = self._catalogue.passages(identifier) if before else []
            self._catalogue.put_document(replace(entry, document=document), pages, passages)
            formers = former_ids(old, passages)
            for former in formers:
                self._catalogue.put_former_id(former.id, former.now, former.nearest, self.now)
            if before:
                self._catalogue.forget_former_ids_of(identifier)
        self._encode(passages)
        known = before is not None and before.document.state in ("live", "stale")
        self._report.count("changed" if known else "new")
        self._report.written(pages, rewordings(old, passages, formers) if known else ())

    def keep(self, identifiers: Iterable[str]) -> None:
        """These documents are not gone, though nothing was looked at that could tell."""
        self.seen.update(identifiers)

    def keep_deleted(self, identifier: str) -> None:
        """A document was met that a person deleted: it stays out."""
        self.seen.add(identifier)
        self._report.count("deleted")

    def keep_unchanged(self, entry: Entry, *, revive: bool = True) -> None:
        """A document was met and needs nothing done. With ``revive`` one that was gone or stale is live again."""
        document = entry.document
        self.seen.add(document.id)
        if document.state == "failed":
            code, _, message = (document.reason or "damaged: unreadable").partition(": ")
            self._report.fail(document.source, code, message)
            return
        # A stale document's reason ends with its staleness; "image only" stays true.
        live = replace(document, state="live", reason=IMAGE_ONLY if document.reason == IMAGE_ONLY else None)
        if live == document or not revive:
            self._visited.append(document.id)
        else:
            self._catalogue.put_entry(replace(entry, document=replace(live, last_seen=self.now)))
        if document.state == "gone" and revive:
            self._catalogue.forget_former_ids_of(document.id)
            self._report.count("new")
        else:
            self._report.count("unchanged")

    def flush_visits(self) -> None:
        """Write when unchanged documents were seen. One by one this takes most of a run's time."""
        self._catalogue.visited(self._visited, self.now)
        self._visited.clear()

    def gone(self, entries: Iterable[Entry]) -> None:
        """These documents are no longer in their sources. They answer no more; their ids are remembered."""
        with self._catalogue.transaction():
            for entry in entries:
                if entry.document.state in ("live", "stale", "failed"):
                    gone = replace(entry.document, state="gone", reason=None, last_seen=self.now)
                    self._catalogue.put_entry(replace(entry, document=gone))
                    self._report.count("gone", entry.document.state != "failed")

    def fail(self, candidate: Candidate, error: ExtractionError) -> None:
        """A file cannot be read. A version that was read before is kept and marked stale.

        One that a person deleted stays deleted.
        """
        before = self._catalogue.entry(candidate.id)
        if before and before.document.state == "deleted":
            self.keep_deleted(candidate.id)
            return
        self.seen.add(candidate.id)
        self._report.fail(candidate.source, error.code, str(error))
        reason = f"{error.code}: {error}"
        if before and before.document.state in ("live", "stale"):
            stale = replace(before.document, state="stale", reason=reason, last_seen=self.now)
            self._catalogue.put_entry(replace(before, document=stale))
            self._report.count("stale")
            return
        media_type = before.document.media_type if before else UNKNOWN
        failed = self._failed(candidate, before, media_type, reason)
        self._catalogue.put_entry(Entry(failed, candidate.root, self._fingerprints.of_failure(candidate)))

    def fail_to_fetch(self, candidate: Candidate, error: FetchError) -> None:
        """A URL cannot be fetched. 404 and 410 mean gone; else a version that was read before is marked stale."""
        before = self._catalogue.entry(candidate.id)
        self.seen.add(candidate.id)
        self._report.fail(candidate.source, error.code, str(error))
        reason = f"{error.code}: {error} ({self.now[:10]})"
        if before and before.document.state in ("live", "stale"):
            state: Literal["gone", "stale"] = "gone" if error.gone else "stale"
            self._catalogue.put_entry(
                replace(before, document=replace(before.document, state=state, reason=reason))
            )
            self._report.count(state)
            return
        self._catalogue.put_entry(Entry(self._failed(candidate, before, UNKNOWN, reason), candidate.root))

    def _failed(self, candidate: Candidate, before: Entry | None, media_type: str, reason: str) -> Document:
        document = Document(
            id=candidate.id,
            source=candidate.source,
            title=candidate.title or candidate.name,
            url=candidate.url,
            media_type=media_type,
            content_hash=candidate.content_hash,
            state="failed",
            reason=reason,
            first_seen=before.document.first_seen if before else self.now,
            last_seen=self.now,
            linked_from=candidate.linked_from,
            link_text=candidate.link_text,
        )
        return candidate.attachment.put_on(document) if candidate.attachment else document
