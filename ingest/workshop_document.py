"""A parsed workshop page into the catalogue, and how papers are attached to its talks."""

from __future__ import annotations

from corpus.catalogue.catalogue import Entry
from corpus.model import Document, Talk, Workshop
from ingest.intake import Attachment, Candidate, Intake
from ingest.workshop_page.parse.page import ParsedPage
from ingest.workshop_page.passages import passages_of_workshop

READER = "workshop page 4"
"""What parsed it; raised with every change of the parser that changes what comes out."""


def put_workshop_page(
    intake: Intake, candidate: Candidate, parsed: ParsedPage, media_type: str, saved: str = ""
) -> None:
    """Write a parsed page, its passages and its workshop. ``saved`` is the ISO day a reader saved it, if known."""
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
    entry = Entry(
        document, candidate.root, intake.making(READER, attachment), candidate.etag, candidate.last_modified
    )
    passages = passages_of_workshop(parsed, document.id, intake.chunker.split)
    with intake.catalogue.transaction():
        intake.put(entry, [parsed.page], passages)
        if workshop:
            intake.catalogue.put_workshop(workshop)
    intake.encode(())
    intake.report.note(candidate.source, *parsed.notes)


def find_talk(workshop: Workshop, wanted: int | str) -> Talk | None:
    """A talk by its position from 1, or by its title, case and spacing aside."""
    for talk in workshop.talks:
        if talk.position == wanted or str(talk.position) == str(wanted):
            return talk
        if " ".join(talk.title.casefold().split()) == " ".join(str(wanted).casefold().split()):
            return talk
    return None


def talk_attachment(workshop: Workshop, talk: Talk, role: str) -> Attachment:
    """How a paper of this talk is attached. ``role`` "paper" means white paper."""
    return Attachment(
        workshop=workshop.slug,
        session=next((s.label for s in workshop.sessions if talk in s.talks), None),
        talk=talk.title,
        speaker=talk.speaker,
        country=talk.country,
        role="presentation" if role == "presentation" else "white paper",
        year=workshop.year,
    )
