"""Reading: a passage in its document, and a passage on its own with what belongs to it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.deps import PinnedEngine
from api.v1.routes.originals import kept_file
from api.web.catalog_view import Shelf, shelf_of
from api.web.highlight import Range, excerpt
from api.web.labels import (
    Step,
    file_address,
    format_name,
    original_address,
    place,
    reading_address,
    title_of,
)
from api.web.render import PageRoute, page
from corpus.errors import NotFoundError
from corpus.model import Document, Page, Passage
from search.engine import Engine
from search.features.citation.formats import FORMATS
from search.features.citation.reference import reference
from search.features.related.evidence import evidence
from search.features.related.related import Related, related
from search.query import MAX_QUERY_CHARS

router = APIRouter(include_in_schema=False, route_class=PageRoute)

NEAR = 8
"""Related passages shown."""
_LEAD = 4
"""Text between passages that is no longer than this is a bullet or a number."""
AROUND = 14_000
"""Characters of a long page shown before and after the passage one came for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a page: a passage, or text that belongs to none. ``lead`` is a bullet or number before it."""

    text: str
    passage: Passage | None = None
    here: bool = False
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A page of a document, cut into pieces. ``before`` and ``after`` are the passages around those shown."""

    document: Document
    page: Page
    pieces: Sequence[Piece]
    before: Passage | None
    after: Passage | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Near:
    """Something related as it is shown."""

    related: Related
    title: str
    steps: Sequence[Step]
    window: Range | None
    reading: str


@router.get("/documents/{id}")
def document(
    request: Request,
    id: str,
    engine: PinnedEngine,
    passage: Annotated[str | None, Query(max_length=200)] = None,
    page_number: Annotated[int | None, Query(alias="page", ge=1)] = None,
) -> HTMLResponse:
    """A document at a passage, or at a page."""
    found = engine.document(id)
    wanted = engine.passage(passage) if passage else None
    if wanted and wanted.document_id != found.id:
        raise NotFoundError(f"The passage {wanted.id} stands in another document, {wanted.document_id}.")
    number = wanted.page if wanted else page_number or 1
    read = reading(engine, found, number, wanted)
    shelf = shelf_of(engine)
    return page(
        request,
        "document.html",
        reading=read,
        document=found,
        wanted=wanted,
        trail=place(wanted, found, shelf) if wanted else [],
        format=format_name(found.media_type),
        original=original_address(found, number),
        file=file_address(found, number) if kept_file(request.app.state.settings, found) else None,
        shelf=shelf,
        most=MAX_QUERY_CHARS,
    )


@router.get("/passages/{id}")
def passage(request: Request, id: str, engine: PinnedEngine) -> HTMLResponse:
    """One passage: how to cite it, what is related to it. Its address is permanent."""
    found = engine.passage(id)
    shelf = shelf_of(engine)
    at = engine.document(found.document_id)
    cited = reference(engine, found.id, str(request.base_url))
    return page(
        request,
        "passage.html",
        passage=found,
        document=at,
        title=title_of(found, at),
        trail=place(found, at, shelf),
        reading=reading_address(found),
        original=original_address(at, found.page),
        file=file_address(at, found.page) if kept_file(request.app.state.settings, at) else None,
        related=near(related(engine, found.id, NEAR), shelf),
        evidence=near(evidence(engine, found.id, NEAR // 2).items, shelf)
        if found.kind == "recommendation"
        else [],
        cited={name: FORMATS[name].write(cited) for name in ("formatted", "bibtex")},
        permalink=cited.permalink,
        shelf=shelf,
    )


def near(found: Sequence[Related], shelf: Shelf) -> list[Near]:
    """Related passages as they are shown."""
    return [
        Near(
            related=item,
            title=title_of(item.passage, item.document),
            steps=place(item.passage, item.document, shelf),
            window=excerpt(item.passage.text),
            reading=reading_address(item.passage),
        )
        for item in found
    ]


def reading(engine: Engine, document: Document, number: int, wanted: Passage | None) -> Reading:
    """A page with its passages. Raises NotFoundError for a page the document has not."""
    store = engine.snapshot.store
    shown = store.page(document.id, number)
    if shown is None:
        raise NotFoundError(f"This document has no page {number}; it has {document.pages}.")
    rows = store.rows_of_document(document.id)

    def page_of(row: int) -> int:
        return store.passages([row])[0].page

    first, last = bisect_left(rows, number, key=page_of), bisect_left(rows, number + 1, key=page_of)
    at = wanted.start if wanted else 0
    on_page = store.passages(rows[first:last])
    kept = [p for p in on_page if p.start < at + AROUND and p.end > at - AROUND]
    start = 0 if kept[:1] == on_page[:1] else kept[0].start
    end = len(shown.text) if kept[-1:] == on_page[-1:] else kept[-1].end
    if not on_page:
        end = min(end, 2 * AROUND)
    low = first + (on_page.index(kept[0]) if kept else 0)
    high = low + len(kept)
    return Reading(
        document=document,
        page=shown,
        pieces=list(pieces(shown.text, start, end, kept, wanted)),
        before=store.passages([rows[low - 1]])[0] if low else None,
        after=store.passages([rows[high]])[0] if high < len(rows) else None,
        whole=(start, end) == (0, len(shown.text)),
    )


def pieces(text: str, start: int, end: int, passages: Sequence[Passage], wanted: Passage | None) -> list[Piece]:
    """``text[start:end]`` as its passages and what stands between them, every character once."""
    found, at = [], start
    for passage in passages:
        before = _between(text[at : passage.start]) if passage.start > at else ""
        lead = before if len(before) <= _LEAD else ""
        if before and not lead:
            found.append(Piece(before))
        if passage.end > at:
            here = wanted is not None and passage.id == wanted.id
            found.append(Piece(text[max(at, passage.start) : passage.end], passage, here, lead))
            at = passage.end
    if text[at:end].strip():
        found.append(Piece(_between(text[at:end])))
    return found


def _between(text: str) -> str:
    """Text of no passage, its empty lines taken out: it frames what is read."""
    return "\n".join(line for line in text.splitlines() if line.strip())
