"""Reads the years, dates, numbers and numbered things of a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from search.analysis.conditions.bounds import bounds
from search.analysis.conditions.condition import Condition
from search.analysis.conditions.dates import MONTH, YEAR, dates, years
from search.analysis.conditions.quantities import (
    NUMBERED_THINGS,
    RANGE,
    Quantity,
    numbered_things,
    quantities,
)
from search.analysis.conditions.values import (
    DateCondition,
    NamedNumberCondition,
    NumberCondition,
    NumberOfNameCondition,
    OrdinalCondition,
    RangeCondition,
    YearCondition,
)
from search.language import is_function_word

_NAMED_YEAR = re.compile(
    r"\b(?P<before>[A-Z]\w+)\s(?P<year>(?:19|20)\d\d)\b"
    r"|\b(?P<first>(?:19|20)\d\d)\s(?P<after>Agenda|Vision|Strategy|Plan|Goals|Roadmap|Framework|World|Olympic)\b"
)
_NAMED_NUMBER = re.compile(
    r"\b(?P<before>[A-Z][a-z]\w+)\s(?P<number>\d{1,3})(?![\w%,./–-])(?:\s(?P<counted>[a-z]+))?"
)
_MOST_IN_PASSING = 12
"""Numbers up to this are written as words in passing: "the three …"."""
_MONTH = re.compile(rf"(?:{MONTH})$")
_DECADE = re.compile(r"\b((?:1[5-9]|20)\d)0['’]?s\b")
_SPAN = re.compile(r"\b((?:1[5-9]|20)\d\d)\s?(?:[-–/]|to|and|until|through)\s?((?:1[5-9]|20)\d\d|\d\d)(?![\w-])")
_COUNTED = re.compile(r"\s(?!and\b|or\b|in\b|was\b|is\b|has\b|as\b)[a-z]+s\b")
"""What follows 2006 in "2006 participants"."""
_OF_YEARS = frozenset(
    "Since During Before After Until Between From Around Circa Late Early Mid Summer Winter".split()
)
"""Before a year, these do not make it part of a name."""
_OF_TIME = re.compile(r"\b(?:in|since|by|of|the|from|during|for|until|before|after)\s$", re.IGNORECASE)
_OF_MONTH = re.compile(r"\b(?:in|of|since|until|by|before|after|during|last|this|early|late)\s$", re.IGNORECASE)
_NUMBERING = NUMBERED_THINGS | {f"{thing}s" for thing in NUMBERED_THINGS} | {"about", "around", "over", "under"}


def read_ordinals(text: str) -> Iterator[Condition]:
    """Numbered things in the question ``text``."""
    for thing in sorted(numbered_things(text), key=lambda thing: thing.thing not in NUMBERED_THINGS):
        listed = thing.thing in NUMBERED_THINGS
        if listed or thing.number > 1:  # "the first to …" is hardly ever one of several
            rare = thing.number > 3 and thing.thing != "century"
            yield OrdinalCondition(thing.start, thing.end, listed or rare, thing)


def read_dates(text: str) -> Iterator[Condition]:
    """Months and days in the question ``text``."""
    for date in dates(text):
        may_be_verb = "May" in text[date.start : date.end] and not (date.first or date.year)
        if not may_be_verb or _OF_MONTH.search(text[: date.start]):
            yield DateCondition(date.start, date.end, True, date)


def read_years(text: str) -> Iterator[Condition]:
    """Years in the question ``text``, and numbers that are part of a name."""
    for match in _NAMED_YEAR.finditer(text):
        word = match["before"] or match["after"]
        if not is_function_word(word) and not _MONTH.match(word) and word not in _OF_YEARS:
            yield NamedNumberCondition(*match.span(), False, word, match["year"] or match["first"])
    for match in _NAMED_NUMBER.finditer(text):
        word, end, counted = match["before"], match.end("number"), match["counted"]
        if counted and not is_function_word(counted):
            continue
        if word.lower() not in _NUMBERING and not is_function_word(word) and not _MONTH.match(word):
            yield NumberOfNameCondition(match.start("number"), end, False, word, match["number"])
    for match in _DECADE.finditer(text):
        first = int(match[1]) * 10
        yield YearCondition(*match.span(), True, frozenset(range(first, first + 10)))
    for match in _SPAN.finditer(text):
        yield YearCondition(*match.span(), True, frozenset(years(f"{match[1]}-{match[2]}")))
    for match in YEAR.finditer(text):
        if not _COUNTED.match(text[match.end() :]) or _OF_TIME.search(text[: match.start()]):
            yield YearCondition(*match.span(), True, frozenset((int(match[0]),)))


def read_numbers(text: str) -> Iterator[Condition]:
    """Numbers; "the three …" and the number of a name ("Super Bowl 50") require nothing."""
    found = list(quantities(text))
    for quantity, following in zip_longest(found, found[1:]):
        before = text[: quantity.start].rsplit(None, 1)[-1:] or [""]
        is_named = not quantity.units and before[0].isalpha() and not is_function_word(before[0])
        if following and _is_range(text, quantity, following, before[0]):
            span, ends = (quantity.start, following.end), sorted((quantity.value, following.value))
            yield RangeCondition(*span, not following.in_words, following, *ends)
        telling = quantity.units and quantity.value > 2 and not text[quantity.end + 1 : quantity.end + 2].isupper()
        if not quantity.in_words or telling:
            required = not ((quantity.in_words and quantity.value <= _MOST_IN_PASSING) or is_named)
            yield NumberCondition(quantity.start, quantity.end, required, quantity, *bounds(text, quantity))


def _is_range(text: str, first: Quantity, last: Quantity, before: str) -> bool:
    """Whether two numbers are the ends of a range: "10-14 feet", "between 30 and 50 people"."""
    between = text[first.end : last.start]
    if not RANGE.fullmatch(between) or (between.strip().lower() == "and" and before.lower() != "between"):
        return False
    return bool(last.units) and first.value < last.value
