"""A page by its URL, and with it the papers it links to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from corpus.catalogue.catalogue import Entry
from corpus.errors import ExtractionError, FetchError
from corpus.ids import document_id, is_within
from corpus.model import Document, DocumentState
from ingest.extract import media
from ingest.extract.sense import Sense
from ingest.indexing.blob_store import Originals
from ingest.indexing.writer import Attachment, Candidate, Intake
from ingest.sources.http.response import Fetched, Fetcher, NotModified, Validators
from ingest.sources.http.robots import Robots
from ingest.sources.links import FILES, Link, PaperLink, paper_links
from ingest.sources.urls import parse_url, url_source, url_source_or_none
from ingest.targets.workshop_page import attached_links, slug_for, take_reading
from ingest.workshop_page.linked import LinkedFile
from ingest.workshop_page.reading import Reading, ReadingPool

_NAMED = 100
"""Links that are not followed are named one by one up to this many."""
_MOST_PAGES = 4
"""Pages that lead on to a next one are followed up to this many."""


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


class WebIntake:
    """Takes in URLs. Only what was named, and what it links to as papers, is ever asked for."""

    def __init__(
        self, intake: Intake, pool: ReadingPool, originals: Originals, fetcher: Fetcher, options: WebOptions
    ) -> None:
        self._intake = intake
        self._pool = pool
        self._originals = originals
        self._fetcher = fetcher
        self._options = options
        self._robots = Robots(fetcher)

    def take(self, url: str) -> bool:
        """A page (a workshop's or any other) with its papers, or a single file.

        True when all that it links to was looked at, so that what it no longer links to is gone.
        """
        source = url_source(url)
        fetched = self._fetch(PaperToFetch(url, None), source)
        # Unchanged or out of reach: its papers are looked at again from what is known of it.
        papers = self._known_papers(source) if fetched is None else self._take_page(fetched, source)
        self.take_papers(papers or (), source, followed=True)
        chosen = self._options.include or self._options.exclude
        return fetched is not None and papers is not None and not chosen

    def take_papers(self, papers: Sequence[PaperToFetch], root: str, *, followed: bool = False) -> None:
        """Fetch and take in papers; each failure is named and costs only itself.

        ``followed`` says that a page's links led to them; those a person named are not asked of robots.txt.
        """
        candidates = []
        for number, paper in enumerate(papers, start=1):
            self._intake.progress("fetching papers", number, len(papers))
            source = url_source(paper.url)
            fetched = self._fetch(paper, source, root, followed=followed and not self._options.ignore_robots)
            if fetched is None:
                continue
            candidate = self._candidate(fetched, source, root, paper)
            if paper.attachment is None and paper.linked_from is None:
                candidate = replace(candidate, slug=slug_for(self._intake, source, _path(fetched.final_url)))
            unchanged = self._intake.unchanged(
                source, candidate.content_hash, None, paper.attachment, candidate.origin
            )
            if not unchanged:
                candidates.append(candidate)
        self._intake.take_files(candidates, self._pool, partial(take_reading, self._intake))

    def _fetch(
        self, paper: PaperToFetch, source: str, root: str | None = None, *, followed: bool = False
    ) -> Fetched | None:
        """The bytes, or None where they are unchanged, gone or out of reach (which is then recorded)."""
        intake = self._intake
        entry = intake.catalogue.entry(document_id(source))
        intake.seen.add(document_id(source))
        if entry is not None and entry.document.state == "deleted":
            intake.report.deleted += 1
            return None
        usable = entry is not None and entry.document.state in ("live", "stale") and bool(entry.document.pages)
        if entry is not None and not self._originals.holds(entry.document.original or entry.document.content_hash):
            usable = False  # its kept file is missing, so the bytes are asked for whether they changed or not
        if entry is not None and not intake.has_corrections(entry):
            usable = False
        if entry is not None and usable and not self._attached_otherwise(entry, paper):
            known = Validators(entry.document.url or paper.url, entry.etag, entry.last_modified)
        else:
            known = None
        try:
            answer = self._answer(paper, known, followed=followed)
        except FetchError as error:
            self._lost(paper, source, root or source, entry, error)
            return None
        if isinstance(answer, Fetched):
            return answer
        if entry is not None:
            document = replace(entry.document, state="live", reason=None, last_seen=intake.now)
            intake.catalogue.put_entry(replace(entry, document=document))
            intake.report.unchanged += 1
            intake.within.keep(source)
        return None

    def _answer(self, paper: PaperToFetch, known: Validators | None, *, followed: bool) -> Fetched | NotModified:
        """What an address leads to in the end: pages that only pass on to another are passed.

        Every step is asked for like the first, with the same checks and limits. Raises FetchError, also for a page
        that holds nothing of its own.
        """
        url, asked = paper.url, set[str]()
        is_linked = paper.attachment is not None or paper.linked_from is not None
        while True:
            asked.add(str(parse_url(url)))
            answer = self._fetcher.fetch(url, known, self._robots.check if followed else None)
            if not isinstance(answer, Fetched) or media.detect(answer.body, None) != media.HTML:
                return answer
            sense = self._sense(answer)
            leads_to = sense.leads_to or (sense.paper if is_linked and _presents(paper.url, sense) else None)
            if leads_to is None:
                break
            if str(parse_url(leads_to)) in asked or len(asked) >= _MOST_PAGES:
                raise FetchError("too-many-redirects", f"{paper.url} leads from page to page, by {leads_to}")
            url = leads_to
        if sense.code is not None:
            raise FetchError(sense.code, f"{answer.final_url}: {sense.message}")
        if _is_file(paper.url):
            raise FetchError("page-for-file", f"{answer.final_url} answered with a web page in place of the file")
        return answer

    def _sense(self, answer: Fetched) -> Sense:
        future = self._pool.submit(
            answer.body, media.HTML, url=answer.final_url, charset=answer.charset, only_sense="yes"
        )
        try:
            return future.result().sense or Sense()
        except ExtractionError:  # what is wrong with the page is told when it is read
            return Sense()

    @staticmethod
    def _attached_otherwise(entry: Entry, paper: PaperToFetch) -> bool:
        attachment = paper.attachment
        return attachment is not None and (entry.document.talk, entry.document.role) != (
            attachment.talk,
            attachment.role,
        )

    def _lost(self, paper: PaperToFetch, source: str, root: str, entry: Entry | None, error: FetchError) -> None:
        """404 and 410 mean gone; anything else keeps the last good version, marked stale."""
        intake = self._intake
        reason = f"{error.code}: {error} ({intake.now[:10]})"
        intake.report.fail(source, error.code, str(error))
        if entry is not None and entry.document.state in ("live", "stale"):
            state: DocumentState = "gone" if error.gone else "stale"
            intake.catalogue.put_entry(
                replace(entry, document=replace(entry.document, state=state, reason=reason))
            )
            intake.report.gone += error.gone
            intake.report.stale += not error.gone
            if error.gone:
                intake.within.lose(source)
            return
        document = Document(
            id=document_id(source),
            source=source,
            title=paper.title or _name(paper.url),
            url=paper.url,
            media_type=media.UNKNOWN,
            content_hash="",
            state="failed",
            reason=reason,
            first_seen=entry.document.first_seen if entry else intake.now,
            last_seen=intake.now,
            linked_from=paper.linked_from,
            link_text=paper.link_text,
        )
        if paper.attachment:
            document = paper.attachment.put_on(document)
        intake.catalogue.put_entry(Entry(document, root))

    def _candidate(self, fetched: Fetched, source: str, root: str, paper: PaperToFetch) -> Candidate:
        content_hash, path = self._originals.keep(fetched.body)
        return Candidate(
            source,
            root,
            content_hash,
            path,
            _name(fetched.final_url),
            paper.title,
            fetched.final_url,
            paper.attachment,
            fetched.etag,
            fetched.last_modified,
            paper.linked_from,
            paper.link_text,
            charset=fetched.charset,
        )

    def _take_page(self, fetched: Fetched, source: str) -> list[PaperToFetch] | None:
        """The page itself; returns the papers it links to, None when it could not be read."""
        intake = self._intake
        candidate = self._candidate(fetched, source, source, PaperToFetch(source, None))
        candidate = replace(candidate, slug=slug_for(intake, source, _path(fetched.final_url)))
        reading = intake.read(candidate, self._pool)
        if isinstance(reading, ExtractionError):
            intake.fail(candidate, reading)
            return None
        try:
            take_reading(intake, candidate, reading)
            if reading.extraction is not None:
                intake.within.take(candidate, reading.extraction, self._pool)
        except ExtractionError as error:
            intake.fail(candidate, error)
        return self._papers(reading, fetched.final_url) if reading.parsed else []

    def _papers(self, reading: Reading, base: str) -> list[PaperToFetch]:
        told = attached_links(reading.parsed.workshop if reading.parsed else None)
        places: dict[str, LinkedFile] = {}
        for link in reading.links:
            places.setdefault(link.href, link)
        links = [Link(x.label, x.href, inside_talk=_source(x.href) in told) for x in reading.links]
        found = paper_links(base, links, include=self._options.include, exclude=self._options.exclude)
        for skipped in found.skipped[:_NAMED]:
            self._intake.report.note(base, f"link not followed ({skipped.reason}): {skipped.href}")
        if len(found.skipped) > _NAMED:
            self._intake.report.note(base, f"{len(found.skipped) - _NAMED} more links were not followed")
        by_source = {_source(place.href): place for place in reversed(places.values())}
        return [
            self._paper(link.url, base, by_source.get(link.source), told.get(link.source))
            for link in self._first(found.papers, base)
        ]

    def _first(self, papers: Sequence[PaperLink], base: str) -> Sequence[PaperLink]:
        """As many as may be fetched of one page; the others are named, and not gone."""
        most = self._options.most
        if len(papers) > most:
            message = (
                f"the page links to {len(papers)} files; the first {most} were fetched. "
                "Name others with --include, or raise WORKSHOP_SEARCH_MAX_PAPERS."
            )
            self._intake.report.fail(base, "too-many-links", message)
        self._intake.seen.update(document_id(link.source) for link in papers[most:])
        for link in papers[most : most + _NAMED]:
            self._intake.report.note(base, f"link not followed (more than {most} files): {link.url}")
        return papers[:most]

    @staticmethod
    def _paper(url: str, base: str, place: LinkedFile | None, told: tuple[Attachment, str] | None) -> PaperToFetch:
        attachment, title = told or (None, place.title if place else None)
        return PaperToFetch(url, attachment, title, base, place.around if place else None)

    def _known_papers(self, source: str) -> list[PaperToFetch]:
        """The papers of a page that was not read again: those its catalogue entries came from."""
        papers = []
        for entry in self._intake.catalogue.entries(source):
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


def _presents(url: str, sense: Sense) -> bool:
    """Whether a page stands for the one file that it names: where a file was linked, or it says little else."""
    return sense.paper is not None and (_is_file(url) or sense.is_landing)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path).strip("/") or parts.hostname or ""


def _source(href: str) -> str:
    """The canonical source of a link; itself where it is no address that could be asked for."""
    return url_source_or_none(href) or href


def _is_file(url: str) -> bool:
    """Whether an address names a file of a kind that is no page."""
    return PurePosixPath(unquote(urlsplit(url).path)).suffix.lower() in FILES


def _name(url: str) -> str:
    """The last part of a URL's path, as a file name."""
    return unquote(urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1]) or urlsplit(url).hostname or "page"
