"""A page by its URL, and with it the papers it links to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import ExtractionError, FetchError
from corpus.ids import document_id, is_within
from ingest.indexing.blob_store import Originals
from ingest.indexing.candidate import Attachment, Candidate
from ingest.indexing.change_check import ChangeCheck
from ingest.indexing.file_ingester import FileIngester
from ingest.indexing.report import Progress, Report
from ingest.indexing.within import FilesWithin
from ingest.indexing.writer import DocumentWriter
from ingest.sources.http.response import Fetched, Validators
from ingest.sources.links import Link, PaperLink, paper_links
from ingest.sources.urls import url_source, url_source_or_none
from ingest.targets.following import Follower
from ingest.targets.workshop_page import WorkshopPages, attached_links
from ingest.workshop_page.linked_file import LinkedFile
from ingest.workshop_page.reading import Reading

_NAMED = 100
"""Links that are not followed are named one by one up to this many."""


@dataclass(frozen=True, slots=True)
class WebOptions:
    """Which links of a page are followed.

    ``include`` and ``exclude`` are globs over whole URLs. ``most`` links of one page are followed. robots.txt is
    honoured unless ``ignore_robots``; what a person named is asked for in any case.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    most: int = 2000
    ignore_robots: bool = False


@dataclass(frozen=True, slots=True)
class PaperToFetch:
    """A linked paper, the talk it belongs to if any, and what the page that links to it tells of it."""

    url: str
    attachment: Attachment | None
    title: str | None = None
    linked_from: str | None = None
    link_text: str | None = None


@dataclass(frozen=True, slots=True)
class WebsiteIngester:
    """Ingests URLs. Only what was named, and the papers that it links to, is ever fetched."""

    catalogue: Catalogue
    originals: Originals
    follower: Follower
    within: FilesWithin
    check: ChangeCheck
    files: FileIngester
    pages: WorkshopPages
    writer: DocumentWriter
    report: Report
    progress: Progress
    options: WebOptions

    def ingest(self, url: str) -> bool:
        """A page (a workshop's or any other) with its papers, or a single file.

        True when all that it links to was looked at, so that what it no longer links to is gone.
        """
        source = url_source(url)
        fetched = self._fetch(PaperToFetch(url, None), source, source)
        # Unchanged or out of reach: its papers are looked at again from what is known of it.
        papers = self._known_papers(source) if fetched is None else self._take_page(fetched, source)
        self.ingest_papers(papers or (), source, followed=True)
        chosen = self.options.include or self.options.exclude
        return fetched is not None and papers is not None and not chosen

    def ingest_papers(self, papers: Sequence[PaperToFetch], root: str, *, followed: bool = False) -> None:
        """Fetch and ingest papers. A paper that fails is named in the report and stops nothing else.

        ``followed`` says that a page links to them: robots.txt is honoured for these, not for what a person named.
        """
        candidates = []
        for number, paper in enumerate(papers, start=1):
            self.progress("fetching papers", number, len(papers))
            source = url_source(paper.url)
            fetched = self._fetch(paper, source, root, followed=followed)
            if fetched is None:
                continue
            candidate = self._candidate(fetched, source, root, paper)
            if paper.attachment is None and paper.linked_from is None:
                candidate = replace(candidate, slug=self.pages.slug_for(source, _path(fetched.final_url)))
            if not self.check.is_done(candidate):
                candidates.append(candidate)
        self.files.ingest(candidates, self.pages.put_reading)

    def _fetch(self, paper: PaperToFetch, source: str, root: str, *, followed: bool = False) -> Fetched | None:
        """The bytes, or None where they are unchanged, gone or out of reach (which is then recorded)."""
        identifier = document_id(source)
        entry = self.catalogue.entry(identifier)
        self.writer.keep([identifier])
        if entry is not None and entry.document.state == "deleted":
            self.writer.keep_deleted(identifier)
            return None
        known = None
        if entry is not None and self.check.may_stay(entry, paper.attachment):
            known = Validators(entry.document.url or paper.url, entry.etag, entry.last_modified)
        is_linked = paper.attachment is not None or paper.linked_from is not None
        ask_robots = followed and not self.options.ignore_robots
        try:
            answer = self.follower.fetch(paper.url, known, is_linked=is_linked, ask_robots=ask_robots)
        except FetchError as error:
            self.writer.fail_to_fetch(_unfetched(paper, source, root), error)
            if error.gone:
                self.within.lose(source)
            return None
        if isinstance(answer, Fetched):
            return answer
        if entry is not None:
            self.check.keep(entry)
        return None

    def _candidate(self, fetched: Fetched, source: str, root: str, paper: PaperToFetch) -> Candidate:
        content_hash, path = self.originals.keep(fetched.body)
        return replace(
            _unfetched(paper, source, root),
            content_hash=content_hash,
            path=path,
            name=_name(fetched.final_url),
            url=fetched.final_url,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            charset=fetched.charset,
        )

    def _take_page(self, fetched: Fetched, source: str) -> list[PaperToFetch] | None:
        """The page itself; returns the papers it links to, None when it could not be read."""
        candidate = self._candidate(fetched, source, source, PaperToFetch(source, None))
        candidate = replace(candidate, slug=self.pages.slug_for(source, _path(fetched.final_url)))
        reading = self.files.read(candidate)
        if reading is None:
            return None
        try:
            self.pages.put_reading(candidate, reading)
            if reading.extraction is not None:
                self.files.put_files_inside(candidate, reading.extraction)
        except ExtractionError as error:
            self.writer.fail(candidate, error)
        return self._papers(reading, fetched.final_url) if reading.parsed else []

    def _papers(self, reading: Reading, base: str) -> list[PaperToFetch]:
        told = attached_links(reading.parsed.workshop if reading.parsed else None)
        places: dict[str, LinkedFile] = {}
        for link in reading.links:
            places.setdefault(link.href, link)
        links = [Link(x.label, x.href, inside_talk=_source(x.href) in told) for x in reading.links]
        found = paper_links(base, links, include=self.options.include, exclude=self.options.exclude)
        for skipped in found.skipped[:_NAMED]:
            self.report.note(base, f"link not followed ({skipped.reason}): {skipped.href}")
        if len(found.skipped) > _NAMED:
            self.report.note(base, f"{len(found.skipped) - _NAMED} more links were not followed")
        by_source = {_source(place.href): place for place in reversed(places.values())}
        return [
            self._paper(link.url, base, by_source.get(link.source), told.get(link.source))
            for link in self._first(found.papers, base)
        ]

    def _first(self, papers: Sequence[PaperLink], base: str) -> Sequence[PaperLink]:
        """As many papers as may be fetched for one page. The others are named, and do not count as gone."""
        most = self.options.most
        if len(papers) > most:
            message = (
                f"the page links to {len(papers)} files; the first {most} were fetched. "
                "Name others with --include, or raise WORKSHOP_SEARCH_MAX_PAPERS."
            )
            self.report.fail(base, "too-many-links", message)
        self.writer.keep(document_id(link.source) for link in papers[most:])
        for link in papers[most : most + _NAMED]:
            self.report.note(base, f"link not followed (more than {most} files): {link.url}")
        return papers[:most]

    @staticmethod
    def _paper(url: str, base: str, place: LinkedFile | None, told: tuple[Attachment, str] | None) -> PaperToFetch:
        attachment, title = told or (None, place.title if place else None)
        return PaperToFetch(url, attachment, title, base, place.around if place else None)

    def _known_papers(self, source: str) -> list[PaperToFetch]:
        """The papers of a page that was not read again: those its catalogue entries came from."""
        papers = []
        for entry in self.catalogue.entries(source):
            document = entry.document
            if is_within(document.source):
                continue
            unlinked = document.state == "gone" and document.reason is None  # a 404 has a reason
            if document.source != source and document.state != "deleted" and not unlinked and document.url:
                attachment = Attachment.of(document)
                linked_from = document.linked_from or source
                # A redirected paper is asked for where the page links to, or it would become another document.
                direct = url_source_or_none(document.url) == document.source
                url = document.url if direct else document.source
                papers.append(PaperToFetch(url, attachment, document.title, linked_from, document.link_text))
        return papers


def _unfetched(paper: PaperToFetch, source: str, root: str) -> Candidate:
    """A paper whose bytes are not there yet."""
    return Candidate(
        source,
        root,
        "",
        Path(),
        _name(paper.url),
        paper.title,
        paper.url,
        paper.attachment,
        linked_from=paper.linked_from,
        link_text=paper.link_text,
    )


def _path(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path).strip("/") or parts.hostname or ""


def _source(href: str) -> str:
    """The canonical source of a link; itself where it is no address that could be asked for."""
    return url_source_or_none(href) or href


def _name(url: str) -> str:
    """The last part of a URL's path, as a file name."""
    return unquote(urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1]) or urlsplit(url).hostname or "page"
