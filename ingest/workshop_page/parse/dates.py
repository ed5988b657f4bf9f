"""The days an event is held, as pages print them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.workshop_page.parse.month_names import MONTH, month_number

WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo"
    r"|(?:segunda|ter[çc]a|quarta|quinta|sexta)(?:-feira)?"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
    r"|senin|selasa|rabu|kamis|jumat|sabtu|minggu"
    r"|понедельник|вторник|сред[аы]|четверг|пятниц[аы]|суббот[аы]|воскресень[ея]"
)
_CJK_WEEKDAY = r"(?:\s*[（(](?:星期|[周週])?[日一二三四五六月火水木金土]曜?日?[）)])?"
_TOKEN = re.compile(
    r"(?P<iso>(?<![\d-])(?P<iy>(?:19|20)\d\d)[-/.](?P<im>\d{1,2})[-/.](?P<id>\d{1,2})(?![\d-])"
    rf"{_CJK_WEEKDAY})"
    r"|(?P<dotted>(?<![\d.])(?:(?P<e1>\d{1,2})\.?(?:(?P<em1>\d{1,2})\.?)?\s?[-–]\s?)?(?P<e2>\d{1,2})[./](?P<em>\d{1,2})[./]"
    r"(?P<ey>(?:19|20)\d\d)(?!\d))"
    r"|(?P<cjk>(?:(?P<cy>(?:19|20)\d\d)|(?P<era>民[国國]|令和|平成|昭和)\s*(?P<ey0>\d{1,3}"
    r"|元))\s*[年년]\s*(?P<cm1>\d{1,2})\s*[月월]"
    r"\s*(?P<cd1>\d{1,2})\s*(?:[日일号號]|(?=[-–—−~〜～至到、]))(?:\s*[（(][^）)]{1,4}[）)])?"
    r"(?:\s*(?:[-–—−~〜～至到、・]|から)\s*(?:(?:19"
    r"|20)\d\d\s*[年년]\s*)?(?:(?P<cm2>\d{1,2})\s*[月월]\s*)?(?P<cd2>\d{1,2})\s*[日일号號]"
    r"(?:\s*[（(][^）)]{1,4}[）)])?)?)"
    r"|(?P<year>(?<![\d/-])(?:19|20)\d\d(?![\d/]|-\d{2,})|(?<=[\u0e00-\u0e7f.]\s)25\d\d(?!\d))"
    # A time of day or a number with a point or unit is no day: 14:00, 9.30.
    r"|(?P<day>(?<![\w:.,])\d{1,2}(?:[\s-]?(?:st|nd|rd|th|er|º)\b|\.(?=\s*[-–\w]))?(?![\d:]|[.,]\d"
    r"|\s?(?:[ap]\.?m\b|%)))"
    rf"|(?P<month>\b(?:{MONTH})\b\.?)"
    rf"|(?P<weekday>\b(?:{WEEKDAY})\b\.?)"
    r"|(?P<to>[-–—−~/&]|\b(?:to|until|till|through|thru|and|bis|und|au|al|et|y|ao|a|à|e|og|och|en|ja|i|и|ve|és)\b)"
    r"|(?P<comma>[,;.])"
    r"|(?P<time>\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\b\.?)?(?:\s*[-–]\s*\d{1,2}(?:[:.]\d\d)?(?:\s?[ap]\.?m\b\.?)?)?(?![:.\d]))"
    r"|(?P<filler>\b(?:of|the|de|del|le|du|den|dem|from)\b|พ\.ศ\.|[()])",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:day|jour(?:n[ée]e)?|d[íi]a|tag|dag|giorno|hari|день|dzień|session|room|track|week|part|no\.?)\s*$",
    re.IGNORECASE,
)
"""What stands before a number that counts something: "Day 1 - Wednesday, October 22nd"."""
_GOES_ON = re.compile(rf"\s*(?:[-–]\s*\d|(?:{MONTH})\b)", re.IGNORECASE)
_WORD_BEFORE = 12
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:19|20)\d\d(?!\d)")
_MONTHS_A_YEAR = 12
_ERAS = {"民国": 1911, "民國": 1911, "令和": 2018, "平成": 1988, "昭和": 1925}
"""The year before the first of each era."""

_BUDDHIST = 543
_LAST_YEAR = 2100
_BETWEEN = ("to", "comma", "time", "filler")
_RANGE = frozenset(("-", "–", "—", "~", "to", "until", "till", "through", "bis", "au", "al"))
_LONGEST = 62
"""No event lasts longer than this many days; what looks so is two dates."""


@dataclass(frozen=True, slots=True)
class Days:
    """``text[start:end]`` is the date as printed; ``first`` and ``last`` are its days, or None."""

    start: int
    end: int
    first: datetime.date | None
    last: datetime.date | None


@dataclass(slots=True)
class _Draft:
    """One day of a date that is being read; what is not said yet is None. ``listed``: a comma stands before it."""

    day: int
    start: int
    listed: bool
    month: int | None = None
    year: int | None = None


@dataclass(slots=True)
class _Reading:
    """A run of words that may be a date: day–month or month–day, one day, several, or a range."""

    start: int
    end: int = 0
    drafts: list[_Draft] = field(default_factory=list)
    month: int | None = None
    month_first: bool = False
    leading_year: int | None = None
    joined: bool = False
    comma: bool = False

    def days(self, year: int | None) -> Days | None:
        """What was read, a missing year taken to be ``year``; None where it is no date."""
        drafts = [draft for draft in self.drafts if draft.month]
        while (
            len(drafts) > 1
            and drafts[1].listed
            and drafts[0].month == drafts[1].month
            and drafts[0].day >= drafts[1].day
        ):
            # "Room 12, 3 May 2015": the first number is no day.
            drafts = drafts[1:]
            self.start = drafts[0].start
        known = self.leading_year or year
        for draft in reversed(drafts):
            known = draft.year = draft.year or known
        if not drafts or not known:
            return None
        dates = [_date(draft.year, draft.month, draft.day) for draft in drafts]
        good = [date for date in dates if date]
        if len(good) < len(dates):
            return Days(self.start, self.end, None, None)
        first, last = good[0], good[-1]
        if first > last and first.month > last.month and first.year == last.year:
            # "30 December - 2 January 2006": the year is the last day's.
            before = _date(first.year - 1, first.month, first.day)
            if before is None:  # 29 February
                return Days(self.start, self.end, None, None)
            first = before
        if not 0 <= (last - first).days <= _LONGEST:
            return Days(self.start, self.end, None, None)
        return Days(self.start, self.end, first, last)


def find_days(text: str, *, year: int | None = None) -> Days | None:
    """The first date or range of days in ``text``; ``year`` is that of dates that print none."""
    return next(all_days(text, year=year), None)


def all_days(text: str, *, year: int | None = None) -> Iterator[Days]:
    """Every date or range of days in ``text`` in order. Without ``year`` only those that print their year count.

    "05/28/2015" shows that all such dates of the text put the month first. Days listed one by one ("12, 13 and 14
    May 2015") are one range. A date that cannot be (31 February) has no days.
    """
    reading: _Reading | None = None
    held: Days | None = None
    reached = 0
    month_first = any(int(month) > _MONTHS_A_YEAR >= int(day) for day, month in _SLASHED.findall(text))
    day_first = any(int(day) > _MONTHS_A_YEAR >= int(month) for day, month in _SLASHED.findall(text))
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "day" and _is_count(text, token):
            continue  # what stands between two dates is then no blank, so that one begins anew behind it
        if text[reached : token.start()].strip():
            yield from _ended(reading, year)
            yield from [held] if held else []
            reading = held = None
        reached = token.end()
        if (whole := _whole(token, month_first, day_first)) is not None:
            yield from _ended(reading, year)
            reading = None
            yield from [held] if held and not _joins(text, held, whole) else []
            held = (
                Days(held.start, whole.end, held.first, whole.last)
                if held and _joins(text, held, whole)
                else whole
            )
            continue
        if reading is None:
            if token.lastgroup in _BETWEEN:
                continue
            yield from [held] if held else []
            held, reading = None, _Reading(token.start())
        if not _take(reading, token):
            yield from _ended(reading, year)
            reading = _Reading(token.start())
            _take(reading, token)
    yield from _ended(reading, year)
    yield from [held] if held else []


def _is_count(text: str, token: re.Match[str]) -> bool:
    """Whether a number is that of a day or room and no day of a month: "Day 1 - Wednesday, October 22nd"."""
    counted = _COUNTED.search(text, max(0, token.start() - _WORD_BEFORE), token.start())
    return counted is not None and not _GOES_ON.match(text, token.end())


def _joins(text: str, first: Days, then: Days) -> bool:
    """Whether two whole dates are the ends of one range: "2015-05-12 to 2015-05-14"."""
    between = text[first.end : then.start].strip().casefold()
    return between in _RANGE and bool(first.first and then.last and first.first <= then.last)


def are_apart(one: Days, other: Days) -> bool:
    """Whether two dates share no day."""
    if not (one.first and one.last and other.first and other.last):
        return False
    return one.last < other.first or other.last < one.first


def merged(dates: list[Days]) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day of several dates, None where none has days or they lie too far apart."""
    days = [day for date in dates for day in (date.first, date.last) if day]
    if not days or (max(days) - min(days)).days > _LONGEST:
        return None
    return min(days), max(days)


def _ended(reading: _Reading | None, year: int | None) -> Iterator[Days]:
    if reading and (days := reading.days(year)):
        yield days


def _is_ambiguous(one: str, other: str) -> bool:
    """Whether either of two numbers may be the month and nothing tells which."""
    return one != other and max(int(one), int(other)) <= _MONTHS_A_YEAR


def _whole(token: re.Match[str], month_first: bool, day_first: bool) -> Days | None:
    """A date that one token holds: 2015-05-12, 12.05.2015, 2015年5月12日; ``month_first``: 05/12/2015.

    Without a sign which of the two comes first, 05/12/2015 has no days.
    """
    g = token.groupdict()
    if g["iso"]:
        first = last = _date(g["iy"], g["im"], g["id"])
    elif g["dotted"] and month_first and "/" in g["dotted"]:
        first = last = _date(g["ey"], g["e2"], g["em"])
    elif g["dotted"] and "/" in g["dotted"] and not day_first and _is_ambiguous(g["e2"], g["em"]):
        first = last = None
    elif g["dotted"]:
        last = _date(g["ey"], g["em"], g["e2"])
        first = _date(g["ey"], g["em1"] or g["em"], g["e1"]) if g["e1"] else last
    elif g["cjk"]:
        year = int(g["cy"]) if g["cy"] else _ERAS[g["era"]] + (1 if g["ey0"] == "元" else int(g["ey0"]))
        first = _date(year, g["cm1"], g["cd1"])
        last = _date(year, g["cm2"] or g["cm1"], g["cd2"]) if g["cd2"] else first
    else:
        return None
    if first is None or last is None or first > last:
        first = last = None
    return Days(token.start(), token.end(), first, last)


def _take(reading: _Reading, token: re.Match[str]) -> bool:
    """Add a token to what is being read; False where it begins something new."""
    kind = token.lastgroup
    if kind in _BETWEEN:
        reading.joined = reading.joined or kind == "to"
        reading.comma = kind == "comma" or (reading.comma and kind == "filler")
        return True
    complete = bool(reading.drafts) and reading.drafts[-1].year is not None
    if complete and not reading.joined:
        # What follows a year is of the same date only behind "to" or "and".
        return False
    if kind == "weekday":
        return True
    take = _take_day if kind == "day" else _take_month if kind == "month" else _take_year
    taken = take(reading, token)
    # "May 12, 2015 to May 14, 2015": the second month has its day still to come.
    reading.joined = complete and kind == "month"
    reading.comma = False
    return taken


def _take_day(reading: _Reading, token: re.Match[str]) -> bool:
    if reading.month_first and reading.month is None:
        return False
    number = int(re.sub(r"\D", "", token.group()))
    month = reading.month if reading.month_first else None
    reading.drafts.append(_Draft(number, token.start(), reading.comma, month))
    if month:
        reading.end = token.end()
    return True


def _take_month(reading: _Reading, token: re.Match[str]) -> bool:
    month = month_number(token.group())
    if not reading.drafts or reading.month_first:
        reading.month, reading.month_first = month, True
        return True
    open_days = [draft for draft in reading.drafts if draft.month is None]
    for draft in open_days:
        draft.month = month
    reading.end = token.end()
    return bool(open_days)


def _take_year(reading: _Reading, token: re.Match[str]) -> bool:
    year = int(token.group())
    year -= _BUDDHIST if year > _LAST_YEAR else 0
    if reading.drafts:
        for draft in reading.drafts:
            draft.year = draft.year or year
        reading.end = token.end()
        return reading.drafts[-1].month is not None
    reading.leading_year = year
    # "May 2015" says no day.
    reading.month, reading.month_first = None, False
    return True


def _date(year: int | str | None, month: int | str | None, day: int | str | None) -> datetime.date | None:
    try:
        return datetime.date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        return None
