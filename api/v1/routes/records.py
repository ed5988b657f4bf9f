"""Searches that can be saved and run again."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import PinnedEngine
from api.v1.evidence_views import rerun_out
from api.v1.schemas.evidence import RerunOut, SavedSearchIn
from api.v1.schemas.search import QueryIn
from search.features.saved_search import SavedSearch, rerun

router = APIRouter(prefix="/v1", tags=["citation"])


@router.post("/records", summary="Search, and get a record of the search")
def post_record(body: QueryIn, engine: PinnedEngine) -> SavedSearch:
    """Question, filters, snapshot, model, parameters and results in one document for the caller to keep."""
    return SavedSearch.of(engine.search(body.question()))


@router.post("/records/rerun", summary="Run a saved search again")
def post_rerun(body: SavedSearchIn, engine: PinnedEngine) -> RerunOut:
    """What changed since: the corpus, the model, the results."""
    return rerun_out(rerun(engine, body))
