"""Search."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.deps import EMPTY, FilterValues, PinnedEngine, query_filters, refuse_unknown_parameters
from api.v1.schemas.search import AnswerOut, BatchIn, BatchOut, QueryIn
from api.v1.serialize import JsonObject, answer_dict, encode_json
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
                "speaker": {"value": "Who spoke about intellectual property?"},
            },
        ),
    ],
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 10,
    mode: Mode = "hybrid",
    dedupe: bool = True,
    facets: bool = False,
    kind: Annotated[list[Kind], Query(max_length=MAX_VALUES)] = EMPTY,  # noqa: ARG001
    workshop: FilterValues = EMPTY,  # noqa: ARG001 - read by query_filters; named here for OpenAPI
    addressee: FilterValues = EMPTY,  # noqa: ARG001
    document: FilterValues = EMPTY,  # noqa: ARG001
    session: FilterValues = EMPTY,  # noqa: ARG001
    speaker: FilterValues = EMPTY,  # noqa: ARG001
    country: FilterValues = EMPTY,  # noqa: ARG001
    year: Annotated[list[Year], Query(max_length=MAX_VALUES)] = EMPTY,  # noqa: ARG001
    media_type: FilterValues = EMPTY,  # noqa: ARG001
) -> Response:
    """Ranked passages with their exact source, and whether they answer the question."""
    refuse_unknown_parameters(request, {"q", "limit", "mode", "dedupe", "facets", *FILTER_NAMES})
    question = SearchQuery.parse(
        q, limit=limit, mode=mode, filters=query_filters(request), dedupe=dedupe, facets=facets
    )
    return _json_response(answer_dict(engine.search(question)))


@router.post("/search", summary="Ranked passages for a question (JSON body)", response_model=AnswerOut)
def post_search(body: QueryIn, engine: PinnedEngine) -> Response:
    """The same as GET /v1/search."""
    return _json_response(answer_dict(engine.search(body.question())))


@router.post("/search/batch", summary="Several questions at once", response_model=BatchOut)
def post_batch(body: BatchIn, engine: PinnedEngine) -> Response:
    """Answers in the order of the questions, all from one snapshot."""
    questions = [
        item.question() if isinstance(item, QueryIn) else SearchQuery.parse(item) for item in body.queries
    ]
    return _json_response({"answers": [answer_dict(engine.search(question)) for question in questions]})


def _json_response(value: JsonObject) -> Response:
    return Response(encode_json(value), media_type="application/json")
