"""Reads the conditions of a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from search.analysis.conditions import facts
from search.analysis.conditions.countries import countries
from search.analysis.conditions.model import (
    Condition,
    DateCondition,
    FrequencyCondition,
    IdentifierCondition,
    NameCondition,
    NamedYearCondition,
    NameWord,
    NegationCondition,
    NumberCondition,
    OrdinalCondition,
    PersonCondition,
    PhraseCondition,
    PlaceCondition,
    RegionCondition,
    YearCondition,
    denial,
)
from search.analysis.language import is_function_word
from search.analysis.query_terms import Name

MAX_CONDITIONS = 20
"""Conditions that are read from one question; later ones are ignored."""

_NO_CONDITION = re.compile(r"https?:\S+|www\.\S+|\S+@\S+|\+?\d[\d()]*(?:[\s-]\(?\d{2,}\)?){2,}|\b\d{2,4}-\d{6,}\b")
"""Addresses and telephone numbers."""
_NAMED_YEAR = re.compile(r"\b(?P<before>[A-Z]\w+)\s(?P<year>(?:19|20)\d\d)\b|\b(?P<first>(?:19|20)\d\d)\s(?P<after>Agenda|Vision|Strategy|Plan|Goals|Roadmap|Framework|World|Olympic|Summer|Winter)\b")
_BEFORE_YEAR = frozenset("in since until before after by from during of the to between and for at on or than around about year".split())
_SYMBOL = re.compile(r"\b[A-Z][A-Z0-9.]*/(?:[A-Z0-9.-]+/)*\d+\b")
"""A document's symbol: S/2023/970, A/RES/60/1."""
_DECADE = re.compile(r"\b((?:1[5-9]|20)\d)0['’]?s\b")
_SPAN = re.compile(
    r"\b((?:1[5-9]|20)\d\d)\s?(?:[-–/]|to|and|until|through)\s?((?:1[5-9]|20)?\d\d)\b(?!-)"
)
_MONTHS = re.compile(r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Minister|President|Ambassador)\.?\s*$")
_LINK = re.compile(r"(?:[\s.'’-]|\s(?:de|la|van|von|bin|al)\s){1,3}")
_CAPITALISED = r"(?:Mc|Mac|[OD]['’])?[^\W\d_a-z](?:[^\W\d_A-Z]|\.[^\W\d_a-z])+"
_NAMELIKE = re.compile(
    rf"(?:{_CAPITALISED}|[^\W\d_a-z]{{2,}}s?)(?:-(?:{_CAPITALISED}|[^\W\d_a-z]{{2,}}))*(?:['’]s?)?|[A-Z]&[A-Z]"
)
"""A capitalised word or an acronym. "mRNA", "C-terminal" and "IL-6" are terms of a science, not names."""
_GENERIC = frozenset(
    "university institute ministry agency council centre center bank commission department office law act plan "
    "government committee conference workshop seminar meeting session technical recommendation chapter article "
    "section annex paper white presentation report talk country region state province city association society "
    "organization organisation organizations organisations programme program project fund strategy policy forum "
    "college school academy board authority division secretariat general secretary president director minister "
    "professor mr mrs ms dr prof sir head chief national international resolution draft paragraph view "
    "north south east west northern southern eastern western central day week month year internet web english "
    "i a the who what when where why how which is are was were did does do can should would could january february "
    "march april may june july august september october november december monday tuesday wednesday thursday friday "
    "saturday sunday".split()
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of one question, in its order. ``alternatives`` are ranges of those of which any is enough."""

    all: tuple[Condition, ...] = ()
    alternatives: tuple[frozenset[int], ...] = ()


Terms = Callable[[str], Iterable[str]]


def read_conditions(
    text: str,
    names: Sequence[Name] = (),
    corrections: Mapping[str, Mapping[str, float]] | None = None,
    quoted: Sequence[tuple[int, int]] = (),
) -> Conditions:
    """The conditions of the question ``text``.

    ``names`` are its names, ``corrections`` the terms that each of its terms may be a misspelling of. Each range
    that is ``quoted`` is one condition as it stands.
    """
    plain = _NO_CONDITION.sub(lambda match: " " * len(match[0]), text)
    found: list[Condition] = [PhraseCondition(*span, True, at) for at, span in enumerate(quoted)]
    taken = list(quoted)
    for condition in _candidates(plain, names, corrections or {}):
        if not any(condition.start < end and start < condition.end for start, end in taken):
            found.append(condition)
            taken.append((condition.start, condition.end))
    found.sort(key=lambda condition: condition.start)
    kept = tuple(found[:MAX_CONDITIONS])
    return Conditions(kept, tuple(_alternatives(plain, kept)))


def _candidates(
    text: str, names: Sequence[Name], corrections: Mapping[str, Mapping[str, float]]
) -> Iterator[Condition]:
    """Conditions by how sure their kind is; later ones that overlap earlier ones are dropped."""
    for date in facts.dates(text):
        month = text[date.start : date.end].lstrip("0123456789stndrhofa -–")
        if date.first or month[:3] != "May" or re.search(r"\b(?:in|of|since|until|by|before|after|during|last|this|early|late)\s$", text[: date.start]):
            yield DateCondition(date.start, date.end, True, date)
    if any(letter.isdigit() for letter in text):
        yield from _years(text)
    for thing in sorted(facts.numbered_things(text), key=lambda thing: thing.thing not in facts.NUMBERED_THINGS):
        listed = thing.thing in facts.NUMBERED_THINGS
        if not listed and thing.number == 1:
            continue  # "the first to …" is hardly ever one of several
        rare = thing.number > 3 and thing.thing != "century"
        yield OrdinalCondition(thing.start, thing.end, listed or rare, thing)
    for quantity in facts.quantities(text):
        before = text[: quantity.start].rsplit(None, 1)[-1:] or [""]
        named = not quantity.units and before[0].isalpha() and not is_function_word(before[0])
        in_words = quantity.in_words and (not quantity.units or quantity.value < 3 or text[quantity.end + 1 : quantity.end + 2].isupper())
        if not in_words:
            yield NumberCondition(quantity.start, quantity.end, not quantity.in_words and not named, quantity)
    for start, end, frequency in facts.frequencies(text):
        yield FrequencyCondition(start, end, False, frequency)
    for start, end, country in countries(text):
        yield PlaceCondition(start, end, True, country)
    for start, end, direction, noun in facts.directions(text):
        yield RegionCondition(start, end, False, direction, noun)
    for match in _SYMBOL.finditer(text):
        yield IdentifierCondition(*match.span(), True, match[0])
    yield from _names(text, names, corrections)
    if (denied := denial(text)) is not None:
        start, end, words = denied
        yield NegationCondition(start, end, False, words)


def _years(text: str) -> Iterator[Condition]:
    for match in _NAMED_YEAR.finditer(text):
        word = match["before"] or match["after"]
        if word.lower() not in _BEFORE_YEAR and not _MONTHS.match(word):
            yield NamedYearCondition(*match.span(), False, word, int(match["year"] or match["first"]))
    for match in _DECADE.finditer(text):
        first = int(match[1]) * 10
        yield YearCondition(*match.span(), True, frozenset(range(first, first + 10)))
    for match in _SPAN.finditer(text):
        if found := facts.years(f"{match[1]}-{match[2]}"):
            yield YearCondition(*match.span(), True, frozenset(found))
    for match in facts.YEAR.finditer(text):
        if not re.match(r"\s(?!and\b|or\b|in\b|was\b|is\b|has\b|as\b)[a-z]+s\b", text[match.end() :]) or re.search(r"\b(?:in|since|by|of|the|from|during|for|until|before|after)\s$", text[: match.start()], re.I):
            yield YearCondition(*match.span(), True, frozenset((int(match[0]),)))


def _names(
    text: str, names: Sequence[Name], corrections: Mapping[str, Mapping[str, float]]
) -> Iterator[Condition]:
    group: list[Name] = []
    for name in names:
        word = text[name.start : name.end]
        if not _NAMELIKE.fullmatch(word) or _repeats(text, name):
            continue
        if group and not _continues(text, group[-1], name):
            yield from _name(text, group, corrections)
            group = []
        group.append(name)
    if group:
        yield from _name(text, group, corrections)


def _repeats(text: str, name: Name) -> bool:
    """Whether it is the acronym in brackets of what stands before."""
    return text[name.start - 1 : name.start] == "(" and text[name.end : name.end + 1] == ")"


def _continues(text: str, last: Name, name: Name) -> bool:
    """Whether ``name`` belongs to the name before it; an acronym is a name of its own."""
    if not _LINK.fullmatch(text[last.end : name.start]):
        return False
    return not (text[last.start : last.end].isupper() or text[name.start : name.end].isupper())


def _name(text: str, group: Sequence[Name], corrections: Mapping[str, Mapping[str, float]]) -> Iterator[Condition]:
    telling = [name for name in group if text[name.start : name.end].lower().rstrip(".") not in _GENERIC]
    if not telling:
        return
    words = tuple(
        NameWord(
            name.start,
            name.end,
            tuple(frozenset((term, *corrections.get(term, ()))) for term in name.terms),
        )
        for name in telling
    )
    start, end = group[0].start, group[-1].end
    titled = _TITLE.search(text[:start]) or text[start:end].startswith(("Professor ", "Minister ", "President "))
    made = PersonCondition if titled else NameCondition
    required = len(text[start:end]) > 2
    yield made(start, end, required, words, text[start:end])


def _alternatives(text: str, found: Sequence[Condition]) -> Iterator[frozenset[int]]:
    """Indices of conditions of one kind that "or" joins."""
    group: set[int] = set()
    for at in range(1, len(found)):
        between = text[found[at - 1].end : found[at].start]
        if found[at].kind == found[at - 1].kind and re.fullmatch(r".{0,40}\b(?:or|OR|vs\.?|versus)\s.{0,12}|\s?/\s?", between):
            group |= {at - 1, at}
        elif group:
            yield frozenset(group)
            group = set()
    if group:
        yield frozenset(group)
