"""Shapes of binary slides: their text, place, and role; groups that are tables."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.errors import ExtractionError
from ingest.extract.msoffice.ooxml.drawingml import diagram_lines
from ingest.extract.msoffice.ooxml.opc import Package
from ingest.extract.msoffice.ppt import records as rec
from ingest.extract.msoffice.ppt.auto_numbers import Rule, labels, rules_of
from ingest.extract.msoffice.ppt.records import Record, Stream
from ingest.extract.msoffice.ppt.text_style import TextStyle
from ingest.extract.runs import Run, written
from ingest.extract.tables import Cell

_GROUP, _SHAPE, _SHAPE_ATOM = 0xF003, 0xF004, 0xF00A
_OPTIONS = (0xF00B, 0xF121, 0xF122)
_TEXTBOX, _CHILD_ANCHOR, _CLIENT_DATA = 0xF00D, 0xF00F, 0xF011
_WORDART, _DESCRIPTION, _TABLE, _MODERN_COPY, _PICTURE = 0x00C0, 0x0381, 0x039F, 0x03A9, 0x0104
_LINE = 20
_MAX_DEPTH = 100
_MOST_EDGES = 64

TITLES = frozenset({1, 3, 13, 15})
FURNITURE = frozenset({7, 8, 9, 10})
TITLE_TEXTS = frozenset({0, 6})


@dataclass(slots=True)
class Shape:
    """A shape as far as text goes. ``text_type`` is 0 or 6 for titles; ``placeholder`` 0 for ordinary shapes."""

    text: str = ""
    text_type: int = 4
    placeholder: int = 0
    anchor: tuple[int, int, int, int] | None = None
    kind: int = 0
    has_textbox: bool = False
    is_object: bool = False
    is_picture: bool = False
    is_table: bool = False
    outline: int | None = None
    description: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    members: list[Shape] = field(default_factory=list)


def shapes_of(stream: Stream, slide: Record, fields: dict[int, str]) -> list[Shape]:
    """The shapes of a slide in file order; groups keep their members. ``fields`` is what field marks show."""
    drawing = rec.find(stream.data, slide, rec.DRAWING)
    if drawing is None:
        return []
    return [shape for record in rec.inside(stream.data, drawing) for shape in _shapes(stream, record, fields, 0)]


def _shapes(stream: Stream, parent: Record, fields: dict[int, str], depth: int) -> Iterator[Shape]:
    if depth > _MAX_DEPTH:
        raise ExtractionError("damaged", f"Shapes are nested more than {_MAX_DEPTH} deep.")
    for record in rec.inside(stream.data, parent):
        if record.kind == _SHAPE:
            yield _shape(stream, record, fields)
        elif record.kind == _GROUP:
            members = list(_shapes(stream, record, fields, depth + 1))
            if members and members[0].is_table:
                yield Shape(rows=table_rows(members[1:]), is_table=True, members=members[1:])
            else:
                yield from members


def table_rows(cells: Sequence[Shape]) -> list[list[Cell]]:
    """Rows of a table from the places of its cells, which the file keeps in no given order."""
    boxes = [(cell.anchor, cell.text) for cell in cells if cell.anchor is not None and cell.kind != _LINE]
    lefts, tops = sorted({box[0] for box, _ in boxes}), sorted({box[1] for box, _ in boxes})
    rows: dict[int, list[tuple[int, Cell]]] = {}
    for (left, top, right, bottom), text in boxes:
        cell = Cell(text, _covered(lefts, left, right), _covered(tops, top, bottom))
        rows.setdefault(top, []).append((left, cell))
    return [[cell for _, cell in sorted(rows[top], key=lambda item: item[0])] for top in tops]


def _covered(edges: Sequence[int], first: int, end: int) -> int:
    """How many columns or rows begin between two places."""
    return max(1, sum(1 for edge in edges if first <= edge < end)) if len(edges) <= _MOST_EDGES else 1


def _shape(stream: Stream, record: Record, fields: dict[int, str]) -> Shape:
    data, shape = stream.data, Shape()
    client = (part for part in rec.inside(data, record) if part.kind == _CLIENT_DATA)
    rules = rules_of(data, client)
    for part in rec.inside(data, record):
        if part.kind == _TEXTBOX:
            shape.has_textbox = True
            read_text(data, rec.inside(data, part), shape, fields, rules)
        elif part.kind in _OPTIONS:
            _options(data, part, shape)
        elif part.kind == _SHAPE_ATOM:
            shape.kind = part.instance
        elif part.kind == _CHILD_ANCHOR and part.end - part.start >= 16:
            shape.anchor = struct.unpack_from("<4i", data, part.start)
        elif part.kind == _CLIENT_DATA:
            for item in rec.inside(data, part):
                if item.kind == rec.PLACEHOLDER and item.end - item.start >= 5:
                    shape.placeholder = data[item.start + 4]
                shape.is_object = shape.is_object or item.kind == rec.OBJECT_REF
    return shape


def read_text(
    data: bytes,
    records: Iterator[Record],
    shape: Shape,
    fields: dict[int, str],
    rules: Sequence[Rule | None] = (),
) -> None:
    """Take in the text atoms of one text; fields in it are replaced by what they show.

    ``rules`` are those that number its paragraphs.
    """
    marks: list[tuple[int, int]] = []
    raw = ""
    style = TextStyle()
    for item in records:
        if item.kind == rec.TEXT_HEADER:
            shape.text_type = rec.number(data, item)
        elif item.kind in (rec.TEXT_CHARS, rec.TEXT_BYTES):
            raw += rec.string(data, item)
        elif item.kind == rec.TEXT_STYLE:
            style = TextStyle.read(data[item.start : item.end], len(raw))
        elif item.kind == rec.OUTLINE_REF:
            shape.outline = rec.number(data, item)
        elif item.kind in fields:
            marks.append((rec.number(data, item), item.kind))
    characters = list(raw)
    for at, kind in marks:
        if raw[at : at + 1] == "*":
            characters[at] = fields[kind]
    for at, label in labels(raw, style, rules) if any(rules) else ():
        characters[at] = f"{label} {characters[at]}"
    shape.text += written(_runs(characters, style))


def _runs(characters: Sequence[str], style: TextStyle) -> Iterator[Run]:
    at = 0
    for count, shift, _ in style.characters:
        yield Run("".join(characters[at : at + count]), shift)
        at += count
    yield Run("".join(characters[at:]))


def _options(data: bytes, record: Record, shape: Shape) -> None:
    """Properties of a shape; the values of long ones follow the list in its order."""
    at = record.start + 6 * record.instance
    for index in range(record.instance):
        offset = record.start + 6 * index
        if offset + 6 > record.end:
            return
        head, value = struct.unpack_from("<HI", data, offset)
        identifier = head & 0x3FFF
        if not head & 0x8000:
            shape.is_table = shape.is_table or (identifier == _TABLE and bool(value & 1))
            shape.is_picture = shape.is_picture or identifier == _PICTURE
            continue
        payload = data[at : min(at + value, record.end)]
        at += value
        if identifier == _WORDART and not shape.text:
            shape.text = _wide(payload)
        elif identifier == _DESCRIPTION:
            shape.description = _wide(payload)
        elif identifier == _MODERN_COPY and not shape.text:
            shape.text = _modern_text(payload)


def _wide(payload: bytes) -> str:
    return payload[: len(payload) & ~1].decode("utf-16-le", errors="replace").split("\0")[0]


def _modern_text(payload: bytes) -> str:
    """Text of a newer program's own copy of the shape: a package with the diagram that the picture shows."""
    try:
        package = Package.open(payload)
        parts = [name for name in package.names if "diagrams/data" in name and name.endswith(".xml")]
        return "\r".join(line for part in parts for line in diagram_lines(package.xml(part)))
    except ExtractionError as error:
        if error.code == "too-large":
            raise
        return ""
