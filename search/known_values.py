"""Filter values that no passage has: probably typos, reported with the values there are."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from corpus.ids import normalise
from search.answer import UnknownValue
from search.query import Filters
from search.runtime import check_deadline
from search.snapshot.facets import facet_key
from search.snapshot.store import Store

MAX_NEAREST = 20
"""How many values there are an unknown value is reported with."""
_MAX_COMPARED = 5
"""How many unknown values of one query are reported with those there are: comparing takes time."""


def unknown_values(store: Store, filters: Filters) -> tuple[UnknownValue, ...]:
    """The values in ``filters`` that no passage has. Raises OverdueError."""
    found: list[UnknownValue] = []
    for name, values in filters.items():
        for value in values:
            check_deadline()
            if not store.has_facet(facet_key(name, value)):
                known = store.facet_values(name) if len(found) < _MAX_COMPARED else []
                found.append(UnknownValue(name, value, nearest_values(value, known), len(known)))
    return tuple(found)


def nearest_values(value: str, known: Sequence[str]) -> tuple[str, ...]:
    """The values of ``known`` most like ``value``, nearest first; at most ``MAX_NEAREST``."""
    ranked = process.extract(
        normalise(value), [normalise(one) for one in known], scorer=fuzz.WRatio, limit=MAX_NEAREST
    )
    return tuple(known[at] for _, _, at in ranked)
