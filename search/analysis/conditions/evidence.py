"""What a passage and what it stands in say, as far as a condition may ask; read only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

from search.analysis.conditions import facts
from search.analysis.conditions.countries import countries


@dataclass(frozen=True)
class Evidence:
    """``text`` is what a passage says with its headings, ``around`` what it stands in.

    That is the workshop, its date and place, the title and year of the document, the speaker. ``terms`` are those
    terms of the question that either contains. ``nearness`` tells how near (cosine) the passage's tokens come to
    those of a range of the question, and 0 where that is not known. ``speakers`` give the talk. ``phrases`` are the
    indices of the question's quoted phrases that the passage contains.
    """

    text: str
    around: str
    terms: Collection[str]
    nearness: Callable[[int, int], float]
    speakers: str = ""
    phrases: Collection[int] = ()

    @cached_property
    def both(self) -> str:
        """All that is said."""
        return f"{self.text}\n{self.around}"

    @cached_property
    def years(self) -> set[int]:
        """Years named."""
        return facts.years(self.both)

    @cached_property
    def dates(self) -> list[facts.MonthDay]:
        """Months and days named."""
        return list(facts.dates(self.both))

    @cached_property
    def numbered(self) -> list[facts.Numbered]:
        """Numbered things."""
        return list(facts.numbered_things(self.both))

    @cached_property
    def quantities(self) -> list[facts.Quantity]:
        """Numbers with their units."""
        return list(facts.quantities(self.text))

    @cached_property
    def countries(self) -> set[str]:
        """Countries named."""
        return {country for _, _, country in countries(self.both)}

    @cached_property
    def directions(self) -> list[tuple[int, int, str, str]]:
        """Regions by the compass."""
        return list(facts.directions(self.text))

    @cached_property
    def frequencies(self) -> set[str]:
        """How often something happens."""
        return {frequency for _, _, frequency in facts.frequencies(self.text)}
