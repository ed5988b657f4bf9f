"""What a passage and what it stands in say, as far as a condition may ask; read only when asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpus.ids import normalise
from corpus.sentences import sentences
from search.analysis.conditions.countries import countries
from search.analysis.conditions.dates import MonthDay, dates, years
from search.analysis.conditions.other_languages import (
    in_ascii_digits,
    numbered_things_abroad,
    spaced,
    words_for,
)
from search.analysis.conditions.quantities import Numbered, Quantity, numbered_things, quantities
from search.analysis.conditions.regions import Region, frequencies, regions

NEGATOR = re.compile(
    r"\b(?:not|never|no|without|neither|nor|cannot)\b(?!\s(?:more|less|fewer|later|earlier)\sthan\b|\sonly\b)|n[’']t\b",
    re.IGNORECASE,
)

_CACHED = 1024
"""Passages whose facts are kept for the next question: about 8 KB each."""
_BRACKETS = re.compile(r"\([^()]*\)")
_CAPITALISED = re.compile(r"(?<!\w)[^\W\d_a-z][^\W\d_]{3,}")


@dataclass(frozen=True)
class Facts:
    """``text`` is what a passage says with its headings, ``around`` what it stands in.

    That is the workshop, its date and place, the title and year of the document, the speaker.
    """

    text: str
    around: str

    @cached_property
    def both(self) -> str:
        """All that is said."""
        return f"{self.text}\n{self.around}"

    @cached_property
    def lower(self) -> str:
        """All that is said, in lower case."""
        return self.both.lower()

    @cached_property
    def without_brackets(self) -> str:
        """The passage, normalised, without what stands in brackets."""
        return normalise(_BRACKETS.sub(" ", self.text))

    @cached_property
    def capitalised(self) -> set[str]:
        """Its capitalised words, in lower case."""
        return {word.lower() for word in _CAPITALISED.findall(self.both)}

    @cached_property
    def denies(self) -> bool:
        """Whether the passage denies anything."""
        return NEGATOR.search(self.text) is not None

    @cached_property
    def years(self) -> set[int]:
        """Years named."""
        return years(in_ascii_digits(self.both))

    @cached_property
    def dates(self) -> list[MonthDay]:
        """Months and days named."""
        return list(dates(in_ascii_digits(self.both)))

    @cached_property
    def days(self) -> set[int]:
        """How many days the dates named take: 4 of 27-30 October."""
        return {date.last - date.first + 1 for date in self.dates if date.first}

    def numbers_of(self, thing: str) -> set[int]:
        """The numbers of a numbered thing: 4 of the session if "Session IV" is named."""
        if thing not in self.lower and not any(word in self.lower for word in words_for(thing)):
            return set()
        return {other.number for other in self._numbered if other.thing == thing}

    @cached_property
    def _numbered(self) -> list[Numbered]:
        return [*numbered_things(self.both), *numbered_things_abroad(self.both)]

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Numbers with their units, in the passage itself."""
        return list(quantities(spaced(in_ascii_digits(self.text))))

    @cached_property
    def countries(self) -> set[str]:
        """Countries named."""
        return {country for _, _, country in countries(self.both, in_lower_case=False)}

    @cached_property
    def regions(self) -> list[Region]:
        """Regions by the compass, in the passage itself."""
        return list(regions(self.text))

    @cached_property
    def frequencies(self) -> set[str]:
        """How often something happens, in the passage itself."""
        return {frequency for _, _, frequency in frequencies(self.text)}

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences of the passage itself, in lower case."""
        return [self.text[start:end].lower() for start, end in sentences(self.text)]


@dataclass(frozen=True)
class Evidence:
    """A passage with what it stands in, as one question sees it.

    ``text`` and ``around`` are those of :class:`Facts`. ``terms`` are those terms of the question's names that
    either contains. ``nearness`` tells how near (cosine) the passage's tokens come to those of a range of the
    question, and 0 where that is not known. ``speaker`` gives the talk. ``phrases`` are the indices of the
    question's quoted phrases that the passage contains. ``addressees`` are asked to do what it recommends.
    """

    text: str
    around: str
    terms: Collection[str]
    nearness: Callable[[int, int], float]
    speaker: str = ""
    phrases: Collection[int] = ()
    addressees: Collection[str] = ()

    @property
    def facts(self) -> Facts:
        """What is said, whatever the question."""
        return _facts(self.text, self.around)


@lru_cache(maxsize=_CACHED)
def _facts(text: str, around: str) -> Facts:
    return Facts(text, around)
