"""Years and dates in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAMES = "January February March April May June July August September October November December".split()
MONTH = "|".join([*_NAMES, *(rf"{name[:3]}\.?" for name in _NAMES), r"Sept\.?"])
"""A month's name, as a pattern."""
_YEAR = r"(?:1[5-9]|20)\d\d"
YEAR = re.compile(rf"(?<![\w$€£¥#.,/-]){_YEAR}(?![\w%]|[.,]\d|-\d\d?(?:\D|$))")
"""A year on its own: no amount, no part of a symbol or of a telephone number."""
_SPAN = re.compile(rf"(?<!\d)({_YEAR})(?:\s?[-–/]\s?((?:1[5-9]|20)?\d\d))?(?!\d)")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"(?:(?<!\d)(?P<day>{_DAY})(?:st|nd|rd|th)?"
    rf"(?:\s?(?:[-–]|to|and)\s?(?P<last>{_DAY})(?:st|nd|rd|th)?)?\s(?:of\s)?)?"
    rf"\b(?P<month>{MONTH})(?!\w)"
    rf"(?:\s(?P<after>{_DAY})(?:st|nd|rd|th)?(?:\s?[-–]\s?(?P<until>{_DAY}))?(?!\d))?"
    rf"(?:,?\s(?:of\s)?(?P<year>{_YEAR})(?!\d))?"
)
_ISO = re.compile(rf"\b(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)\b")


@dataclass(frozen=True, slots=True)
class MonthDay:
    """``text[start:end]``: a month (1–12), with first and last day and year if it gives them (0 otherwise)."""

    start: int
    end: int
    month: int
    first: int = 0
    last: int = 0
    year: int = 0

    def agrees(self, other: MonthDay) -> bool:
        """Whether both can mean the same days; a month without a day agrees with each of its days."""
        if self.month != other.month or (self.year and other.year and self.year != other.year):
            return False
        return not self.first or not other.first or (self.first <= other.last and other.first <= self.last)


def years(text: str) -> set[int]:
    """Every year that ``text`` names; of a span from one year to another, both and those between."""
    found: set[int] = set()
    for match in _SPAN.finditer(text):
        first = int(match[1])
        found.add(first)
        if match[2]:
            last = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
            if first < last <= first + 100:
                found.update(range(first, last + 1))
    return found


def dates(text: str) -> Iterator[MonthDay]:
    """Months and days that ``text`` names."""
    for match in _DATE.finditer(text):
        month = next(at for at, name in enumerate(_NAMES, start=1) if name.startswith(match["month"][:3]))
        day, last = match["day"] or match["after"], match["last"] or match["until"]
        first = int(day or 0)
        yield MonthDay(*match.span(), month, first, int(last or first), int(match["year"] or 0))
    for match in _ISO.finditer(text):
        day = match["day"]
        yield MonthDay(*match.span(), int(match["month"]), int(day), int(day), int(match["year"]))
