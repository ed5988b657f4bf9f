"""The page at ``/``: a question in, ranked passages out, filters beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.deps import PinnedEngine
from api.web import facets
from api.web.catalog_view import Shelf, shelf_of
from api.web.highlight import excerpt, matched_words
from api.web.labels import KIND_NAMES, Step, original_address, place, reading_address, title_of
from api.web.render import HEADERS, PageRoute, page
from api.web.state import Asked
from corpus.errors import InputError, NotFoundError
from corpus.model import LinkedPaper
from search.answer import Hit as SearchHit
from search.features.saved_search import SavedSearch
from search.query import MAX_QUERY_CHARS

router = APIRouter(include_in_schema=False, route_class=PageRoute)

EXAMPLES = (
    "How can governments give small loans to micro enterprises?",
    "Who spoke about intellectual property?",
    "What should China do for its western regions?",
    "How can universities work with small firms?",
    "When and where was the workshop held?",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One result as it is shown."""

    result: SearchHit
    title: str
    kind: str
    steps: Sequence[Step]
    window: tuple[int, int] | None
    words: Sequence[str]
    reading: str
    original: str | None
    absent: Sequence[LinkedPaper]

    @classmethod
    def of(cls, result: SearchHit, shelf: Shelf) -> Hit:
        """A result with its place, the part of it to show, and what of its talk is not at hand."""
        passage, document = result.passage, result.document
        talk = shelf.talk(passage.workshop, passage.talk) if passage.kind == "talk" else None
        return cls(
            result=result,
            title=title_of(passage, document),
            kind=KIND_NAMES[passage.kind],
            steps=place(passage, document, shelf),
            window=excerpt(passage.text, result.highlights, result.answer),
            words=matched_words(passage.text, result.highlights),
            reading=reading_address(passage),
            original=original_address(document, passage.page),
            absent=[paper for paper in talk.papers if paper.state != "at hand"] if talk else (),
        )


@router.get("/")
def home(request: Request, engine: PinnedEngine) -> HTMLResponse:
    """The question box and, for a question, its answer. The address holds the whole state."""
    asked = Asked.of(request.query_params)
    shelf = shelf_of(engine)
    common: dict[str, Any] = {"asked": asked, "shelf": shelf, "most": MAX_QUERY_CHARS}
    if not asked.q:
        return page(request, "home.html", examples=EXAMPLES, fault=None, **common)
    try:
        answer = engine.search(asked.question())
        chips = facets.chips(asked, shelf, engine)
    except (InputError, NotFoundError) as error:
        return page(request, "home.html", 422, examples=EXAMPLES, fault=str(error), **common)
    return page(
        request,
        "answer.html",
        answer=answer,
        hits=[Hit.of(result, shelf) for result in answer.hits],
        groups=facets.groups(engine, asked, answer, shelf),
        chips=chips,
        **common,
    )


@router.get("/record")
def record(request: Request, engine: PinnedEngine) -> Response:
    """The question of this address with its answer, as a record to keep."""
    answer = engine.search(Asked.of(request.query_params).question())
    saved = HEADERS | {"Content-Disposition": 'attachment; filename="search.json"'}
    return Response(SavedSearch.of(answer).dump(), media_type="application/json", headers=saved)
