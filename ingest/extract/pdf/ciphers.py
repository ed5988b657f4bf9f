"""Characters whose font does not say which they are: their codes look like text and are none.

pdfium gives the code of such a character instead. Where codes are numbers of glyphs that makes ",UULJDWLRQ" of
"Irrigation"; where a font's codes happen to be those of letters it is right.
"""

from __future__ import annotations

import re
from typing import Any

import pypdfium2.raw as raw

_SAMPLE = 60
_SUSPICIOUS = 0.2
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ENOUGH_LETTERS = 200
_COMMON = frozenset(
    "the of and to in a is for on de la le et les des un der die und das den el en y que los di il e che da do "
    "van het een i w na och att".split()
)


def unmapped(handle: Any, first: int, count: int) -> float:
    """The share of some of the characters from ``first`` on that their font does not map."""
    indexes = range(first, first + count, max(1, count // _SAMPLE))
    found = sum(int(raw.FPDFText_HasUnicodeMapError(handle, index) == 1) for index in indexes)
    return found / max(1, len(indexes))


def holds_ciphers(handle: Any, count: int) -> bool:
    """Whether a page of ``count`` characters has many that are not mapped and whose codes make no sense."""
    if not count or unmapped(handle, 0, count) < _SUSPICIOUS:
        return False
    codes = [
        raw.FPDFText_GetUnicode(handle, index)
        for index in range(count)
        if raw.FPDFText_HasUnicodeMapError(handle, index) == 1 or raw.FPDFText_IsGenerated(handle, index) == 1
    ]
    return not _makes_sense("".join(map(chr, codes)).replace("\r", " ").replace("\n", " "))


def _makes_sense(text: str) -> bool:
    if len(_CONTROLS.findall(text)) > 0.02 * len(text):
        return False
    letters = sum(map(str.isalpha, text))
    latin = sum(char.isascii() and char.isalpha() for char in text)
    if letters < _ENOUGH_LETTERS or latin < 0.8 * letters:
        return True
    words = text.lower().split()
    return sum(word in _COMMON for word in words) > 0.03 * len(words)
