"""Values of filters that no passage carries: a slip, to be told with the values there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from corpus.ids import normalise
from search import deadline
from search.query import Filters
from search.snapshot.facets import facet_key
from search.snapshot.store import Store

MOST_NAMED = 20
"""Values an unknown one is told with."""
_TOLD_WITH_VALUES = 5
"""Unknown values of one question that are told with those there are; comparing takes time."""


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """``value`` of ``filter`` stands in no passage; ``known`` are values that do, nearest first, of ``of`` in all.

    ``what`` is what was looked through where that is not passages.
    """

    filter: str
    value: str
    known: tuple[str, ...]
    of: int
    what: str = "passage"

    def __str__(self) -> str:
        said = f"No {self.what} has the {self.filter} {self.value!r}."
        if self.known:
            more = f" and {self.of - len(self.known)} more" if self.of > len(self.known) else ""
            said += f" There are {', '.join(self.known)}{more}."
        return said


def unknown_values(store: Store, filters: Filters) -> tuple[UnknownValue, ...]:
    """The values in ``filters`` that no passage carries. Raises OverdueError."""
    found: list[UnknownValue] = []
    for name, values in filters.items():
        for value in values:
            deadline.check()
            if not store.has_facet(facet_key(name, value)):
                there = store.facet_values(name) if len(found) < _TOLD_WITH_VALUES else []
                found.append(UnknownValue(name, value, nearest(value, there), len(there)))
    return tuple(found)


def nearest(value: str, there: Sequence[str]) -> tuple[str, ...]:
    """The values of ``there`` most like ``value``, nearest first; at most ``MOST_NAMED``."""
    ranked = process.extract(
        normalise(value), [normalise(one) for one in there], scorer=fuzz.WRatio, limit=MOST_NAMED
    )
    return tuple(there[at] for _, _, at in ranked)
