"""A mail as pages: its subject, its headers, its text. Readers of all mail formats end here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page, Span
from ingest.extract.attachments import Attachments
from ingest.extract.html import reader as html_reader
from ingest.extract.msoffice.pages import Collector, build_page, sensible_title
from ingest.extract.runs import one_line

_MOST_NAMED = 1_000
"""Characters of a header; lists of hundreds of addressees say nothing more."""


@dataclass(frozen=True, slots=True)
class Body:
    """A part of a mail's text: plain ``text``, or the bytes of HTML in the charset they declare."""

    text: str = ""
    markup: bytes = b""
    charset: str | None = None


@dataclass(slots=True)
class Letter:
    """A mail. ``headers`` are (name, value) in the order to show; ``pictures`` counts those that are not read."""

    subject: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    attachments: Attachments = field(default_factory=Attachments)
    pictures: int = 0
    notes: list[str] = field(default_factory=list)


def as_extraction(letter: Letter, media_type: str, extractor: str) -> Extraction:
    """The pages of a mail: headers lead the first. Raises ExtractionError empty where nothing was written."""
    pages, notes = _pages(letter)
    found = letter.attachments
    if not pages and not found.files:
        raise ExtractionError("empty", "The mail holds no text.")
    lead = _lead(letter)
    if letter.pictures:
        notes.append(f"{letter.pictures} pictures in the mail were not read.")
    return Extraction(
        media_type=media_type,
        pages=_numbered([_joined(lead, pages[0]), *pages[1:]] if pages else [lead]),
        extractor=extractor,
        title=sensible_title(letter.subject),
        notes=tuple(dict.fromkeys([*letter.notes, *notes, *found.notes])),
        attachments=tuple(found.files),
    )


def _lead(letter: Letter) -> Page:
    gathered = Collector()
    gathered.add(letter.subject, "heading", 1)
    gathered.extend(f"{name}: {one_line(value)[:_MOST_NAMED]}" for name, value in letter.headers if value.strip())
    return build_page(1, gathered.blocks, one_line(letter.subject)[:120] or None)


def _pages(letter: Letter) -> tuple[list[Page], list[str]]:
    pages: list[Page] = []
    notes: list[str] = []
    for body in letter.bodies:
        if not body.markup:
            gathered = Collector()
            for paragraph in body.text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n"):
                gathered.add(paragraph)
            pages += [build_page(1, gathered.blocks)] if gathered.blocks else []
            continue
        try:
            read = html_reader.extract(body.markup, body.charset)
        except ExtractionError as error:
            if error.code != "empty":
                raise
            continue
        # A mail has no menus around its text.
        pages += [
            replace(page, spans=tuple(span for span in page.spans if span.role != "boilerplate"))
            for page in read.pages
        ]
        notes += [note for note in read.notes if "main text" not in note]
    return pages, notes


def _joined(lead: Page, page: Page) -> Page:
    """The page with the lead before it."""
    if not lead.text:
        return page
    by = len(lead.text) + 2
    moved = (Span(span.start + by, span.end + by, span.role, span.level) for span in page.spans)
    return replace(lead, text=f"{lead.text}\n\n{page.text}", spans=(*lead.spans, *moved))


def _numbered(pages: Sequence[Page]) -> tuple[Page, ...]:
    return tuple(replace(page, number=number) for number, page in enumerate(pages, 1))
