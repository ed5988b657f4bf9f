"""Paragraphs, lists and tables of OpenDocument, which texts, slides and cells share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from corpus.model import SpanRole
from ingest.extract.formula import linear
from ingest.extract.msoffice.ooxml.opc import Element
from ingest.extract.msoffice.pages import Collector, clean
from ingest.extract.odf.lists import Numbering
from ingest.extract.odf.package import DC, DRAW, OFFICE, STYLE, TABLE, TEXT, XLINK, Document, Effect
from ingest.extract.pictures import description
from ingest.extract.runs import Aside, Run, enclose, one_line, without_marks, written
from ingest.extract.tables import Cell, table_lines

_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
_CONTENTS: SpanRole = "contents"
_INDEXES: dict[str, SpanRole] = {
    f"{TEXT}bibliography": "references",
    **{
        f"{TEXT}{name}": _CONTENTS
        for name in ("table-of-content", "illustration-index", "table-index", "object-index", "user-index",
                     "alphabetical-index")
    },
}  # fmt: skip
_ASIDE_TAGS = (f"{TEXT}tracked-changes", f"{TEXT}sequence-decls", f"{TEXT}variable-decls", f"{OFFICE}forms")
_SPACE = re.compile(r"[ \t\r\n]+")
_DEEPEST = 100
_MOST_REPEATED = 256
_MOST_BLANKS = 100


@dataclass(slots=True)
class TextReader:
    """Reads blocks into ``gathered``.

    ``deleted`` are texts that tracked changes take out, by their id; ``undescribed`` counts pictures without a
    description.
    """

    document: Document
    gathered: Collector = field(default_factory=Collector)
    deleted: dict[str, str] = field(default_factory=dict)
    undescribed: int = 0
    numbering: Numbering = field(init=False)
    _frames: list[Element] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.numbering = Numbering(self.document.styles)

    def read(self, parent: Element, role: SpanRole | None = None, depth: int = 0) -> None:
        """Every block below an element, in order. ``role`` holds for what has none of its own."""
        for child in parent:
            tag = child.tag
            if not isinstance(tag, str) or tag in _ASIDE_TAGS or depth > _DEEPEST:
                continue
            if tag in _PARAGRAPHS:
                self._paragraph(child, role)
            elif tag == f"{TEXT}list":
                self._list(child, role, 1, "", self.numbering.counts(child), depth)
            elif tag == f"{TABLE}table":
                self._table(child, role)
            elif tag in _INDEXES:
                self.read(child, _INDEXES[tag], depth + 1)
            elif tag == f"{TEXT}section" and child.get(f"{TEXT}display") == "none":
                first = len(self.gathered.blocks)
                self.read(child, role, depth + 1)
                self.gathered.hide(first)
            elif tag.startswith(DRAW):
                self.frame(child, depth + 1)
            elif tag != f"{OFFICE}annotation":
                self.read(child, role, depth + 1)

    def read_deletions(self) -> None:
        """What tracked changes took out of the text, before the text that they stand in is read."""
        for region in self.document.body.iter(f"{TEXT}changed-region"):
            deletion = region.find(f"{TEXT}deletion")
            if deletion is not None:
                texts = (without_marks(self.line(p)) for p in deletion.iter(*_PARAGRAPHS))
                name = region.get(f"{TEXT}id") or region.get("{http://www.w3.org/XML/1998/namespace}id", "")
                self.deleted[name] = "\n".join(text for text in texts if text)

    def line(self, paragraph: Element) -> str:
        """The text of a paragraph. Notes and frames in it are put aside until it is added."""
        effect = self.document.styles.effect("paragraph", paragraph.get(f"{TEXT}style-name", ""))
        return written(self._runs(paragraph, effect, 0))

    def _paragraph(self, element: Element, role: SpanRole | None, label: str = "") -> None:
        text = self.line(element)
        hiding = element.find(f"{TEXT}hidden-paragraph")
        if hiding is not None and hiding.get(f"{TEXT}is-hidden") == "true":
            text = enclose(without_marks(text), "hidden")
        notes, self._notes = self._notes, []
        frames, self._frames = self._frames, []
        level = self._level(element)
        if level and role is None and clean(text):
            number = self.numbering.heading(level)
            self.gathered.add(f"{number} {text}".strip(), "heading", min(level, 6), notes=notes)
        else:
            self.gathered.add(f"{label} {text}" if label and clean(text) else text, role, notes=notes)
        for frame in frames:
            self.frame(frame, 1)

    def _level(self, element: Element) -> int:
        if element.tag != f"{TEXT}h":
            name = element.get(f"{TEXT}style-name", "")
            given = self.document.styles.of_paragraph(name, f"{STYLE}default-outline-level") or ""
            title = {"Title": 1, "Subtitle": 2}.get(name, 0)
            return int(given) if given.isdecimal() and len(given) < 3 else title
        value = element.get(f"{TEXT}outline-level", "1")
        return max(int(value), 1) if value.isdecimal() and len(value) < 3 else 1

    def _runs(self, node: Element, effect: Effect, depth: int) -> Iterator[Run]:
        yield _run(_blanks(node.text), effect)
        for child in node:
            tag = child.tag
            if isinstance(tag, str) and depth < _DEEPEST:
                yield from self._inline(child, tag, effect, depth)
            yield _run(_blanks(child.tail), effect)

    def _inline(self, child: Element, tag: str, effect: Effect, depth: int) -> Iterator[Run]:
        if tag == f"{TEXT}span":
            yield from self._runs(child, self._effect(child, effect), depth + 1)
        elif tag == f"{TEXT}s":
            count = child.get(f"{TEXT}c", "1")
            yield _run(" " * (min(int(count), _MOST_BLANKS) if count.isdecimal() else 1), effect)
        elif tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            yield _run("\t" if tag == f"{TEXT}tab" else "\n", effect)
        elif tag == f"{TEXT}note":
            yield self._note(child)
        elif tag == f"{OFFICE}annotation":
            self._comment(child)
        elif tag in (f"{TEXT}change", f"{TEXT}change-start"):
            if tag == f"{TEXT}change" and (gone := self.deleted.get(child.get(f"{TEXT}change-id", ""))):
                yield Run(gone, aside="struck")
        elif tag == f"{TEXT}ruby":
            yield from self._ruby(child, effect, depth)
        elif tag == f"{TEXT}number":  # written out anew from the rules of the list
            return
        elif tag == f"{DRAW}control":
            shown = self.document.form_fields.get(child.get(f"{DRAW}control", ""), "")
            yield _run(f" {shown} " if shown else "", effect)
        elif tag == f"{TEXT}hidden-text":
            yield Run(child.get(f"{TEXT}string-value", ""), aside="hidden")
        elif tag == f"{DRAW}frame" and (formula := self._formula(child)) is not None:
            yield Run(formula)
        elif tag.startswith(DRAW) and tag != f"{DRAW}a":
            self._frames.append(child)
        else:
            yield from self._runs(child, effect, depth + 1)

    def _effect(self, child: Element, outer: Effect) -> Effect:
        own = self.document.styles.effect("text", child.get(f"{TEXT}style-name", ""))
        return Effect(
            outer.shift if own.shift is None else own.shift,
            outer.struck if own.struck is None else own.struck,
            outer.hidden if own.hidden is None else own.hidden,
        )

    def _note(self, element: Element) -> Run:
        """A footnote: its mark, raised; its text waits for the end of the page."""
        cited = element.find(f"{TEXT}note-citation")
        mark = "" if cited is None else one_line("".join(cited.itertext()))
        body = element.find(f"{TEXT}note-body")
        if body is not None:
            waiting, self._notes = self._notes, []
            text = one_line(" ".join(self.line(paragraph) for paragraph in body.iter(*_PARAGRAPHS)))
            self._notes = [*waiting, f"{mark} {text}".strip()]
        return Run(mark, "raised", note=True)

    def _comment(self, element: Element) -> None:
        author = one_line(element.findtext(f"{DC}creator") or "")
        text = one_line(" ".join("".join(p.itertext()) for p in element.iter(*_PARAGRAPHS)))
        if text:
            self._notes.append(f"Comment by {author}: {text}" if author else f"Comment: {text}")

    def _ruby(self, element: Element, effect: Effect, depth: int) -> Iterator[Run]:
        base, reading = element.find(f"{TEXT}ruby-base"), element.find(f"{TEXT}ruby-text")
        if base is not None:
            yield from (run._replace(reading=" ") for run in self._runs(base, effect, depth + 1))
        if reading is not None:
            yield _run("", effect)._replace(reading="".join(reading.itertext()).strip())

    def _list(
        self, element: Element, role: SpanRole | None, level: int, style: str, counts: list[int], depth: int
    ) -> None:
        style = element.get(f"{TEXT}style-name") or style
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header") or depth > _DEEPEST:
                continue
            value = item.get(f"{TEXT}start-value", "")
            start = int(value) if value.isdecimal() and len(value) < 6 else None
            fresh = item.tag == f"{TEXT}list-item"
            for child in item:
                if child.tag == f"{TEXT}list":
                    self._list(child, role, level + 1, style, counts, depth + 1)
                elif child.tag in _PARAGRAPHS:
                    label = self.numbering.item(style, level, counts, start) if fresh else ""
                    fresh = False
                    self._paragraph(child, role, label)
                elif child.tag == f"{TABLE}table":
                    self._table(child, role)

    def _table(self, element: Element, role: SpanRole | None) -> None:
        rows: list[list[Cell]] = []
        marked = 0
        for row, heads in _rows(element):
            cells = [self._cell(cell) for cell in row if cell.tag == f"{TABLE}table-cell"]
            rows.append(cells)
            marked = len(rows) if heads and marked == len(rows) - 1 else marked
        notes, self._notes = self._notes, []
        frames, self._frames = self._frames, []
        if len(rows) == 1 and len(rows[0]) == 1:  # a box around text
            self.gathered.add(rows[0][0].text, role, notes=notes)
        else:
            self.gathered.extend(table_lines(rows, marked=marked), role or "table")
            self.gathered.add("", notes=notes)
        for frame in frames:
            self.frame(frame, 1)

    def _cell(self, element: Element) -> Cell:
        lines = [self.line(paragraph) for paragraph in element.iter(*_PARAGRAPHS)]
        return Cell(
            "\n".join(line for line in lines if line.strip()),
            _count(element.get(f"{TABLE}number-columns-spanned")),
            _count(element.get(f"{TABLE}number-rows-spanned")),
        )

    def frame(self, element: Element, depth: int) -> None:
        """A picture, a text box, a table, a group, a shape with text, or an object: its text as blocks."""
        if depth > _DEEPEST:
            return
        if element.tag == f"{DRAW}frame":
            self._describe(element)
        elif element.tag == f"{DRAW}control":
            self.gathered.add(self.document.form_fields.get(element.get(f"{DRAW}control", ""), ""))
        for child in element:
            tag = child.tag
            if tag == f"{DRAW}object":
                self._object(child)
            elif tag in _PARAGRAPHS:
                self._paragraph(child, None)
            elif tag == f"{TEXT}list":
                self._list(child, None, 1, "", self.numbering.counts(child), depth)
            elif tag == f"{TABLE}table":
                self._table(child, None)
            elif isinstance(tag, str) and tag.startswith(DRAW):
                self.frame(child, depth + 1)

    def _describe(self, frame: Element) -> None:
        """What a frame says of the picture or object in it."""
        if frame.find(f"{DRAW}text-box") is not None:  # says of itself what its text says
            return
        told = frame.findtext(f"{_SVG}desc") or frame.findtext(f"{_SVG}title")
        self.gathered.add(description(told))
        pictured = frame.find(f"{DRAW}image") is not None and frame.find(f"{DRAW}object") is None
        self.undescribed += pictured and not told

    def _object(self, element: Element) -> None:
        """A formula, or the tables of a sheet or chart kept inside."""
        if (formula := _math(element)) is not None:
            self.gathered.add(linear(formula))
            return
        content = self.document.embedded(element.get(f"{XLINK}href"))
        if content is None:
            content = element.find(f"{OFFICE}document")
        if content is None:
            return
        if content.tag == _MATH:
            self.gathered.add(linear(content))
            return
        inner = TextReader(replace(self.document, body=content), self.gathered)
        titles = ("".join(p.itertext()) for t in content.iter(_CHART_TITLE) for p in t.iter(*_PARAGRAPHS))
        self.gathered.extend(title for title in titles if title.strip())
        for table in content.iter(f"{TABLE}table"):
            inner._table(table, None)

    def _formula(self, frame: Element) -> str | None:
        """The formula in a frame that holds one and nothing else."""
        held = frame.find(f"{DRAW}object")
        if held is None:
            return None
        math = _math(held)
        if math is None:
            content = self.document.embedded(held.get(f"{XLINK}href"))
            math = content if content is not None and content.tag == _MATH else None
        return None if math is None else linear(math)


_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_CHART_TITLE = "{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}title"


def _math(element: Element) -> Element | None:
    return element.find(_MATH)


def _run(text: str | None, effect: Effect) -> Run:
    aside: Aside | None = "hidden" if effect.hidden else "struck" if effect.struck else None
    return Run(text or "", effect.shift or "", aside=aside)


def _blanks(text: str | None) -> str:
    """White space of the file is one blank; blanks and breaks that count are elements of their own."""
    return _SPACE.sub(" ", text or "")


def _rows(table: Element) -> Iterator[tuple[Element, bool]]:
    """The rows of a table, and whether each is marked as naming the columns. Tables in its cells are left out."""
    pending: list[tuple[Element, bool]] = [(child, False) for child in reversed(table)]
    while pending:
        element, heads = pending.pop()
        if element.tag == f"{TABLE}table-row":
            yield element, heads
        elif element.tag in (
            f"{TABLE}table-rows",
            f"{TABLE}table-row-group",
            f"{TABLE}table-header-rows",
        ):
            heads = heads or element.tag == f"{TABLE}table-header-rows"
            pending += [(child, heads) for child in reversed(element)]


def _count(value: str | None) -> int:
    return min(max(int(value), 1), _MOST_REPEATED) if value and value.isdecimal() and len(value) < 9 else 1
