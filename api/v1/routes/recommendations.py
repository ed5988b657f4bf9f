"""Recommendations, what relates to them, and what the papers say of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.deps import NONE, Across, PinnedEngine, Values, given_filters, known_parameters
from api.v1.paging import Key, Page
from api.v1.schemas.evidence import EvidenceOut
from api.v1.schemas.search import RecommendationOut, RecommendationsOut, RelatedListOut
from api.v1.views import (
    coverage_out,
    recommendation_out,
    related_list_out,
    related_out,
    snapshot_out,
    warnings_out,
)
from search.features.recommendations.actions import ActionType, actions
from search.features.recommendations.view import PlacedRecommendation, recommendation, recommendations
from search.features.related.evidence import evidence
from search.features.related.related import related
from search.query import parse_filters

router = APIRouter(prefix="/v1", tags=["recommendations"])

Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/recommendations", summary="Recommendations, filtered")
def get_recommendations(
    request: Request,
    engine: PinnedEngine,
    page: Page,
    *,
    addressee: Values = NONE,  # noqa: ARG001 - read by given_filters; named here for OpenAPI
    workshop: Values = NONE,  # noqa: ARG001
    action: Annotated[list[ActionType], Query(max_length=50)] = NONE,
) -> RecommendationsOut:
    """Recommendations by workshop, in the order of the page."""
    known_parameters(request, {"addressee", "workshop", "action", "limit", "cursor"})
    filters = parse_filters(given_filters(request, ("addressee", "workshop")))
    found = recommendations(engine, filters)
    if action:
        found = [p for p in found if any(asked.type in action for asked in actions(p.passage.text))]
    shown, next_cursor = page.cut(sorted(found, key=_place), _place)
    return RecommendationsOut(
        items=[recommendation_out(placed, engine.document(placed.passage.document_id)) for placed in shown],
        total=len(found),
        next_cursor=next_cursor,
        snapshot=snapshot_out(engine.snapshot.manifest),
        warnings=warnings_out(engine, filters),
    )


def _place(placed: PlacedRecommendation) -> Key:
    passage = placed.passage
    return passage.workshop or "", passage.page, passage.start


@router.get("/recommendations/{id}", summary="One recommendation")
def get_recommendation(id: str, engine: PinnedEngine) -> RecommendationOut:
    """A recommendation, verbatim, with its place."""
    placed = recommendation(engine, id)
    return recommendation_out(placed, engine.document(placed.passage.document_id))


@router.get("/recommendations/{id}/related", summary="Related recommendations")
def get_related_recommendations(
    id: str, engine: PinnedEngine, limit: Limit = 10, across: Across = False
) -> RelatedListOut:
    """Other recommendations: near-identical ones, narrower ones, related ones, each with the reason."""
    recommendation(engine, id)
    return related_list_out(related(engine, id, limit, {"kind": ("recommendation",)}, across=across), engine)


@router.get("/recommendations/{id}/evidence", summary="What the workshop's papers say of it")
def get_evidence(id: str, engine: PinnedEngine, limit: Limit = 10) -> EvidenceOut:
    """Passages of that workshop's papers nearest to it. Where no paper is at hand, ``reason`` says so."""
    found = evidence(engine, id, limit)
    return EvidenceOut(
        items=[related_out(item, engine) for item in found.items],
        total=len(found.items),
        next_cursor=None,
        snapshot=snapshot_out(engine.snapshot.manifest),
        coverage=coverage_out(found.coverage),
        reason=found.reason,
    )
