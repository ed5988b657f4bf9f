"""A folder with a ``workshop.toml``: the saved page, and the papers attached to its talks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.errors import ExtractionError, InputError
from corpus.ids import digest, document_id
from corpus.model import Talk, Workshop
from ingest.extract.sandbox.pool import ExtractionPool
from ingest.indexing.blob_store import Originals
from ingest.indexing.writer import Attachment, Candidate, Intake
from ingest.sources.files import hash_file, read_file, shown
from ingest.sources.folder import WorkshopFolder
from ingest.sources.http.response import Fetcher
from ingest.sources.urls import file_source, url_source
from ingest.targets.website import PaperToFetch, WebIntake, WebOptions
from ingest.targets.workshop_page import READER, put_workshop_page, talk_attachment
from ingest.workshop_page.manifest import FILE_NAME, PaperEntry, WorkshopManifest, read_manifest, talk_of
from ingest.workshop_page.parse.page import parse_workshop_page
from ingest.workshop_page.read.page import read_page


def take_workshop_folder(
    intake: Intake,
    pool: ExtractionPool,
    originals: Originals,
    fetcher: Fetcher,
    folder: WorkshopFolder,
    root: str,
    web: WebOptions,
) -> None:
    """The saved page of a folder with a ``workshop.toml``, then the papers that file attaches."""
    try:
        manifest = read_manifest(folder.path)
        workshop = _take_page(intake, originals, manifest, root)
    except (InputError, ExtractionError) as error:
        code = error.code if isinstance(error, ExtractionError) else "workshop-folder"
        intake.report.fail(folder.toml.source, code, str(error))
        _keep(intake, folder.path.resolve().name)
        return
    if workshop is not None:
        _take_papers(intake, pool, originals, fetcher, manifest, workshop, root, web)


def _take_page(intake: Intake, originals: Originals, manifest: WorkshopManifest, root: str) -> Workshop | None:
    slug, path = manifest.slug, manifest.page
    source = url_source(manifest.url)
    attachment = Attachment(workshop=slug, role="workshop page")
    # The manifest's title and address are part of what the page becomes.
    content_hash = digest(f"{hash_file(path)} {manifest.url} {manifest.title}")
    if intake.unchanged(source, content_hash, intake.making(READER, attachment), attachment):
        return intake.catalogue.workshop(slug)
    data = read_file(path).data
    _, kept = originals.keep(data)
    lines = read_page(data, name=path.name, url=manifest.url)
    parsed = parse_workshop_page(lines, slug, manifest.url, document_id(source))
    if manifest.title:
        named = replace(parsed.workshop, title=manifest.title) if parsed.workshop else None
        parsed = replace(parsed, title=manifest.title, workshop=named)
    candidate = Candidate(source, root, content_hash, kept, path.name, url=manifest.url, attachment=attachment)
    put_workshop_page(intake, candidate, parsed, lines.media_type, manifest.saved.isoformat())
    return parsed.workshop


def _take_papers(
    intake: Intake,
    pool: ExtractionPool,
    originals: Originals,
    fetcher: Fetcher,
    manifest: WorkshopManifest,
    workshop: Workshop,
    root: str,
    web: WebOptions,
) -> None:
    files: list[Candidate] = []
    urls: list[PaperToFetch] = []
    for entry in manifest.papers:
        try:
            talk = talk_of(entry, workshop, manifest)
        except InputError as error:
            intake.report.fail(f"{workshop.slug}/{FILE_NAME}", "no-such-talk", str(error))
            intake.seen.add(document_id(_source(entry)))  # a mistaken entry is no reason to drop its paper
            continue
        attachment = talk_attachment(workshop, talk, entry.role)
        if entry.url is not None:
            urls.append(PaperToFetch(entry.url, attachment, talk.title))
        else:
            files += _file_candidate(intake, originals, entry, attachment, root, talk)
    intake.take_files(files, pool)
    WebIntake(intake, pool, originals, fetcher, web).take_papers(urls, root)


def _file_candidate(
    intake: Intake, originals: Originals, entry: PaperEntry, attachment: Attachment, root: str, talk: Talk
) -> Sequence[Candidate]:
    assert entry.file is not None  # noqa: S101 - for the type checker: an entry has a file or a URL
    source, name = _source(entry), shown(entry.file.name)
    try:
        if intake.unchanged(source, hash_file(entry.file), None, attachment):
            return ()
        content_hash, path = originals.keep(read_file(entry.file).data)
    except ExtractionError as error:
        intake.fail(Candidate(source, root, "", entry.file, name, talk.title, None, attachment), error)
        return ()
    return (Candidate(source, root, content_hash, path, name, talk.title, None, attachment),)


def _source(entry: PaperEntry) -> str:
    return file_source(entry.file) if entry.file is not None else url_source(entry.url or "")


def _keep(intake: Intake, slug: str) -> None:
    """A mistake in a folder's ``workshop.toml`` says nothing about what is gone from it."""
    for known in intake.catalogue.entries():
        if known.document.workshop == slug:
            intake.seen.add(known.document.id)
