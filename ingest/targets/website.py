"""A page by its URL, and with it the papers it links to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from corpus.catalogue.catalogue import Entry
from corpus.errors import ExtractionError, FetchError, InputError
from corpus.ids import document_id
from corpus.model import Document, DocumentState, Extraction
from ingest.extract import media
from ingest.extract.sandbox.pool import ExtractionPool
from ingest.indexing.blob_store import Originals
from ingest.indexing.writer import Attachment, Candidate, Intake
from ingest.sources.http.response import Fetched, Fetcher, Validators
from ingest.sources.links import Link, paper_links
from ingest.sources.urls import url_source, url_source_or_none
from ingest.targets.workshop_page import READER, put_workshop_page, talk_attachment
from ingest.workshop_page.lines import PageLines
from ingest.workshop_page.parse import ParsedPage, parse_workshop_page
from ingest.workshop_page.read import read_page

_NAMED = 100
"""Links that are not followed and are named one by one."""


@dataclass(frozen=True, slots=True)
class WebOptions:
    """Globs over whole URLs: which linked papers to fetch, and which not. ``most`` of one page are fetched."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    most: int = 2000


@dataclass(frozen=True, slots=True)
class PaperToFetch:
    """A linked paper, and the talk it belongs to if any."""

    url: str
    attachment: Attachment | None
    title: str | None = None


class WebIntake:
    """Takes in URLs. Only what was named, and what it links to as papers, is ever asked for."""

    def __init__(
        self, intake: Intake, pool: ExtractionPool, originals: Originals, fetcher: Fetcher, options: WebOptions
    ) -> None:
        self._intake = intake
        self._pool = pool
        self._originals = originals
        self._fetcher = fetcher
        self._options = options

    def take(self, url: str) -> bool:
        """A page (a workshop's or any other) with its papers, or a single file.

        True when all that it links to was looked at, so that what it no longer links to is gone.
        """
        source = url_source(url)
        fetched = self._fetch(PaperToFetch(url, None), source)
        # Unchanged or out of reach: its papers are looked at again from what is known of it.
        papers = self._known_papers(source) if fetched is None else self._take_page(fetched, source)
        self.take_papers(papers or (), source)
        return fetched is not None and papers is not None and not (self._options.include or self._options.exclude)

    def take_papers(self, papers: Sequence[PaperToFetch], root: str) -> None:
        """Fetch and take in papers; each failure is named and costs only itself."""
        candidates = []
        for number, paper in enumerate(papers, start=1):
            self._intake.progress("fetching papers", number, len(papers))
            source = url_source(paper.url)
            fetched = self._fetch(paper, source, root)
            if fetched is None:
                continue
            candidate = self._candidate(fetched, source, root, paper.attachment, paper.title)
            if not self._intake.unchanged(source, candidate.content_hash, None, paper.attachment):
                candidates.append(candidate)
        self._intake.take_files(candidates, self._pool)

    def _fetch(self, paper: PaperToFetch, source: str, root: str | None = None) -> Fetched | None:
        """The bytes, or None where they are unchanged, gone or out of reach (which is then recorded)."""
        intake = self._intake
        entry = intake.catalogue.entry(document_id(source))
        intake.seen.add(document_id(source))
        if entry is not None and entry.document.state == "deleted":
            intake.report.deleted += 1
            return None
        usable = entry is not None and entry.document.state in ("live", "stale") and bool(entry.document.pages)
        if entry is not None and usable and not self._attached_otherwise(entry, paper):
            known = Validators(entry.document.url or paper.url, entry.etag, entry.last_modified)
        else:
            known = None
        try:
            answer = self._fetcher.fetch(paper.url, known)
        except FetchError as error:
            self._lost(paper, source, root or source, entry, error)
            return None
        if isinstance(answer, Fetched):
            return answer
        if entry is not None:
            document = replace(entry.document, state="live", reason=None, last_seen=intake.now)
            intake.catalogue.put_entry(replace(entry, document=document))
            intake.report.unchanged += 1
        return None

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
        )
        if paper.attachment:
            document = paper.attachment.put_on(document)
        intake.catalogue.put_entry(Entry(document, root))

    def _candidate(
        self, fetched: Fetched, source: str, root: str, attachment: Attachment | None, title: str | None = None
    ) -> Candidate:
        content_hash, path = self._originals.keep(fetched.body)
        return Candidate(
            source,
            root,
            content_hash,
            path,
            _name(fetched.final_url),
            title,
            fetched.final_url,
            attachment,
            fetched.etag,
            fetched.last_modified,
        )

    def _take_page(self, fetched: Fetched, source: str) -> list[PaperToFetch] | None:
        """The page itself; returns the papers it links to, None when it could not be read."""
        intake = self._intake
        candidate = self._candidate(fetched, source, source, None)
        try:
            # Read once under the limits of a worker, so that a hostile page cannot stop this process.
            extraction = self._pool.submit(candidate.path, name=candidate.name).result()
        except ExtractionError as error:
            intake.fail(candidate, error)
            return None
        if extraction.media_type not in (media.HTML, media.TEXT, media.MARKDOWN):
            self._take_file(candidate, extraction)
            return []
        try:
            lines = read_page(fetched.body, name=candidate.name, url=fetched.final_url, charset=fetched.charset)
        except InputError as error:
            intake.fail(candidate, ExtractionError("damaged", str(error)))
            return None
        slug = self._slug(source, fetched.final_url)
        parsed = parse_workshop_page(lines, slug, fetched.final_url, candidate.id)
        if parsed.workshop is None:
            intake.report.note(source, *parsed.notes)
            self._take_file(candidate, extraction)
            return self._papers(parsed, lines, fetched.final_url)
        attachment = Attachment(workshop=slug, role="workshop page")
        candidate = replace(candidate, attachment=attachment)
        making = intake.making(READER, attachment)
        if not intake.unchanged(source, candidate.content_hash, making, attachment):
            put_workshop_page(intake, candidate, parsed, lines.media_type)
        return self._papers(parsed, lines, fetched.final_url)

    def _take_file(self, candidate: Candidate, extraction: Extraction) -> None:
        if not self._intake.unchanged(candidate.source, candidate.content_hash, None, candidate.attachment):
            try:
                self._intake.take_extraction(candidate, extraction)
            except ExtractionError as error:
                self._intake.fail(candidate, error)

    def _slug(self, source: str, url: str) -> str:
        """The slug this page already has, or one from its address that no other workshop has."""
        intake = self._intake
        entry = intake.catalogue.entry(document_id(source))
        if entry and entry.document.workshop:
            return entry.document.workshop
        slug = re.sub(r"[^a-z0-9]+", "-", _name(url).rsplit(".", 1)[0].lower()).strip("-") or "workshop"
        taken = intake.catalogue.workshop(slug)
        return (
            slug
            if taken is None or taken.document_id == document_id(source)
            else f"{slug}-{document_id(source)[1:7]}"
        )

    def _papers(self, parsed: ParsedPage, lines: PageLines, base: str) -> list[PaperToFetch]:
        attachments: dict[str, tuple[Attachment, str]] = {}
        hrefs: set[str] = set()
        workshop = parsed.workshop
        if workshop is not None:
            for talk in workshop.talks:
                for paper in talk.papers:
                    if paper.url:
                        hrefs.add(paper.url)
                    if paper.url and (source := url_source_or_none(paper.url)):
                        attachment = talk_attachment(workshop, talk, paper.role)
                        attachments.setdefault(source, (attachment, talk.title))
        links = [
            Link(
                lines.text[link.start : link.end],
                link.href,
                inside_talk=link.href in hrefs or url_source_or_none(link.href) in attachments,
            )
            for line in lines.lines
            for link in line.links
            if link.href
        ]
        found = paper_links(base, links, include=self._options.include, exclude=self._options.exclude)
        for skipped in found.skipped[:_NAMED]:
            self._intake.report.note(base, f"link not followed ({skipped.reason}): {skipped.href}")
        if len(found.skipped) > _NAMED:
            self._intake.report.note(base, f"{len(found.skipped) - _NAMED} more links were not followed.")
        most = self._options.most
        for number, link in enumerate(found.papers[most:]):
            self._intake.seen.add(document_id(link.source))  # left out, which does not make it gone
            if number < _NAMED:
                self._intake.report.note(base, f"link not followed (more than {most} papers): {link.url}")
        if len(found.papers) > most + _NAMED:
            message = f"{len(found.papers)} papers are linked, of which {most} are fetched: set a higher limit."
            self._intake.report.note(base, message)
        papers = []
        for link in found.papers[:most]:
            own, title = attachments.get(link.source, (None, None))
            papers.append(PaperToFetch(link.url, own, title))
        return papers

    def _known_papers(self, source: str) -> list[PaperToFetch]:
        """The papers of a page that was not read again: those its catalogue entries came from."""
        papers = []
        for entry in self._intake.catalogue.entries(source):
            document = entry.document
            unlinked = document.state == "gone" and document.reason is None  # a 404 has a reason
            if document.source != source and document.state != "deleted" and not unlinked and document.url:
                attachment = (
                    Attachment(
                        document.workshop,
                        document.session,
                        document.talk,
                        document.speaker,
                        document.country,
                        document.role,
                        document.year,
                    )
                    if document.workshop
                    else None
                )
                papers.append(PaperToFetch(document.url, attachment, document.title))
        return papers


def _name(url: str) -> str:
    """The last part of a URL's path, as a file name."""
    return unquote(urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1]) or urlsplit(url).hostname or "page"
