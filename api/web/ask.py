"""The page at ``/``: a question, ranked passages, and filters beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.deps import PinnedEngine
from api.web import facets
from api.web.catalog_view import CatalogView, catalog_of, catalog_or_none, library
from api.web.examples import examples
from api.web.highlight import Range, distinct_words, matched_words
from api.web.labels import sentence_list
from api.web.page_picture import has_picture
from api.web.passage_view import PassageView
from api.web.render import HEADERS, PageRoute, render
from api.web.state import SearchState
from corpus.errors import InputError, NotFoundError
from corpus.model import Document, LinkedPaper
from search.answer import Answer, Hit
from search.correction import corrected_text
from search.engine import Engine
from search.features.saved_search import SavedSearch
from search.features.unmet import missing_quotes, unmet_sentences
from search.query import MAX_QUERY_CHARS

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class HitView:
    """A result with the sentence that answers, if that is a part of it, and why it was found.

    ``unmet`` are words of the question that it does not speak of. For a talk, ``position`` is its number and
    ``missing`` are its papers that are not available. ``printed`` tells whether its page can be shown as printed.
    """

    result: Hit
    view: PassageView
    answer: Range | None
    why: str
    missing: Sequence[LinkedPaper]
    unmet: Sequence[str]
    position: int | None
    printed: bool

    @classmethod
    def of(cls, result: Hit, catalog: CatalogView, answer: Answer, printed: bool = False) -> HitView:
        """A result as the page shows it."""
        passage = result.passage
        talk = catalog.talk(passage.workshop, passage.talk) if passage.kind == "talk" else None
        return cls(
            result=result,
            view=PassageView.of(passage, result.document, catalog, result.highlights, result.answer),
            answer=result.answer if answer.answerable and _is_part(result.answer, passage.text) else None,
            why=why(matched_words(passage.text, result.highlights), distinct_words(result.above)),
            missing=[paper for paper in talk.papers if paper.state != "at hand"] if talk else (),
            unmet=[answer.query.text[c.start : c.end] for c in (answer.conditions[at] for at in result.unmet)],
            position=talk.position if talk else None,
            printed=printed,
        )


def why(words: Sequence[str], above: Sequence[str] = ()) -> str:
    """Why a passage was found, in one sentence, given the words that matched in its text, or ``above`` it."""
    if not words and not above:
        return "It has none of your words but is similar in meaning."
    found = words or above
    quoted = sentence_list([f"“{word}”" for word in found])
    where = "It has" if words else "Its headings or addressees have"
    return f"{where} the {'word' if len(found) == 1 else 'words'} {quoted}."


def _is_part(sentence: Range | None, text: str) -> bool:
    """Whether a sentence leaves something of the text out: to mark all of it would say nothing."""
    return sentence is not None and bool((text[: sentence[0]] + text[sentence[1] :]).strip(" .\n"))


@router.get("/")
def home(request: Request) -> HTMLResponse:
    """The search box and, for a question, its answer. The address holds the whole state."""
    with library(request) as engine:
        if engine is None or not engine.snapshot.manifest.passages:
            return render(request, "empty.html", 503 if engine is None else 200, catalog=catalog_or_none(engine))
        return _answered(request, engine)


def _answered(request: Request, engine: Engine) -> HTMLResponse:
    state = SearchState.of(request.query_params)
    catalog = catalog_of(engine)
    common: dict[str, Any] = {"state": state, "catalog": catalog, "most": MAX_QUERY_CHARS}
    if not state.q:
        return _start(request, engine, **common)
    try:
        answer = engine.search(state.question())
        chips = facets.chips(state, catalog, engine)
    except (InputError, NotFoundError) as error:
        return _start(request, engine, 422, error=str(error), **common)
    settings = request.app.state.settings
    hits = [HitView.of(result, catalog, answer, has_picture(settings, result.document)) for result in answer.hits]
    return render(
        request,
        "answer.html",
        answer=answer,
        hits=hits,
        parts=parts(hits, state),
        beside=next((hit for hit in hits if hit.printed and hit.result.passage.id == state.beside), None),
        corrected=corrected_text(answer.query.text, answer.corrected),
        unmet=unmet_sentences(answer),
        # Where no result meets the conditions, the notice above them says so once.
        unmet_differ=answer.answerable or len({hit.unmet for hit in answer.hits}) > 1,
        unmet_words=[(c.start, c.end) for c in answer.conditions if c.state != "met"],
        quotes=missing_quotes(engine, answer),
        groups=facets.groups(engine, state, answer, catalog),
        chips=chips,
        **common,
    )


def parts(hits: Sequence[HitView], state: SearchState) -> list[tuple[Document | None, list[HitView]]]:
    """The results in the order of the page, with the document above those of one; None for a plain list.

    By year, those without a year come last. Documents are in the order of their best passages.
    """
    if state.newest:
        hits = sorted(hits, key=lambda hit: -(hit.result.passage.year or hit.result.document.year or 0))
    if not state.grouped:
        return [(None, list(hits))]
    found: dict[str, tuple[Document | None, list[HitView]]] = {}
    for hit in hits:
        found.setdefault(hit.result.document.id, (hit.result.document, []))[1].append(hit)
    return list(found.values())


def _start(
    request: Request, engine: Engine, status: int = 200, error: str | None = None, **common: Any
) -> HTMLResponse:
    """The page without a question: examples from the documents, what there is, and the newest documents."""
    catalog: CatalogView = common["catalog"]
    return render(
        request, "home.html", status, error=error, examples=examples(engine), newest=catalog.newest, **common
    )


@router.get("/record")
def record(request: Request, engine: PinnedEngine) -> Response:
    """The search of this address with its results, as a file to save."""
    answer = engine.search(SearchState.of(request.query_params).question())
    headers = HEADERS | {"Content-Disposition": 'attachment; filename="search.json"'}
    return Response(SavedSearch.of(answer).dump(), media_type="application/json", headers=headers)
