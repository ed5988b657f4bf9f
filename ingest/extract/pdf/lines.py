"""The lines of one PDF page as pdfium tells them: text, size, weight and place of each."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

from ingest.extract.pdf.characters import (
    HAN_BLANK,
    LOOSE,
    Character,
    CharacterReader,
    is_great,
    looks_spaced,
    runs_of,
    spaced_words,
)
from ingest.extract.pdf.ciphers import unmapped
from ingest.extract.pdf.layers import Layers
from ingest.extract.runs import composed, written

HYPHEN = "\ufffe"
"""What pdfium writes for a hyphen at a line's end, together with the line break."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\uffff\ufdd0-\ufdef]")
_BREAK = re.compile(r"\r\n|\n|\r|(?<=[\ufffe\x02])")
_SPACES = re.compile(r"(?<=\S) +(?=\S)")
_PART = re.compile(r"([^\r\n\ufffe\x02]*)(\r\n|\n|\r|\ufffe|\x02|$)")
_DIGITS = re.compile(r"\d+")
_INITIAL = re.compile(r"[\"“‘'«]?[^\W\d_]")
_INITIAL_APART = re.compile(r"[\"“‘'«]?[^\W\d_] [^\W\d_]")
_BLANK = 0.15
"""How wide, in sizes of the type, a space is at least that parts words."""
_BLANKS = " \t\xa0\u3000"
_SAMPLE = 24
_MOSTLY = 0.5
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
    true where a hyphen ended the line; the hyphen itself is not in ``text``. ``hidden`` lines are not shown.
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
    hidden: bool = False


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


@dataclass(slots=True)
class _Fragment:
    """What pdfium gives as one line: part of a printed one, where raised text or a great first letter ends it.

    ``left`` and ``right`` are the indexes of its first and last characters, ``x0 y0`` and ``x1 y1`` their origins.
    """

    text: str
    left: int
    right: int
    broken: bool
    size: float = 0.0
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0
    known: bool = False
    uneven: bool = False
    hidden: bool = False


class LineReader:
    """Reads lines out of pdfium text pages. Reuses its C buffers, so it serves one thread."""

    def __init__(self, layers: Layers, *, places: bool = True, gaps: bool = True) -> None:
        self._layers = layers
        self._places = places
        self._gaps = gaps
        self._characters = CharacterReader()
        self._flags = ctypes.c_int()
        self._name = ctypes.create_string_buffer(128)

    def read(self, textpage: Any, text: str, *, ciphers: bool = False) -> list[Line]:
        """The lines of ``text``, which is all of ``textpage``'s text, in its order.

        ``ciphers`` says that the page has some: lines of them are left out.
        """
        if not self._places and not ciphers:
            return plain_lines(text)
        handle = textpage.raw
        groups: list[list[_Fragment]] = []
        # pdfium leaves some characters out of its text and counts them all the same.
        counted = _units(text) == raw.FPDFText_CountChars(handle)
        position = 0
        for match in _PART.finditer(text):
            part, end = match.group(1), match.group(2)
            first = position if counted else raw.FPDFText_GetCharIndexFromTextIndex(handle, position)
            if part.strip() and not (ciphers and unmapped(handle, first, _units(part)) > _MOSTLY):
                fragment = self._fragment(handle, part, first, end in (HYPHEN, "\x02"))
                if groups and self._goes_on(handle, groups[-1], fragment):
                    groups[-1].append(fragment)
                else:
                    groups.append([fragment])
            position += _units(part) + len(end)
        return [line for group in groups if (line := self._line(handle, group)).text]

    def _fragment(self, handle: Any, part: str, position: int, broken: bool) -> _Fragment:
        left = position + _units(part) - _units(part.lstrip())
        right = position + _units(part.rstrip()) - 1
        made = _Fragment(part, left, right, broken)
        first = self._characters.origin(handle, left)
        if first is None:
            return made
        made.known = True
        made.x0, made.y0 = first
        made.x1, made.y1 = self._characters.origin(handle, right) or first
        made.size = self._characters.size(handle, left)
        made.uneven = self._is_uneven(handle, made, position)
        made.hidden = self._layers.is_off(handle, left)
        return made

    def _is_uneven(self, handle: Any, made: _Fragment, position: int) -> bool:
        """Whether characters may stand on more than one baseline, or call for a closer look otherwise."""
        slack = 0.1 * made.size
        if abs(made.y1 - made.y0) > max(made.size, 2.0):
            return False  # not horizontal
        if abs(made.y1 - made.y0) > slack:
            return True
        if found := _INITIAL_APART.match(made.text):
            return made.size > 1.5 * self._characters.size(handle, position + found.end() - 1)
        if not made.text.isascii() and (LOOSE.search(made.text) or HAN_BLANK.search(made.text)):
            return True
        if _units(made.text) != len(made.text):
            return False
        for match in _DIGITS.finditer(made.text):
            place = self._characters.origin(handle, position + match.end() - 1)
            if place is not None and abs(place[1] - made.y0) > slack:
                return True
        return False

    def _goes_on(self, handle: Any, group: list[_Fragment], following: _Fragment) -> bool:
        """Whether a fragment belongs to the line before it, which pdfium ended for a change of height."""
        last = group[-1]
        if not (last.known and following.known) or last.broken or last.hidden != following.hidden:
            return False
        step, gap = following.y0 - last.y1, following.x0 - last.x1
        largest = max(last.size, following.size)
        if not 0.1 < abs(step) < 1.2 * largest or not 0 < gap < 2.5 * largest:
            return False
        before, after = self._characters.size(handle, last.right), following.size
        gap = following.x0 - self._characters.right(handle, last.right)
        letter = last.text.strip()
        word = following.text.split()[0]
        if len(group) == 1 and _INITIAL.fullmatch(letter) and is_great(before, after, letter[-1], word):
            return gap < 0.5 * before
        smaller, larger = sorted((before, after))
        return smaller <= 0.85 * larger and abs(step) <= 0.7 * larger and -0.1 * larger < gap < 0.6 * larger

    def _line(self, handle: Any, group: list[_Fragment]) -> Line:
        main = max(group, key=lambda fragment: len(fragment.text))
        text = self._text(handle, group)
        broken = group[-1].broken
        if not main.known:
            return Line(text, broken_word=broken)
        placed = abs(main.y1 - main.y0) <= max(main.size, 2.0) and (group[-1].x1 > group[0].x0 or len(text) == 1)
        gap = None
        if self._gaps and placed and group[-1].x1 - group[0].x0 > _WIDE:
            gap = self._widest_gap(handle, text, group)
        return Line(
            text,
            round(main.size, 1),
            self._bold(handle, main.left),
            group[0].x0,
            group[-1].x1 + main.size / 2,
            main.y0,
            placed,
            broken,
            gap,
            main.hidden,
        )

    def _text(self, handle: Any, group: list[_Fragment]) -> str:
        """A line's text, what is raised or lowered in it written so that it can be told."""
        plain = "".join(fragment.text for fragment in group)
        text = ""
        if len(group) > 1 or group[0].uneven or looks_spaced(plain):
            text = self._set_text(handle, group)
        return composed(_CONTROLS.sub("", text or plain)).strip()

    def _set_text(self, handle: Any, group: list[_Fragment]) -> str:
        """The text told character by character; empty where that cannot be done."""
        characters: list[Character] = []
        edges: list[float] = []
        edge = 0.0
        main = max(group, key=lambda fragment: len(fragment.text))
        spaced = looks_spaced("".join(fragment.text for fragment in group))
        for fragment in group:
            text = fragment.text.strip(_BLANKS)
            indent = _units(fragment.text) - _units(fragment.text.lstrip(_BLANKS))
            found = self._characters.read(handle, fragment.left, text) if _units(text) == len(text) else None
            if found is None:
                return ""
            if characters and (indent or fragment.x0 - edge > _BLANK * main.size):
                characters.append(Character(" ", fragment.x0, fragment.y0, characters[-1].size, made=not indent))
                edges.append(fragment.x0)
            characters += found
            edges += [
                self._characters.right(handle, fragment.left + n) for n in range(len(found) if spaced else 0)
            ]
            edge = self._characters.right(handle, fragment.right)
        words = spaced_words(characters, edges) if spaced and looks_spaced(_of(characters)) else None
        return words or written(runs_of(characters))

    def _bold(self, handle: Any, position: int) -> bool:
        """By the font's weight or, as fonts that are not embedded state none, by its name."""
        if raw.FPDFText_GetFontWeight(handle, position) >= _BOLD:
            return True
        length = raw.FPDFText_GetFontInfo(handle, position, self._name, len(self._name), self._flags)
        return 0 < length <= len(self._name) and b"bold" in self._name.raw[:length].lower()

    def _widest_gap(self, handle: Any, text: str, group: list[_Fragment]) -> Gap | None:
        """A gap no word space makes, as between two columns on one baseline."""
        widest = None
        width = max(1.6 * group[0].size, 10.0)
        for fragment in group:
            part = fragment.text.strip()
            if len(part) != fragment.right - fragment.left + 1:
                continue
            for match in _SPACES.finditer(part):
                x0 = self._characters.right(handle, fragment.left + match.start() - 1)
                place = self._characters.origin(handle, fragment.left + match.end())
                if not x0 or place is None or place[0] - x0 <= width:
                    continue
                # What was set off before the gap has moved it: it is found again by the text after it.
                at = match.end() if text == part else text.rfind(part[match.end() : match.end() + _SAMPLE].strip())
                if at > 0:
                    width = place[0] - x0
                    widest = Gap(at, x0, place[0])
        return widest


def _of(characters: Sequence[Character]) -> str:
    return "".join(item.char for item in characters)


def _units(text: str) -> int:
    """UTF-16 code units, in which pdfium counts."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)
