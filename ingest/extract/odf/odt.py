"""OpenDocument texts (.odt): a page is a section under a top-level heading."""

from __future__ import annotations

from importlib.metadata import version

from corpus.model import Extraction, Page
from ingest.extract.msoffice.pages import Block, build_sections
from ingest.extract.odf.package import STYLE, Document
from ingest.extract.odf.text import TextReader
from ingest.extract.remarks import undescribed

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_EDGES = tuple(
    f"{STYLE}{name}" for name in ("header", "header-left", "header-first", "footer", "footer-left", "footer-first")
)


def extract(data: bytes) -> Extraction:
    """Raises ExtractionError: encrypted, damaged, too-large, output-limit."""
    document = Document.open(data, "text")
    reader = TextReader(document)
    reader.read_deletions()
    reader.read(document.body)
    blocks = [*reader.gathered.blocks, *_edges(document)]
    pages = build_sections(blocks)
    notes = [*document.package.notes, *undescribed(reader.undescribed)]
    if not pages:
        pages = (Page(1, ""),)
        notes.append("The document holds no text.")
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=pages,
        extractor=f"workshop-search odf + lxml {version('lxml')}",
        title=document.title,
        notes=tuple(dict.fromkeys(notes)),
    )


def _edges(document: Document) -> list[Block]:
    """The texts of headers and footers, each but once."""
    found: dict[str, Block] = {}
    for edge in () if document.style_root is None else document.style_root.iter(*_EDGES):
        reader = TextReader(document)
        reader.read(edge)
        for block in reader.gathered.blocks:
            if block.text:
                found.setdefault(block.text, Block(block.text, "boilerplate"))
    return list(found.values())
