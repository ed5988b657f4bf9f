"""How the characters of a binary slide's text are set: which are raised and which lowered."""

from __future__ import annotations

import struct

from ingest.extract.runs import Shift

# Properties in the order in which they follow their mask: the bits that announce one, and its size.
_PARAGRAPH = (
    (0xF, 2), (0x80, 2), (0x10, 2), (0x40, 2), (0x20, 4), (0x800, 2), (0x1000, 2), (0x2000, 2), (0x4000, 2),
    (0x100, 2), (0x400, 2), (0x8000, 2),
)  # fmt: skip
_TABS, _PARAGRAPH_END = 0x100000, ((0x10000, 2), (0xE0000, 2), (0x200000, 2))
_CHARACTER = (
    (0x3EB7, 2), (0x10000, 2), (0x200000, 2), (0x400000, 2), (0x800000, 2), (0x20000, 2), (0x40000, 4),
)  # fmt: skip
_HEIGHT = 0x80000


def character_shifts(data: bytes, length: int) -> list[tuple[int, Shift]]:
    """Stretches of a text of ``length`` characters: how many, and whether raised or lowered.

    ``data`` is the text's style atom. A broken one says nothing.
    """
    try:
        return _characters(data, _after_paragraphs(data, length), length)
    except struct.error:
        return []


def _after_paragraphs(data: bytes, length: int) -> int:
    at = covered = 0
    while covered <= length:
        count, mask = struct.unpack_from("<I2xI", data, at)
        covered += max(count, 1)
        at = _past(at + 10, mask, _PARAGRAPH)
        if mask & _TABS:
            at += 2 + 4 * struct.unpack_from("<H", data, at)[0]
        at = _past(at, mask, _PARAGRAPH_END)
    return at


def _characters(data: bytes, at: int, length: int) -> list[tuple[int, Shift]]:
    found: list[tuple[int, Shift]] = []
    covered = 0
    while covered <= length and at < len(data):
        count, mask = struct.unpack_from("<II", data, at)
        at = _past(at + 8, mask, _CHARACTER)
        height = 0
        if mask & _HEIGHT:
            height = struct.unpack_from("<h", data, at)[0]
            at += 2
        found.append((count, "raised" if height > 0 else "lowered" if height < 0 else ""))
        covered += max(count, 1)
    return found


def _past(at: int, mask: int, properties: tuple[tuple[int, int], ...]) -> int:
    return at + sum(size for bits, size in properties if mask & bits)
