"""Reads the conditions of a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from search.analysis.conditions.addressees import read_addressees
from search.analysis.conditions.condition import Condition
from search.analysis.conditions.countries import countries
from search.analysis.conditions.names import read_names, read_symbols
from search.analysis.conditions.numerals import CARDINALS, ORDINALS
from search.analysis.conditions.other_languages import in_ascii_digits
from search.analysis.conditions.polarity import read_polarity
from search.analysis.conditions.read_abroad import read_abroad
from search.analysis.conditions.read_values import read_dates, read_numbers, read_ordinals, read_years
from search.analysis.conditions.regions import DIRECTIONS, frequencies, regions
from search.analysis.conditions.statement import is_statement
from search.analysis.conditions.values import FrequencyCondition, PhraseCondition, PlaceCondition, RegionCondition
from search.analysis.query_terms import Name
from search.language import is_foreign

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
    r"|(?<![\d)])(?!(?:1[5-9]|20)\d\d-\d\d-\d\d\b|\d\d?-\d\d?-(?:1[5-9]|20)\d\d\b)"
    r"(?<![$€£¥]\s)(?<![$€£¥])\+?\d[\d()]*(?:[\s-]\(?\d{2,}\)?){2,}"
    r"|(?<!\d)(?:\d{2,4}-\d{6,}|\d{3}-\d{4}|\d{9,})(?!\d)"
)
"""Numbers of a list, addresses and telephone numbers. Addresses are sought at words' beginnings alone: linear."""
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
    plain = _NO_CONDITION.sub(lambda match: " " * len(match[0]), in_ascii_digits(text))
    in_quotes = sum(end - start for start, end in quoted if not _goes_on(text, start))
    foreign = is_foreign(text)
    stated = in_quotes < _MOSTLY_QUOTED * len(text) and not foreign and is_statement(text)
    found: list[Condition] = [
        PhraseCondition(*span, not stated, at, text[slice(*span)]) for at, span in enumerate(quoted)
    ]
    known = corrections or {}
    candidates = read_abroad(plain, names, known) if foreign else _candidates(plain, names, known, stated=stated)
    for condition in candidates:
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
    yield from read_dates(text)
    has_digits = any(letter.isdigit() for letter in text)
    if has_digits:
        yield from read_years(text)
    said = {word.strip(".,;:?!()\"'") for word in text.lower().replace("-", " ").split()}
    if not said.isdisjoint(_NUMERALS) or has_digits or _ROMAN.search(text):
        yield from read_ordinals(text)
        yield from read_numbers(text)
    for start, end, country in countries(text):  # before regions: North Korea is no part of a Korea
        yield PlaceCondition(start, end, True, country)
    if not said.isdisjoint(_COMPASS):
        for region in regions(text):
            yield RegionCondition(region.start, region.end, False, region)
    for start, end, frequency in frequencies(text):
        yield FrequencyCondition(start, end, False, frequency)
    yield from read_addressees(text)
    yield from read_names(text, names, corrections)
    if not stated:  # what refutes a statement answers it as well as what supports it
        yield from read_polarity(text)


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
