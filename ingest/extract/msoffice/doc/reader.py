"""Word 2 to 2003 (.doc, .dot). Such files have no pages: a page is a section under a top-level heading."""

from __future__ import annotations

from importlib.metadata import version

from corpus.model import Extraction, Page
from ingest.extract.msoffice.doc.binary_file import WORD_2, WordFile
from ingest.extract.msoffice.doc.text import DocReader
from ingest.extract.msoffice.ole import Container
from ingest.extract.msoffice.pages import build_sections

MEDIA_TYPE = "application/msword"


def extract(data: bytes) -> Extraction:
    """Read a document. Raises ExtractionError: empty, encrypted, damaged, unsupported, output-limit."""
    container = None if data.startswith(WORD_2) else Container.open(data)
    file = WordFile.open_word_2(data) if container is None else WordFile.open(container)
    reader = DocReader.open(file)
    blocks = reader.blocks()
    pages = build_sections(blocks)
    image_only: tuple[int, ...] = ()
    if not pages:
        # A readable document that holds none is no failure: it is one empty page, and the report says so.
        pages = (Page(1, ""),)
        file.notes.append("The document holds no text.")
        image_only = (1,) if "\x01" in file.text or "\x08" in file.text else ()
    if reader.pictures and not image_only:
        several = reader.pictures > 1
        file.notes.append(f"{reader.pictures} picture{'s were' if several else ' was'} not read.")
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=pages,
        extractor=f"workshop-search doc + olefile {version('olefile')}",
        title=container.title() if container is not None else None,
        notes=tuple(dict.fromkeys(file.notes)),
        image_only=image_only,
        shapes_seen=reader.seen,
        shapes_read=reader.read,
    )
