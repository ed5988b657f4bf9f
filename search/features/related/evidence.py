"""What the papers of a workshop say that bears on one of its recommendations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from search.engine import Engine
from search.features.recommendations.view import recommendation
from search.features.related.related import Related, nearest
from search.query import Filters
from search.snapshot.coverage import coverage

NoEvidence = Literal["no-papers-at-hand"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Passages of papers, best first; ``reason`` says why there are none. ``coverage`` is that of the workshop."""

    items: tuple[Related, ...]
    coverage: Mapping[str, int]
    reason: NoEvidence | None = None


def evidence(engine: Engine, identifier: str, limit: int) -> Evidence:
    """The ``limit`` passages of the workshop's papers nearest to a recommendation, in meaning and in words.

    They are what a reader should look at, not what proves it. Raises NotFoundError for an id of no recommendation.
    """
    passage = recommendation(engine, identifier).passage
    slug = passage.workshop or ""
    filters: Filters = {"kind": ("paper",), "workshop": (slug,)}
    passing = engine.snapshot.row_filter(filters)
    workshop = engine.snapshot.store.workshop(slug)
    counts = coverage([workshop] if workshop else [], 0)
    if not passing.mask.any():
        return Evidence((), counts, "no-papers-at-hand")
    found = nearest(engine, passage, passing, limit)
    return Evidence(tuple(replace(item, relation="evidence") for item in found), counts)
