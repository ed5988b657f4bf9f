"""The reference of a passage: what every citation format is written from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from corpus.ids import normalise
from corpus.model import Document, Workshop
from corpus.reading import passage_text
from search.engine import Engine
from search.features.citation.location import location, page_number

WorkKind = Literal["workshop page", "presentation", "white paper", "document"]


@dataclass(frozen=True, slots=True)
class Reference:
    """The source of a passage and its place there. Unknown fields are None or (); nothing is guessed.

    ``key`` is unique to the passage and a valid BibTeX key. ``authors`` are names as printed, never inverted:
    which part is the family name is not known. ``organizations`` tells whether the authors are organisations.
    ``day`` and ``last_day`` are ISO dates of the workshop, ``retrieved`` is the ISO day the source was retrieved.
    ``place_in_work`` is the page, slide or section for a reader ("p. 4", "slide 7"), ``page`` the bare number or
    label of a page or slide; neither repeats the title. ``file`` is the name of a file that has no address.
    ``permalink`` is the passage's own address, if it has one.
    """

    key: str
    kind: WorkKind
    title: str
    quote: str
    authors: tuple[str, ...] = ()
    organizations: bool = False
    event: str | None = None
    venue: str | None = None
    day: str | None = None
    last_day: str | None = None
    date_text: str | None = None
    year: int | None = None
    publishers: tuple[str, ...] = ()
    url: str | None = None
    file: str | None = None
    permalink: str | None = None
    retrieved: str | None = None
    page: str | None = None
    place_in_work: str | None = None
    section: str | None = None
    media_type: str = ""


def reference(engine: Engine, passage_id: str, base: str | None = None) -> Reference:
    """The reference of a passage. ``base`` is the address of this service, for permalinks.

    Raises NotFoundError for an unknown id.
    """
    passage = engine.passage(passage_id)
    document = engine.document(passage.document_id)
    workshop = engine.snapshot.store.workshop(passage.workshop or "")
    kind: WorkKind = document.role or "document"
    own_page = kind == "workshop page"
    speaker = document.speaker or (passage.speaker if kind != "workshop page" else None)
    organizers = workshop.organizers if workshop else ()
    title = workshop.title if workshop and own_page else document.title
    place = location(passage, document, page="p.")
    return Reference(
        key=f"{(passage.workshop or 'document').replace('-', '')}-{passage.id}",
        kind=kind,
        title=title,
        quote=passage_text(passage, document),
        authors=organizers if own_page else (speaker,) if speaker else (),
        organizations=own_page and bool(organizers),
        event=workshop.title if workshop and not own_page else None,
        venue=workshop.venue if workshop else None,
        day=workshop.first_day if workshop else None,
        last_day=workshop.last_day if workshop else None,
        date_text=workshop.date_text if workshop else None,
        year=workshop.year if workshop and workshop.year else document.year,
        publishers=() if own_page else organizers,
        url=_url(document, workshop),
        file=_file(document),
        permalink=f"{base.rstrip('/')}/passages/{passage.id}" if base else None,
        retrieved=(document.retrieved or document.first_seen)[:10] or None,
        page=page_number(passage, document),
        place_in_work=None if place and _same(place, title) else place,
        section=" › ".join(step for step in passage.heading_path if not _same(step, title)) or None,
        media_type=document.media_type,
    )


def workshop_reference(engine: Engine, workshop: Workshop) -> Reference:
    """The reference of a workshop as a whole, by its page."""
    document = engine.document(workshop.document_id)
    return Reference(
        key=workshop.slug.replace("-", ""),
        kind="workshop page",
        title=workshop.title,
        quote="",
        authors=workshop.organizers,
        organizations=bool(workshop.organizers),
        venue=workshop.venue,
        day=workshop.first_day,
        last_day=workshop.last_day,
        date_text=workshop.date_text,
        year=workshop.year,
        url=_url(document, workshop),
        file=_file(document),
        retrieved=(document.retrieved or document.first_seen)[:10] or None,
        media_type=document.media_type,
    )


def _same(one: str, other: str) -> bool:
    return normalise(one) == normalise(other)


def _file(document: Document) -> str | None:
    """The name of the file a document was read from, and the record in it; None for what has an address."""
    if document.url or not document.source.startswith(("file:", "upload:")):
        return None
    path, _, record = document.source.partition("#")
    return unquote(path.rsplit("/", 1)[-1]) + (f"#{unquote(record)}" if record else "")


def _url(document: Document, workshop: Workshop | None) -> str | None:
    """The source on the web. A paper without an address of its own is cited by its workshop's page."""
    if document.url:
        return document.url
    return workshop.url if workshop else None
