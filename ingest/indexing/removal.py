"""Documents taken out by hand, let in again, and erased."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from corpus.catalogue.catalogue import CATALOGUE, Catalogue, Entry
from corpus.catalogue.maintenance import erase, erased_source
from corpus.errors import InputError, NotFoundError
from corpus.ids import document_id, is_within, source_within
from corpus.model import Document
from corpus.tombstones import DELETED, Tombstone, readable_tombstones, write_tombstones
from ingest.extract.media import UNKNOWN
from ingest.indexing.report import Report
from ingest.workshop_page.declared.corrections import Corrections


class Removal:
    """Deletes, restores and erases documents within one transaction of the catalogue.

    The list of deletions beside the catalogue decides. It is written first. A catalogue may say otherwise, because
    it is an older copy, was rebuilt from a snapshot, or belongs to a run that was cut short: :meth:`reconcile`
    mends it. Only for the holder of the writer lock.
    """

    def __init__(self, catalogue: Catalogue, data: Path, now: str, report: Report) -> None:
        self._catalogue = catalogue
        self._data = data
        self._now = now
        self._report = report
        self._listed, self._damaged = readable_tombstones(data)
        self._before = dict(self._listed)

    @property
    def erased(self) -> frozenset[str]:
        """The ids of all documents that were ever erased."""
        return frozenset(name for name, tombstone in self._listed.items() if tombstone.erased)

    def reconcile(self) -> None:
        """Bring the catalogue and the list to the same: what either calls deleted is."""
        states = {name: (source, state) for name, _, source, state in self._catalogue.places()}
        for name, tombstone in list(self._listed.items()):
            source, state = states.get(name, ("", ""))
            if tombstone.erased and source != erased_source(name):
                self._erase(name)
            elif state != "deleted":
                self._put_deleted(tombstone)
        for name, (source, state) in states.items():
            if state == "deleted" and name not in self._listed:
                kept = None if source == erased_source(name) else source
                self._listed[name] = Tombstone(name, self._now, kept)
        if self._damaged:
            sentence = f"{DELETED} was damaged; it was rewritten from its readable lines and the catalogue."
            self._report.note(str(self._data), sentence)

    def delete(self, identifier: str) -> None:
        """Keep a document, and the files inside it, out of every answer until restored, whatever its source holds.

        Raises NotFoundError when there is none.
        """
        entry = self._entry(identifier)
        if entry.document.state == "deleted":
            return
        for inside in self._inside(entry):
            self.delete(inside)
        self._listed[identifier] = Tombstone(identifier, self._now, entry.document.source)
        self._put_deleted(self._listed[identifier])
        how = f"`workshop-search ingest --restore {identifier}` restores it"
        self._report.note(entry.document.source, f"deleted; {how}")

    def restore(self, identifier: str) -> None:
        """Let a deleted document in again, as it last was. The next run over its source reads it afresh.

        Of one that was erased only the ban is lifted. Raises NotFoundError when there is none, InputError when it
        was not deleted.
        """
        entry = self._entry(identifier)
        document = entry.document
        if document.state != "deleted":
            raise InputError(f"The document {identifier} is not deleted; it is {document.state}.")
        deleted = self._listed.pop(identifier, None)
        for inside in self._inside(entry):
            # What was deleted by itself before stays out.
            if deleted and inside in self._listed and self._listed[inside].since == deleted.since:
                self.restore(inside)
        if document.source == erased_source(identifier):
            self._catalogue.forget(identifier)
            self._read_containers_again(identifier)
            self._report.note(identifier, "was erased; the next ingest of its source may read it again")
            return
        self._catalogue.forget_former_ids_of(identifier)
        if document.pages:
            restored = replace(document, state="live", reason=None)
        else:
            reason = "unreadable: it was deleted before it was ever read"
            restored = replace(document, state="failed", reason=reason)
        # Made by nothing known: whatever comes of its source next is read again.
        self._catalogue.put_entry(replace(entry, document=restored, making="", etag=None, last_modified=None))
        if is_within(document.source):
            self._read_containers_again(identifier, document.content_hash)
        self._report.note(document.source, "restored")
        self._report.count("new", bool(document.pages))

    def erase(self, identifier: str) -> None:
        """Keep nothing of a document, nor of the files inside it, but ids, by which they stay out.

        Nor of what it was under former names. Raises NotFoundError when there is none.
        """
        entry = self._entry(identifier)
        for inside in self._inside(entry):
            self.erase(inside)
        if is_within(entry.document.source):
            sentence = (
                "erased, but the file that contains it still holds it. Erase that file too, or remove it there"
            )
            self._report.note(identifier, sentence)
        for name in (identifier, *self._catalogue.moved_to(identifier)):
            self._listed[name] = Tombstone(name, self._now)
            self._forget_corrections(name)
            self._erase(name)

    def _forget_corrections(self, identifier: str) -> None:
        """They quote the page."""
        entry = self._catalogue.entry(identifier)
        if entry and entry.document.workshop and entry.document.role == "workshop page":
            Corrections(self._data).remove(entry.document.workshop)

    def moved(self, identifier: str, source: str) -> None:
        """What was deleted stays so under the source that its file has now."""
        since = self._listed[identifier].since
        self._listed[document_id(source)] = Tombstone(document_id(source), since, source)
        self._put_deleted(self._listed[document_id(source)])

    def write(self) -> None:
        """Write the list where it changed: before the transaction ends, so that a kill loses no decision."""
        if self._listed != self._before or self._damaged:
            write_tombstones(self._data, self._listed.values())
            self._before, self._damaged = dict(self._listed), 0

    def _erase(self, identifier: str) -> None:
        erase(self._catalogue, identifier, self._now)
        self._report.note(
            identifier,
            "erased: its pages, passages, vectors and reports are removed from the catalogue. "
            "Earlier backups still hold it",
        )

    def _put_deleted(self, tombstone: Tombstone) -> None:
        reason = f"Deleted by hand ({tombstone.since[:10]})."
        entry = self._catalogue.entry(tombstone.id)
        if entry is None:
            source = tombstone.source or erased_source(tombstone.id)
            entry = Entry(Document(tombstone.id, source, source, None, UNKNOWN, ""), source)
        document = replace(entry.document, state="deleted", reason=reason)
        self._catalogue.put_entry(replace(entry, document=document))

    def _read_containers_again(self, identifier: str, content_hash: str = "") -> None:
        """Have unchanged files read again that hold a document, by its name or its content."""
        for entry in list(self._catalogue.entries()):
            document = entry.document
            files = [f for e in self._catalogue.extractions(document.content_hash).values() for f in e.attachments]
            named = {document_id(source_within(document.source, file.name)) for file in files}
            if identifier in named or content_hash in {file.content_hash for file in files if content_hash}:
                self._catalogue.put_entry(replace(entry, making="", etag=None, last_modified=None))

    def _inside(self, entry: Entry) -> list[str]:
        """The ids of the files inside a document, of all levels."""
        prefix = source_within(entry.document.source, "")
        return [name for name, _, source, _ in self._catalogue.places() if source.startswith(prefix)]

    def _entry(self, identifier: str) -> Entry:
        entry = self._catalogue.entry(identifier)
        if entry is None:
            raise NotFoundError(f"There is no document {identifier!r}. GET /v1/documents lists the documents.")
        return entry


def reconcile_deletions(data: Path, now: str) -> Report:
    """Bring the list of deletions and the catalogue to the same, as every run does. Returns what there is to say.

    Only for the holder of the writer lock. Raises StoreError where the catalogue cannot be read.
    """
    report = Report(started=now)
    if (data / CATALOGUE).exists():
        with Catalogue.open(data / CATALOGUE) as catalogue:
            removal = Removal(catalogue, data, now, report)
            with catalogue.transaction():
                removal.reconcile()
                removal.write()
    return report
