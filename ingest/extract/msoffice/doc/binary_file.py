"""The file information block of binary Word files (Word 6 to 2003), and their text by character position."""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass, field

from corpus.errors import ExtractionError
from ingest.extract.msoffice.ole import Container

STYLES, FOOTNOTE_REFS, FOOTNOTES, COMMENT_REFS, COMMENTS, HEADERS = 1, 2, 3, 4, 5, 11
CHARACTER_PAGES, PARAGRAPH_PAGES, PIECES, SHAPES, ENDNOTE_REFS, ENDNOTES, TEXT_BOXES = 12, 13, 33, 40, 46, 47, 56
LISTS, LIST_OVERRIDES = 73, 74

_WORD_8, _WORD_6 = 0xA5EC, 0xA5DC
WORD_2 = b"\xdb\xa5\x2d\x00"
"""How a file of Word 2 begins, which is no container."""
_COMPLEX, _ENCRYPTED, _TABLE_1, _WIDE_OLD = 0x0004, 0x0100, 0x0200, 0x1000
_MAX_CHARACTERS = 32 * 1024 * 1024

# Code pages of Word 6 and 95 by primary language; all others are Western.
_CODE_PAGES = {
    0x01: "cp1256", 0x02: "cp1251", 0x04: "cp936", 0x05: "cp1250", 0x08: "cp1253", 0x0D: "cp1255", 0x0E: "cp1250",
    0x11: "cp932", 0x12: "cp949", 0x15: "cp1250", 0x18: "cp1250", 0x19: "cp1251", 0x1A: "cp1250", 0x1B: "cp1250",
    0x1C: "cp1250", 0x1E: "cp874", 0x1F: "cp1254", 0x22: "cp1251", 0x23: "cp1251", 0x24: "cp1250", 0x25: "cp1257",
    0x26: "cp1257", 0x27: "cp1257", 0x2A: "cp1258", 0x2F: "cp1251",
}  # fmt: skip
_PARTS = ("main", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters ``first`` to ``end`` stand in the file from byte ``offset`` on, ``width`` bytes each."""

    first: int
    end: int
    offset: int
    width: int


@dataclass(slots=True)
class WordFile:
    """An opened file. ``text`` holds one character a position; in an old file they are bytes of ``code_page``.

    Of a ``bare`` file, which is one of Word 2, the text alone is read.
    """

    main: bytes
    table: bytes
    old: bool
    code_page: str
    parts: dict[str, tuple[int, int]]
    pieces: list[Piece] = field(default_factory=list)
    text: str = ""
    notes: list[str] = field(default_factory=list)
    bare: bool = False

    @classmethod
    def open_word_2(cls, data: bytes) -> WordFile:
        """A file of Word 2. Raises ExtractionError: unsupported, damaged, encrypted."""
        if len(data) < 0x80:
            raise ExtractionError("damaged", "The document's header is cut off.")
        language, _, flags = struct.unpack_from("<HHH", data, 6)
        if flags & _ENCRYPTED:
            raise ExtractionError("encrypted", "The document is encrypted and needs a password.")
        if flags & _COMPLEX:
            raise ExtractionError(
                "unsupported", "Word 2 has stored the document's text in pieces. Save it as .docx."
            )
        parts = _parts(data, old=True)
        end = parts["comments"][1]
        parts |= dict.fromkeys(_PARTS[5:], (end, end))  # Word 2 has no such parts
        file = cls(data, data, True, _old_code_page(language), parts, bare=True)
        file._read_pieces(0)
        file._read_text()
        return file

    @classmethod
    def open(cls, container: Container) -> WordFile:
        """Raises ExtractionError: unsupported, damaged, encrypted."""
        main = container.stream("WordDocument")
        if main is None:
            raise ExtractionError("unsupported", "The file is an Office container without a Word document.")
        if len(main) < 0x80:
            raise ExtractionError("damaged", "The document's header is cut off.")
        identifier, version = struct.unpack_from("<HH", main, 0)
        flags: int = struct.unpack_from("<H", main, 10)[0]
        if identifier not in (_WORD_8, _WORD_6):
            raise ExtractionError("damaged", "The document's header is broken.")
        if flags & _ENCRYPTED:
            raise ExtractionError("encrypted", "The document is encrypted and needs a password.")
        old = identifier == _WORD_6 or version <= 104
        language: int = struct.unpack_from("<H", main, 6)[0]
        table = main if old else _table(container, bool(flags & _TABLE_1))
        file = cls(main, table, old, _old_code_page(language) if old else "", _parts(main, old))
        file._read_pieces(flags)
        file._read_text()
        return file

    def _read_pieces(self, flags: int) -> None:
        total = max(end for _, end in self.parts.values())
        if not self.old or flags & _COMPLEX:
            self.pieces = _piece_table(self.located(PIECES), self.old, 2 if flags & _WIDE_OLD else 1)
        if not self.pieces:
            first = struct.unpack_from("<I", self.main, 0x18)[0]
            width = 2 if self.old and flags & _WIDE_OLD else 1
            self.pieces = [Piece(0, max(0, min(total, (len(self.main) - first) // width)), first, width)]
            if not self.old:
                self.notes.append(
                    "The table of text pieces is broken; the text was read as it stands in the file."
                )

    def _read_text(self) -> None:
        size = 0
        parts = []
        at = 0
        for piece in self.pieces:
            parts.append("\0" * (piece.first - at))  # positions that no piece covers
            count = piece.end - piece.first
            size += count
            if size > _MAX_CHARACTERS:
                raise ExtractionError("output-limit", "The document claims more text than the limit for one file.")
            raw = self.main[piece.offset : piece.offset + count * piece.width]
            parts.append(_characters(raw, piece.width, self.old).ljust(count, "\0"))
            at = piece.end
        self.text = "".join(parts)

    def located(self, index: int) -> bytes:
        """A structure that the header points to, empty where there is none."""
        start, length = self.location(index)
        return self.table[start : start + length] if length and start < len(self.table) else b""

    def location(self, index: int) -> tuple[int, int]:
        """Where a structure stands in the table stream, and its length."""
        if self.bare:
            return 0, 0
        at = (0x58 + 8 * index + (10 if index >= 38 else 0)) if self.old else 0x9A + 8 * index
        if (self.old and index > 60) or at + 8 > len(self.main):
            return 0, 0
        start, length = struct.unpack_from("<II", self.main, at)
        return start, length

    def file_offset(self, position: int) -> int:
        """The byte at which a character stands in the file, -1 for none."""
        at = bisect_right(self.pieces, position, key=lambda piece: piece.first) - 1
        if at < 0 or position >= self.pieces[at].end:
            return -1
        piece = self.pieces[at]
        return piece.offset + (position - piece.first) * piece.width

    def readable(self, text: str) -> str:
        """A stretch of ``text`` as Unicode: bytes of a code page decoded, halves of a character joined."""
        if self.old and all(ord(char) < 256 for char in text):
            return text.encode("latin-1").decode(self.code_page, errors="replace")
        if any("\ud800" <= char <= "\udfff" for char in text):
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", errors="replace")
        return text


def positions(data: bytes, size: int) -> tuple[list[int], list[bytes]]:
    """A table of character positions, each but the last with a record of ``size`` bytes."""
    count = (len(data) - 4) // (4 + size) if len(data) >= 4 else -1
    if count < 0:
        return [], []
    found = list(struct.unpack_from(f"<{count + 1}I", data))
    start = 4 * (count + 1)
    return found, [data[start + size * at : start + size * (at + 1)] for at in range(count)]


def _table(container: Container, first: bool) -> bytes:
    """The table stream the header names; the other one where that is missing, as careless writers leave it."""
    names = ("1Table", "0Table") if first else ("0Table", "1Table")
    for name in names:
        content = container.stream(name)
        if content is not None:
            return content
    return b""


def _parts(main: bytes, old: bool) -> dict[str, tuple[int, int]]:
    """First and end position of each part of the text, which follow each other."""
    start = 0x34 if old else 0x4C
    if start + 32 > len(main):
        raise ExtractionError("damaged", "The document's header is cut off.")
    at, found = 0, {}
    for name, length in zip(_PARTS, struct.unpack_from("<8i", main, start), strict=True):
        length = max(0, min(length, _MAX_CHARACTERS))
        found[name] = (at, at + length)
        at += length
    return found


def _piece_table(data: bytes, old: bool, old_width: int) -> list[Piece]:
    """The pieces of the "complex" part: property runs are skipped, then one table of pieces follows."""
    at = 0
    while at + 3 <= len(data) and data[at] == 1:
        at += 3 + struct.unpack_from("<H", data, at + 1)[0]
    if at + 5 > len(data) or data[at] != 2:
        return []
    length = struct.unpack_from("<I", data, at + 1)[0]
    places, records = positions(data[at + 5 : at + 5 + length], 8)
    pieces: list[Piece] = []
    last = 0
    for first, end, record in zip(places, places[1:], records, strict=False):
        if first < last or end <= first or end > _MAX_CHARACTERS * 2:
            continue
        offset = struct.unpack_from("<I", record, 2)[0]
        if old:
            pieces.append(Piece(first, end, offset, old_width))
        elif offset & 0x40000000:
            pieces.append(Piece(first, end, (offset & 0x3FFFFFFF) // 2, 1))
        else:
            pieces.append(Piece(first, end, offset & 0x3FFFFFFF, 2))
        last = end
    return pieces


def _characters(raw: bytes, width: int, old: bool) -> str:
    """One character for each code unit, so that positions stay true; surrogates are joined when read out."""
    if width == 1:
        return raw.decode("latin-1") if old else raw.decode("cp1252", errors="replace")
    units = struct.unpack_from(f"<{len(raw) // 2}H", raw)
    return "".join(map(chr, units))


def _old_code_page(language: int) -> str:
    return "cp950" if language in (0x0404, 0x0C04) else _CODE_PAGES.get(language & 0x3FF, "cp1252")
