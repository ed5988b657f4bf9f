"""The body of a .docx: paragraphs, tables, notes, comments, headers and footers as blocks in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract.msoffice.flow import CellBlocks, Merge, Merges, add_table
from ingest.extract.msoffice.inserted import blocks_of
from ingest.extract.msoffice.ooxml.drawingml import DGM, MC, R, branch, chart_lines, diagram_lines
from ingest.extract.msoffice.ooxml.opc import Element, Package, Relation
from ingest.extract.msoffice.ooxml.word_styles import Lists, Styles, W, number, switched_on, value
from ingest.extract.msoffice.ooxml.word_text import Inline
from ingest.extract.msoffice.pages import Block, Collector

_LONGEST_HEADING = 300
_MAX_TABLES = 30
_MOST_INSERTED = 200
_MAX_BLOCKS = 100
_DELETED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}sectPr", f"{W}tblPr", f"{W}tblGrid", f"{W}trPr", f"{W}tcPr"})


@dataclass(slots=True)
class WordReader:
    """Reads the parts of one document. ``notes`` holds foot-, endnotes and comments by kind and id.

    ``inserted`` reads a file (its bytes and its part's name) that the document puts into its text.
    """

    package: Package
    styles: Styles
    lists: Lists
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)
    collector: Collector = field(default_factory=Collector)
    seen: int = 0
    read: int = 0
    pictures: int = 0
    undescribed: int = 0
    inserted: Callable[[bytes, str], Extraction] | None = None
    inserted_count: int = 0
    in_list: bool = False
    drop_cap: str = ""

    def blocks(self, root: Element, relations: dict[str, Relation]) -> list[Block]:
        """The blocks below an element."""
        collected: list[Block] = []
        self.collector.blocks = collected
        self._children(root, relations, 0)
        self.collector.add(self.drop_cap)
        self.drop_cap = ""
        return collected

    def _children(self, parent: Element, relations: dict[str, Relation], tables: int, depth: int = 0) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}p":
                self._paragraph(child, relations, tables)
            elif tag == f"{W}tbl":
                self._table(child, relations, tables + 1)
            elif tag in _DELETED or not isinstance(tag, str):
                continue
            elif tag == f"{W}altChunk":
                self._inserted(child, relations)
            elif tag in (f"{W}r", f"{W}hyperlink"):  # a run outside any paragraph, as broken writers leave it
                self._paragraph(parent, relations, tables)
                return
            elif depth < _MAX_BLOCKS:
                chosen = branch(child) if tag == f"{MC}AlternateContent" else child
                if chosen is not None:
                    self._children(chosen, relations, tables, depth + 1)

    def _inserted(self, chunk: Element, relations: dict[str, Relation]) -> None:
        """A file of another format, or another document, whose text stands here."""
        relation = relations.get(chunk.get(f"{R}id", ""))
        if relation is None or relation.external or self.inserted is None:
            self.package.notes.append("A file that the document puts into its text is not in it.")
            return
        self.inserted_count += 1
        if self.inserted_count > _MOST_INSERTED:
            self.package.notes.append(f"Of the files put into the text only the first {_MOST_INSERTED} were read.")
            return
        try:
            found = self.inserted(self.package.read(relation.target), relation.target)
        except ExtractionError as error:
            self.package.notes.append(f"{relation.target}, put into the text, was not read: {error}")
            return
        self.package.notes.extend(found.notes)
        for block in blocks_of(found.pages):
            self.collector.add(block.text, block.role, block.level, tight=block.tight)

    def _paragraph(self, paragraph: Element, relations: dict[str, Relation], tables: int) -> None:
        properties = paragraph.find(f"{W}pPr")
        base = self.styles.setting(value(properties, f"{W}pStyle"))
        inline = Inline(self.styles, base, base)
        inline.read(paragraph)
        role, level = self.styles.role(properties)
        text = self._with_drop_cap(inline.text, properties)
        label = self.lists.label(properties, self.styles) if text.strip() else ""
        if role == "heading" and len(text) > _LONGEST_HEADING:
            role, level = None, 0
        notes = [self._note(key) for key in inline.footnotes]
        notes.extend(" ".join(t.text or "" for t in note.iter(f"{W}t")) for note in inline.inline_notes)
        in_list = bool(label) and role is None
        if text.strip() or notes:
            tight = (in_list and self.in_list) or role == "contents"
            self.collector.add(f"{label} {text}" if label else text, role, level, tight=tight, notes=notes)
            self.in_list = in_list
        self.collector.extend(inline.descriptions)
        self.pictures += inline.pictures
        self.undescribed += inline.undescribed
        if inline.objects:
            self.package.notes.append("Embedded objects of other programs were not opened.")
        for item in inline.floats:
            self._float(item, relations, tables)

    def _with_drop_cap(self, text: str, properties: Element | None) -> str:
        """The text after the great first letter that a frame holds; "" while only that letter is read."""
        frame = None if properties is None else properties.find(f"{W}framePr")
        if frame is not None and frame.get(f"{W}dropCap") in ("drop", "margin"):
            self.drop_cap += text.strip()
            return ""
        if text.strip():
            text, self.drop_cap = self.drop_cap + text, ""
        return text

    def _note(self, key: tuple[str, str]) -> str:
        self.used.add(key)
        return self.notes.get(key, "")

    def _float(self, item: Element, relations: dict[str, Relation], tables: int) -> None:
        self.seen += 1
        if item.tag == f"{W}txbxContent":
            self.read += 1
            if tables < _MAX_TABLES:
                self._children(item, relations, tables + 1)
            return
        diagram = item.tag == f"{DGM}relIds"
        relation = relations.get(item.get(f"{R}dm" if diagram else f"{R}id", ""))
        root = None if relation is None or relation.external else self.package.optional(relation.target)
        if root is not None:
            self.read += 1
            self.collector.extend(
                diagram_lines(root) if diagram else chart_lines(root), None if diagram else "table"
            )

    def _table(self, table: Element, relations: dict[str, Relation], tables: int) -> None:
        if tables > _MAX_TABLES:  # deeper than any program nests them: the bare text
            self.collector.add(" ".join(text.text or "" for text in table.iter(f"{W}t")), "table")
            return
        outer = self.collector.blocks
        rows: list[list[CellBlocks]] = []
        merges = Merges()
        marked = 0
        for at, row in enumerate(_members(table, f"{W}tr")):
            marked += at == marked and switched_on(row.find(f"{W}trPr/{W}tblHeader"))
            column = number(value(row, f"{W}trPr/{W}gridBefore")) or 0
            cells = [CellBlocks([], column)] if column > 0 else []
            for cell in _members(row, f"{W}tc"):
                self.collector.blocks = []
                self._children(cell, relations, tables)
                span = max(number(value(cell, f"{W}tcPr/{W}gridSpan")) or 1, 1)
                if cells and _merge(cell, "hMerge") == "continued":
                    cells[-1].span += span
                    cells[-1].blocks.extend(self.collector.blocks)
                else:
                    merges.add(cells, CellBlocks(self.collector.blocks, span), column, _merge(cell, "vMerge"))
                column += span
            rows.append(cells)
            merges.next_row()
        self.collector.blocks = outer
        add_table(self.collector, rows, marked=marked, likely=_first_row_differs(table))


def _members(parent: Element, tag: str, depth: int = 0) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those inside content controls and revisions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _DELETED and child.tag != f"{W}tbl" and depth < 20:
            yield from _members(child, tag, depth + 1)


def _merge(cell: Element, name: str) -> Merge:
    """Whether a cell is merged with its neighbours, by ``vMerge`` or ``hMerge``."""
    merge = cell.find(f"{W}tcPr/{W}{name}")
    if merge is None:
        return "alone"
    return "begun" if merge.get(f"{W}val") == "restart" else "continued"


def _first_row_differs(table: Element) -> bool:
    """Whether the table asks for a header row's looks; where it says nothing it may well have one."""
    look = table.find(f"{W}tblPr/{W}tblLook")
    if look is None:
        return True
    flag = look.get(f"{W}firstRow")
    if flag is not None:
        return flag in ("1", "true", "on")
    try:
        return bool(int(look.get(f"{W}val", "0020"), 16) & 0x20)
    except ValueError:
        return True
