"""Reading: a passage in its document, and the permanent page of a passage."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.deps import PinnedEngine, original_file, permalink_base
from api.web.catalog_view import CatalogView, catalog_of
from api.web.highlight import distinct_words
from api.web.labels import breadcrumbs, file_address, format_name, original_address, sentence_list
from api.web.page_picture import has_picture
from api.web.passage_view import PassageView
from api.web.render import PageRoute, render
from corpus.errors import NotFoundError
from corpus.model import Document, Page, Passage
from corpus.reading import BROKEN_BY_LAYOUT, line_joints, with_joints
from search.engine import Engine
from search.features.citation.formats import FORMATS
from search.features.citation.location import unit_of
from search.features.citation.reference import reference
from search.features.related.evidence import evidence
from search.features.related.related import Related, related
from search.query import MAX_QUERY_CHARS

router = APIRouter(include_in_schema=False, route_class=PageRoute)

RELATED_SHOWN = 8
"""Related passages on the page of a passage."""
_LEAD = 4
"""Text between passages that is no longer than this is a bullet or a number."""
AROUND = 14_000
"""Characters of a long page shown before and after the passage that was asked for."""


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A part of a page: a passage, or text outside any. ``lead`` is the bullet or number before a passage."""

    text: str
    passage: Passage | None = None
    here: bool = False
    lead: str = ""


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A page of a document in pieces. ``before`` and ``after`` are the passages next to those shown."""

    document: Document
    page: Page
    pieces: Sequence[TextPiece]
    before: Passage | None
    after: Passage | None
    whole: bool


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
        raise NotFoundError(f"The passage {wanted.id} is in another document, {wanted.document_id}.")
    number = wanted.page if wanted else page_number or 1
    catalog = catalog_of(engine)
    return render(
        request,
        "document.html",
        shown=document_page(engine, found, number, wanted),
        document=found,
        wanted=wanted,
        crumbs=breadcrumbs(wanted, found, catalog) if wanted else [],
        format=format_name(found.media_type),
        unit=unit_of(found),
        original=original_address(found, number),
        file=file_address(found, number) if original_file(request.app.state.settings, found) else None,
        printed=has_picture(request.app.state.settings, found),
        catalog=catalog,
        most=MAX_QUERY_CHARS,
    )


@router.get("/passages/{id}")
def passage(request: Request, id: str, engine: PinnedEngine) -> HTMLResponse:
    """One passage: how to cite it, and what is related to it. Its address is permanent."""
    found = engine.passage(id)
    catalog = catalog_of(engine)
    source = engine.document(found.document_id)
    cited = reference(engine, found.id, permalink_base(request))
    is_recommendation = found.kind == "recommendation"
    return render(
        request,
        "passage.html",
        passage=found,
        document=source,
        view=PassageView.of(found, source, catalog),
        format=format_name(source.media_type),
        unit=unit_of(source),
        file=file_address(source, found.page) if original_file(request.app.state.settings, source) else None,
        related=related_views(related(engine, found.id, RELATED_SHOWN), catalog),
        evidence=related_views(evidence(engine, found.id, RELATED_SHOWN // 2).items, catalog)
        if is_recommendation
        else [],
        why_related=why_related,
        cited={name: FORMATS[name].write(cited) for name in ("formatted", "bibtex")},
        permalink=cited.permalink,
        catalog=catalog,
    )


def related_views(found: Sequence[Related], catalog: CatalogView) -> list[tuple[Related, PassageView]]:
    """Related passages as the page shows them."""
    return [(item, PassageView.of(item.passage, item.document, catalog)) for item in found]


def why_related(relation: str, shared: Sequence[str]) -> str:
    """Why a passage is related to the one shown, in a sentence or two, given the words both have."""
    if relation == "near-identical":
        return "It says the same in nearly the same words."
    words = sentence_list([f"“{word}”" for word in distinct_words(shared)])
    said = f"Both have {words}." if words else "They are similar in meaning."
    return f"It says most of this and adds to it. {said}" if relation == "narrower" else said


def document_page(engine: Engine, document: Document, number: int, wanted: Passage | None) -> DocumentPage:
    """A page with its passages. Raises NotFoundError if the document has no such page."""
    store = engine.snapshot.store
    shown = store.page(document.id, number)
    if shown is None:
        raise NotFoundError(f"This document has no page {number}. It has {document.pages} pages.")
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
    return DocumentPage(
        document=document,
        page=shown,
        pieces=pieces(_as_read(document, shown, start, end), start, end, kept, wanted),
        before=store.passages([rows[low - 1]])[0] if low else None,
        after=store.passages([rows[high]])[0] if high < len(rows) else None,
        whole=(start, end) == (0, len(shown.text)),
    )


def _as_read(document: Document, page: Page, start: int, end: int) -> Callable[[int, int], str]:
    """What a range within ``page.text[start:end]`` reads like, lines that only the layout broke joined."""
    joints = line_joints(page, start, end) if document.media_type in BROKEN_BY_LAYOUT else ()
    return lambda a, b: with_joints(page.text, joints, a, b)


def pieces(
    read: Callable[[int, int], str],
    start: int,
    end: int,
    passages: Sequence[Passage],
    wanted: Passage | None,
) -> list[TextPiece]:
    """A page's text from ``start`` to ``end`` as its passages and the text between them, every character once.

    ``read`` gives the text of a range.
    """
    found, at = [], start
    for passage in passages:
        before = _without_empty_lines(read(at, passage.start)) if passage.start > at else ""
        lead = before if len(before) <= _LEAD else ""
        if before and not lead:
            found.append(TextPiece(before))
        if passage.end > at:
            here = wanted is not None and passage.id == wanted.id
            found.append(TextPiece(read(max(at, passage.start), passage.end), passage, here, lead))
            at = passage.end
    if at < end and (rest := read(at, end)).strip():
        found.append(TextPiece(_without_empty_lines(rest)))
    return found


def _without_empty_lines(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.strip())
