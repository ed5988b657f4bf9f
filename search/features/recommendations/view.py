"""Recommendations with their workshop, group and position."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import NotFoundError
from corpus.model import Passage, Workshop
from search.engine import Engine
from search.query import Filters
from search.runtime import check_deadline


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """The passage of a recommendation, its group's heading, and its position in the group, from 1.

    ``date`` is the first day of its workshop (ISO), if known.
    """

    passage: Passage
    group: str
    position: int
    date: str | None = None


def in_workshop(engine: Engine, workshop: Workshop) -> list[RecommendationView]:
    """All recommendations of a workshop, in page order."""
    check_deadline()
    store = engine.snapshot.store
    rows = store.rows_of_document(workshop.document_id)
    by_place = {(p.page, p.start): p for p in store.passages(rows) if p.kind == "recommendation"}
    return [
        RecommendationView(
            by_place[item.extent.page, item.extent.start], group.heading, item.position, workshop.first_day
        )
        for group in workshop.groups
        for item in group.recommendations
    ]


def recommendations(engine: Engine, filters: Filters) -> list[RecommendationView]:
    """All recommendations that pass ``filters``, by workshop and then in page order."""
    mask = engine.snapshot.mask(filters)
    found = []
    for workshop in engine.snapshot.store.workshops():
        for view in in_workshop(engine, workshop):
            row = engine.snapshot.store.row_of(view.passage.id)
            if mask is None or (row is not None and mask[row]):
                found.append(view)
    return found


def recommendation(engine: Engine, identifier: str) -> RecommendationView:
    """One recommendation by id. Raises NotFoundError, also for the id of another kind of passage."""
    passage = engine.passage(identifier)
    workshop = engine.snapshot.store.workshop(passage.workshop or "")
    if passage.kind == "recommendation" and workshop is not None:
        for view in in_workshop(engine, workshop):
            if view.passage.id == passage.id:
                return view
    raise NotFoundError(
        f"{identifier!r} is a {passage.kind}, not a recommendation. See /v1/passages/{identifier}."
    )
