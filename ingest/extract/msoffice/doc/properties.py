"""Paragraph and character properties of binary Word files, looked up by where the text stands in the file."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from ingest.extract.msoffice.doc.binary_file import CHARACTER_PAGES, PARAGRAPH_PAGES, WordFile, positions
from ingest.extract.runs import Aside, Shift

_PAGE = 512
_MAX_PAGES = 100_000
_OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_CELLS = (0xD608, 0xD606)
_TABS = 0xC615
# Sizes of the operands of Word 6 and 95, whose codes do not tell them; 0 is "a length byte says".
_OLD_SIZES = {
    2: 2, 3: 0, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 1, 10: 1, 11: 1, 12: 0, 13: 1, 14: 1, 15: 0, 16: 2, 17: 2, 18: 2,
    19: 2, 20: 4, 21: 2, 22: 2, 23: 0, 24: 1, 25: 1, 26: 2, 27: 2, 28: 2, 29: 1, 30: 2, 31: 2, 32: 2, 33: 2, 34: 2,
    35: 2, 36: 2, 37: 1, 38: 2, 39: 2, 40: 2, 41: 2, 42: 2, 43: 2, 44: 1, 45: 2, 46: 2, 47: 2, 48: 2, 49: 2, 50: 1,
    51: 1, 52: 0, 65: 1, 66: 1, 67: 1, 68: 0, 69: 2, 70: 4, 71: 1, 72: 2, 73: 3, 74: 0, 75: 1, 80: 2, 85: 1, 86: 1,
    87: 1, 88: 1, 89: 1, 90: 1, 91: 1, 92: 1, 93: 2, 94: 1, 95: 3, 96: 2, 97: 2, 98: 1, 99: 2, 100: 1, 101: 2,
    102: 1, 104: 1, 117: 1, 118: 1,
}  # fmt: skip
_OLD_CODES = {
    24: 0x2416, 25: 0x2417, 65: 0x0800, 13: 0x260A, 80: 0x4A30, 87: 0x0837, 92: 0x083C, 104: 0x2A48,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What the text reader needs to know of a paragraph.

    ``edges`` are the cells' borders of a row that ends, ``merges`` the flags that say how its cells are merged.
    """

    style: int = 0
    depth: int = 0
    row_end: bool = False
    inner_cell_end: bool = False
    inner_row_end: bool = False
    header_row: bool = False
    list_id: int | None = None
    list_level: int | None = None
    outline: int | None = None
    edges: tuple[int, ...] = ()
    merges: tuple[int, ...] = ()


def sprms(data: bytes, old: bool) -> Iterator[tuple[int, bytes]]:
    """The property changes of a list, code and operand; old codes as the later ones that mean the same."""
    at = 0
    while at + (1 if old else 2) <= len(data):
        code = data[at] if old else struct.unpack_from("<H", data, at)[0]
        at += 1 if old else 2
        size = _OLD_SIZES.get(code, -1) if old else _OPERAND.get(code >> 13, 0)
        if size < 0 or at >= len(data):
            return
        if size == 0:
            if not old and code in _TABLE_CELLS and at + 2 <= len(data):
                size = struct.unpack_from("<H", data, at)[0] - 1
                at += 2
            else:
                size = data[at]
                at += 1
                if size == 255 and code in (_TABS, 23):
                    return
        yield _OLD_CODES.get(code, 0) if old else code, data[at : at + max(size, 0)]
        at += max(size, 0)


def read_paragraph(base: Paragraph, data: bytes, old: bool) -> Paragraph:
    """``base`` with the changes of a property list applied."""
    changes: dict[str, object] = {}
    for code, operand in sprms(data, old):
        first = operand[0] if operand else 0
        match code:
            case 0x2416:
                changes["depth"] = max(base.depth, 1) if first else 0
            case 0x6649 if len(operand) == 4:
                changes["depth"] = min(struct.unpack("<I", operand)[0], 40)
            case 0x2417:
                changes["row_end"] = bool(first)
            case 0x244B:
                changes["inner_cell_end"] = bool(first)
            case 0x244C:
                changes["inner_row_end"] = bool(first)
            case 0x3404:
                changes["header_row"] = bool(first)
            case 0x260A:
                changes["list_level"] = first
            case 0x460B if len(operand) == 2:
                changes["list_id"] = struct.unpack("<H", operand)[0]
            case 0x2640:
                changes["outline"] = first
            case 0xD608 if operand:
                count = operand[0]
                if 1 <= count <= 64 and len(operand) >= 3 + 2 * count:
                    changes["edges"] = struct.unpack_from(f"<{count + 1}h", operand, 1)
                    cells = operand[3 + 2 * count :]
                    changes["merges"] = tuple(
                        struct.unpack_from("<H", cells, at)[0]
                        for at in range(0, min(20 * count, len(cells) - 1), 20)
                    )
            case 0xD62B if len(operand) == 2:
                merges = list(changes.get("merges", base.merges))  # type: ignore[call-overload]
                if operand[0] < len(merges):
                    merges[operand[0]] = (0, 0x20, 0, 0x60)[operand[1] & 3]
                changes["merges"] = tuple(merges)
    return replace(base, **changes) if changes else base  # type: ignore[arg-type]


@dataclass(slots=True)
class Runs:
    """Property lists by the byte from which they hold, sorted."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[tuple[int, bytes]] = field(default_factory=list)

    def at(self, offset: int) -> tuple[int, bytes] | None:
        """Style and property list in force at a byte of the file."""
        index = bisect_right(self.starts, offset) - 1
        if index < 0 or offset >= self.ends[index]:
            return None
        return self.values[index]


def paragraph_runs(file: WordFile) -> Runs:
    """The property lists of paragraphs."""
    return _runs(file, PARAGRAPH_PAGES, 7 if file.old else 13, _papx)


@dataclass(frozen=True, slots=True)
class Setting:
    """How characters are set, as far as it changes what they mean."""

    shift: Shift = ""
    struck: bool = False
    hidden: bool = False

    @property
    def aside(self) -> Aside | None:
        """Whether such characters are hidden or struck."""
        return "hidden" if self.hidden else "struck" if self.struck else None


PLAIN = Setting()
_SHIFTS: dict[int, Shift] = {1: "raised", 2: "lowered"}
_DELETED, _STRUCK, _STRUCK_TWICE, _HIDDEN, _SHIFT, _HEIGHT, _STYLE = (
    0x0800, 0x0837, 0x2A53, 0x083C, 0x2A48, 0x4845, 0x4A30,
)  # fmt: skip
_SHIFTED_BY = 4
"""Half points from which on a height raises or lowers text."""


def read_characters(base: Setting, data: bytes, old: bool, style: Callable[[int], Setting]) -> Setting:
    """``base`` with the changes of a property list applied. ``style`` gives what a character style says."""
    found = base
    for code, operand in sprms(data, old):
        first = operand[0] if operand else 0
        if code == _STYLE and len(operand) == 2:
            found = style(struct.unpack("<H", operand)[0])
        elif code in (_DELETED, _STRUCK, _STRUCK_TWICE):
            found = replace(found, struck=_toggled(first, found.struck))
        elif code == _HIDDEN:
            found = replace(found, hidden=_toggled(first, found.hidden))
        elif code == _SHIFT:
            found = replace(found, shift=_SHIFTS.get(first, ""))
        elif code == _HEIGHT and len(operand) == 2:
            height = struct.unpack("<h", operand)[0]
            if abs(height) >= _SHIFTED_BY:
                found = replace(found, shift="raised" if height > 0 else "lowered")
    return found


def _toggled(value: int, before: bool) -> bool:
    """80 is as the style has it, 81 its contrary."""
    return before if value == 0x80 else not before if value == 0x81 else bool(value)


def character_settings(file: WordFile, style: Callable[[int], Setting]) -> list[tuple[int, int, Setting]]:
    """Stretches of the file, first and last byte, whose characters are not set plainly."""
    runs = _runs(file, CHARACTER_PAGES, 1, _chpx)
    known: dict[bytes, Setting] = {}
    found = []
    for start, end, (_, data) in zip(runs.starts, runs.ends, runs.values, strict=True):
        if data and data not in known:
            known[data] = read_characters(PLAIN, data, file.old, style)
        if data and known[data] != PLAIN:
            found.append((start, end, known[data]))
    return found


def _runs(file: WordFile, index: int, size: int, read: Callable[[bytes, int, bool], tuple[int, bytes]]) -> Runs:
    data = file.located(index)
    _, records = positions(data, 2 if file.old else 4)
    found: list[tuple[int, int, tuple[int, bytes]]] = []
    seen: set[int] = set()
    for record in records[:_MAX_PAGES]:
        number = int.from_bytes(record, "little") & (0xFFFF if file.old else 0x3FFFFF)
        page = file.main[number * _PAGE : (number + 1) * _PAGE]
        if number in seen or len(page) < _PAGE:
            continue
        seen.add(number)
        count = page[-1]
        if 4 * (count + 1) + size * count > _PAGE - 1:
            continue
        places = struct.unpack_from(f"<{count + 1}I", page)
        for at in range(count):
            offset = 2 * page[4 * (count + 1) + size * at]
            value = read(page, offset, file.old) if offset else (0, b"")
            found.append((places[at], places[at + 1], value))
    found.sort(key=lambda run: run[0])
    return Runs([run[0] for run in found], [run[1] for run in found], [run[2] for run in found])


def _papx(page: bytes, offset: int, old: bool) -> tuple[int, bytes]:
    length = 2 * page[offset]
    start = offset + 1
    if not old and length == 0 and start < _PAGE:
        length = 2 * page[start]
        start += 1
    elif not old:
        length -= 1
    data = page[start : start + max(length, 0)]
    if len(data) < 2:
        return 0, b""
    return struct.unpack_from("<H", data)[0], data[2:]


def _chpx(page: bytes, offset: int, _old: bool) -> tuple[int, bytes]:
    return 0, page[offset + 1 : offset + 1 + page[offset]]
