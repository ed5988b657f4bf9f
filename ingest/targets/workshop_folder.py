"""A folder with a ``workshop.toml``: the saved page, and the papers attached to its talks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import ExtractionError, InputError
from corpus.ids import digest, normalise
from corpus.model import Talk, Workshop
from ingest.extract import media
from ingest.indexing.blob_store import Originals
from ingest.indexing.candidate import Attachment, Candidate
from ingest.indexing.change_check import ChangeCheck
from ingest.indexing.file_ingester import FileIngester
from ingest.indexing.fingerprint import Fingerprints
from ingest.indexing.report import Report
from ingest.indexing.writer import DocumentWriter
from ingest.sources.files import hash_file, read_file, shown
from ingest.sources.folder import FoundFile, WorkshopFolder
from ingest.sources.urls import file_source, url_source, url_source_or_none
from ingest.targets.website import PaperToFetch, WebsiteIngester
from ingest.targets.workshop_page import WorkshopPages, talk_attachment
from ingest.workshop_page.declared.apply import apply_declared, without_page
from ingest.workshop_page.declared.corrections import Corrections, former_titles, put_over
from ingest.workshop_page.declared.model import FILE_NAME, Declared, DeclaredTalk, PaperEntry
from ingest.workshop_page.declared.placing import Finder
from ingest.workshop_page.declared.reader import DRAFT_NAME, read_declared
from ingest.workshop_page.declared.talk_names import talk_of
from ingest.workshop_page.parse.parsed_page import ParsedPage
from ingest.workshop_page.reading import ReadingPool


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper of the workshop: a file in its folder, or a URL."""

    attachment: Attachment
    talk: Talk | None
    file: Path | None = None
    url: str | None = None

    @property
    def source(self) -> str:
        return file_source(self.file) if self.file is not None else url_source(self.url or "")

    @property
    def title(self) -> str | None:
        return self.talk.title if self.talk else None


@dataclass(frozen=True, slots=True)
class WorkshopFolderIngester:
    """Ingests folders with a ``workshop.toml``."""

    catalogue: Catalogue
    originals: Originals
    pool: ReadingPool
    corrections: Corrections
    fingerprints: Fingerprints
    check: ChangeCheck
    files: FileIngester
    pages: WorkshopPages
    website: WebsiteIngester
    writer: DocumentWriter
    report: Report

    def ingest(self, folder: WorkshopFolder, root: str) -> None:
        """The saved page, then the papers that ``workshop.toml`` attaches and those under ``papers/``.

        ``root`` is the source of the folder that the run was asked for.
        """
        try:
            declared = read_declared(folder.path)
            workshop = self._page(declared, root)
        except (InputError, ExtractionError) as error:
            code = error.code if isinstance(error, ExtractionError) else "workshop-folder"
            self.report.fail(folder.toml.source, code, str(error))
            self._keep(folder.path.resolve().name)
            return
        self._papers(declared, workshop, folder, root)

    def _page(self, declared: Declared, root: str) -> Workshop:
        path = declared.page or declared.path
        source = url_source(declared.url) if declared.url else file_source(path)
        attachment = Attachment(workshop=declared.slug, role="workshop page")
        # What was declared is part of what the page becomes.
        said = f"{hash_file(path)} {declared.url} {declared.title}"
        content_hash = digest(" ".join(filter(None, (said, declared.fingerprint()))))
        candidate = Candidate(source, root, content_hash, path, path.name, url=declared.url, attachment=attachment)
        if self.check.is_done(candidate, self.fingerprints.of_workshop_page(declared.slug)):
            known = self.catalogue.workshop(declared.slug)
            if known is not None:
                self.check.keep_original(candidate, path, kept_by=hash_file(path))
                return known
        data = read_file(path).data
        _, kept = self.originals.keep(data)
        parsed, media_type = without_page(declared), media.TEXT
        if declared.page is not None:
            reading = self.pool.submit(
                kept,
                name=path.name,
                url=declared.url,
                slug=declared.slug,
                document_id=candidate.id,
                as_page="yes",
            ).result()
            assert reading.parsed is not None  # noqa: S101 - it was asked for as a page
            parsed, media_type = reading.parsed, reading.media_type
        told = _with_talks_of_papers(declared, parsed)
        corrections = self.corrections.read(declared.slug)
        if corrections is not None:
            told = put_over(told, corrections)
            self.report.note(source, f"the corrections made on its page override {FILE_NAME}")
        applied = apply_declared(told, parsed, candidate.id)
        saved = declared.saved.isoformat() if declared.saved else ""
        self.pages.put(replace(candidate, path=kept), applied, media_type, saved)
        assert applied.workshop is not None  # noqa: S101 - what is declared is a workshop
        return applied.workshop

    def _papers(self, declared: Declared, workshop: Workshop, folder: WorkshopFolder, root: str) -> None:
        papers = list(self._declared_papers(declared, workshop))
        named = {paper.file for paper in papers if paper.file is not None}
        rest = [f for f in folder.files if f.real.resolve() not in {*named, declared.page}]
        under_papers = [file for file in folder.papers if file in rest]
        papers += [self._undeclared(file, workshop) for file in under_papers]
        self._name_left_out([f for f in rest if f not in under_papers and f.path.name != DRAFT_NAME], folder)
        candidates = [candidate for paper in papers if paper.file for candidate in self._candidates(paper, root)]
        self.files.ingest(candidates)
        urls = [PaperToFetch(p.url, p.attachment, p.title, declared.url) for p in papers if p.url is not None]
        self.website.ingest_papers(urls, root)

    def _declared_papers(self, declared: Declared, workshop: Workshop) -> Iterator[_Paper]:
        now_called = former_titles(self.corrections.read(declared.slug))
        for entry in declared.papers:
            if isinstance(entry.talk, str):
                entry = replace(entry, talk=now_called.get(normalise(entry.talk), entry.talk))
            try:
                talk = talk_of(entry, workshop, declared)
            except InputError as error:
                # The paper is taken in all the same: a mistaken entry is no reason to drop it.
                self.report.fail(f"{workshop.slug}/{FILE_NAME}", "no-such-talk", str(error))
                talk = None
            yield self._paper(workshop, talk, entry)
        by_title = {normalise(talk.title): talk for talk in workshop.talks}
        for told in [*(t for s in declared.sessions or () for t in s.talks), *declared.talks]:
            title = normalise(told.title or "")
            talk = by_title.get(title) or by_title.get(normalise(now_called.get(title, "")))
            if talk is None and isinstance(told.of, int) and told.of <= len(workshop.talks):
                talk = workshop.talks[told.of - 1]
            for link in told.links or ():
                role = link.role or "white paper"
                if talk is not None and (link.file is not None or (link.url and link.role)):
                    yield _Paper(talk_attachment(workshop, talk, role), talk, link.file, link.url)

    def _paper(self, workshop: Workshop, talk: Talk | None, entry: PaperEntry) -> _Paper:
        if talk is not None:
            return _Paper(
                talk_attachment(workshop, talk, entry.role or "white paper"), talk, entry.file, entry.url
            )
        attachment = Attachment(workshop=workshop.slug, role=entry.role, year=workshop.year)
        return _Paper(attachment, None, entry.file, entry.url)

    def _undeclared(self, file: FoundFile, workshop: Workshop) -> _Paper:
        """A file under ``papers/`` that no entry names: of the talk that links to such a file, if there is one."""
        name = file.path.name
        linking = [
            (talk, paper)
            for talk in workshop.talks
            for paper in talk.papers
            if paper.url and Path(url_source_or_none(paper.url) or "").name == name
        ]
        if len(linking) == 1:
            talk, paper = linking[0]
            return _Paper(talk_attachment(workshop, talk, paper.role), talk, file.real)
        return _Paper(Attachment(workshop=workshop.slug, year=workshop.year), None, file.real)

    def _name_left_out(self, files: Sequence[FoundFile], folder: WorkshopFolder) -> None:
        if files:
            names = ", ".join(shown(file.path.name) for file in files[:10])
            more = f" and {len(files) - 10} more" if len(files) > 10 else ""
            self.report.note(
                folder.toml.source,
                f"left out, because {FILE_NAME} does not name them: {names}{more}. "
                "Add a [[papers]] entry for each, or move them to papers/.",
            )

    def _candidates(self, paper: _Paper, root: str) -> Sequence[Candidate]:
        assert paper.file is not None  # noqa: S101 - for the type checker
        source, name = paper.source, shown(paper.file.name)
        candidate = Candidate(source, root, "", paper.file, name, paper.title, None, paper.attachment)
        try:
            if self.check.is_done(replace(candidate, content_hash=hash_file(paper.file))):
                self.check.keep_original(candidate, paper.file)
                return ()
            content_hash, path = self.originals.keep(read_file(paper.file).data)
        except ExtractionError as error:
            self.writer.fail(candidate, error)
            return ()
        return (replace(candidate, content_hash=content_hash, path=path),)

    def _keep(self, slug: str) -> None:
        """Keep the documents of a folder whose ``workshop.toml`` is wrong: it does not say what is gone."""
        entries = self.catalogue.entries()
        self.writer.keep(entry.document.id for entry in entries if entry.document.workshop == slug)


def _with_talks_of_papers(declared: Declared, parsed: ParsedPage) -> Declared:
    """``declared`` with the talks that its papers name, where the page shows no talks but says these titles."""
    if declared.sessions or (parsed.workshop and parsed.workshop.talks):
        return declared
    finder = Finder(parsed.page)
    told = {normalise(talk.title or "") for talk in declared.talks}
    named: dict[str, DeclaredTalk] = {}
    for paper in declared.papers:
        if isinstance(paper.talk, str) and (place := finder.find(paper.talk)):
            title = " ".join(parsed.page.text[place.start : place.end].split())
            if normalise(title) not in told:
                named.setdefault(normalise(title), DeclaredTalk(title, line=paper.line))
    return replace(declared, talks=(*named.values(), *declared.talks))
