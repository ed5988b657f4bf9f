"""Questions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.deps import NONE, PinnedEngine, Values, given_filters, known_parameters
from api.v1.schemas.search import AnswerOut, BatchIn, BatchOut, FiltersIn, QuestionIn
from api.v1.serialize import Plain, answer_plain, to_bytes
from corpus.model import Kind
from search.query import FILTER_NAMES, MAX_LIMIT, MAX_QUERY_CHARS, MAX_VALUES, Mode
from search.query import Query as SearchQuery

router = APIRouter(prefix="/v1", tags=["search"])

Year = Annotated[int, Field(ge=0, le=9999)]


@router.get("/search", summary="Ranked passages for a question", response_model=AnswerOut)
def get_search(
    request: Request,
    engine: PinnedEngine,
    *,
    q: Annotated[
        str,
        Query(
            description="A question in plain language.",
            min_length=1,
            max_length=MAX_QUERY_CHARS,
            openapi_examples={
                "micro credit": {"value": "How can governments give small loans to micro enterprises?"},
                "who": {"value": "Who spoke about intellectual property?"},
            },
        ),
    ],
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 10,
    mode: Mode = "hybrid",
    dedupe: bool = True,
    facets: bool = False,
    kind: Annotated[list[Kind], Query(max_length=MAX_VALUES)] = NONE,  # noqa: ARG001
    workshop: Values = NONE,  # noqa: ARG001 - the filters are read together by given_filters; named here for OpenAPI
    addressee: Values = NONE,  # noqa: ARG001
    document: Values = NONE,  # noqa: ARG001
    session: Values = NONE,  # noqa: ARG001
    speaker: Values = NONE,  # noqa: ARG001
    country: Values = NONE,  # noqa: ARG001
    year: Annotated[list[Year], Query(max_length=MAX_VALUES)] = NONE,  # noqa: ARG001
    media_type: Values = NONE,  # noqa: ARG001
) -> Response:
    """Ranked passages with their exact source, and whether they answer at all."""
    known_parameters(request, {"q", "limit", "mode", "dedupe", "facets", *FILTER_NAMES})
    question = SearchQuery.parse(
        q, limit=limit, mode=mode, filters=given_filters(request), dedupe=dedupe, facets=facets
    )
    return _json(answer_plain(engine.search(question)))


@router.post("/search", summary="Ranked passages for a question, as JSON", response_model=AnswerOut)
def post_search(body: QuestionIn, engine: PinnedEngine) -> Response:
    """The same as the GET."""
    return _json(answer_plain(engine.search(question_of(body))))


@router.post("/search/batch", summary="Several questions at once", response_model=BatchOut)
def post_batch(body: BatchIn, engine: PinnedEngine) -> Response:
    """Answers in the order of the questions, all from one snapshot."""
    questions = [
        question_of(item) if isinstance(item, QuestionIn) else SearchQuery.parse(item) for item in body.queries
    ]
    return _json({"answers": [answer_plain(engine.search(question)) for question in questions]})


def _json(value: Plain) -> Response:
    return Response(to_bytes(value), media_type="application/json")


def question_of(body: QuestionIn) -> SearchQuery:
    """A question of the wire. Raises InputError."""
    return SearchQuery.parse(
        body.query,
        limit=body.limit,
        mode=body.mode,
        filters=filters_of(body.filters),
        dedupe=body.dedupe,
        facets=body.facets,
    )


def filters_of(filters: FiltersIn) -> dict[str, list[str]]:
    """Filters of the wire that were given."""
    return {name: [str(value) for value in values] for name, values in filters.model_dump().items() if values}
