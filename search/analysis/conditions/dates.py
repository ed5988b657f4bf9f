"""Years and dates in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAMES = "January February March April May June July August September October November December".split()
_ABROAD = (
    "janvier enero janeiro januari januar มกราคม",
    "février fevrier febrero fevereiro februari februar กุมภาพันธ์",
    "mars marzo março maret märz มีนาคม",
    "avril abril เมษายน",
    "mai mayo maio mei พฤษภาคม",
    "juin junio junho juni มิถุนายน",
    "juillet julio julho juli กรกฎาคม",
    "août aout agosto agustus สิงหาคม",
    "septembre septiembre setembro กันยายน",
    "octobre octubre outubro oktober ตุลาคม",
    "novembre noviembre novembro พฤศจิกายน",
    "décembre decembre diciembre dezembro desember dezember ธันวาคม",
)
"""The months in French, Spanish, Portuguese, Indonesian, German and Thai, where they differ from English."""
_THAI = tuple(names.split()[-1] for names in _ABROAD)
_LATIN = tuple(name for names in _ABROAD for name in names.split()[:-1])
_MONTH_ABROAD = {name: at for at, names in enumerate(_ABROAD, start=1) for name in names.split()}
MONTH = "|".join([*_NAMES, *(rf"{name[:3]}\.?" for name in _NAMES), r"Sept\.?"])
"""A month's name, as a pattern."""
_YEAR = r"(?:1[5-9]|20)\d\d"
YEAR = re.compile(rf"(?<![\w$€£¥#.,/-]){_YEAR}(?![\w%]|[.,]\d|-\d\d?(?:\D|$))")
"""A year on its own: no amount, no part of a symbol or of a telephone number."""
_SPAN = re.compile(rf"(?<!\d)({_YEAR})(?:\s?([-–/])\s?((?:1[5-9]|20)?\d\d)(?![-/.]\d))?(?!\d)")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"(?:(?<!\d)(?P<day>{_DAY})(?:st|nd|rd|th)?"
    rf"(?:\s?(?:[-–]|to|and)\s?(?P<last>{_DAY})(?:st|nd|rd|th)?)?\s(?:of\s)?)?"
    rf"\b(?P<month>{MONTH})(?!\w)"
    rf"(?:\s(?P<after>{_DAY})(?:st|nd|rd|th)?(?:(?:\s?[-–]\s?|\s(?:to|and|through)\s)(?P<until>{_DAY})(?:st|nd|rd|th)?)?(?!\d))?"
    rf"(?:,?\s(?:of\s)?(?P<year>{_YEAR})(?!\d))?"
)
_DATE_ABROAD = re.compile(
    rf"(?:(?<!\d)(?P<day>{_DAY})(?:er|\.)?"
    rf"(?:(?:\s?[-–]\s?|\s(?:al?|au|sampai|hingga|bis|ถึง)\s)(?P<last>{_DAY}))?\.?\s(?:de\s)?)?"
    rf"(?P<month>(?<!\w)(?:{'|'.join(_LATIN)})(?![^\W\d])|{'|'.join(_THAI)})"
    rf"(?:\s(?:(?:de|del)\s)?(?:พ\.ศ\.\s?)?(?P<year>{_YEAR}|25\d\d)(?!\d))?",
    re.IGNORECASE,
)
_IN_DIGITS = re.compile(
    rf"(?<![\w/.-])(?:(?P<year>{_YEAR})(?P<mark>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=mark)(?P<day>{_DAY})"
    rf"|(?:(?P<since>{_DAY})\.?[-–])?(?P<one>{_DAY})(?P<sign>[-/.])(?P<other>{_DAY})(?P=sign)(?P<after>{_YEAR}))(?![\w/-]|\.\d)"
    rf"|(?:(?<!\d)(?P<era>{_YEAR})年)(?P<moon>0?[1-9]|1[0-2])月(?:(?P<sun>{_DAY})[日号]?(?:[-–~至到](?P<sunset>{_DAY}))?[日号])?"
)
_THAI_YEAR = re.compile(rf"(?:พ\.?ศ\.?|{'|'.join(_THAI)})\s?(25\d\d)(?!\d)")
_BUDDHIST = 543
"""What the Thai count of years is ahead."""


@dataclass(frozen=True, slots=True)
class MonthDay:
    """``text[start:end]``: a month (1–12), with first and last day and year if it gives them (0 otherwise).

    ``swapped``: it may as well be day ``month`` of month ``first``, as in 11/03/2006.
    """

    start: int
    end: int
    month: int
    first: int = 0
    last: int = 0
    year: int = 0
    swapped: bool = False

    def agrees(self, other: MonthDay) -> bool:
        """Whether both can mean the same days; a month without a day agrees with each of its days."""
        return any(one._is_same(another) for one in self._readings() for another in other._readings())

    def _readings(self) -> Iterator[MonthDay]:
        yield self
        if self.swapped:
            yield MonthDay(self.start, self.end, self.first, self.month, self.month, self.year)

    def _is_same(self, other: MonthDay) -> bool:
        if self.month != other.month or (self.year and other.year and self.year != other.year):
            return False
        return not self.first or not other.first or (self.first <= other.last and other.first <= self.last)


def years(text: str) -> set[int]:
    """Every year that ``text`` names; of a span from one year to another, both and those between."""
    found: set[int] = set()
    for match in _SPAN.finditer(text):
        first = int(match[1])
        found.add(first)
        if match[3]:
            last = int(match[3]) if len(match[3]) == 4 else first // 100 * 100 + int(match[3])
            if first < last <= first + (100 if match[2] != "/" else 1):  # S/2006/10 is no span
                found.update(range(first, last + 1))
    if "25" in text:
        found.update(int(year) - _BUDDHIST for year in _THAI_YEAR.findall(text))
    return found


def dates(text: str) -> Iterator[MonthDay]:
    """Months and days that ``text`` names."""
    for match in _DATE.finditer(text):
        month = next(at for at, name in enumerate(_NAMES, start=1) if name.startswith(match["month"][:3]))
        day, last = match["day"] or match["after"], match["last"] or match["until"]
        first = int(day or 0)
        yield MonthDay(*match.span(), month, first, int(last or first), int(match["year"] or 0))
    yield from _dates_in_digits(text)
    for match in _DATE_ABROAD.finditer(text):
        if match["day"] or match["year"]:  # "mars" and "mai" alone are other words as well
            day, year = int(match["day"] or 0), int(match["year"] or 0)
            month = _MONTH_ABROAD[match["month"].lower()]
            year -= _BUDDHIST if year >= 2500 else 0
            yield MonthDay(*match.span(), month, day, int(match["last"] or day), year)


def _dates_in_digits(text: str) -> Iterator[MonthDay]:
    """2006-10-27, 27/10/2006, 27.10.2006, 10/27/2006 and 2006年10月27日."""
    for match in _IN_DIGITS.finditer(text):
        if year := match["year"] or match["era"]:
            month, day = int(match["month"] or match["moon"]), int(match["day"] or match["sun"] or 0)
            yield MonthDay(*match.span(), month, day, int(match["sunset"] or day), int(year))
            continue
        day, month, is_unsure = int(match["one"]), int(match["other"]), False
        if month > 12:
            day, month = month, day
        elif day <= 12:
            is_unsure = day != month
        if month <= 12:
            first = int(match["since"] or day)
            yield MonthDay(*match.span(), month, first, day, int(match["after"]), is_unsure and first == day)
