"""The days an event was held, as pages print them."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:\s?(?:st|nd|rd|th))?"
_TO = r"\s*(?:[-–—−~]|\bto\b|\band\b|&)\s*"
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    # 27-30 October 2006; 28 October - 2 November 2006; 30 December 2005 - 2 January 2006; 5 May 2006
    rf"(?<!\d)(?P<d1>{_DAY})(?:\s*(?:of\s+)?(?P<m1>{_MONTH})(?:,?\s*(?P<y1>{_YEAR}))?)?"
    rf"{_TO}(?P<d2>{_DAY})\s*(?:of\s+)?(?P<m2>{_MONTH}),?\s*(?P<y2>{_YEAR})\b"
    # October 27-30, 2006; October 28 - November 2, 2006
    rf"|\b(?P<am1>{_MONTH})\s*(?P<ad1>{_DAY}){_TO}(?:(?P<am2>{_MONTH})\s*)?(?P<ad2>{_DAY})(?:,\s*|\s+)(?P<ay>{_YEAR})\b"
    rf"|(?<!\d)(?P<sd>{_DAY})\s*(?:of\s+)?(?P<sm>{_MONTH}),?\s*(?P<sy>{_YEAR})\b"
    rf"|\b(?P<tm>{_MONTH})\s*(?P<td>{_DAY})(?:,\s*|\s+)(?P<ty>{_YEAR})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Days:
    """``text[start:end]`` is the date as printed; ``first`` and ``last`` are its days, or None."""

    start: int
    end: int
    first: datetime.date | None
    last: datetime.date | None


def find_days(text: str) -> Days | None:
    """The first date or range of days in ``text`` that has a year."""
    match = _DATE.search(text)
    if match is None:
        return None
    g = match.groupdict()
    if g["d1"]:
        last = _day(g["d2"], g["m2"], g["y2"])
        first = _day(g["d1"], g["m1"] or g["m2"], g["y1"] or g["y2"])
    elif g["am1"]:
        last = _day(g["ad2"], g["am2"] or g["am1"], g["ay"])
        first = _day(g["ad1"], g["am1"], g["ay"])
    else:
        first = last = _day(g["sd"] or g["td"], g["sm"] or g["tm"], g["sy"] or g["ty"])
    if first and last and first > last and not g["y1"]:
        # "30 December - 2 January 2006": only the last day carries the year.
        first = (
            _day(str(first.day), _MONTHS[first.month - 1], str(first.year - 1))
            if first.month > last.month
            else None
        )
    if first is None or last is None:
        first = last = None
    return Days(match.start(), match.end(), first, last)


def _day(day: str, month: str, year: str) -> datetime.date | None:
    number = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(month.lower().rstrip(".")[:3]))
    try:
        return datetime.date(int(year), number, int(re.sub(r"\D", "", day)))
    except ValueError:
        return None
