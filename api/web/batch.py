"""The page for many questions: a file of questions in, a table out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, StreamingResponse

from api.deps import PinnedEngine
from api.settings import Settings
from api.threads import compute_long
from api.v1.streams import MEDIA_TYPES, stream_table
from api.web.catalog_view import catalog_of
from api.web.labels import STRONG_MATCH
from api.web.render import HEADERS, PageRoute, render
from corpus.errors import InputError
from search.engine import Engine
from search.features.evidence_table import MAX_QUESTIONS, Row, TableFormat, TableQuestion, read_questions, rows

router = APIRouter(include_in_schema=False, route_class=PageRoute)

MOST_BYTES = 4_000_000
"""The largest file of questions."""
SHOWN = 100
"""Rows shown on the page without JavaScript; the files have all of them."""

OutputFormat = Literal["table", "csv", "jsonl", "stream"]


@router.get("/batch")
def form(request: Request, engine: PinnedEngine) -> HTMLResponse:
    """The form."""
    return _page(request, engine)


@router.post("/batch")
async def answered(
    request: Request,
    engine: PinnedEngine,
    file: Annotated[UploadFile | None, File()] = None,
    text: Annotated[str, Form(max_length=MOST_BYTES)] = "",
    out: Annotated[OutputFormat, Form(alias="as")] = "table",
) -> Response:
    """The table: on the page, as a file, or streamed row by row."""
    return await compute_long(_answered, request, engine, file, text, out)


def _answered(request: Request, engine: Engine, file: UploadFile | None, text: str, out: OutputFormat) -> Response:
    try:
        questions = _questions(file, text)
    except InputError as error:
        return _page(request, engine, 422, text=text, error=str(error))
    if out == "table":
        return _page(request, engine, text=text, rows=list(rows(engine, questions[:SHOWN])), total=len(questions))
    headers = HEADERS | {"X-Questions": str(len(questions))}
    sent_as: TableFormat = "csv" if out == "csv" else "jsonl"
    if out != "stream":
        headers |= {"Content-Disposition": f'attachment; filename="answers.{sent_as}"'}
    settings: Settings = request.app.state.settings
    answers = stream_table(rows(engine, questions), len(questions), sent_as, settings.deadline_seconds)
    if sent_as == "csv":
        answers = chain(["\ufeff"], answers)  # without it, Excel takes UTF-8 for the code page of its system
    return StreamingResponse(answers, media_type=MEDIA_TYPES[sent_as], headers=headers)


def _page(
    request: Request,
    engine: Engine,
    status: int = 200,
    *,
    text: str = "",
    error: str | None = None,
    rows: Sequence[Row] = (),
    total: int = 0,
) -> HTMLResponse:
    """The form with what was typed, and the table or what is wrong. ``total`` counts the questions."""
    return render(
        request,
        "batch.html",
        status,
        text=text,
        error=error,
        rows=rows,
        total=total,
        most=MAX_QUESTIONS,
        strong=STRONG_MATCH,
        catalog=catalog_of(engine),
    )


def _questions(file: UploadFile | None, text: str) -> list[TableQuestion]:
    """The questions in the file, or else in the text box. Without a known file suffix, each line is a question."""
    if file is None or not file.filename:
        return _one_per_line(text)
    raw = file.file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise InputError(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it into several files.")
    try:
        given = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("The file is not UTF-8 text. Save it as CSV (UTF-8) or as plain text (UTF-8).") from error
    ending = file.filename.lower().rpartition(".")[2]
    if ending in ("jsonl", "ndjson", "json"):
        return read_questions(given, "jsonl")
    return read_questions(given, "csv") if ending == "csv" else _one_per_line(given)


def _one_per_line(text: str) -> list[TableQuestion]:
    """One question per line."""
    lines = (json.dumps(line) if line.strip() else "" for line in text.splitlines())
    return read_questions("\n".join(lines), "jsonl")
