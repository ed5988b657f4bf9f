"""Workshop pages written into the catalogue, and how papers are attached to their talks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.ids import document_id
from corpus.model import Document, PaperRole, Talk, Workshop
from ingest.indexing.candidate import Attachment, Candidate
from ingest.indexing.change_check import ChangeCheck
from ingest.indexing.file_ingester import FileIngester
from ingest.indexing.fingerprint import Fingerprints
from ingest.indexing.report import Report
from ingest.indexing.writer import DocumentWriter
from ingest.sources.urls import url_source_or_none
from ingest.workshop_page.declared.talk_names import talks_called
from ingest.workshop_page.parse.parsed_page import ParsedPage
from ingest.workshop_page.passages import Split, passages_of_workshop
from ingest.workshop_page.reading import VERSION, Reading

GENERIC = frozenset("index default home page main".split())
"""Names of files that say nothing about their content."""


def slug_of(path: str) -> str:
    """A slug from the path of a page: the last part that says something about its content."""
    names = [name for name in path.rstrip("/").split("/") if name]
    stem = names[-1].rsplit(".", 1)[0] if names else ""
    if stem.lower() in GENERIC and len(names) > 1:
        stem = names[-2]
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:80] or "workshop"


@dataclass(frozen=True, slots=True)
class WorkshopPages:
    """Writes workshop pages that were read, each with the structure of its workshop.

    ``split`` cuts a text into passages. ``slugs`` are those that pages keep although their file has another name
    now, by source or content hash.
    """

    catalogue: Catalogue
    check: ChangeCheck
    files: FileIngester
    fingerprints: Fingerprints
    writer: DocumentWriter
    report: Report
    split: Split
    slugs: dict[str, str]

    def slug_for(self, source: str, path: str, content_hash: str = "") -> str:
        """The slug this page already has, here or where it was before, or one from its place that no other has."""
        entry = self.catalogue.entry(document_id(source))
        if entry and entry.document.workshop and entry.document.role == "workshop page":
            return entry.document.workshop
        if kept := self.slugs.get(source) or self.slugs.get(content_hash):
            return kept
        slug = slug_of(path)
        taken = self.catalogue.workshop(slug)
        own = taken is None or taken.document_id == document_id(source)
        return slug if own else f"{slug}-{document_id(source)[1:7]}"

    def put_reading(self, candidate: Candidate, reading: Reading) -> None:
        """Write what was read: a workshop page with its structure, anything else as a document."""
        parsed = reading.parsed
        if parsed is None or parsed.workshop is None:
            if parsed is not None:
                self.report.note(candidate.source, *parsed.notes)
            if not self.check.is_done(candidate) and reading.extraction is not None:
                self.files.put(candidate, reading.extraction)
            return
        slug = parsed.workshop.slug
        candidate = replace(candidate, attachment=Attachment(slug, role="workshop page"))
        if not self.check.is_done(candidate, self.fingerprints.of_workshop_page(slug)):
            self.put(candidate, parsed, reading.media_type)

    def put(self, candidate: Candidate, parsed: ParsedPage, media_type: str, saved: str = "") -> None:
        """Write a parsed page, its passages and its workshop. ``saved`` is the ISO day it was saved, if known."""
        workshop = parsed.workshop
        attachment = candidate.attachment
        document = Document(
            id=candidate.id,
            source=candidate.source,
            title=parsed.title,
            url=candidate.url,
            media_type=media_type,
            content_hash=candidate.content_hash,
            workshop=attachment.workshop if attachment and workshop else None,
            role="workshop page" if workshop else None,
            year=workshop.year if workshop else None,
            original=candidate.path.name,
            retrieved=saved,
        )
        fingerprint = self.fingerprints.of(VERSION, attachment)
        entry = Entry(document, candidate.root, fingerprint, candidate.etag, candidate.last_modified)
        passages = passages_of_workshop(parsed, document.id, self.split)
        with self.writer.transaction():
            self.writer.put(entry, parsed.pages, passages)
            if workshop:
                self.catalogue.put_workshop(workshop)
        self.report.note(candidate.source, *parsed.notes)


def find_talk(workshop: Workshop, wanted: int | str) -> Talk | None:
    """A talk by its position from 1, or by its title, as :func:`talks_called` has it. None if several would do."""
    found = [talk for talk in workshop.talks if str(talk.position) == str(wanted)]
    found = found or talks_called(str(wanted), workshop.talks)
    return found[0] if len(found) == 1 else None


def talk_attachment(workshop: Workshop, talk: Talk, role: PaperRole | Literal["paper"] | None) -> Attachment:
    """How a paper of this talk is attached. ``role`` "paper" means white paper, None is any other file."""
    return Attachment(
        workshop=workshop.slug,
        session=next((s.label for s in workshop.sessions if talk in s.talks), None),
        talk=talk.title,
        speaker=talk.speaker,
        country=talk.country,
        role="white paper" if role == "paper" else role,
        year=workshop.year,
    )


def attached_links(workshop: Workshop | None) -> dict[str, tuple[Attachment, str]]:
    """For each canonical source that a talk links to: how it is attached, and the talk's title."""
    found: dict[str, tuple[Attachment, str]] = {}
    if workshop is None:
        return found
    for talk in workshop.talks:
        roles: dict[str, PaperRole | None] = {link.url: None for link in talk.links}
        roles |= {paper.url: paper.role for paper in talk.papers if paper.url}
        for url, role in roles.items():
            source = url_source_or_none(url) or url  # a bad address too is known as a talk's, and named
            found.setdefault(source, (talk_attachment(workshop, talk, role), talk.title))
    return found
