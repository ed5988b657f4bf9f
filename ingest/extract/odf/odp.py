"""OpenDocument presentations (.odp): one page a slide."""

from __future__ import annotations

from importlib.metadata import version

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page
from ingest.extract.msoffice.ooxml.opc import Element
from ingest.extract.msoffice.pages import FRAME, build_page, hidden_page
from ingest.extract.odf.package import DRAW, PRESENTATION, TEXT, Document
from ingest.extract.odf.text import TextReader

MEDIA_TYPE = "application/vnd.oasis.opendocument.presentation"
MAX_SLIDES = 10_000
_FRAMES = ("footer", "header", "date-time", "page-number")


def extract(data: bytes) -> Extraction:
    """Raises ExtractionError: empty, encrypted, damaged, too-large, output-limit."""
    document = Document.open(data, "presentation")
    slides = document.body.findall(f"{DRAW}page")
    if not slides:
        raise ExtractionError("empty", "The presentation has no slides.")
    if len(slides) > MAX_SLIDES:
        raise ExtractionError("too-large", f"The presentation has {len(slides)} slides, more than {MAX_SLIDES}.")
    reader = TextReader(document)
    pages: list[Page] = []
    image_only: list[int] = []
    for number, slide in enumerate(slides, start=1):
        _read(reader, slide)
        blocks, reader.gathered.blocks = reader.gathered.blocks, []
        page = build_page(number, blocks, f"Slide {number}")
        properties = document.styles.drawing_page(slide.get(f"{DRAW}style-name", ""))
        left_out = properties is not None and properties.get(f"{PRESENTATION}visibility") == "hidden"
        pages.append(hidden_page(page) if left_out else page)
        pictured = next(slide.iter(f"{DRAW}image"), None) is not None
        if pictured and not any(block.text and block.role not in FRAME for block in blocks):
            image_only.append(number)
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=tuple(pages),
        extractor=f"workshop-search odf + lxml {version('lxml')}",
        title=document.title,
        notes=tuple(dict.fromkeys(document.package.notes)),
        image_only=tuple(image_only),
    )


def _read(reader: TextReader, slide: Element) -> None:
    """The title first, then shapes in their order, what frames the slide, and the speaker's notes."""
    shapes = [s for s in slide if isinstance(s.tag, str) and s.tag.startswith(DRAW)]
    titles = [shape for shape in shapes if shape.get(f"{PRESENTATION}class") == "title"]
    for shape in titles:
        text = " ".join(reader.line(paragraph) for paragraph in shape.iter(f"{TEXT}p", f"{TEXT}h"))
        reader.gathered.add(text, "heading", 1)
    framing = []
    for shape in shapes:
        kind = shape.get(f"{PRESENTATION}class")
        if kind in _FRAMES:
            framing.append(shape)
        elif shape not in titles and not _is_placeholder(shape):
            reader.frame(shape, 1) if len(shape) else None
    for shape in framing:
        reader.gathered.frame("".join(p.itertext()) for p in shape.iter(f"{TEXT}p"))
    notes = slide.find(f"{PRESENTATION}notes")
    for shape in () if notes is None else notes:
        if shape.get(f"{PRESENTATION}class") == "notes" and not _is_placeholder(shape):
            texts = [reader.line(paragraph) for paragraph in shape.iter(f"{TEXT}p", f"{TEXT}h")]
            reader.gathered.extend(texts, "notes")


def _is_placeholder(shape: Element) -> bool:
    """Whether a shape only says where to click."""
    return bool(shape.get(f"{PRESENTATION}placeholder") == "true")
