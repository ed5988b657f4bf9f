"""Passages and documents by id."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import Across, PinnedEngine
from api.v1.paging import Page
from api.v1.schemas.common import PassageOut
from api.v1.schemas.workshops import DocumentOut, DocumentsOut, RelatedListOut
from api.v1.views import document_out, passage_out, related_list_out, snapshot_out
from search.features.related.related import related

router = APIRouter(prefix="/v1", tags=["documents"])


@router.get("/passages/{id}", summary="One passage")
def get_passage(id: str, engine: PinnedEngine) -> PassageOut:
    """A passage with its exact source. 301 if it was reworded and has a new id, 410 if it was removed."""
    passage = engine.passage(id)
    return passage_out(passage, engine.document(passage.document_id))


@router.get("/passages/{id}/related", summary="Related passages")
def get_related_passages(
    id: str, engine: PinnedEngine, limit: Annotated[int, Query(ge=1, le=100)] = 10, across: Across = False
) -> RelatedListOut:
    """Passages of any kind, with how and why they are related to this one."""
    return related_list_out(related(engine, id, limit, across=across), engine)


@router.get("/documents", summary="List documents")
def get_documents(engine: PinnedEngine, page: Page) -> DocumentsOut:
    """Documents by title."""
    title, identifier = page.after(("title", "id")) or ("", "")
    found, total = engine.snapshot.store.documents(page.limit + 1, (str(title), str(identifier)))
    shown = found[: page.limit]
    return DocumentsOut(
        items=[document_out(document) for document in shown],
        total=total,
        next_cursor=page.cursor_after((shown[-1].title, shown[-1].id)) if len(found) > len(shown) else None,
        snapshot=snapshot_out(engine.snapshot.manifest),
    )


@router.get("/documents/{id}", summary="One document")
def get_document(id: str, engine: PinnedEngine) -> DocumentOut:
    """A document with its workshop, talk, pages and state."""
    return document_out(engine.document(id))
