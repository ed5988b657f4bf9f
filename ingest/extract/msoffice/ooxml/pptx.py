"""PowerPoint 2007 and later (.pptx, .ppsx, .potx, with or without macros): one page a slide, in show order."""

from __future__ import annotations

from importlib.metadata import version

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page
from ingest.extract.msoffice.ole import refuse_encrypted
from ingest.extract.msoffice.ooxml.drawingml import R
from ingest.extract.msoffice.ooxml.opc import Element, Package
from ingest.extract.msoffice.ooxml.slides import SlideReader
from ingest.extract.msoffice.pages import FRAME, Block, Collector, build_page, hidden_page
from ingest.extract.remarks import undescribed

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MAX_SLIDES = 10_000

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def extract(data: bytes) -> Extraction:
    """Read a presentation. Raises ExtractionError: empty, encrypted, damaged, too-large, output-limit."""
    if not data:
        raise ExtractionError("empty", "The file has no bytes.")
    refuse_encrypted(data)
    package = Package.open(data)
    main = package.main_part("ppt/presentation.xml")
    parts = _slide_parts(package, main)
    reader = SlideReader(package, Collector(), authors=_authors(package, main))
    pages: list[Page] = []
    image_only: list[int] = []
    undescribed_on: list[int] = []
    for number, part in enumerate(parts, start=1):
        before = reader.undescribed
        blocks = _blocks(reader, part, number)
        undescribed_on.extend([number] if reader.undescribed > before else [])
        page = build_page(number, blocks, f"Slide {number}")
        pages.append(hidden_page(page) if reader.is_hidden else page)
        if reader.has_picture and not any(block.text and block.role not in FRAME for block in blocks):
            image_only.append(number)
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=tuple(pages),
        extractor=f"workshop-search pptx + lxml {version('lxml')}",
        title=package.title(),
        notes=tuple(dict.fromkeys([*package.notes, *undescribed(reader.undescribed, undescribed_on, "slide")])),
        image_only=tuple(image_only),
        shapes_seen=reader.seen,
        shapes_read=reader.read,
    )


def _authors(package: Package, main: str) -> dict[str, str]:
    """The names of those who comment, by the ids that comments refer to them with."""
    found: dict[str, str] = {}
    for relation in package.relations(main).values():
        if relation.kind in ("commentAuthors", "authors") and not relation.external:
            root = package.optional(relation.target)
            for item in () if root is None else root.iter("{*}cmAuthor", "{*}author"):
                found[item.get("id", "")] = item.get("name", "")
    return found


def _blocks(reader: SlideReader, part: str | None, number: int) -> list[Block]:
    """A slide's blocks. A slide whose part is missing or broken is an empty page: the numbers must not shift."""
    reader.has_picture = reader.is_hidden = False
    if part is None:
        reader.package.notes.append(f"Slide {number} is missing from the package.")
        return []
    return reader.slide(part, number)


def _slide_parts(package: Package, main: str) -> list[str | None]:
    """The slides' parts in the order of the show; None for one that the package does not hold."""
    root: Element = package.xml(main)
    relations = package.relations(main)
    listed: list[str | None] = []
    for item in root.iter(f"{_P}sldId"):
        relation = relations.get(item.get(f"{R}id", ""))
        known = relation is not None and not relation.external and package.has(relation.target)
        listed.append(relation.target if relation is not None and known else None)
    if not any(listed):
        stray = sorted(
            (relation.target for relation in relations.values() if relation.kind == "slide"),
            key=lambda name: (len(name), name),
        )
        found: list[str | None] = [name for name in stray if package.has(name)]
        if found:
            package.notes.append("The list of slides is missing; slides are in the order of their part names.")
            listed = found
    if len(listed) > MAX_SLIDES:
        raise ExtractionError("too-large", f"The presentation has {len(listed)} slides, more than {MAX_SLIDES}.")
    if not listed:
        raise ExtractionError("empty", "The presentation has no slides.")
    return listed
