"""Questions."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, ValidationError

from api.deps import NONE, PinnedEngine, Values, given_filters, json_body, known_parameters
from api.http.errors import faults
from api.threads import compute_long
from api.v1.schemas.search import AnswerOut, BatchOut, FiltersIn, QuestionIn
from api.v1.serialize import Plain, answer_plain, to_bytes
from corpus.errors import InputError
from corpus.model import Kind
from search.engine import Engine
from search.query import FILTER_NAMES, MAX_LIMIT, MAX_QUESTION, MAX_VALUES, Mode, Question

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
            max_length=MAX_QUESTION,
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
    question = Question.parse(
        q, limit=limit, mode=mode, filters=given_filters(request), dedupe=dedupe, facets=facets
    )
    return _json(answer_plain(engine.search(question)))


@router.post("/search", summary="Ranked passages for a question, as JSON", response_model=AnswerOut)
def post_search(body: QuestionIn, engine: PinnedEngine) -> Response:
    """The same as the GET."""
    return _json(answer_plain(engine.search(question_of(body))))


MOST_AT_ONCE = 100


class _Batch(msgspec.Struct, forbid_unknown_fields=True):
    """What comes, its questions unread: one that is wrong must not keep the others from being answered."""

    queries: list[Any]


_BATCH = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "title": "BatchIn",
                    "description": "Several questions at once.",
                    "type": "object",
                    "required": ["queries"],
                    "additionalProperties": False,
                    "properties": {
                        "queries": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": MOST_AT_ONCE,
                            "items": {"anyOf": [{"$ref": "#/components/schemas/QuestionIn"}, {"type": "string"}]},
                        }
                    },
                }
            }
        },
    }
}


@router.post("/search/batch", summary="Several questions at once", response_model=BatchOut, openapi_extra=_BATCH)
async def post_batch(request: Request, engine: PinnedEngine) -> Response:
    """Answers in the order of the questions, all from one snapshot.

    A question that is wrong has null for an answer, and `errors` say what is wrong; where all are, that is a 422.
    """
    body = await json_body(request)
    return await compute_long(_batch, engine, body)


def _batch(engine: Engine, body: bytes) -> Response:
    try:
        given = msgspec.json.decode(body, type=_Batch).queries
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"The request does not fit: {error}. See /openapi.json for what fits.") from error
    if not 1 <= len(given) <= MOST_AT_ONCE:
        raise InputError(f"There are {len(given)} queries; give 1 to {MOST_AT_ONCE}.")
    answers: list[Plain | None] = []
    errors: list[Plain] = []
    for index, item in enumerate(given):
        try:
            answers.append(answer_plain(engine.search(_question(item))))
        except InputError as error:
            answers.append(None)
            errors.append({"index": index, "detail": str(error)})
    if len(errors) == len(given):
        raise InputError(f"None of the queries fits. The first: {errors[0]['detail']}")
    return _json({"answers": answers, "errors": errors})


def _question(item: Any) -> Question:
    """One question of several. Raises InputError."""
    if isinstance(item, str):
        return Question.parse(item)
    try:
        return question_of(QuestionIn.model_validate(item))
    except ValidationError as error:
        raise InputError(f"The question does not fit. {faults(error.errors())}.") from error


def _json(value: Plain) -> Response:
    return Response(to_bytes(value), media_type="application/json")


def question_of(body: QuestionIn) -> Question:
    """A question of the wire. Raises InputError."""
    return Question.parse(
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
