"""Recommendations with their place: which group of which workshop, and where in it."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import NotFoundError
from corpus.model import Passage, Workshop
from search import deadline
from search.engine import Engine
from search.query import Filters


@dataclass(frozen=True, slots=True)
class PlacedRecommendation:
    """The passage of a recommendation, its group's heading and its position in the group, from 1.

    ``date`` is the first day of its workshop (ISO), where it could be read.
    """

    passage: Passage
    group: str
    position: int
    date: str | None = None


def in_workshop(engine: Engine, workshop: Workshop) -> list[PlacedRecommendation]:
    """All recommendations of a workshop in the order of its page."""
    deadline.check()
    store = engine.snapshot.store
    rows = store.rows_of_document(workshop.document_id)
    by_place = {(p.page, p.start): p for p in store.passages(rows) if p.kind == "recommendation"}
    return [
        PlacedRecommendation(
            by_place[item.extent.page, item.extent.start], group.heading, item.position, workshop.first_day
        )
        for group in workshop.groups
        for item in group.recommendations
    ]


def recommendations(engine: Engine, filters: Filters) -> list[PlacedRecommendation]:
    """All recommendations that pass ``filters``, by workshop and then in the order of the page."""
    mask = engine.snapshot.mask(filters)
    found = []
    for workshop in engine.snapshot.store.workshops():
        for placed in in_workshop(engine, workshop):
            row = engine.snapshot.store.row_of(placed.passage.id)
            if mask is None or (row is not None and mask[row]):
                found.append(placed)
    return found


def recommendation(engine: Engine, identifier: str) -> PlacedRecommendation:
    """One recommendation by id. Raises NotFoundError, also for the id of another kind of passage."""
    passage = engine.passage(identifier)
    workshop = engine.snapshot.store.workshop(passage.workshop or "")
    if passage.kind == "recommendation" and workshop is not None:
        for placed in in_workshop(engine, workshop):
            if placed.passage.id == passage.id:
                return placed
    raise NotFoundError(
        f"{identifier!r} is a {passage.kind}, not a recommendation; see /v1/passages/{identifier}."
    )
