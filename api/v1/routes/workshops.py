"""Workshops."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import PinnedEngine
from api.v1.paging import Page
from api.v1.schemas.workshops import WorkshopOut, WorkshopsOut
from api.v1.views import snapshot_out, workshop_out, workshop_summary_out
from corpus.errors import NotFoundError

router = APIRouter(prefix="/v1", tags=["workshops"])


@router.get("/workshops", summary="List workshops")
def get_workshops(engine: PinnedEngine, page: Page) -> WorkshopsOut:
    """Workshops by slug."""
    found = engine.snapshot.store.workshops()
    shown, next_cursor = page.cut(found, lambda workshop: (workshop.slug,))
    return WorkshopsOut(
        items=[workshop_summary_out(workshop) for workshop in shown],
        total=len(found),
        next_cursor=next_cursor,
        snapshot=snapshot_out(engine.snapshot.manifest),
    )


@router.get("/workshops/{slug}", summary="One workshop")
def get_workshop(slug: str, engine: PinnedEngine) -> WorkshopOut:
    """A workshop with its sessions, talks, papers and recommendations."""
    workshop = engine.snapshot.store.workshop(slug)
    if workshop is None:
        raise NotFoundError(f"There is no workshop {slug!r}. See /v1/workshops for the list.")
    return workshop_out(workshop, engine)
