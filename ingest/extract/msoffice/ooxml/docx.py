"""Word 2007 and later (.docx and its kin, also written as one XML file), and the XML of Word 2003.

Such files have no pages: a page is a section under a top-level heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page
from ingest.extract import media, registry
from ingest.extract.msoffice.ole import refuse_encrypted
from ingest.extract.msoffice.ooxml.opc import Element, Package, Relation, parse_xml
from ingest.extract.msoffice.ooxml.word_document import WordReader
from ingest.extract.msoffice.ooxml.word_styles import Lists, Styles, W
from ingest.extract.msoffice.pages import Block, build_sections, clean, sensible_title
from ingest.extract.remarks import comment, undescribed

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_WORD_2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
_WORD_TYPES = frozenset([media.DOCX, media.FLAT_OPC, media.WORDML])
_INSERTED_TYPES = frozenset([media.HTML, media.MHTML, media.RTF, media.TEXT])
_DEEPEST_INSERTED = 2
_NOTE_PARTS = (("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment"))


def extract(data: bytes) -> Extraction:
    """Read a document. Raises ExtractionError: empty, encrypted, damaged, too-large, output-limit."""
    return _document(data, 0)


def _document(data: bytes, depth: int) -> Extraction:
    """A document that stands ``depth`` documents deep in others."""
    if not data:
        raise ExtractionError("empty", "The file has no bytes.")
    refuse_encrypted(data)
    if _WORD_2003 in data[:8192] and not data.startswith(b"PK"):
        return _word_2003(data)
    flat = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    package = Package.open_flat(data) if flat else Package.open(data)
    main = package.main_part("word/document.xml")
    root = package.xml(main)
    relations = package.relations(main)
    reader = WordReader(
        package,
        Styles.read(_one(package, relations, "styles")),
        Lists.read(_one(package, relations, "numbering")),
        inserted=lambda content, name: _inserted(content, name, depth),
    )
    _read_notes(reader, relations)
    top = _edges(reader, relations, "header")
    body = reader.blocks(root, relations)
    rest = tuple(text for key, text in reader.notes.items() if key not in reader.used and text)
    tail = [Block("", notes=rest)] if rest else []
    return _finish(reader, [*top, *body, *tail, *_edges(reader, relations, "footer")], package.title())


def _inserted(data: bytes, name: str, depth: int) -> Extraction:
    """A file that the document puts into its text. Raises ExtractionError."""
    kind = media.detect(data, name)
    if kind in _WORD_TYPES and depth < _DEEPEST_INSERTED:
        return _document(data, depth + 1)
    if kind in _INSERTED_TYPES:
        return registry.extract(data, kind)
    raise ExtractionError("unsupported", f"Files of type {kind} are not read there.")


def _finish(reader: WordReader, blocks: Sequence[Block], title: str | None) -> Extraction:
    pages = build_sections(blocks)
    image_only: tuple[int, ...] = ()
    if not pages and any("not well formed" in note for note in reader.package.notes):
        raise ExtractionError("damaged", "The document's XML is broken or nested too deep; nothing could be read.")
    if not pages:
        # A readable document that holds none is no failure: it is one empty page, and the report says so.
        pages = (Page(1, ""),)
        reader.package.notes.append("The document holds no text.")
        image_only = (1,) if reader.pictures else ()
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=pages,
        extractor=f"workshop-search docx + lxml {version('lxml')}",
        title=title,
        notes=tuple(dict.fromkeys([*reader.package.notes, *undescribed(reader.undescribed)])),
        image_only=image_only,
        shapes_seen=reader.seen,
        shapes_read=reader.read,
    )


def _one(package: Package, relations: dict[str, Relation], kind: str) -> Element | None:
    """The part of this kind, if the document has one that can be read."""
    for relation in relations.values():
        if relation.kind == kind and not relation.external:
            return package.optional(relation.target)
    return None


def _read_notes(reader: WordReader, relations: dict[str, Relation]) -> None:
    """Foot-, endnotes and comments by kind and id, before the text that refers to them is read."""
    for kind, element in _NOTE_PARTS:
        for relation in relations.values():
            if relation.kind != kind or relation.external:
                continue
            root = reader.package.optional(relation.target)
            own = reader.package.relations(relation.target)
            for note in () if root is None else root.iter(f"{W}{element}"):
                if note.get(f"{W}type") not in ("separator", "continuationSeparator", "continuationNotice"):
                    text = " ".join(clean(block.text) for block in reader.blocks(note, own))
                    if element == "comment":
                        text = comment(text, note.get(f"{W}author"))
                    reader.notes[element, note.get(f"{W}id", "")] = text


def _edges(reader: WordReader, relations: dict[str, Relation], kind: str) -> list[Block]:
    """The texts of all headers or all footers, each but once."""
    found: dict[str, Block] = {}
    for relation in relations.values():
        if relation.kind == kind and not relation.external:
            root = reader.package.optional(relation.target)
            blocks = [] if root is None else reader.blocks(root, reader.package.relations(relation.target))
            for block in blocks:
                if block.text:
                    found.setdefault(block.text, Block(block.text, "boilerplate", notes=block.notes))
    return list(found.values())


def _word_2003(data: bytes) -> Extraction:
    """The XML of Word 2003 differs little where text is concerned: its names stand in another namespace."""
    root, well_formed = parse_xml(data.replace(_WORD_2003, W[1:-1].encode()), "The file")
    notes = [] if well_formed else ["The file is not well formed XML; what could be read of it was read."]
    package = Package(None, {}, notes)
    reader = WordReader(package, Styles.read(root), Lists())
    body = root.find(f"{W}body")
    if body is None:
        raise ExtractionError("damaged", "The document has no body.")
    edges = [*body.iter(f"{W}hdr"), *body.iter(f"{W}ftr")]
    blocks = reader.blocks(body, {})
    frame = [Block(b.text, "boilerplate") for edge in edges for b in reader.blocks(edge, {}) if b.text]
    return _finish(
        reader,
        [*blocks, *dict.fromkeys(frame)],
        sensible_title(root.findtext("{*}DocumentProperties/{*}Title")),
    )
