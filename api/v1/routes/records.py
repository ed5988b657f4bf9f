"""A search as a record that can be kept and asked again."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

from api.deps import PinnedEngine
from api.v1.routes.search import question_of
from api.v1.schemas.evidence import MoveOut, RecordOut, RerunOut
from api.v1.schemas.search import QuestionIn
from corpus.serial import to_plain
from search.features.saved_search import Rerun, SavedSearch, rerun

router = APIRouter(prefix="/v1", tags=["citation"])


@router.post("/records", summary="Ask, and keep what was asked and what came")
def post_record(body: QuestionIn, engine: PinnedEngine) -> RecordOut:
    """Question, filters, snapshot, model, parameters and results, as one document to be kept by the caller."""
    return record_out(SavedSearch.of(engine.search(question_of(body))))


@router.post("/records/rerun", summary="Ask a record's question again")
def post_rerun(body: RecordOut, engine: PinnedEngine) -> RerunOut:
    """What differs: the corpus, the model, the results."""
    return rerun_out(rerun(engine, SavedSearch.parse(body.model_dump_json())))


def record_out(record: SavedSearch) -> RecordOut:
    """A record on the wire."""
    return RecordOut.model_validate(to_plain(record))


def rerun_out(found: Rerun) -> RerunOut:
    """A comparison on the wire."""
    return RerunOut(
        same=found.same,
        same_content=found.same_content,
        same_model=found.same_model,
        same_ranking=found.same_ranking,
        gone=list(found.gone),
        new=list(found.new),
        moved=[MoveOut(**asdict(move)) for move in found.moved],
        reworded=list(found.reworded),
        differences=found.sentences(),
        record=record_out(found.record),
    )
