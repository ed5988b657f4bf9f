"""One file read once, in a worker: as a workshop's page where it is one, else as a document like any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from corpus.errors import ExtractionError, InputError
from corpus.ids import digest
from corpus.model import Extraction, Page
from ingest.extract import media, registry
from ingest.extract.attachments import with_bytes
from ingest.extract.sandbox.limits import Limits
from ingest.extract.sandbox.pool import WorkerPool
from ingest.extract.sense import Sense, make_sense
from ingest.workshop_page.linked_file import LinkedFile
from ingest.workshop_page.parse.parsed_page import ParsedPage
from ingest.workshop_page.read.page import READABLE, read_page

TARGET = "ingest.workshop_page.reading:read"
VERSION = "workshop page 10"
"""What read it; raised with every change of the reader that changes what comes out."""

_LARGEST_PAGE = 8 * 1024 * 1024
"""Bytes; longer texts are books and data, read as documents only."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file.

    ``parsed`` is it as a page, None for what is no page (a PDF, slides) or was not asked for as one. Where that
    shows no workshop, ``extraction`` is the file as a document. ``links`` are those of the page. ``sense`` is what
    a web page was judged to be, where only that was asked for.
    """

    media_type: str
    parsed: ParsedPage | None = None
    extraction: Extraction | None = None
    links: tuple[LinkedFile, ...] = ()
    sense: Sense | None = None

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages that were made of the file."""
        return (
            *(self.parsed.pages if self.parsed else ()),
            *(self.extraction.pages if self.extraction else ()),
        )


def read(
    data: bytes,
    media_type: str | None = None,
    name: str | None = None,
    url: str | None = None,
    charset: str | None = None,
    slug: str | None = None,
    document_id: str = "",
    as_page: str = "",
    only_sense: str = "",
    place: str | None = None,
    attached_from: str = "0",
) -> Reading:
    """Read one file. With ``slug`` it is tried as a workshop's page; ``as_page`` says that it is one for sure.

    ``url`` resolves its links, or ``place`` (a file URI) those of a page without; ``charset`` is what a server
    declared. With ``only_sense`` a web page is judged and not read. The bytes of files inside it come from number
    ``attached_from`` on, as many as are sent at once. Raises ExtractionError and nothing else; its code is a
    SenseCode for a page that holds nothing.
    """
    kind = media_type or media.detect(data, name)
    sense = Sense()
    if kind == media.HTML and not as_page:  # what a person calls a workshop's page is one
        sense = make_sense(data, url, charset)
        if sense.code and not only_sense:
            raise ExtractionError(sense.code, sense.message)
    if only_sense:
        return Reading(kind, sense=sense)
    may_be_page = as_page or (kind in READABLE and len(data) <= _LARGEST_PAGE)
    if slug is None or not may_be_page:
        return Reading(kind, extraction=with_bytes(registry.extract(data, media_type, name), int(attached_from)))
    # Only workers read pages; whoever starts without these rules starts a third of a second sooner.
    from ingest.workshop_page.linked import linked_files
    from ingest.workshop_page.parse.page import parse_workshop_page

    try:
        lines = read_page(data, name=name, url=url or place, charset=charset)
        parsed = parse_workshop_page(lines, slug, url, document_id, sure=bool(as_page))
    except InputError as error:
        raise ExtractionError("damaged", str(error)) from error
    links = linked_files(lines)
    extraction = None
    if parsed.workshop is None and not as_page:
        extraction = with_bytes(registry.extract(data, media_type, name), int(attached_from))
    return Reading(lines.media_type, parsed, extraction, links)


class ReadingPool(WorkerPool[Reading]):
    """Reads files as :func:`read` does, in worker processes."""

    def __init__(self, workers: int | None = None, limits: Limits | None = None) -> None:
        super().__init__(workers, limits, target=TARGET, decode=decoded)


def decoded(message: dict[str, Any]) -> Reading:
    """The reading of a worker's answer. Raises ValueError where it is none: a worker is not to be trusted."""
    try:
        reading = msgspec.convert(message, Reading)
    except msgspec.ValidationError as error:
        raise ValueError("The answer is no reading.") from error
    lengths = {page.number: len(page.text) for page in (reading.parsed.pages if reading.parsed else ())}
    for part in reading.parsed.parts if reading.parsed else ():
        if not 0 <= part.extent.start <= part.extent.end <= lengths.get(part.extent.page, -1):
            raise ValueError("A part outside its page.")
    for page in reading.pages:
        if any(not 0 <= span.start <= span.end <= len(page.text) for span in page.spans):
            raise ValueError("A span outside its page.")
    for file in reading.extraction.attachments if reading.extraction else ():
        if file.data and (len(file.data) != file.size or digest(file.data) != file.content_hash):
            raise ValueError("A file inside that is not what it is said to be.")
    return reading
