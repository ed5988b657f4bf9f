"""Tables of evidence: many questions in, one row for each out, streamed line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from api.service import Service
from api.settings import Settings
from api.v1.schemas.evidence import TableIn
from api.v1.streams import MEDIA_TYPES, stream_table
from corpus.errors import InputError
from search.features.evidence_table import (
    Row,
    TableFormat,
    TableQuestion,
    read_questions,
    rows,
    with_a_valid_one,
)
from search.known_values import unknown_values
from search.query import Filters, parse_filters

router = APIRouter(prefix="/v1", tags=["citation"])

MAX_BODY = 4 << 20
"""The largest file of questions, in bytes."""

_GIVEN_AS: dict[str, TableFormat] = {
    "text/csv": "csv",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/x-jsonlines": "jsonl",
}


async def body_of(request: Request) -> bytes:
    """The whole body. Raises HTTPException 413 beyond ``MAX_BODY``."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            raise HTTPException(
                413, f"The file of questions is too large. The limit is {MAX_BODY} bytes; send several files."
            )
        parts.append(part)
    return b"".join(parts)


_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": TableIn.model_json_schema(ref_template="#/components/schemas/{model}")},
            "text/csv": {"schema": {"type": "string"}, "example": "question\nWho should fund clinics?\n"},
            "application/x-ndjson": {"schema": {"type": "string"}, "example": '{"question": "Who pays?"}\n'},
        },
    }
}


@router.post(
    "/tables",
    summary="A table of evidence for many questions",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                "application/x-ndjson": {"schema": {"type": "string"}},
            }
        }
    },
)
def post_table(
    request: Request,
    body: Annotated[bytes, Depends(body_of)],
    format: Annotated[TableFormat | None, Query(description="Default: the format of the questions.")] = None,
) -> StreamingResponse:
    """For each question the best passage with its quote, citation, source and confidence.

    Send the questions as JSON, CSV (column "question") or JSONL. Each row is sent as soon as it is found.

    An invalid question has a row without a quote, and its `note` says what is wrong with it. If all questions are
    invalid, the response is 422. The header `X-Warnings` counts the invalid questions and the filter values that
    no passage has; in JSONL, a first line names them in `warnings`. If the table ends early, its last line says
    why: in JSONL an object with `ended`, in CSV the column `question`.
    """
    questions, filters, given_as = _questions(request.headers.get("content-type", ""), body)
    service: Service = request.app.state.service
    with service.pin() as engine:  # raises without a snapshot, while the status can still be sent
        unknown = unknown_values(engine.snapshot.store, filters)
    warnings = [question.problem for question in questions if question.problem] + [str(value) for value in unknown]
    sent_as = format or given_as
    headers = {
        "X-Questions": str(len(questions)),
        "X-Warnings": str(len(warnings)),
        "Content-Disposition": f'attachment; filename="table.{sent_as}"',
    }
    settings: Settings = request.app.state.settings
    found = _rows(service, questions, filters)
    return StreamingResponse(
        stream_table(found, len(questions), sent_as, settings.deadline_seconds, warnings),
        media_type=MEDIA_TYPES[sent_as],
        headers=headers,
    )


def _questions(content_type: str, body: bytes) -> tuple[list[TableQuestion], Filters, TableFormat]:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in _GIVEN_AS:
        given_as = _GIVEN_AS[media_type]
        try:
            return read_questions(body.decode("utf-8-sig"), given_as), {}, given_as
        except UnicodeDecodeError as error:
            raise InputError("The questions are not valid UTF-8. Save the file as UTF-8.") from error
    try:
        given = TableIn.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise InputError(f"Invalid request. {where}: {first['msg']}.") from error
    questions = [TableQuestion.parse(text, f"Question {n}") for n, text in enumerate(given.questions, start=1)]
    return with_a_valid_one(questions), parse_filters(given.filters.given()), "jsonl"


def _rows(service: Service, questions: Sequence[TableQuestion], filters: Filters) -> Iterator[Row]:
    """The rows of the table, all from one snapshot."""
    with service.pin() as engine:
        yield from rows(engine, questions, filters)
