"""The page at ``/``: ask, read ranked passages with their place, filter by kind, open what is related."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from api.context import PinnedEngine
from api.web.marks import marked, safe_url
from corpus.errors import WorkshopSearchError
from corpus.model import KINDS, Passage
from search.engine import Engine
from search.question import MAX_QUESTION, Question
from search.related import related

router = APIRouter(include_in_schema=False)

HERE = Path(__file__).parent
_templates = Jinja2Templates(HERE / "templates")
_templates.env.filters["marked"] = marked
_templates.env.filters["safe_url"] = safe_url

EXAMPLES = (
    "How can governments give small loans to micro enterprises?",
    "Who spoke about intellectual property?",
    "What should China do for its western regions?",
    "When and where was the workshop held?",
)


def place(passage: Passage, engine: Engine) -> list[str]:
    """Workshop › session › talk, or workshop › recommendation group; page or slide last."""
    workshop = engine.snapshot.store.workshop(passage.workshop) if passage.workshop else None
    steps = [workshop.title] if workshop else []
    steps += [step for step in passage.heading_path if step not in steps]
    if passage.talk and passage.talk not in steps:
        steps.append(passage.talk)
    if passage.kind == "paper":
        steps.append(passage.page_label or f"page {passage.page}")
    return steps


@router.get("/", response_class=HTMLResponse)
def home(
    request: Request,
    engine: PinnedEngine,
    q: Annotated[str, Query()] = "",
    kind: Annotated[list[str] | None, Query()] = None,
) -> HTMLResponse:
    """The question box and, for a question, its answer. The address holds the whole state."""
    values: dict[str, Any] = {"q": q, "kinds": KINDS, "chosen": kind or [], "examples": EXAMPLES}
    status = 200
    if q.strip():
        try:
            question = Question.parse(q, filters={"kind": kind or []})
            answer = engine.search(question)
            values["answer"] = answer
            values["places"] = {r.passage.id: place(r.passage, engine) for r in answer.results}
        except WorkshopSearchError as error:
            values["fault"], status = str(error), 422
    values["coverage"] = engine.snapshot.store.meta("coverage")
    values["snapshot"] = engine.snapshot.manifest
    values["most"] = MAX_QUESTION
    return _templates.TemplateResponse(request, "home.html", values, status)


@router.get("/passages/{id}", response_class=HTMLResponse)
def passage(request: Request, id: str, engine: PinnedEngine) -> HTMLResponse:
    """One passage with what is related to it."""
    found = engine.passage(id)
    items = related(engine, id, 10)
    values = {
        "passage": found,
        "document": engine.document(found.document_id),
        "related": items,
        "places": {p.id: place(p, engine) for p in [found, *(item.passage for item in items)]},
    }
    return _templates.TemplateResponse(request, "passage.html", values)
