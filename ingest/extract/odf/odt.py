"""OpenDocument texts (.odt): a page is a section under a top-level heading."""

from __future__ import annotations

from importlib.metadata import version

from corpus.model import Extraction, Page
from ingest.extract.msoffice.pages import FRAME, Block, build_sections, sensible_title
from ingest.extract.odf.package import STYLE, Document
from ingest.extract.odf.text import TextReader

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
    notes = list(document.package.notes)
    if not pages:
        pages = (Page(1, ""),)
        notes.append("The document holds no text.")
    title = document.title
    if title is None:
        first = next((block for block in blocks if block.text and block.role not in FRAME), None)
        title = sensible_title(first.text) if first is not None and first.role == "heading" else None
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=pages,
        extractor=f"workshop-search odf + lxml {version('lxml')}",
        title=title,
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
