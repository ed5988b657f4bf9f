"""What documents came from: a folder, a file or a page that a run was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.errors import FetchError, InputError
from corpus.ids import document_id
from ingest.indexing.moves import alias
from ingest.indexing.removal import Removal
from ingest.indexing.report import Report
from ingest.indexing.writer import DocumentWriter
from ingest.sources.urls import file_source, url_source


def root_of(target: str) -> str:
    """The canonical source of a target, whether there still is such a folder, file or page or not.

    Raises InputError for an address that is none.
    """
    if target.startswith("file:"):
        return target.rstrip("/")
    if target.lower().startswith(("http://", "https://")):
        try:
            return url_source(target)
        except FetchError as error:
            raise InputError(f"{error}.") from error
    return file_source(Path(target))


def came_from(root: str, found_under: str, source: str) -> bool:
    """Whether a document came from ``root``, by a run over it or over what is inside it."""
    if root in (found_under, source):
        return True
    if not root.startswith("file:"):
        return False
    return found_under.startswith(f"{root}/") or source.startswith((f"{root}/", f"{root}#"))


def entries_within(catalogue: Catalogue, root: str) -> Iterator[Entry]:
    """Everything known that came from ``root``, in order of id."""
    names = [name for name, found_under, source, _ in catalogue.places() if came_from(root, found_under, source)]
    yield from filter(None, map(catalogue.entry, names))


def moved_source(source: str, old: str, new: str) -> str | None:
    """Where ``source`` is now that the root ``old`` is at ``new``; None where it was not inside of it."""
    if source == old:
        return new
    inside = source.removeprefix(old)
    return new + inside if inside != source and inside[0] in "/#" else None


def forget(catalogue: Catalogue, target: str, writer: DocumentWriter, report: Report) -> None:
    """Mark all that came from ``target`` as gone, until it is ingested again.

    Raises InputError where nothing came from it.
    """
    entries = [entry for entry in entries_within(catalogue, root_of(target)) if entry.document.state in _KNOWN]
    if not entries:
        raise _nothing_from(target)
    writer.gone(entries)
    served = sum(entry.document.state != "failed" for entry in entries)
    report.note(
        root_of(target),
        f"forgotten: {served} documents that came from it are no longer found. Ingest it to read it again",
    )


_KNOWN = ("live", "stale", "failed")


def _nothing_from(target: str) -> InputError:
    return InputError(
        f"Nothing in this library came from {target}. Give the folder, file or URL as it was ingested."
    )


class MovedRoot:
    """A folder, file or page that has moved: the documents of its new place take over the old ids."""

    def __init__(self, catalogue: Catalogue, old: str, new: str) -> None:
        """Raises InputError where nothing came from ``old``."""
        self._catalogue = catalogue
        self._old, self._new = root_of(old), root_of(new)
        if self._old == self._new:
            raise InputError(f"{old} and {new} are the same place. --moved-from names where it was before.")
        if not any(True for _ in entries_within(catalogue, self._old)):
            raise _nothing_from(old)

    def keep_deleted(self, removal: Removal) -> None:
        """What a person deleted stays out at its new place."""
        for entry in list(entries_within(self._catalogue, self._old)):
            source = moved_source(entry.document.source, self._old, self._new)
            if entry.document.state == "deleted" and source is not None:
                removal.moved(entry.document.id, source)

    def slugs(self) -> dict[str, str]:
        """The slugs that pages of workshops had, by their new sources."""
        return {
            source: entry.document.workshop
            for entry in self._catalogue.workshop_pages()
            if entry.document.workshop and (source := moved_source(entry.document.source, self._old, self._new))
        }

    def take_over(self, writer: DocumentWriter, report: Report, allow_removals: bool, *, complete: bool) -> None:
        """Call this after the new place was read: its documents get the old ids, and the old ones are gone.

        Nothing changes if the new place was not read completely, or holds less than half of the documents.
        """
        entries = [e for e in entries_within(self._catalogue, self._old) if e.document.state in _KNOWN]
        left = [entry for entry in entries if entry.document.id not in writer.seen]
        served = [entry for entry in left if entry.document.state != "failed"]
        hashes = {entry.document.content_hash for entry in entries_within(self._catalogue, self._new)}
        found = sum(
            self._successor(entry) is not None or entry.document.content_hash in hashes for entry in served
        )
        if not complete or (found * 2 < len(served) and not allow_removals):
            why = "was not read completely" if not complete else f"holds {found} of its {len(served)} documents"
            way = "Run again" if not complete else "Check the folders, or run again with --allow-removals"
            report.fail(
                self._old, "not-moved", f"{self._new} {why}, so what came from {self._old} is kept. {way}."
            )
            return
        with self._catalogue.transaction():
            for entry in entries:
                if entry.document.id in writer.seen:
                    self._catalogue.put_entry(replace(entry, root=self._new))
                    continue
                writer.gone([entry])
                if entry.document.pages and (twin := self._successor(entry)) is not None:
                    alias(self._catalogue, entry.document.id, twin, writer.now)

    def _successor(self, entry: Entry) -> str | None:
        """The document at the new place of an old one."""
        source = moved_source(entry.document.source, self._old, self._new)
        twin = self._catalogue.entry(document_id(source)) if source is not None else None
        return twin.document.id if twin is not None and twin.document.state in ("live", "stale") else None
