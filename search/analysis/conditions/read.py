"""Reads the conditions of a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from search.analysis.conditions.addressees import read_addressees
from search.analysis.conditions.bounds import bounds
from search.analysis.conditions.condition import Condition
from search.analysis.conditions.countries import countries
from search.analysis.conditions.dates import MONTH, YEAR, dates, years
from search.analysis.conditions.names import read_names, read_symbols
from search.analysis.conditions.numerals import CARDINALS, ORDINALS
from search.analysis.conditions.polarity import read_polarity
from search.analysis.conditions.quantities import (
    NUMBERED_THINGS,
    RANGE,
    Quantity,
    numbered_things,
    quantities,
)
from search.analysis.conditions.regions import DIRECTIONS, frequencies, regions
from search.analysis.conditions.statement import is_statement
from search.analysis.conditions.values import (
    DateCondition,
    FrequencyCondition,
    NamedNumberCondition,
    NumberCondition,
    NumberOfNameCondition,
    OrdinalCondition,
    PhraseCondition,
    PlaceCondition,
    RangeCondition,
    RegionCondition,
    YearCondition,
)
from search.analysis.query_terms import Name
from search.language import is_foreign, is_function_word

MAX_CONDITIONS = 20
"""Conditions that are read from one question; later ones are ignored."""
_MAX_CANDIDATES = 3 * MAX_CONDITIONS
_MOSTLY_QUOTED = 0.6
"""Share of a text in quotes from which it is a quotation, and not a statement that quotes somebody."""

_BEFORE_QUOTED = re.compile(
    r"\b(?!(?:say|says|said|write|writes|wrote|state|states|stated|claim|claims|claimed|that|or)\b)\w+\s[\"“„«'‘]$",
    re.IGNORECASE,
)
"""A word that leads into a quotation, and does not announce one."""

_NO_CONDITION = re.compile(
    r"^\s*\d{1,3}[.)]\s|https?:\S+|www\.\S+|(?<!\S)[^\s@]+@\S+"
    r"|(?<![\d)])(?!(?:1[5-9]|20)\d\d-\d\d-\d\d\b|\d\d?-\d\d?-(?:1[5-9]|20)\d\d\b)(?<![$€£¥]\s)(?<![$€£¥])\+?\d[\d()]*(?:[\s-]\(?\d{2,}\)?){2,}|\b(?:\d{2,4}-\d{6,}|\d{3}-\d{4})\b"
)
"""Numbers of a list, addresses and telephone numbers. Addresses are sought at words' beginnings alone: linear."""
_NAMED_YEAR = re.compile(
    r"\b(?P<before>[A-Z]\w+)\s(?P<year>(?:19|20)\d\d)\b"
    r"|\b(?P<first>(?:19|20)\d\d)\s(?P<after>Agenda|Vision|Strategy|Plan|Goals|Roadmap|Framework|World|Olympic)\b"
)
_NAMED_NUMBER = re.compile(
    r"\b(?P<before>[A-Z][a-z]\w+)\s(?P<number>\d{1,3})(?![\w%,./–-])(?:\s(?P<counted>[a-z]+))?"
)
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
_NUMERALS = frozenset((*CARDINALS, *ORDINALS, *(word for name in CARDINALS for word in name.split("-"))))
_COMPASS = frozenset(word for form in DIRECTIONS for word in form.split("-"))
_ROMAN = re.compile(r"\b[IVX]+\b")
_OR = re.compile(r".{0,40}\b(?:or|OR|vs\.?|versus)\s.{0,12}|\s?/\s?")

_COMMA = re.compile(r",\s(?:and\s)?")


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of one question. ``alternatives`` are sets of indices of those of which any is enough.

    ``stated``: they are details of a statement. Only a passage that states the same can contradict it.
    """

    all: tuple[Condition, ...] = ()
    alternatives: tuple[frozenset[int], ...] = ()
    stated: bool = False

    @property
    def told(self) -> bool:
        """Whether there are others than words that a passage might deny."""
        return any(condition.told_if_met for condition in self.all)


def read_conditions(
    text: str,
    names: Sequence[Name] = (),
    corrections: Mapping[str, Mapping[str, float]] | None = None,
    quoted: Sequence[tuple[int, int]] = (),
) -> Conditions:
    """The conditions of the question ``text``, in its order.

    ``names`` are its names, ``corrections`` the terms that each of its terms may be a misspelling of. Each range
    that is ``quoted`` is one condition as it stands.
    """
    plain = _NO_CONDITION.sub(lambda match: " " * len(match[0]), text)
    in_quotes = sum(end - start for start, end in quoted if not _goes_on(text, start))
    foreign = is_foreign(text)
    stated = in_quotes < _MOSTLY_QUOTED * len(text) and not foreign and is_statement(text)
    found: list[Condition] = [
        PhraseCondition(*span, not stated, at, text[slice(*span)]) for at, span in enumerate(quoted)
    ]
    for condition in _candidates(plain, names, corrections or {}, stated=stated):
        if foreign and isinstance(
            condition, NumberCondition
        ):  # its unit, and what is a decimal point, are unknown
            continue
        if not any(condition.start < other.end and other.start < condition.end for other in found):
            found.append(condition)
        if len(found) >= _MAX_CANDIDATES:
            break
    found.sort(key=lambda condition: condition.start)
    told = [condition for condition in found if condition.told_if_met][:MAX_CONDITIONS]
    others = [condition for condition in found if not condition.told_if_met]
    return Conditions((*told, *others), tuple(_alternatives(plain, told)), stated)


def _goes_on(text: str, start: int) -> bool:
    """Whether the quotation from ``start`` goes on with a sentence, rather than being what somebody said."""
    return text[start : start + 1].islower() and _BEFORE_QUOTED.search(text[:start]) is not None


def _candidates(
    text: str, names: Sequence[Name], corrections: Mapping[str, Mapping[str, float]], *, stated: bool
) -> Iterator[Condition]:
    """Conditions by how sure their kind is; one that overlaps an earlier one is dropped."""
    yield from read_symbols(text)
    yield from _dates(text)
    has_digits = any(letter.isdigit() for letter in text)
    if has_digits:
        yield from _years(text)
    said = {word.strip(".,;:?!()\"'") for word in text.lower().replace("-", " ").split()}
    if not said.isdisjoint(_NUMERALS) or has_digits or _ROMAN.search(text):
        yield from _ordinals(text)
        yield from _numbers(text)
    if not said.isdisjoint(_COMPASS):
        for region in regions(text):
            yield RegionCondition(region.start, region.end, False, region)
    for start, end, frequency in frequencies(text):
        yield FrequencyCondition(start, end, False, frequency)
    for start, end, country in countries(text):
        yield PlaceCondition(start, end, True, country)
    yield from read_addressees(text)
    yield from read_names(text, names, corrections)
    # What refutes a statement answers it as well as what supports it. "No" is another word in other languages.
    if not stated and not is_foreign(text):
        yield from read_polarity(text)


def _ordinals(text: str) -> Iterator[Condition]:
    for thing in sorted(numbered_things(text), key=lambda thing: thing.thing not in NUMBERED_THINGS):
        listed = thing.thing in NUMBERED_THINGS
        if listed or thing.number > 1:  # "the first to …" is hardly ever one of several
            rare = thing.number > 3 and thing.thing != "century"
            yield OrdinalCondition(thing.start, thing.end, listed or rare, thing)


def _dates(text: str) -> Iterator[Condition]:
    for date in dates(text):
        may_be_verb = "May" in text[date.start : date.end] and not (date.first or date.year)
        if not may_be_verb or _OF_MONTH.search(text[: date.start]):
            yield DateCondition(date.start, date.end, True, date)


def _years(text: str) -> Iterator[Condition]:
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


def _numbers(text: str) -> Iterator[Condition]:
    """Numbers; "two", "the three …" and the number of a name ("Super Bowl 50") require nothing."""
    found = list(quantities(text))
    for quantity, following in zip_longest(found, found[1:]):
        before = text[: quantity.start].rsplit(None, 1)[-1:] or [""]
        is_named = not quantity.units and before[0].isalpha() and not is_function_word(before[0])
        if following and _is_range(text, quantity, following, before[0]):
            span, ends = (quantity.start, following.end), sorted((quantity.value, following.value))
            yield RangeCondition(*span, not following.in_words, following, *ends)
        telling = quantity.units and quantity.value > 2 and not text[quantity.end + 1 : quantity.end + 2].isupper()
        if not quantity.in_words or telling:
            required = not (quantity.in_words or is_named)
            yield NumberCondition(quantity.start, quantity.end, required, quantity, *bounds(text, quantity))


def _is_range(text: str, first: Quantity, last: Quantity, before: str) -> bool:
    """Whether two numbers are the ends of a range: "10-14 feet", "between 30 and 50 people"."""
    between = text[first.end : last.start]
    if not RANGE.fullmatch(between) or (between.strip().lower() == "and" and before.lower() != "between"):
        return False
    return bool(last.units) and first.value < last.value


def _alternatives(text: str, found: Sequence[Condition]) -> Iterator[frozenset[int]]:
    """Indices of neighbouring conditions of one kind that "or" joins, or of a list of three and more."""
    group, is_open = [0], False
    for at in range(1, len(found) + 1):
        between = text[found[at - 1].end : found[at].start] if at < len(found) else ""
        joined = at < len(found) and found[at - 1].kind == found[at].kind
        if joined and _OR.fullmatch(between):
            is_open = True
        elif not (joined and _COMMA.fullmatch(between)):
            if len(group) > 1 and (is_open or len(group) > 2):
                yield frozenset(group)
            group, is_open = [], False
        group.append(at)
