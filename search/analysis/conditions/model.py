"""The conditions themselves: one class a kind, each of which compares itself with a passage."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from search.analysis.conditions.evidence import Evidence
from search.analysis.conditions.facts import MonthDay, Numbered, Quantity
from search.answer import ConditionKind
from search.answer import ConditionState as State

_PRESENT = 0.75
"""Nearness from which a name counts as present in another form, as "Malaysian" for "Malaysia"."""


@dataclass(frozen=True, slots=True)
class Condition:
    """``query[start:end]``, which an answer must agree with.

    ``required``: an answer must speak of it; otherwise it is enough not to contradict it.
    """

    start: int
    end: int
    required: bool

    kind: ClassVar[ConditionKind]

    def compare(self, evidence: Evidence) -> State:
        """Whether a passage agrees."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class YearCondition(Condition):
    """One of ``years``."""

    years: frozenset[int]
    kind: ClassVar[ConditionKind] = "year"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        if not self.years.isdisjoint(evidence.years):
            return "met"
        return "contradicted" if evidence.years else "absent"


@dataclass(frozen=True, slots=True)
class NamedYearCondition(Condition):
    """A year that is part of a name, as in "Agenda 2030": only the same name with another year contradicts it."""

    name: str
    year: int
    kind: ClassVar[ConditionKind] = "name"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        name = re.escape(self.name)
        years = re.findall(rf"\b{name}\s(\d{{4}})\b|\b(\d{{4}})\s{name}\b", evidence.both, re.IGNORECASE)
        if not years:
            return "absent"
        return "met" if any(str(self.year) in pair for pair in years) else "contradicted"


@dataclass(frozen=True, slots=True)
class DateCondition(Condition):
    """A month, perhaps with days."""

    date: MonthDay
    kind: ClassVar[ConditionKind] = "date"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        if any(self.date.agrees(other) for other in evidence.dates):
            return "met"
        return "contradicted" if evidence.dates else "absent"


@dataclass(frozen=True, slots=True)
class NumberCondition(Condition):
    """A number, perhaps with a unit."""

    quantity: Quantity
    kind: ClassVar[ConditionKind] = "number"

    def compare(self, evidence: Evidence) -> State:
        """Of the numbers with most of the words of the unit one must be the same."""
        given, own = evidence.quantities, set(self.quantity.units)
        shared = max((len(own.intersection(other.units)) for other in given), default=0)
        if shared:
            alike = [other for other in given if len(own.intersection(other.units)) == shared]
            return "met" if any(_equal(other.value, self.quantity.value) for other in alike) else "contradicted"
        if any(_equal(other.value, self.quantity.value) for other in given):
            return "met"
        return "met" if any(other.number == self.quantity.value for other in evidence.numbered) else "absent"


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))


@dataclass(frozen=True, slots=True)
class OrdinalCondition(Condition):
    """A numbered thing: Session IX, article 5, the third workshop."""

    thing: Numbered
    kind: ClassVar[ConditionKind] = "ordinal"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        numbers = {other.number for other in evidence.numbered if other.thing == self.thing.thing}
        if self.thing.number in numbers:
            return "met"
        return "contradicted" if numbers else "absent"


@dataclass(frozen=True, slots=True)
class PlaceCondition(Condition):
    """A country, by any of its names."""

    country: str
    kind: ClassVar[ConditionKind] = "place"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        if self.country in evidence.countries:
            return "met"
        return "contradicted" if evidence.countries else "absent"


@dataclass(frozen=True, slots=True)
class RegionCondition(Condition):
    """A region by the compass: the northern provinces."""

    direction: str
    noun: str
    kind: ClassVar[ConditionKind] = "region"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        given = evidence.directions
        if any(direction == self.direction for _, _, direction, _ in given):
            return "met"
        return "contradicted" if any(noun and noun == self.noun for _, _, _, noun in given) else "absent"


@dataclass(frozen=True, slots=True)
class FrequencyCondition(Condition):
    """How often: annual, twice a year."""

    frequency: str
    kind: ClassVar[ConditionKind] = "frequency"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        if self.frequency in evidence.frequencies:
            return "met"
        return "contradicted" if evidence.frequencies else "absent"


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a name: where it is, its terms with those it may be a misspelling of."""

    start: int
    end: int
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class NameCondition(Condition):
    """A name of several ``words``, of which most must be present; ``initials`` or an acronym stand for it."""

    words: tuple[NameWord, ...]
    text: str
    kind: ClassVar[ConditionKind] = "name"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        present = sum(self._is_present(word, evidence) for word in self.words)
        if 2 * present > len(self.words) or _as_acronym(self.text, evidence.both):
            return "met"
        return "absent"

    def _is_present(self, word: NameWord, evidence: Evidence) -> bool:
        if not word.terms.isdisjoint(evidence.terms):
            return True
        return evidence.nearness(word.start, word.end) >= _PRESENT


@dataclass(frozen=True, slots=True)
class PersonCondition(NameCondition):
    """A person: another speaker of the talk contradicts it."""

    kind: ClassVar[ConditionKind] = "person"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        state = NameCondition.compare(self, evidence)
        return "contradicted" if state == "absent" and evidence.speakers else state


_SMALL_WORDS = frozenset("of for the and on in to de la du des".split())


def _as_acronym(name: str, text: str) -> bool:
    """Whether ``text`` has the initials of ``name``, or a name whose initials are ``name``."""
    if name.isupper() and name.isalpha() and 2 <= len(name) <= 6:
        between = rf"(?:\s(?:{'|'.join(_SMALL_WORDS)}))*[\s-]"
        return re.search(rf"\b{between.join(rf'{letter}[a-z]+' for letter in name)}\b", text, re.I) is not None
    words = [word for word in re.findall(r"[^\W\d_]+", name) if word.lower() not in _SMALL_WORDS]
    if len(words) < 2:
        return False
    return re.search(rf"\b{''.join(word[0] for word in words).upper()}s?\b", text) is not None


@dataclass(frozen=True, slots=True)
class NegationCondition(Condition):
    """What the question denies (``denied``) and what it asserts (``asserted``): stems by the words of the query."""

    denied: frozenset[str]
    asserted: frozenset[str]
    stem: Mapping[str, str]
    kind: ClassVar[ConditionKind] = "negation"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        return "absent"
