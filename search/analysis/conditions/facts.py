"""What a text says that a condition can be compared with: years, dates, numbers, numbered things, regions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.analysis.conditions.numerals import CARDINALS, ORDINALS, ROMAN, SCALES, ordinal_value

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_NAMES = "|".join([*(m.capitalize() for m in _MONTHS), *(f"{m[:3].capitalize()}\\.?" for m in _MONTHS), "Sept\\.?"])

YEAR = re.compile(r"(?<![\w$€£¥#.,/-])(?:1[5-9]|20)\d\d(?![\w%]|[.,]\d|-\d\d?(?:\D|$))")
_YEAR_IN_SPAN = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)(?:\s?[-–/]\s?((?:1[5-9]|20)?\d\d))?(?!\d)")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"(?:(?P<day>{_DAY})(?:st|nd|rd|th)?(?:\s?(?:[-–]|to|and)\s?(?P<last>{_DAY})(?:st|nd|rd|th)?)?\s(?:of\s)?)?"
    rf"\b(?P<month>{_MONTH_NAMES})\b(?:\s(?P<after>{_DAY})(?:st|nd|rd|th)?(?:\s?[-–]\s?(?P<until>{_DAY}))?(?!\d))?"
    r"(?:,?\s(?:of\s)?(?P<year>(?:1[5-9]|20)\d\d)(?!\d))?"
)
_ISO = re.compile(r"\b(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)\b")

NUMBERED_THINGS = frozenset(
    "session article section chapter recommendation resolution paragraph annex appendix table figure phase goal "
    "target principle module day group panel theme pillar step stage item rule clause volume part protocol "
    "amendment conference workshop meeting seminar forum summit congress round edition plan report draft lecture "
    "talk question objective priority action committee decade quarter assembly directive regulation decision option "
    "case type level tier class grade season lesson unit division track schedule symposium plenary".split()
)
"""What is told apart by its number: another number is another thing."""
_THING = rf"(?P<thing>{'|'.join(sorted(NUMBERED_THINGS))}|art|para|sec|ch|no|fig)"
_THING_SHORT = {"art": "article", "para": "paragraph", "sec": "section", "ch": "chapter", "fig": "figure", "no": "number"}
_ORDINAL_WORDS = "|".join(ORDINALS)
_NUMBERED = re.compile(
    rf"\b{_THING}s?\.?\s(?:no\.?\s|number\s|nos\.?\s)?(?P<number>\d{{1,5}}(?![\d%]|[.,]\d{{3}})|(?-i:{ROMAN})|{'|'.join(CARDINALS)})\b"
    rf"(?P<more>(?:(?:,|,?\sand|\sor|\s?[-–]|\sto)\s?(?:\d{{1,5}}|(?-i:{ROMAN}))\b)*)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"\b(?P<number>{_ORDINAL_WORDS}|\d{{1,3}}(?:st|nd|rd|th))[\s-](?P<between>(?:[a-z][\w-]*\s){{0,2}}?)(?P<thing>[a-z]\w+)",
    re.IGNORECASE,
)
_MORE_NUMBERS = re.compile(rf"\d{{1,5}}|\b{ROMAN}\b")

_SCALES = "|".join(SCALES)
_QUANTITY = re.compile(
    r"(?P<currency>US\$|\b(?:USD|EUR|GBP)\s?|[$€£¥])?\s?"
    rf"(?<![\w.,/-])(?<!\w[-–])(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?!\w)|(?P<word>\b(?:{'|'.join(sorted(CARDINALS, key=len, reverse=True))})\b))"
    rf"(?P<percent>\s?%|\s?per\s?cent\b)?(?:[\s-](?P<scale>{_SCALES})\b)?",
    re.IGNORECASE,
)
_UNIT_WORDS = re.compile(r"(?:\s|-)?(?:of\sthe\s|of\s)?([A-Za-z][A-Za-z-]+)")
_NOT_UNITS = frozenset(
    "in on at by for from to and or of the a an with is are was were be been has have had do does did per as than "
    "that which who when where while if it its this these those there their his her our between among into under "
    "over about more less not no".split()
)

DIRECTIONS = {
    **{
        form: main
        for main, forms in {
            "north": "north northern", "south": "south southern", "east": "east eastern", "west": "west western",
            "central": "central",
            "north-east": "north-east northeast north-eastern northeastern",
            "north-west": "north-west northwest north-western northwestern",
            "south-east": "south-east southeast south-eastern southeastern",
            "south-west": "south-west southwest south-western southwestern",
        }.items()
        for form in forms.split()
    }
}  # fmt: skip
_DIRECTION = re.compile(
    rf"\b(?P<direction>{'|'.join(sorted(DIRECTIONS, key=len, reverse=True))})\b(?:(?:\s|-)+(?P<noun>[A-Za-z]\w+))?",
    re.IGNORECASE,
)
FREQUENCIES = {
    **dict.fromkeys(("annual", "annually", "yearly"), "annual"),
    **dict.fromkeys(("biennial", "biennially"), "biennial"),
    **dict.fromkeys(("monthly",), "monthly"),
    **dict.fromkeys(("weekly",), "weekly"),
    **dict.fromkeys(("daily",), "daily"),
    **dict.fromkeys(("quarterly",), "quarterly"),
    **dict.fromkeys(("semi-annual", "biannual", "half-yearly"), "twice a year"),
}
_FREQUENCY = re.compile(
    rf"\b(?:(?P<word>{'|'.join(FREQUENCIES)})|(?P<count>once|twice|(?:{'|'.join(list(CARDINALS)[2:13])})\stimes)\s(?:a|per|each|every)\s"
    r"(?P<per>day|week|month|quarter|year)|every\s(?P<each>(?:two\s|three\s|four\s|five\s|six\s|ten\s|second\s|other\s)?(?:day|week|month|quarter|year)s?))\b",
    re.IGNORECASE,
)
_EVERY = {"year": "annual", "two years": "biennial", "second year": "biennial", "other year": "biennial",
          "month": "monthly", "week": "weekly", "day": "daily", "quarter": "quarterly", "three months": "quarterly",
          "six months": "twice a year"}  # fmt: skip
_ONCE = {"year": "annual", "month": "monthly", "week": "weekly", "day": "daily", "quarter": "quarterly"}


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A month (1–12), with the first and last day and the year if the text gives them (0 otherwise)."""

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


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: "%", "$", or the words after it; ``in_words``: it is written as a word."""

    start: int
    end: int
    value: float
    units: tuple[str, ...]
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """A thing with a number: "Session IV", "the fourth session", "article 5" are (thing, number)."""

    start: int
    end: int
    thing: str
    number: int


def years(text: str) -> set[int]:
    """Every year that ``text`` names; of a span from one year to another, both and those between."""
    found: set[int] = set()
    for match in _YEAR_IN_SPAN.finditer(text):
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
        month = next(at for at, name in enumerate(_MONTHS, start=1) if name.startswith(match["month"][:3].lower()))
        day, last = match["day"] or match["after"], match["last"] or match["until"]
        first = int(day) if day else 0
        yield MonthDay(*match.span(), month, first, int(last) if last else first, int(match["year"] or 0))
    for match in _ISO.finditer(text):
        yield MonthDay(*match.span(), int(match["month"]), int(match["day"]), int(match["day"]), int(match["year"]))


def numbered_things(text: str) -> Iterator[Numbered]:
    """Things that ``text`` numbers: "Session IV", "articles 5 and 6", "the third workshop"."""
    for match in _NUMBERED.finditer(text):
        thing = match["thing"].lower()
        thing = _THING_SHORT.get(thing, thing)
        value = ordinal_value(match["number"])
        if value is not None:
            yield Numbered(match.start(), match.end("number"), thing, value)
        for more in _MORE_NUMBERS.finditer(match["more"]):
            if (value := ordinal_value(more[0])) is not None:
                offset = match.start("more")
                yield Numbered(offset + more.start(), offset + more.end(), thing, value)
    for match in _ORDINAL.finditer(text):
        value = ordinal_value(match["number"])
        words = [*match["between"].lower().split(), match["thing"].lower()]
        for thing in map(singular, words):
            if value is not None and thing not in _NOT_UNITS:
                yield Numbered(match.start(), match.end("number"), thing, value)


def quantities(text: str) -> Iterator[Quantity]:
    """Numbers that ``text`` gives, apart from years, dates and numbered things."""
    for match in _QUANTITY.finditer(text):
        digits, word = match["digits"], match["word"]
        value = float(digits.replace(",", "")) if digits else float(CARDINALS[word.lower()])
        marked = match["currency"] or match["percent"] or match["scale"]
        if digits and not marked and YEAR.fullmatch(digits):
            continue
        if match["scale"]:
            value *= SCALES[match["scale"].lower()]
        units = ["$"] if match["currency"] else ["%"] if match["percent"] else []
        start = match.start("currency") if match["currency"] else match.start("digits" if digits else "word")
        units += _units_after(text, match.end())
        yield Quantity(start, match.end(), value, tuple(units), digits is None)


def _units_after(text: str, at: int, most: int = 3) -> list[str]:
    found: list[str] = []
    while len(found) < most and (match := _UNIT_WORDS.match(text, at)):
        if match[1].lower() in _NOT_UNITS:
            break
        found.append(singular(match[1].lower()))
        at = match.end()
    return found


def directions(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, direction, noun) of "the northern provinces"; the noun is "" if none follows."""
    for match in _DIRECTION.finditer(text):
        yield (
            match.start(),
            match.end("direction"),
            DIRECTIONS[match["direction"].lower()],
            singular((match["noun"] or "").lower()),
        )


def frequencies(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, frequency) of "annual", "twice a year", "every two years"."""
    for match in _FREQUENCY.finditer(text):
        if match["word"]:
            value = FREQUENCIES[match["word"].lower()]
        elif match["count"]:
            count, per = match["count"].lower(), match["per"].lower()
            value = _ONCE[per] if count == "once" else f"{count} a {per}"
        else:
            value = _EVERY.get(match["each"].lower(), match["each"].lower())
        yield *match.span(), value


def singular(word: str) -> str:
    """``word`` without the ending of a plural, roughly: enough to compare units."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
