"""Conditions with a value that another value contradicts: years, dates, numbers, numbered things, places."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from corpus.ids import normalise
from search.analysis.conditions.condition import Condition
from search.analysis.conditions.dates import MonthDay
from search.analysis.conditions.evidence import Evidence
from search.analysis.conditions.quantities import Numbered, Quantity
from search.analysis.conditions.regions import Region
from search.answer import ConditionKind, ConditionState


@dataclass(frozen=True, slots=True)
class PhraseCondition(Condition):
    """Quoted words, which must stand together: phrase ``index`` of the query, "``text``".

    What stands in brackets may stand between them: "CTO policy forum" in "CTO (Chief Technology Officer) policy
    forum".
    """

    index: int
    text: str
    kind: ClassVar[ConditionKind] = "phrase"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        if self.index in evidence.phrases or normalise(self.text) in evidence.facts.without_brackets:
            return "met"
        return "absent"


@dataclass(frozen=True, slots=True)
class YearCondition(Condition):
    """One of ``years``."""

    years: frozenset[int]
    kind: ClassVar[ConditionKind] = "year"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        if not self.years.isdisjoint(evidence.facts.years):
            return "met"
        return "contradicted" if evidence.facts.years else "absent"


@dataclass(frozen=True, slots=True)
class NamedNumberCondition(Condition):
    """A number that is part of a name, as in "Agenda 2030".

    Only the same name with another number contradicts it.
    """

    name: str
    number: str
    kind: ClassVar[ConditionKind] = "name"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        name = re.escape(self.name)
        numbers = re.findall(rf"\b{name}\s(\d{{1,4}})\b|\b(\d{{4}})\s{name}\b", evidence.facts.both, re.IGNORECASE)
        if not numbers:
            return "absent"
        if any(self.number in pair for pair in numbers):
            return "met"
        # "State Route 168" may be "Highway 168".
        return "absent" if re.search(rf"\b{self.number}\b", evidence.facts.both) else "contradicted"


@dataclass(frozen=True, slots=True)
class NumberOfNameCondition(NamedNumberCondition):
    """The number alone; the name before it is a condition of its own."""

    kind: ClassVar[ConditionKind] = "ordinal"


@dataclass(frozen=True, slots=True)
class DateCondition(Condition):
    """A month, perhaps with days and a year."""

    date: MonthDay
    kind: ClassVar[ConditionKind] = "date"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        for other in evidence.facts.dates:
            if self.date.agrees(other) and (
                other.year or not self.date.year or self.date.year in evidence.facts.years
            ):
                return "met"
        return "contradicted" if evidence.facts.dates else "absent"


@dataclass(frozen=True, slots=True)
class NumberCondition(Condition):
    """A number from ``low`` to ``high``, perhaps with a unit."""

    quantity: Quantity
    low: float
    high: float
    kind: ClassVar[ConditionKind] = "number"

    def compare(self, evidence: Evidence) -> ConditionState:
        """Of the numbers that share most words of the unit one must be the same.

        "5 international experts" is contradicted by "16 international experts and 5 national experts".
        """
        given, own = evidence.facts.quantities, set(self.quantity.units)
        if "day" in own and any(self.low <= days <= self.high for days in evidence.facts.days):
            return "met"
        shared = max((len(own.intersection(other.units)) for other in given), default=0)
        is_bound = math.isinf(self.high - self.low)  # any number would do, whatever it counts
        if is_bound and own and not shared:
            return "absent"
        if self._agrees([other.value for other in given if len(own.intersection(other.units)) == shared]):
            return "met"
        return "contradicted" if shared else "absent"

    def _agrees(self, values: list[float]) -> bool:
        return any(self.low <= value <= self.high for value in values)


@dataclass(frozen=True, slots=True)
class RangeCondition(NumberCondition):
    """From ``low`` to ``high``: both, a number between them, or either if no other is given, meets it."""

    def _agrees(self, values: list[float]) -> bool:
        if len(values) == 1:
            return self.low <= values[0] <= self.high
        return {self.low, self.high} <= set(values) or any(self.low < value < self.high for value in values)


_PARTS = frozenset("part side end half portion".split())
"""Of these a region has several: its southern part is spoken of beside its western part."""


def _among(wanted: object, found: Collection[object]) -> ConditionState:
    """Met by the value itself, contradicted by others of its kind alone."""
    if wanted in found:
        return "met"
    return "contradicted" if found else "absent"


@dataclass(frozen=True, slots=True)
class OrdinalCondition(Condition):
    """A numbered thing: Session IX, article 5, the third workshop."""

    thing: Numbered
    kind: ClassVar[ConditionKind] = "ordinal"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        return _among(self.thing.number, evidence.facts.numbers_of(self.thing.thing))


@dataclass(frozen=True, slots=True)
class PlaceCondition(Condition):
    """A country, by any of its names."""

    country: str
    kind: ClassVar[ConditionKind] = "place"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        return _among(self.country, evidence.facts.countries)


@dataclass(frozen=True, slots=True)
class RegionCondition(Condition):
    """A region by the compass: only another region of the same kind contradicts it."""

    region: Region
    kind: ClassVar[ConditionKind] = "region"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        if any(other.direction == self.region.direction for other in evidence.facts.regions):
            return "met"
        own = self.region.noun  # "in the south" asks for a region, whatever it is called
        alike = any(
            other.noun and (other.noun == own or not own) and other.noun not in _PARTS
            for other in evidence.facts.regions
        )
        return "contradicted" if alike else "absent"


@dataclass(frozen=True, slots=True)
class FrequencyCondition(Condition):
    """How often: annual, twice a year."""

    frequency: str
    kind: ClassVar[ConditionKind] = "frequency"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        return _among(self.frequency, evidence.facts.frequencies)
