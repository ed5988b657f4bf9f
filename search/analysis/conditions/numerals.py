"""Numbers as they are written: digits, words, ordinals, Roman numerals."""

from __future__ import annotations

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()

CARDINALS = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
    **{
        f"{tens}-{ones}": 10 * at + unit
        for at, tens in enumerate(_TENS, start=2)
        for unit, ones in enumerate(_ONES[1:10], start=1)
    },
    "dozen": 12,
}
"""Number words up to ninety-nine."""
ORDINALS = {word: value for value, word in enumerate(_ORDINALS, start=1)}
SCALES = {
    **{"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
    **{"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12},
}
SCALE_WORDS = ("hundred", "thousand", "million", "billion", "trillion", "bn", "mn", "mln")
"""Those that stand by themselves; the others are attached to an amount of money."""

ROMAN = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})"
"""A Roman numeral from I to XXXIX, as a pattern."""
_ROMAN = re.compile(ROMAN)
_DIGITS = re.compile(r"(\d{1,6})(?:st|nd|rd|th)?", re.IGNORECASE)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


def ordinal_value(word: str) -> int | None:
    """The value of "5", "5th", "V", "five" or "fifth"; None for anything else."""
    if match := _DIGITS.fullmatch(word):
        return int(match[1])
    if _ROMAN.fullmatch(word):
        return _roman_value(word)
    lower = word.lower()
    return ORDINALS.get(lower, CARDINALS.get(lower))


def _roman_value(word: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in word]
    return sum(-v if v < following else v for v, following in zip(values, [*values[1:], 0], strict=True))
