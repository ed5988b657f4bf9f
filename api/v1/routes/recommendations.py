"""Recommendations, related ones, and evidence from the papers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.deps import EMPTY, Across, FilterValues, PinnedEngine, query_filters, refuse_unknown_parameters
from api.v1.paging import Key, Page
from api.v1.schemas.evidence import EvidenceOut
from api.v1.schemas.workshops import RecommendationOut, RecommendationsOut, RelatedListOut
from api.v1.views import (
    coverage_out,
    recommendation_out,
    related_list_out,
    related_out,
    snapshot_out,
    warnings_out,
)
from search.features.recommendations.actions import ActionType, actions
from search.features.recommendations.view import RecommendationView, recommendation, recommendations
from search.features.related.evidence import evidence
from search.features.related.related import related
from search.query import parse_filters

router = APIRouter(prefix="/v1", tags=["recommendations"])

Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/recommendations", summary="List recommendations")
def get_recommendations(
    request: Request,
    engine: PinnedEngine,
    page: Page,
    *,
    addressee: FilterValues = EMPTY,  # noqa: ARG001 - read by query_filters; named here for OpenAPI
    workshop: FilterValues = EMPTY,  # noqa: ARG001
    action: Annotated[list[ActionType], Query(max_length=50)] = EMPTY,
) -> RecommendationsOut:
    """Recommendations by workshop, in the order of its page."""
    refuse_unknown_parameters(request, {"addressee", "workshop", "action", "limit", "cursor"})
    filters = parse_filters(query_filters(request, ("addressee", "workshop")))
    found = recommendations(engine, filters)
    if action:
        found = [p for p in found if any(found.type in action for found in actions(p.passage.text))]
    shown, next_cursor = page.cut(sorted(found, key=_sort_key), _sort_key)
    return RecommendationsOut(
        items=[recommendation_out(placed, engine.document(placed.passage.document_id)) for placed in shown],
        total=len(found),
        next_cursor=next_cursor,
        snapshot=snapshot_out(engine.snapshot.manifest),
        warnings=warnings_out(engine, filters),
    )


def _sort_key(placed: RecommendationView) -> Key:
    passage = placed.passage
    return passage.workshop or "", passage.page, passage.start


@router.get("/recommendations/{id}", summary="One recommendation")
def get_recommendation(id: str, engine: PinnedEngine) -> RecommendationOut:
    """A recommendation, verbatim, with its source."""
    placed = recommendation(engine, id)
    return recommendation_out(placed, engine.document(placed.passage.document_id))


@router.get("/recommendations/{id}/related", summary="Related recommendations")
def get_related_recommendations(
    id: str, engine: PinnedEngine, limit: Limit = 10, across: Across = False
) -> RelatedListOut:
    """Near-identical, narrower and related recommendations, each with the reason."""
    recommendation(engine, id)
    return related_list_out(related(engine, id, limit, {"kind": ("recommendation",)}, across=across), engine)


@router.get("/recommendations/{id}/evidence", summary="Evidence from the workshop's papers")
def get_evidence(id: str, engine: PinnedEngine, limit: Limit = 10) -> EvidenceOut:
    """The passages of that workshop's papers closest to it. ``reason`` says when no paper is available."""
    found = evidence(engine, id, limit)
    return EvidenceOut(
        items=[related_out(item, engine) for item in found.items],
        total=len(found.items),
        next_cursor=None,
        snapshot=snapshot_out(engine.snapshot.manifest),
        coverage=coverage_out(found.coverage),
        reason=found.reason,
    )
