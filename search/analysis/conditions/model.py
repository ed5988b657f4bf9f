"""The conditions themselves: one class a kind, each of which compares itself with a passage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from corpus.sentences import sentences
from search.analysis.conditions.evidence import Evidence
from search.analysis.conditions.facts import MonthDay, Numbered, Quantity
from search.analysis.language import is_function_word
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
class PhraseCondition(Condition):
    """Quoted words, which must stand together: phrase ``index`` of the query."""

    index: int
    kind: ClassVar[ConditionKind] = "phrase"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        return "met" if self.index in evidence.phrases else "absent"


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
    """A month, perhaps with days and a year."""

    date: MonthDay
    kind: ClassVar[ConditionKind] = "date"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        for other in evidence.dates:
            if self.date.agrees(other) and (other.year or not self.date.year or self.date.year in evidence.years):
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
    """A word of a name: where it is, and its terms, each with those it may be a misspelling of."""

    start: int
    end: int
    terms: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class NameCondition(Condition):
    """A name of several ``words``, most of whose terms must be present; its initials stand for it, and it for them."""

    words: tuple[NameWord, ...]
    text: str
    kind: ClassVar[ConditionKind] = "name"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        present = [
            not term.isdisjoint(evidence.terms) or evidence.nearness(word.start, word.end) >= _PRESENT
            for word in self.words
            for term in word.terms
        ]
        if 2 * sum(present) > len(present) or _as_acronym(self.text, evidence.both):
            return "met"
        return "absent"


@dataclass(frozen=True, slots=True)
class IdentifierCondition(Condition):
    """A document's symbol, as S/2023/970."""

    text: str
    kind: ClassVar[ConditionKind] = "name"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        return "met" if re.search(rf"{re.escape(self.text)}(?!\d)", evidence.both, re.IGNORECASE) else "absent"


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
    letters = name[:-1] if name[-1:] == "s" else name
    if letters.isupper() and letters.isalpha() and 2 <= len(letters) <= 6:
        between = rf"(?:\s(?:{'|'.join(_SMALL_WORDS)}))*[\s-]"
        return re.search(rf"\b{between.join(rf'{letter}[a-z]+' for letter in letters)}\b", text, re.I) is not None
    words = [word for word in re.findall(r"[^\W\d_]+", name) if word.lower() not in _SMALL_WORDS]
    if len(words) < 2:
        return False
    return re.search(rf"\b{''.join(word[0] for word in words).upper()}s?\b", text) is not None


_NEGATOR = re.compile(r"\b(?:not|never|no|without|neither|nor|cannot)\b|n[’']t\b", re.IGNORECASE)
_DENIES = re.compile(
    r"\b(?:not|never|no|nor|none|neither|without|cannot|nothing|nobody|instead|rather|except\w*|unless|hardly|rarely"
    r"|lack\w*|absen\w+|fail\w*|refus\w+|reject\w*|den(?:y|ied|ies)|prohibit\w*|forb\w+|bann?\w*|avoid\w*"
    r"|prevent\w*|oppos\w+|exclu\w+|un(?:able|likely|known|available))\b|n[’']t\b",
    re.IGNORECASE,
)
"""Words by which a sentence denies something, more than those by which a question does."""
_CLAUSE_END = re.compile(r"[,;:.?!]|\b(?:but|because|that|which|who|although|while|if)\b")


@dataclass(frozen=True, slots=True)
class NegationCondition(Condition):
    """What the question denies: a passage that says all of it in a sentence without a negation contradicts it.

    ``denied`` has the beginnings of the words denied.
    """

    denied: tuple[str, ...]
    kind: ClassVar[ConditionKind] = "negation"

    def compare(self, evidence: Evidence) -> State:
        """See :class:`Condition`."""
        most, state = 0, "absent"
        for start, end in sentences(evidence.text):
            sentence = evidence.text[start:end].lower()
            shared = sum(re.search(rf"\b{re.escape(word)}", sentence) is not None for word in self.denied)
            if shared > most and 3 * shared >= len(self.denied):
                most, state = shared, "met" if _DENIES.search(sentence) else "contradicted"
        return state  # type: ignore[return-value]


def denial(text: str) -> tuple[int, int, tuple[str, ...]] | None:
    """(start, end, words) of the first negation in a question and the beginnings of the words it denies."""
    match = _NEGATOR.search(text)
    if match is None:
        return None
    scope = _CLAUSE_END.split(text[match.end() :].strip())[0]
    words = [word for word in re.findall(r"[^\W\d_]{3,}", scope) if not is_function_word(word)][:6]
    start = text.rfind(" ", 0, match.start()) + 1 if match[0][0] in "nN" and match[0][1:2] in "’'" else match.start()
    return (start, match.end(), tuple(word.lower()[: max(4, len(word) - 3)] for word in words)) if words else None
