"""Many questions at once: a file in, a table out."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, StreamingResponse

from api.deps import PinnedEngine
from api.settings import Settings
from api.v1.streams import MEDIA_TYPES, table
from api.web.catalog_view import shelf_of
from api.web.render import HEADERS, PageRoute, page
from corpus.errors import InputError
from search.features.evidence_table import MAX_QUESTIONS, TableFormat, read_questions, rows

router = APIRouter(include_in_schema=False, route_class=PageRoute)

MOST_BYTES = 4_000_000
"""The largest file of questions."""
SHOWN = 100
"""Rows shown on the page where no script adds them one by one; all of them are in the files."""

As = Literal["table", "csv", "jsonl", "stream"]


@router.get("/batch")
def form(request: Request, engine: PinnedEngine) -> HTMLResponse:
    """Where a file of questions is given."""
    return page(
        request, "batch.html", rows=(), asked=0, text="", fault=None, most=MAX_QUESTIONS, shelf=shelf_of(engine)
    )


@router.post("/batch")
def answered(
    request: Request,
    engine: PinnedEngine,
    file: Annotated[UploadFile | None, File()] = None,
    text: Annotated[str, Form(max_length=MOST_BYTES)] = "",
    out: Annotated[As, Form(alias="as")] = "table",
) -> Response:
    """The table: on the page, as a file, or row by row as it grows."""
    shelf = shelf_of(engine)
    try:
        questions = _given(file, text)
    except InputError as error:
        return page(
            request,
            "batch.html",
            422,
            rows=(),
            asked=0,
            text=text,
            fault=str(error),
            most=MAX_QUESTIONS,
            shelf=shelf,
        )
    headers = HEADERS | {"X-Questions": str(len(questions))}
    if out == "table":
        found = list(rows(engine, questions[:SHOWN]))
        asked = len(questions)
        return page(
            request, "batch.html", rows=found, asked=asked, text=text, fault=None, most=MAX_QUESTIONS, shelf=shelf
        )
    sent_as: TableFormat = "csv" if out == "csv" else "jsonl"
    saved = {} if out == "stream" else _saved(f"answers.{sent_as}")
    settings: Settings = request.app.state.settings
    answers = table(rows(engine, questions), len(questions), sent_as, settings.deadline_seconds)
    return StreamingResponse(answers, media_type=MEDIA_TYPES[sent_as], headers=headers | saved)


def _given(file: UploadFile | None, text: str) -> list[str]:
    """The questions of the file, or else of the box. The file's ending tells its format, else each line is one."""
    if file is None or not file.filename:
        return _plain(text)
    raw = file.file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise InputError(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it.")
    try:
        given = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("The file is not text in UTF-8. Save it as CSV UTF-8, or as plain text.") from error
    ending = file.filename.lower().rpartition(".")[2]
    if ending in ("jsonl", "ndjson", "json"):
        return read_questions(given, "jsonl")
    return read_questions(given, "csv") if ending == "csv" else _plain(given)


def _plain(text: str) -> list[str]:
    """A question a line."""
    return read_questions(
        "\n".join(json.dumps(line) if line.strip() else "" for line in text.splitlines()), "jsonl"
    )


def _saved(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
