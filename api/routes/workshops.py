"""Workshops and their recommendations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.context import Page, PinnedEngine, given_filters, known_parameters
from api.present import recommendation_out, related_out, snapshot_out, workshop_out, workshop_summary_out
from api.schemas import (
    RecommendationOut,
    RecommendationsOut,
    RelatedListOut,
    WorkshopOut,
    WorkshopsOut,
)
from corpus.errors import NotFoundError
from search.question import parse_filters
from search.recommendations import recommendation, recommendations
from search.related import related

router = APIRouter(prefix="/v1", tags=["workshops"])


@router.get("/workshops", summary="All workshops")
def get_workshops(engine: PinnedEngine, page: Page) -> WorkshopsOut:
    """Workshops in order of their slug."""
    snapshot = snapshot_out(engine.snapshot.manifest)
    found = engine.snapshot.store.workshops()
    return WorkshopsOut(
        items=[workshop_summary_out(workshop) for workshop in page.cut(found, snapshot)],
        total=len(found),
        next_cursor=page.next(snapshot, len(found)),
        snapshot=snapshot,
    )


@router.get("/workshops/{slug}", summary="One workshop whole")
def get_workshop(slug: str, engine: PinnedEngine) -> WorkshopOut:
    """Sessions, talks with their papers, recommendations, and what else its page tells."""
    workshop = engine.snapshot.store.workshop(slug)
    if workshop is None:
        raise NotFoundError(f"There is no workshop {slug!r}; /v1/workshops lists them.")
    return workshop_out(workshop, engine)


@router.get("/recommendations", summary="Recommendations, filtered")
def get_recommendations(
    request: Request,
    engine: PinnedEngine,
    page: Page,
    addressee: Annotated[list[str] | None, Query(description="Repeat for alternatives.")] = None,  # noqa: ARG001
    workshop: Annotated[list[str] | None, Query(description="Slug; repeat for alternatives.")] = None,  # noqa: ARG001
) -> RecommendationsOut:
    """Recommendations by workshop, in the order of the page."""
    known_parameters(request, {"addressee", "workshop", "limit", "cursor"})
    snapshot = snapshot_out(engine.snapshot.manifest)
    found = recommendations(engine, parse_filters(given_filters(request, ("addressee", "workshop"))))
    return RecommendationsOut(
        items=[
            recommendation_out(placed, engine.document(placed.passage.document_id))
            for placed in page.cut(found, snapshot)
        ],
        total=len(found),
        next_cursor=page.next(snapshot, len(found)),
        snapshot=snapshot,
    )


@router.get("/recommendations/{id}", summary="One recommendation")
def get_recommendation(id: str, engine: PinnedEngine) -> RecommendationOut:
    """A recommendation, verbatim, with its place."""
    placed = recommendation(engine, id)
    return recommendation_out(placed, engine.document(placed.passage.document_id))


@router.get("/recommendations/{id}/related", summary="Related recommendations")
def get_related(id: str, engine: PinnedEngine, limit: Annotated[int, Query(ge=1, le=100)] = 10) -> RelatedListOut:
    """Other recommendations nearest in meaning, with the reason."""
    recommendation(engine, id)
    found = related(engine, id, limit, kind="recommendation")
    return RelatedListOut(
        items=[related_out(item, engine) for item in found],
        total=len(found),
        next_cursor=None,
        snapshot=snapshot_out(engine.snapshot.manifest),
    )
