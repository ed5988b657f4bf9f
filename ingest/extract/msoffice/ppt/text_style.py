"""How a binary slide's text is set: levels of paragraphs, and which characters are raised or lowered."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

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
_BULLET = 0x1
_STYLED = 0x3EB7


@dataclass(slots=True)
class TextStyle:
    """Stretches of a text, each with how many characters it has.

    ``paragraphs`` are their level and whether they may have a bullet, ``characters`` whether they are raised or
    lowered and the place of the rule that numbers their paragraph.
    """

    paragraphs: list[tuple[int, int, bool]] = field(default_factory=list)
    characters: list[tuple[int, Shift, int]] = field(default_factory=list)

    @classmethod
    def read(cls, data: bytes, length: int) -> TextStyle:
        """The style atom of a text of ``length`` characters. A broken one says nothing."""
        style = cls()
        try:
            style._read_characters(data, style._read_paragraphs(data, length), length)
        except struct.error:
            return cls()
        return style

    def paragraph(self, at: int) -> tuple[int, bool]:
        """Level and bullet of the paragraph at a character."""
        return next((stretch[1:] for stretch in _from(self.paragraphs, at)), (0, True))

    def rule(self, at: int) -> int:
        """The place of the rule for the paragraph at a character."""
        return next((stretch[2] for stretch in _from(self.characters, at)), 0)

    def _read_paragraphs(self, data: bytes, length: int) -> int:
        at = covered = 0
        while covered <= length:
            count, level, mask = struct.unpack_from("<IHI", data, at)
            covered += max(count, 1)
            bullet = not mask & _BULLET or bool(struct.unpack_from("<H", data, at + 10)[0] & _BULLET)
            self.paragraphs.append((count, level, bullet))
            at = _past(at + 10, mask, _PARAGRAPH)
            if mask & _TABS:
                at += 2 + 4 * struct.unpack_from("<H", data, at)[0]
            at = _past(at, mask, _PARAGRAPH_END)
        return at

    def _read_characters(self, data: bytes, at: int, length: int) -> None:
        covered = 0
        while covered <= length and at < len(data):
            count, mask = struct.unpack_from("<II", data, at)
            rule = struct.unpack_from("<H", data, at + 8)[0] >> 10 & 0xF if mask & _STYLED else 0
            at = _past(at + 8, mask, _CHARACTER)
            height = 0
            if mask & _HEIGHT:
                height = struct.unpack_from("<h", data, at)[0]
                at += 2
            self.characters.append((count, "raised" if height > 0 else "lowered" if height < 0 else "", rule))
            covered += max(count, 1)


_Stretch = TypeVar("_Stretch", bound=tuple[Any, ...])


def _from(stretches: Sequence[_Stretch], at: int) -> Iterator[_Stretch]:
    """The stretch that holds a character, and those after it."""
    end = 0
    for stretch in stretches:
        end += stretch[0]
        if at < end:
            yield stretch


def _past(at: int, mask: int, properties: tuple[tuple[int, int], ...]) -> int:
    return at + sum(size for bits, size in properties if mask & bits)
