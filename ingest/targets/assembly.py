"""Puts the parts of a run together: each is given the parts that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue.catalogue import Catalogue
from corpus.model import Passage
from ingest.indexing.blob_store import Originals
from ingest.indexing.change_check import ChangeCheck
from ingest.indexing.chunk import Chunker, ChunkingEncoder, chunker_key
from ingest.indexing.container import ContainerIngester
from ingest.indexing.file_ingester import FileIngester
from ingest.indexing.file_reader import FileReader
from ingest.indexing.fingerprint import Fingerprints
from ingest.indexing.report import Progress, Report
from ingest.indexing.within import FilesWithin
from ingest.indexing.writer import DocumentWriter
from ingest.sources.http.response import Fetcher
from ingest.targets.correcting import PageCorrector
from ingest.targets.following import Follower
from ingest.targets.jsonl import RecordsIngester
from ingest.targets.target import Options, TargetIngester
from ingest.targets.unseen import UnseenDocuments
from ingest.targets.website import WebsiteIngester
from ingest.targets.workshop_folder import WorkshopFolderIngester
from ingest.targets.workshop_page import WorkshopPages
from ingest.workshop_page.declared.corrections import Corrections
from ingest.workshop_page.reading import ReadingPool


@dataclass(frozen=True, slots=True)
class Parts:
    """What a run works with."""

    catalogue: Catalogue
    originals: Originals
    encoder: ChunkingEncoder
    pool: ReadingPool
    fetcher: Fetcher
    report: Report
    progress: Progress
    options: Options
    data: Path
    now: str
    encode: Callable[[Sequence[Passage]], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Ingesters:
    """What ingests targets, what reads corrected pages again, and the writer of both."""

    targets: TargetIngester
    corrector: PageCorrector
    writer: DocumentWriter


def assembled(
    parts: Parts, slugs: Mapping[str, str] | None = None, *, file_ingester: type[FileIngester] = FileIngester
) -> Ingesters:
    """The ingesters of a run. ``slugs`` are those that workshop pages had, by the sources that they have now."""
    catalogue, originals, pool = parts.catalogue, parts.originals, parts.pool
    report, progress, options = parts.report, parts.progress, parts.options
    corrections = Corrections(parts.data)
    chunker = Chunker(parts.encoder, parts.encoder.identity.text_tokens)
    fingerprints = Fingerprints(chunker_key(parts.encoder), corrections)
    writer = DocumentWriter(catalogue, report, fingerprints, parts.now, parts.encode)
    within = FilesWithin(catalogue, originals, fingerprints, writer)
    check = ChangeCheck(catalogue, originals, fingerprints, within, writer, report)
    containers = ContainerIngester(catalogue, originals, pool, within, check, writer, report)
    reader = FileReader(catalogue, pool, corrections, report, progress)
    files = file_ingester(catalogue, reader, chunker, fingerprints, writer, containers, report, progress)
    pages = WorkshopPages(catalogue, check, files, fingerprints, writer, report, chunker.split, dict(slugs or {}))
    website = WebsiteIngester(
        catalogue,
        originals,
        Follower(parts.fetcher, pool),
        within,
        check,
        files,
        pages,
        writer,
        report,
        progress,
        options.web,
    )
    workshops = WorkshopFolderIngester(
        catalogue, originals, pool, corrections, fingerprints, check, files, pages, website, writer, report
    )
    records = RecordsIngester(check, chunker, fingerprints, writer, report, progress)
    unseen = UnseenDocuments(catalogue, writer, report, options.allow_removals)
    targets = TargetIngester(
        catalogue,
        originals,
        check,
        files,
        pages,
        website,
        workshops,
        records,
        unseen,
        writer,
        report,
        progress,
        options,
        parts.data,
    )
    corrector = PageCorrector(catalogue, originals, files, pages, workshops, writer, report, progress, parts.data)
    return Ingesters(targets, corrector, writer)
