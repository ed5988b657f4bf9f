"""Web pages saved in one file (.mht): the page, and the pages of its frames, as the reader of HTML reads them."""

from __future__ import annotations

from dataclasses import replace

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page
from ingest.extract.html import reader as html_reader
from ingest.extract.mail.eml import header, leaves, parsed, payload


def extract(data: bytes) -> Extraction:
    """Raises ExtractionError: empty, damaged."""
    message = parsed(data)
    read: list[Extraction] = []
    for part in leaves(message):
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            try:
                read.append(html_reader.extract(payload(part), part.get_content_charset()))
            except ExtractionError as error:
                if error.code != "empty":
                    raise
    if not read:
        raise ExtractionError("empty", "The saved web page holds no text.")
    pages: list[Page] = [page for one in read for page in one.pages]
    return replace(
        read[0],
        pages=tuple(replace(page, number=number) for number, page in enumerate(pages, 1)),
        title=read[0].title or header(message, "Subject") or None,
        notes=tuple(dict.fromkeys(note for one in read for note in one.notes)),
    )
