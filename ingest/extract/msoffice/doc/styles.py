"""Styles and lists of binary Word files."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from corpus.model import SpanRole
from ingest.extract.msoffice.doc.binary_file import LIST_OVERRIDES, LISTS, STYLES, WordFile
from ingest.extract.msoffice.doc.properties import PLAIN, Paragraph, Setting, read_characters, read_paragraph
from ingest.extract.msoffice.ooxml.numbering import LEVELS, NUMBER_FORMS, Counters, Level
from ingest.extract.msoffice.ooxml.word_styles import named_role

_CHAIN = 20
_CHARACTERS = 2
_TITLE, _TOC = 62, range(19, 28)


@dataclass(frozen=True, slots=True)
class DocStyle:
    """A style: its built-in number, name, parent, and its own properties of paragraphs and of characters."""

    builtin: int
    name: str
    parent: int
    properties: bytes
    characters: bytes = b""


@dataclass(slots=True)
class DocStyles:
    """The styles of a file by index."""

    styles: dict[int, DocStyle] = field(default_factory=dict)
    old: bool = False
    bases: dict[int, Paragraph] = field(default_factory=dict)
    settings: dict[int, Setting] = field(default_factory=dict)

    @classmethod
    def read(cls, file: WordFile) -> DocStyles:
        """A broken style sheet gives the styles before the break."""
        data, found = file.located(STYLES), cls(old=file.old)
        if len(data) < 6:
            return found
        header, count, base = struct.unpack_from("<HHH", data)
        at = 2 + header
        for index in range(min(count, 4096)):
            if at + 2 > len(data):
                break
            length = struct.unpack_from("<H", data, at)[0]
            style = _style(data[at + 2 : at + 2 + length], base, file.old)
            if style is not None:
                found.styles[index] = style
            at += 2 + length
        return found

    def base(self, index: int) -> Paragraph:
        """The properties that a style gives its paragraphs, those of its ancestors included."""
        if index not in self.bases:
            paragraph = Paragraph()
            for style in reversed(self._chain(index)):
                paragraph = read_paragraph(paragraph, style.properties, self.old)
            self.bases[index] = Paragraph(
                style=index, list_id=paragraph.list_id, list_level=paragraph.list_level, outline=paragraph.outline
            )
        return self.bases[index]

    def setting(self, index: int) -> Setting:
        """How a style sets characters, its ancestors included."""
        if index not in self.settings:
            found = PLAIN
            for style in reversed(self._chain(index)):
                found = read_characters(found, style.characters, self.old, lambda _: PLAIN)
            self.settings[index] = found
        return self.settings[index]

    def _chain(self, index: int) -> list[DocStyle]:
        """A style and those it is based on, nearest first."""
        chain: list[DocStyle] = []
        while index in self.styles and len(chain) < _CHAIN:
            chain.append(self.styles[index])
            index = chain[-1].parent
        return chain

    def role(self, paragraph: Paragraph) -> tuple[SpanRole | None, int]:
        """The role and heading level of a paragraph."""
        at = paragraph.style
        for _ in range(_CHAIN):
            style = self.styles.get(at)
            if style is None:
                break
            if 1 <= style.builtin <= 9:
                return "heading", min(style.builtin, 6)
            if style.builtin == _TITLE:
                return "heading", 1
            if style.builtin in _TOC:
                return "contents", 0
            role, level = named_role(style.name.split(",")[0])
            if role is not None:
                return role, level
            at = style.parent
        if paragraph.outline is not None and paragraph.outline < LEVELS:
            return "heading", min(paragraph.outline + 1, 6)
        if not self.styles and 1 <= paragraph.style <= 9:  # the first indexes are the headings in every file
            return "heading", min(paragraph.style, 6)
        return None, 0


def _style(data: bytes, base: int, old: bool) -> DocStyle | None:
    if len(data) < 8 or base < 6:
        return None
    first, second, third = struct.unpack_from("<HHH", data)
    at = base
    if at + 2 > len(data):
        return None
    if old:
        length = data[at]
        name = data[at + 1 : at + 1 + length].decode("cp1252", errors="replace")
        at += length + 2
    else:
        length = struct.unpack_from("<H", data, at)[0]
        name = data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", errors="replace")
        at += 2 * length + 4
    lists = _property_lists(data, at, min(third & 0xF, 2))
    if second & 0xF == 1:  # a paragraph style's lists are its paragraphs' and its characters'
        paragraphs, characters = lists[0][2:], lists[1]
    else:
        paragraphs, characters = b"", lists[0] if second & 0xF == _CHARACTERS else b""
    return DocStyle(first & 0xFFF, name, second >> 4, paragraphs, characters)


def _property_lists(data: bytes, at: int, count: int) -> list[bytes]:
    """The first two property lists of a style, each at an even place; empty where there is none."""
    lists = []
    for _ in range(count):
        at += at & 1
        if at + 2 > len(data):
            break
        size = struct.unpack_from("<H", data, at)[0]
        lists.append(data[at + 2 : at + 2 + size])
        at += 2 + size
    return [*lists, b"", b""][:2]


@dataclass(slots=True)
class DocLists:
    """The lists of a file, and where their counting stands."""

    levels: dict[int, dict[int, Level]] = field(default_factory=dict)
    overrides: list[tuple[int, dict[int, int]]] = field(default_factory=list)
    counters: Counters = field(default_factory=Counters)

    @classmethod
    def read(cls, file: WordFile) -> DocLists:
        """Broken lists give no labels."""
        found = cls()
        if not file.old:
            try:
                found._read_levels(file)
                found._read_overrides(file.located(LIST_OVERRIDES))
            except (struct.error, IndexError):
                file.notes.append("The lists of the document are broken; some numbers of their items are missing.")
        return found

    def _read_levels(self, file: WordFile) -> None:
        start, length = file.location(LISTS)
        data = file.table
        if not length or start + 2 > len(data):
            return
        count = struct.unpack_from("<H", data, start)[0]
        at = start + 2 + 28 * count
        for index in range(count):
            head = start + 2 + 28 * index
            identifier = struct.unpack_from("<I", data, head)[0]
            levels: dict[int, Level] = {}
            for number in range(1 if data[head + 26] & 1 else LEVELS):
                levels[number], at = _level(data, at)
            self.levels[identifier] = levels

    def _read_overrides(self, data: bytes) -> None:
        if len(data) < 4:
            return
        count = min(struct.unpack_from("<I", data)[0], (len(data) - 4) // 16)
        heads = [(struct.unpack_from("<I", data, 4 + 16 * at)[0], data[4 + 16 * at + 12]) for at in range(count)]
        self.overrides = [(identifier, {}) for identifier, _ in heads]
        at = 4 + 16 * count
        for (_, changes), (_, starts) in zip(heads, self.overrides, strict=True):
            at += 4
            for _ in range(changes):
                first, flags = struct.unpack_from("<iI", data, at)
                at += 8
                if flags & 0x10:
                    starts[flags & 0xF] = first
                if flags & 0x20:
                    level, at = _level(data, at)
                    starts.setdefault(flags & 0xF, level.start)

    def label(self, paragraph: Paragraph) -> str:
        """The label that stands before a paragraph, empty for none."""
        number, at = paragraph.list_id, paragraph.list_level or 0
        if not number or number > len(self.overrides) or not 0 <= at < LEVELS:
            return ""
        identifier, starts = self.overrides[number - 1]
        restart = (number, starts[at]) if at in starts else None
        return self.counters.label(identifier, self.levels.get(identifier, {}), at, restart)


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """One level of a list and where the next begins."""
    start, style, flags = struct.unpack_from("<iBB", data, at)
    characters, paragraphs, restart = struct.unpack_from("<BBB", data, at + 24)
    at += 28 + characters + paragraphs
    length = struct.unpack_from("<H", data, at)[0]
    raw = data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", errors="replace")
    text = "".join(f"%{ord(char) + 1}" if ord(char) < LEVELS else char for char in raw)
    rule = restart if flags & 0x08 else None
    return Level(NUMBER_FORMS.get(style, "decimal"), text, start, rule, bool(flags & 0x04)), at + 2 + 2 * length
