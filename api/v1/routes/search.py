"""Search."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, ValidationError

from api.deps import EMPTY, FilterValues, PinnedEngine, json_body, query_filters, refuse_unknown_parameters
from api.http.errors import first_faults
from api.threads import compute_long
from api.v1.schemas.search import AnswerOut, BatchOut, QueryIn
from api.v1.serialize import JsonObject, answer_dict, encode_json
from corpus.errors import InputError
from corpus.model import Kind
from search.engine import Engine
from search.query import FILTER_NAMES, MAX_LIMIT, MAX_QUERY_CHARS, MAX_VALUES, PER_DOCUMENT, Mode
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
    correct: bool = True,
    per_document: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = PER_DOCUMENT,
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
    refuse_unknown_parameters(
        request, {"q", "limit", "mode", "dedupe", "facets", "correct", "per_document", *FILTER_NAMES}
    )
    question = SearchQuery.parse(
        q,
        limit=limit,
        mode=mode,
        filters=query_filters(request),
        dedupe=dedupe,
        facets=facets,
        correct=correct,
        per_document=per_document,
    )
    return _json_response(answer_dict(engine.search(question)))


@router.post("/search", summary="Ranked passages for a question (JSON body)", response_model=AnswerOut)
def post_search(body: QueryIn, engine: PinnedEngine) -> Response:
    """The same as GET /v1/search."""
    return _json_response(answer_dict(engine.search(body.question())))


MAX_BATCH = 100


class _Batch(msgspec.Struct, forbid_unknown_fields=True):
    """A batch whose questions are not validated yet: an invalid one must not keep the others from answers."""

    queries: list[Any]


_BATCH_SCHEMA = {
    "title": "BatchIn",
    "description": "Several questions at once.",
    "type": "object",
    "required": ["queries"],
    "additionalProperties": False,
    "properties": {
        "queries": {
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_BATCH,
            "items": {"anyOf": [{"$ref": "#/components/schemas/QueryIn"}, {"type": "string"}]},
        }
    },
}
_BATCH_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": _BATCH_SCHEMA}}}}


@router.post(
    "/search/batch", summary="Several questions at once", response_model=BatchOut, openapi_extra=_BATCH_BODY
)
async def post_batch(request: Request, engine: PinnedEngine) -> Response:
    """Answers in the order of the questions, all from one snapshot.

    The answer to an invalid question is null, and `errors` says what is wrong with it. If all questions are
    invalid, the response is 422.
    """
    body = await json_body(request)
    return await compute_long(_answer_batch, engine, body)


def _answer_batch(engine: Engine, body: bytes) -> Response:
    try:
        queries = msgspec.json.decode(body, type=_Batch).queries
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"Invalid request. {error}. See /openapi.json for the parameters.") from error
    if not 1 <= len(queries) <= MAX_BATCH:
        raise InputError(f"The batch has {len(queries)} queries. Send 1 to {MAX_BATCH}.")
    answers: list[JsonObject | None] = []
    errors: list[JsonObject] = []
    for index, item in enumerate(queries):
        try:
            answers.append(answer_dict(engine.search(_parse(item))))
        except InputError as error:
            answers.append(None)
            errors.append({"index": index, "detail": str(error)})
    if len(errors) == len(queries):
        raise InputError(f"All queries are invalid. The first: {errors[0]['detail']}")
    return _json_response({"answers": answers, "errors": errors})


def _parse(item: Any) -> SearchQuery:
    """One question of a batch. Raises InputError."""
    if isinstance(item, str):
        return SearchQuery.parse(item)
    try:
        return QueryIn.model_validate(item).question()
    except ValidationError as error:
        raise InputError(f"Invalid query. {first_faults(error.errors())}.") from error


def _json_response(value: JsonObject) -> Response:
    return Response(encode_json(value), media_type="application/json")
