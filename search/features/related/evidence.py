"""Passages of a workshop's papers that bear on one of its recommendations."""

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
    """Passages of papers, best first, or the ``reason`` there are none; the ``coverage`` of the workshop."""

    items: tuple[Related, ...]
    coverage: Mapping[str, int]
    reason: NoEvidence | None = None


def evidence(engine: Engine, identifier: str, limit: int) -> Evidence:
    """The ``limit`` passages of the workshop's papers most related to a recommendation.

    They are where a reader should look, not proof. Raises NotFoundError unless the id is that of a recommendation.
    """
    passage = recommendation(engine, identifier).passage
    slug = passage.workshop or ""
    filters: Filters = {"kind": ("paper",), "workshop": (slug,)}
    row_filter = engine.snapshot.row_filter(filters)
    workshop = engine.snapshot.store.workshop(slug)
    counts = coverage([workshop] if workshop else [], 0)
    if not row_filter.mask.any():
        return Evidence((), counts, "no-papers-at-hand")
    found = nearest(engine, passage, row_filter, limit)
    return Evidence(tuple(replace(item, relation="evidence") for item in found), counts)
