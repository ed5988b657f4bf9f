"""Characters of a PDF line one by one, where their size and baseline say what they mean.

Lines of one size on one baseline never come here: it costs some microseconds a character.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as raw

from ingest.extract.runs import HAN, Run, Shift, joined_letters

_SMALL = 0.85
_RAISED, _LOWERED = 0.12, -0.05
_RAISED_LARGE = 0.2
_FAR = 0.9
_ACCENTS = {
    "´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327", "ˇ": "\u030c",
    "˚": "\u030a", "˝": "\u030b", "˘": "\u0306", "¯": "\u0304", "˙": "\u0307",
}  # fmt: skip
_DOTTED = {"ı": "i", "ȷ": "j"}
LOOSE = re.compile(f"[{''.join(_ACCENTS)}]")
_HAN = re.compile(f"[{HAN}]")
HAN_BLANK = re.compile(f"(?<=[{HAN}]) +(?=[{HAN}])")
_WORD_GAP = 1.5
_NARROW = 0.2
"""How wide, in sizes of the type, white space between spaced letters is at least."""
_LETTERS_APART = 1.6
_FEWEST_LETTERS = 4
_SHORT_WORDS = re.compile(r"(?:[^\W\d_]{1,2}\s+)+[^\W\d_]{1,2}[.:!?]?")
_GREAT = 1.8
"""How much larger than the text a great first letter is at least."""
_STRETCHED = 1.6


@dataclass(frozen=True, slots=True)
class Character:
    """A character, the place of its origin and its size in points. ``made`` is true of blanks pdfium put in."""

    char: str
    x: float
    y: float
    size: float
    made: bool = False


class CharacterReader:
    """Reads characters out of pdfium text pages. Reuses its C buffers, so it serves one thread."""

    def __init__(self) -> None:
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._sides = [ctypes.c_double() for _ in range(4)]
        self._matrix = raw.FS_MATRIX()

    def origin(self, handle: Any, index: int) -> tuple[float, float] | None:
        """Where a character stands on its baseline."""
        if not raw.FPDFText_GetCharOrigin(handle, index, self._x, self._y):
            return None
        return self._x.value, self._y.value

    def size(self, handle: Any, index: int) -> float:
        """The size a character is printed in."""
        size = float(raw.FPDFText_GetFontSize(handle, index))
        if raw.FPDFText_GetMatrix(handle, index, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d) or 1.0
        return size

    def right(self, handle: Any, index: int) -> float:
        """The right edge of a character's box."""
        left, right, bottom, top = self._sides
        return right.value if raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top) else 0.0

    def middle(self, handle: Any, index: int) -> float:
        """The middle of a character's box, from left to right."""
        left, right, bottom, top = self._sides
        raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
        return (left.value + right.value) / 2

    def read(self, handle: Any, first: int, text: str) -> list[Character] | None:
        """The characters of ``text``, which begins at index ``first``; None where pdfium counts otherwise."""
        found: list[Character] = []
        for n, char in enumerate(text):
            index = first + n
            if raw.FPDFText_GetUnicode(handle, index) != ord(char):
                return None
            place = self.origin(handle, index)
            if place is None:
                return None
            blank = char.isspace()
            size = found[-1].size if blank and found else self.size(handle, index)
            made = blank and raw.FPDFText_IsGenerated(handle, index) == 1
            found.append(Character(char, *place, size, made))
        return self._with_accents(handle, first, found) if LOOSE.search(text) else found

    def _with_accents(self, handle: Any, first: int, found: list[Character]) -> list[Character]:
        """Accents that are printed over a neighbouring letter, put into it."""
        kept = list(found)
        for n, item in enumerate(found):
            mark = _ACCENTS.get(item.char)
            for at in (n - 1, n + 1) if mark else ():
                if not 0 <= at < len(found) or not found[at].char.isalpha():
                    continue
                letter = unicodedata.normalize("NFC", _DOTTED.get(found[at].char, found[at].char) + str(mark))
                apart = abs(self.middle(handle, first + n) - self.middle(handle, first + at))
                if len(letter) == 1 and apart < 0.2 * item.size:
                    kept[at] = replace(kept[at], char=letter)
                    kept[n] = replace(item, char="")
                    break
        return kept


def runs_of(characters: Sequence[Character]) -> list[Run]:
    """The characters as runs, told by the line's baseline; blanks that stretch Chinese text are left out."""
    shifts = _shifts(characters)
    return [
        Run(item.char, shift)
        for n, (item, shift) in enumerate(zip(characters, shifts, strict=True))
        if not (item.made and (_between_han(characters, n) or _after_great_letter(characters, n)))
    ]


def is_great(size: float, text: float, letter: str, word: str) -> bool:
    """Whether a letter of one size begins the word after it, which is of another.

    "A" and "I" may be words of their own: they are joined with what is none.
    """
    return size >= _GREAT * text and (letter not in "AI" or len(word) == 1 != word.isupper())


def _after_great_letter(characters: Sequence[Character], n: int) -> bool:
    if not 0 < n <= 2 or n + 1 >= len(characters):
        return False
    word = "".join(item.char for item in characters[n + 1 : n + 20]).split(" ")[0]
    before = characters[n - 1]
    return before.char.isalpha() and is_great(before.size, characters[n + 1].size, before.char, word)


def looks_spaced(text: str) -> bool:
    """Whether most of a text's words are single letters; pdfium takes two wide ones for a word now and then."""
    words = text.split()
    single = sum(len(word) == 1 for word in words)
    return (
        len(words) >= _FEWEST_LETTERS and single >= 0.7 * len(words) and bool(_SHORT_WORDS.fullmatch(text.strip()))
    )


def spaced_words(characters: Sequence[Character], edges: Sequence[float]) -> str | None:
    """Letter-spaced text as words, parted where letters stand further apart than most; None for other text.

    ``edges`` are the right edges of the characters' boxes.
    """
    letters = [item for item in characters if not item.char.isspace()]
    sides = [edge for item, edge in zip(characters, edges, strict=True) if not item.char.isspace()]
    steps = [b.x - a.x for a, b in itertools.pairwise(letters)]
    usual = sorted(steps)[len(steps) // 2]
    if usual > _LETTERS_APART * letters[0].size:
        return None
    white = [max(item.x - side, 0.0) for side, item in zip(sides, letters[1:], strict=False)]
    narrow = max(sorted(white)[len(white) // 2], _NARROW * letters[0].size)
    gaps = [
        "  " if step > _WORD_GAP * usual or gap > _WORD_GAP * narrow else " "
        for step, gap in zip(steps, white, strict=True)
    ]
    return joined_letters("".join(item.char + gap for item, gap in zip(letters, [*gaps, ""], strict=True)))


def _between_han(characters: Sequence[Character], n: int) -> bool:
    """Whether two characters stand side by side, as wide as they are high, but for the stretching of a line."""
    if not 0 < n < len(characters) - 1:
        return False
    before, after = characters[n - 1], characters[n + 1]
    near = after.x - before.x < _STRETCHED * before.size
    return near and bool(_HAN.match(before.char) and _HAN.match(after.char))


def _shifts(characters: Sequence[Character]) -> list[Shift]:
    heights: Counter[tuple[float, float]] = Counter()
    for item in characters:
        if not item.char.isspace():
            heights[round(item.y, 1), round(item.size, 1)] += 1
    if not heights:
        return [""] * len(characters)
    # The line is what takes most room; of equals the larger type.
    base, size = max(heights, key=lambda place: (heights[place] * place[1], place[1]))
    shifts: list[Shift] = []
    for item in characters:
        if item.char.isspace():
            shifts.append(shifts[-1] if shifts else "")
        else:
            shifts.append(_shift(item, base, size))
    _denominators(characters, shifts, size)
    return shifts


def _shift(item: Character, base: float, size: float) -> Shift:
    step = (item.y - base) / size if size else 0.0
    if abs(step) > _FAR or item.size > 1.05 * size:
        return ""
    if item.size <= _SMALL * size:
        return "raised" if step >= _RAISED else "lowered" if step <= _LOWERED else ""
    return "raised" if step >= _RAISED_LARGE else "lowered" if step <= -_RAISED_LARGE else ""


def _denominators(characters: Sequence[Character], shifts: list[Shift], size: float) -> None:
    """Small digits after raised ones and a stroke are the lower part of a fraction, whatever their baseline."""
    for n in range(2, len(characters)):
        item = characters[n]
        if not item.char.isdigit() or shifts[n] or item.size > _SMALL * size:
            continue
        if shifts[n - 1] == "lowered" and characters[n - 1].char.isdigit():
            shifts[n] = "lowered"
        elif characters[n - 1].char in "/\u2044\u2215" and shifts[n - 2] == "raised":
            shifts[n - 1], shifts[n] = "", "lowered"
