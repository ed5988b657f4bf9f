"""The lines of one PDF page as pdfium tells them: text, size, weight and place of each."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

HYPHEN = "\ufffe"
"""What pdfium writes for a hyphen at a line's end, together with the line break."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\uffff\ufdd0-\ufdef]")
_BREAK = re.compile(r"\r\n|\n|\r|(?<=[\ufffe\x02])")
_SPACES = re.compile(r"(?<=\S) +(?=\S)")
_BOLD = 600
_WIDE = 250


@dataclass(frozen=True, slots=True)
class Gap:
    """The widest white space within a line: ``text[at]`` is the first character after it."""

    at: int
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. ``x0 x1 y`` (baseline) are points from the page's lower left corner.

    ``placed`` is false where the place is unknown or the line does not run horizontally. ``broken_word`` is
    true where a hyphen ended the line; the hyphen itself is not in ``text``.
    """

    text: str
    size: float = 0.0
    bold: bool = False
    x0: float = 0.0
    x1: float = 0.0
    y: float = 0.0
    placed: bool = False
    broken_word: bool = False
    gap: Gap | None = None


def plain_lines(text: str) -> list[Line]:
    """Lines of text whose layout is unknown."""
    parts = (part[:-1] + "-" if part[-1:] in ("\ufffe", "\x02") else part for part in _BREAK.split(text))
    lines = [_CONTROLS.sub("", part).strip() for part in parts]
    made = []
    for n, part in enumerate(lines):
        following = lines[n + 1] if n + 1 < len(lines) else ""
        broken = len(part) > 2 and part[-1] in "-\u2010\xad" and part[-2].isalpha() and following[:1].isalpha()
        made.append(Line(part[:-1] if broken else part, broken_word=broken))
    return [line for line in made if line.text]


class LineReader:
    """Reads lines out of pdfium text pages. Reuses its C buffers, so it serves one thread."""

    def __init__(self, *, places: bool = True, gaps: bool = True) -> None:
        self._places = places
        self._gaps = gaps
        self._x = ctypes.c_double()
        self._y = ctypes.c_double()
        self._right = ctypes.c_double()
        self._flags = ctypes.c_int()
        self._name = ctypes.create_string_buffer(128)
        self._matrix = raw.FS_MATRIX()

    def read(self, textpage: Any, text: str) -> list[Line]:
        """The lines of ``text``, which is all of ``textpage``'s text, in its order."""
        if not self._places:
            return plain_lines(text)
        lines: list[Line] = []
        position = 0
        for match in re.finditer(r"([^\r\n\ufffe\x02]*)(\r\n|\n|\r|\ufffe|\x02|$)", text):
            part, end = match.group(1), match.group(2)
            if part.strip():
                lines.append(self._line(textpage, part, position, end in (HYPHEN, "\x02")))
            position += _units(part) + len(end)
        return lines

    def _line(self, textpage: Any, part: str, position: int, broken: bool) -> Line:
        left = position + _units(part) - _units(part.lstrip())
        right = position + _units(part.rstrip()) - 1
        text = _CONTROLS.sub("", part).strip()
        handle = textpage.raw
        if not raw.FPDFText_GetCharOrigin(handle, left, self._x, self._y):
            return Line(text, broken_word=broken)
        x0, y0 = self._x.value, self._y.value
        x1, y1 = (
            (self._x.value, self._y.value)
            if raw.FPDFText_GetCharOrigin(handle, right, self._x, self._y)
            else (x0, y0)
        )
        size = raw.FPDFText_GetFontSize(handle, left)
        if raw.FPDFText_GetMatrix(handle, left, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d) or 1.0
        placed = abs(y1 - y0) <= max(size, 2.0) and (x1 > x0 or len(text) == 1)
        gap = None
        if self._gaps and placed and x1 - x0 > _WIDE and len(text) == right - left + 1:
            gap = self._widest_gap(handle, text, left, size)
        return Line(text, round(size, 1), self._bold(handle, left), x0, x1 + size / 2, y0, placed, broken, gap)

    def _bold(self, handle: Any, position: int) -> bool:
        """By the font's weight or, as fonts that are not embedded state none, by its name."""
        if raw.FPDFText_GetFontWeight(handle, position) >= _BOLD:
            return True
        length = raw.FPDFText_GetFontInfo(handle, position, self._name, len(self._name), self._flags)
        return 0 < length <= len(self._name) and b"bold" in self._name.raw[:length].lower()

    def _widest_gap(self, handle: Any, text: str, left: int, size: float) -> Gap | None:
        """A gap no word space makes, as between two columns on one baseline."""
        widest = None
        width = max(1.6 * size, 10.0)
        for match in _SPACES.finditer(text):
            if not raw.FPDFText_GetCharBox(
                handle, left + match.start() - 1, self._x, self._right, self._y, self._y
            ) or not raw.FPDFText_GetCharOrigin(handle, left + match.end(), self._x, self._y):
                continue
            if self._x.value - self._right.value > width:
                width = self._x.value - self._right.value
                widest = Gap(match.end(), self._right.value, self._x.value)
        return widest


def _units(text: str) -> int:
    """UTF-16 code units, in which pdfium counts."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)
