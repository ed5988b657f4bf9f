"""Slides of a .pptx: shapes, groups, tables, charts, diagrams, speaker notes and comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.errors import ExtractionError
from ingest.extract.msoffice.ooxml.drawingml import DGM, MC, A, R, branch, chart_lines, diagram_lines, paragraphs
from ingest.extract.msoffice.ooxml.opc import Element, Package, Relation
from ingest.extract.msoffice.pages import Block, Collector
from ingest.extract.pictures import description
from ingest.extract.remarks import comment
from ingest.extract.tables import Cell, table_lines

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_FURNITURE = frozenset({"ftr", "dt", "sldNum", "hdr"})
_TITLES = frozenset({"title", "ctrTitle"})
_MAX_GROUPS = 100


def shapes_of(tree: Element, depth: int = 0) -> Iterator[Element]:
    """The shapes of a tree in file order, groups opened, one branch of each alternative taken."""
    if depth > _MAX_GROUPS:
        raise ExtractionError("damaged", f"Shapes are nested more than {_MAX_GROUPS} deep.")
    for child in tree:
        if child.tag == f"{P}grpSp":
            yield from shapes_of(child, depth + 1)
        elif child.tag == f"{MC}AlternateContent":
            chosen = branch(child)
            if chosen is not None:
                yield from shapes_of(chosen, depth + 1)
        elif child.tag in (f"{P}sp", f"{P}pic", f"{P}graphicFrame", f"{P}cxnSp", f"{P}contentPart"):
            yield child


def _placeholder(shape: Element) -> str | None:
    """The kind of placeholder a shape is ("body" where it does not say), None for an ordinary shape."""
    found = shape.find(f"./*/{P}nvPr/{P}ph")
    return None if found is None else found.get("type", "body")


@dataclass(slots=True)
class SlideReader:
    """Reads the slides of one package and counts its shapes.

    ``seen`` counts shapes that have a place for text or should show some; ``read`` those whose text was taken
    or that are truly empty. ``undescribed`` counts pictures without a description, ``authors`` names those who
    comment, by their ids.
    """

    package: Package
    collector: Collector
    seen: int = 0
    read: int = 0
    undescribed: int = 0
    authors: dict[str, str] = field(default_factory=dict)
    has_picture: bool = False
    is_hidden: bool = False
    footers: dict[str, list[str]] = field(default_factory=dict)

    def slide(self, part: str, number: int) -> list[Block]:
        """The blocks of one slide: title, shapes, footer and number, then comments and speaker notes."""
        root = self.package.optional(part)
        if root is None:
            return []
        relations = self.package.relations(part)
        self.is_hidden = root.get("show") in ("0", "false")
        self.collector.blocks = []
        fields = {"slidenum": str(number)}
        tree = root.find(f".//{P}spTree")
        shapes = [] if tree is None else list(shapes_of(tree))
        shapes.sort(key=_rank)
        for shape in shapes:
            first = len(self.collector.blocks)
            self._shape(shape, relations, fields)
            if _is_hidden(shape):
                self.collector.hide(first)
        self._master_footer(relations, shapes)
        for relation in relations.values():
            if relation.kind == "comments" and not relation.external:
                self._comments(relation.target)
        for relation in relations.values():
            if relation.kind == "notesSlide" and not relation.external:
                self._notes(relation.target, fields)
        return self.collector.blocks

    def _shape(self, shape: Element, relations: dict[str, Relation], fields: dict[str, str]) -> None:
        kind = _placeholder(shape)
        if shape.tag == f"{P}graphicFrame":
            self._description(shape)
            self._frame(shape, relations)
            return
        body = shape.find(f"{P}txBody")
        texts = [] if body is None else paragraphs(body, fields)
        if kind in _TITLES and texts:
            self.collector.add(" ".join(texts), "heading", 1)
        else:
            (self.collector.frame if kind in _FURNITURE else self.collector.extend)(texts)
        if body is not None:
            self.seen += 1
            self.read += 1
        self.has_picture = self.has_picture or shape.tag == f"{P}pic"
        if not texts:
            self._description(shape)

    def _description(self, shape: Element) -> None:
        """The alternative text of a picture, chart or drawing."""
        properties = shape.find(f"./*/{P}cNvPr")
        told = None if properties is None else properties.get("descr") or properties.get("title")
        self.collector.add(description(told))
        self.undescribed += shape.tag == f"{P}pic" and not told

    def _frame(self, frame: Element, relations: dict[str, Relation]) -> None:
        """A table, a chart, a diagram, or an embedded object of another program."""
        self.seen += 1
        found = False
        for table in frame.iter(f"{A}tbl"):
            found = self._table(table) or found
        for chart in frame.iter("{*}chart"):
            root = self._related(chart.get(f"{R}id"), relations)
            found = (root is not None and self.collector.extend(chart_lines(root), "table")) or found
            self._user_shapes(chart.get(f"{R}id"), relations)
        for link in frame.iter(f"{DGM}relIds"):
            root = self._related(link.get(f"{R}dm"), relations)
            found = (root is not None and self.collector.extend(diagram_lines(root))) or found
        empty_table = next(frame.iter(f"{A}tbl"), None) is not None
        if not found and any(True for _ in frame.iter(f"{P}oleObj")):
            self.has_picture = True
            self.package.notes.append("Embedded objects of other programs were not opened.")
        self.read += found or empty_table

    def _related(self, identifier: str | None, relations: dict[str, Relation]) -> Element | None:
        relation = relations.get(identifier or "")
        if relation is None or relation.external:
            return None
        return self.package.optional(relation.target)

    def _user_shapes(self, identifier: str | None, relations: dict[str, Relation]) -> None:
        """Text boxes drawn onto a chart."""
        relation = relations.get(identifier or "")
        if relation is None or relation.external:
            return
        for below in self.package.relations(relation.target).values():
            if below.kind == "chartUserShapes" and not below.external:
                root = self.package.optional(below.target)
                if root is not None:
                    self.collector.extend(paragraphs(root))

    def _table(self, table: Element) -> bool:
        rows = []
        for row in table.iter(f"{A}tr"):
            cells = []
            for cell in row.iterchildren(f"{A}tc"):
                if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
                    continue
                cells.append(Cell(" ".join(paragraphs(cell)), _span(cell, "gridSpan"), _span(cell, "rowSpan")))
            rows.append(cells)
        properties = table.find(f"{A}tblPr")
        first = properties is not None and properties.get("firstRow") in ("1", "true")
        return self.collector.extend(table_lines(rows, marked=int(first)), "table")

    def _master_footer(self, relations: dict[str, Relation], shapes: list[Element]) -> None:
        """Footers that the layout or master shows by itself: its ordinary shapes in the footer's place."""
        if any(_placeholder(shape) == "ftr" for shape in shapes):
            return
        layout = next((r.target for r in relations.values() if r.kind == "slideLayout" and not r.external), None)
        if layout is None:
            return
        if layout not in self.footers:
            root = self.package.optional(layout)
            found = () if root is None else (s for s in root.iter(f"{P}sp") if _placeholder(s) == "ftr")
            self.footers[layout] = [text for shape in found for text in paragraphs(shape)]
            self._static(layout, root)
        self.collector.frame(self.footers[layout])

    def _static(self, part: str, root: Element | None) -> None:
        """What a layout and its master show on all their slides is written once, on the first of them."""
        tree = None if root is None else root.find(f".//{P}spTree")
        for shape in () if tree is None else shapes_of(tree):
            body = shape.find(f"{P}txBody")
            if _placeholder(shape) is None and body is not None:
                self.collector.frame(paragraphs(body))
        for relation in self.package.relations(part).values():
            if relation.kind == "slideMaster" and not relation.external and relation.target not in self.footers:
                self.footers[relation.target] = []
                self._static(relation.target, self.package.optional(relation.target))

    def _comments(self, part: str) -> None:
        root = self.package.optional(part)
        for item in () if root is None else root.iter("{*}cm", "{*}reply"):
            plain = [text.text or "" for text in item.iterchildren("{*}text")]
            rich = [text for body in item.iterchildren("{*}txBody") for text in paragraphs(body)]
            said = "\n".join(filter(str.strip, plain + rich))
            self.collector.add(comment(said, self.authors.get(item.get("authorId", ""))), "notes")

    def _notes(self, part: str, fields: dict[str, str]) -> None:
        root = self.package.optional(part)
        tree = None if root is None else root.find(f".//{P}spTree")
        for shape in () if tree is None else shapes_of(tree):
            body = shape.find(f"{P}txBody")
            if body is None:
                for table in shape.iter(f"{A}tbl"):
                    self._table(table)
                continue
            role = _placeholder(shape)
            if role in _FURNITURE:
                self.collector.frame(paragraphs(body, fields))
            else:
                self.collector.extend(paragraphs(body, fields), "notes")


def _is_hidden(shape: Element) -> bool:
    properties = shape.find(f"./*/{P}cNvPr")
    return properties is not None and properties.get("hidden") in ("1", "true")


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1")
    return int(value) if value.isdecimal() and len(value) < 4 else 1


def _rank(shape: Element) -> int:
    """Titles first, footers last, all else as the file has it, which is the order a screen reader takes."""
    kind = _placeholder(shape)
    return 0 if kind in _TITLES else 2 if kind in _FURNITURE else 1
