"""The text of a binary Word file as blocks: fields resolved, tables rebuilt, notes put to what refers to them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.extract.msoffice.doc import binary_file as word
from ingest.extract.msoffice.doc.binary_file import WordFile, positions
from ingest.extract.msoffice.doc.properties import (
    PLAIN,
    Paragraph,
    Runs,
    Setting,
    character_settings,
    paragraph_runs,
    read_paragraph,
)
from ingest.extract.msoffice.doc.styles import DocLists, DocStyles
from ingest.extract.msoffice.doc.tables import TableBuilder
from ingest.extract.msoffice.eq_field import field_text
from ingest.extract.msoffice.pages import Block, Collector, clean
from ingest.extract.msoffice.symbols import symbol
from ingest.extract.remarks import comment
from ingest.extract.runs import Run, one_line, written

_END = re.compile("[\r\x07\x0c]")
_FIELD = re.compile("[\x13\x14\x15]")
_SYMBOL = re.compile(r"\s*SYMBOL\s+(\d+)(?:.*?\\f\s+\"?([\w ]+))?", re.IGNORECASE)
_LITERAL = str.maketrans({"\x1e": "-", "\x0b": "\n", "\x0e": "\n"})
_DROPPED = re.compile("[\x00-\x08\x0f-\x1d\x1f\ufffc]")
_PICTURE = "\x01"
_LONGEST_HEADING = 300
_FAR = 1 << 40
_REFERENCES = (
    ("footnotes", word.FOOTNOTE_REFS, 2, word.FOOTNOTES),
    ("endnotes", word.ENDNOTE_REFS, 2, word.ENDNOTES),
    ("comments", word.COMMENT_REFS, 30, word.COMMENTS),
)


@dataclass(slots=True)
class DocReader:
    """Reads the parts of one file. ``anchored`` is text by the position in the main text that it belongs to."""

    file: WordFile
    styles: DocStyles
    lists: DocLists
    runs: Runs
    set_apart: list[tuple[int, int, Setting]]
    skipped: list[tuple[int, int, str]]
    collector: Collector = field(default_factory=Collector)
    notes_at: list[tuple[int, str]] = field(default_factory=list)
    boxes_at: list[tuple[int, str]] = field(default_factory=list)
    pictures: int = 0
    seen: int = 0
    read: int = 0

    @classmethod
    def open(cls, file: WordFile) -> DocReader:
        """A reader of this file's text."""
        styles = DocStyles.read(file)
        set_apart = _in_positions(file, character_settings(file, styles.setting))
        return cls(
            file, styles, DocLists.read(file), paragraph_runs(file), set_apart, _merged(list(_field_ranges(file)))
        )

    def blocks(self) -> list[Block]:
        """All blocks: headers, the main text with its notes and boxes, footers."""
        self._gather_notes()
        self._gather_boxes()
        headers, footers = self._edges()
        first, end = self.file.parts["main"]
        body: list[Block] = []
        self.collector.blocks = body
        TableBuilder(self.collector, self._paragraphs(first, end)).run()
        for _, text in self.boxes_at:
            self.collector.extend(text.split("\n"))
        self.collector.add("", notes=[text for _, text in self.notes_at])
        return [*headers, *body, *footers]

    def _paragraphs(self, first: int, end: int) -> Iterator[tuple[Block, Paragraph, str]]:
        """Each paragraph between two positions: its block, properties, and the character that ends it."""
        text = self.file.text
        while first < min(end, len(text)):
            found = _END.search(text, first, end)
            last = found.start() if found else min(end, len(text))
            properties = self._properties(last)
            yield self._block(first, last, properties), properties, found.group() if found else "\r"
            first = last + 1

    def _block(self, first: int, last: int, properties: Paragraph) -> Block:
        content = clean(self.visible(first, last))
        role, level = self.styles.role(properties) if properties.depth == 0 else (None, 0)
        label = self.lists.label(properties) if content else ""
        if role == "heading" and len(content) > _LONGEST_HEADING:
            role, level = None, 0
        notes = tuple(_taken(self.notes_at, last + 1))
        boxes = tuple(_taken(self.boxes_at, last + 1))
        content = f"{label} {content}" if label else content
        if boxes:
            content = "\n".join((content, *boxes)) if content else "\n".join(boxes)
        tight = role == "contents" or (bool(label) and role is None)
        return Block(content, role, level, tight, notes)

    def _properties(self, position: int) -> Paragraph:
        found = self.runs.at(self.file.file_offset(position))
        if found is None:
            return Paragraph()
        style, data = found
        base = self.styles.base(style)
        return read_paragraph(replace(base, style=style), data, self.file.old)

    def visible(self, first: int, last: int) -> str:
        """The text between two positions as it is read, fields by their results, struck text between marks."""
        runs: list[Run] = []
        at = first
        index = max(bisect_right(self.skipped, (first, _FAR, "")) - 1, 0)
        while at < last:
            while index < len(self.skipped) and self.skipped[index][1] <= at:
                index += 1
            start, end, instead = self.skipped[index] if index < len(self.skipped) else (last, last, "")
            if start > at:
                runs.extend(self._runs(at, min(start, last)))
                at = min(start, last)
            else:
                runs.append(Run(instead if start >= first else ""))
                at = end
        return written(runs)

    def _runs(self, first: int, last: int) -> Iterator[Run]:
        """The characters between two positions, which no field interrupts, as they are set."""
        index = max(bisect_right(self.set_apart, first, key=lambda stretch: stretch[0]) - 1, 0)
        at = first
        while at < last:
            while index < len(self.set_apart) and self.set_apart[index][1] <= at:
                index += 1
            start, end, setting = self.set_apart[index] if index < len(self.set_apart) else (last, last, PLAIN)
            inside = start <= at
            stop = min(end if inside else start, last)
            self.pictures += self.file.text.count(_PICTURE, at, stop)
            text = _DROPPED.sub("", self.file.readable(self.file.text[at:stop])).translate(_LITERAL)
            yield Run(text, setting.shift, aside=setting.aside) if inside else Run(text)
            at = stop

    def _gather_notes(self) -> None:
        """Foot-, endnotes and comments with the positions that refer to them."""
        found: list[tuple[int, str]] = []
        for part, references, size, texts in _REFERENCES:
            first, end = self.file.parts[part]
            marks, _ = positions(self.file.located(references), size)
            stories, _ = positions(self.file.located(texts), 0)
            if first == end:
                continue
            if len(stories) < 2 or stories[:-1] != sorted(stories[:-1]):
                stories, marks = [0, end - first], [_FAR]
            for at in range(len(stories) - 1):
                text = one_line(self._plain(first + stories[at], min(first + stories[at + 1], end)))
                if text:
                    text = comment(text) if part == "comments" else text
                    found.append((marks[at] if at < len(marks) else _FAR, text))
        self.notes_at = sorted(found)

    def _gather_boxes(self) -> None:
        """Text boxes with the positions their shapes are anchored at; those in groups are known by no anchor."""
        first, end = self.file.parts["boxes"]
        if first == end:
            return
        size = 26
        anchors, shapes = positions(self.file.located(word.SHAPES), size)
        places = {shape[:4]: anchor for anchor, shape in zip(anchors, shapes, strict=False)}
        stories, records = positions(self.file.located(word.TEXT_BOXES), 22)
        if len(stories) < 2 or stories[:-1] != sorted(stories[:-1]):
            stories, records = [0, end - first], [b""]
        for at, record in enumerate(records):
            text = clean(self._plain(first + stories[at], min(first + stories[at + 1], end)))
            if text:
                self.seen += 1
                self.read += 1
                self.boxes_at.append((places.get(record[14:18], _FAR), text))
        self.boxes_at.sort()

    def _plain(self, first: int, end: int) -> str:
        """A story's paragraphs, one a line."""
        parts = []
        while first < min(end, len(self.file.text)):
            found = _END.search(self.file.text, first, end)
            last = found.start() if found else end
            parts.append(self.visible(first, last))
            first = last + 1
        return "\n".join(part for part in parts if part.strip())

    def _edges(self) -> tuple[list[Block], list[Block]]:
        """Headers and footers of all sections, each text once. The first six stories separate notes."""
        first, end = self.file.parts["headers"]
        stories, _ = positions(self.file.located(word.HEADERS), 0)
        headers: dict[str, Block] = {}
        footers: dict[str, Block] = {}
        for at in range(0 if self.file.old else 6, len(stories) - 1):
            text = clean(self._plain(first + stories[at], min(first + stories[at + 1], end)))
            if text:
                target = footers if at % 6 in (2, 3, 5) else headers
                target.setdefault(text, Block(text, "boilerplate"))
        first, end = self.file.parts["header boxes"]
        boxes = clean(self._plain(first, end))
        if boxes:
            footers.setdefault(boxes, Block(boxes, "boilerplate"))
        return list(headers.values()), list(footers.values())


def _taken(waiting: list[tuple[int, str]], before: int) -> Iterator[str]:
    """Take from the front what belongs to positions before ``before``."""
    count = bisect_left(waiting, (before, ""))
    texts = [text for _, text in waiting[:count]]
    del waiting[:count]
    return iter(texts)


def _field_ranges(file: WordFile) -> Iterator[tuple[int, int, str]]:
    """Stretches not to be read: instructions of fields, with what stands instead. Unmatched marks hide nothing."""
    stack: list[tuple[int, int]] = []
    for found in _FIELD.finditer(file.text):
        mark, at = found.group(), found.start()
        if mark == "\x13":
            stack.append((at, -1))
        elif mark == "\x14" and stack:
            stack[-1] = (stack[-1][0], at) if stack[-1][1] < 0 else stack[-1]
        elif mark == "\x15" and stack:
            begin, separator = stack.pop()
            end = separator if separator >= 0 else at
            instruction = file.text[begin + 1 : min(end, begin + 200)]
            yield begin, end + 1, _shown(instruction) if separator < 0 else ""


def _shown(instruction: str) -> str:
    """What a field without a result shows."""
    sign = _SYMBOL.match(instruction)
    return symbol((sign[2] or "Symbol").strip(), int(sign[1])) if sign else field_text(instruction)


def _in_positions(file: WordFile, ranges: list[tuple[int, int, Setting]]) -> list[tuple[int, int, Setting]]:
    """Stretches of the file's bytes as stretches of its text, in order of the text."""
    found = []
    for piece in file.pieces:
        size = (piece.end - piece.first) * piece.width
        for at in range(max(bisect_left(ranges, piece.offset, key=_start) - 1, 0), len(ranges)):
            start, end, setting = ranges[at]
            if start >= piece.offset + size:
                break
            low, high = max(start, piece.offset), min(end, piece.offset + size)
            if low < high:
                first = piece.first + (low - piece.offset) // piece.width
                found.append((first, piece.first + (high - piece.offset) // piece.width, setting))
    return sorted(found, key=_start)


def _start(stretch: tuple[int, int, Setting]) -> int:
    return stretch[0]


def _merged(ranges: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Ranges that do not overlap, the outer of nested ones swallowing the inner."""
    merged: list[tuple[int, int, str]] = []
    for start, end, instead in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end), merged[-1][2])
        else:
            merged.append((start, end, instead))
    return merged
