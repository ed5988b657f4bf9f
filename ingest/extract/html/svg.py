"""Drawings in files of their own (.svg): their title, description and text."""

from __future__ import annotations

from importlib.metadata import version

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract.charset import declared_in_markup, decode_text
from ingest.extract.html.reader import parsed_tree
from ingest.extract.html.replaced import drawing_parts
from ingest.extract.msoffice.pages import Collector, build_page, sensible_title

MEDIA_TYPE = "image/svg+xml"


def extract(data: bytes) -> Extraction:
    """One page; a text element is a line. Raises ExtractionError empty where the drawing holds no text."""
    tree = parsed_tree(decode_text(data, None, declared_in_markup(data)).text)
    gathered = Collector()
    titles: list[str] = []
    if tree is not None:
        titles, descriptions, texts = drawing_parts(tree)
        for title in titles[:1]:
            gathered.add(title, "heading", 1)
        gathered.extend([*titles[1:], *descriptions])
        gathered.extend(texts)
    page = build_page(1, gathered.blocks)
    if not page.text:
        raise ExtractionError("empty", "The drawing holds no text. If it shows some, print it to a PDF.")
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=(page,),
        extractor=f"lxml {version('lxml')}",
        title=sensible_title(titles[0] if titles else None),
    )
