"""Many questions at once: a file in, a table out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, StreamingResponse

from api.context import PinnedEngine
from api.web.questions import MOST, questions_of
from api.web.render import HEADERS, PageRoute, page
from api.web.shelf import Shelf, shelf_of
from api.web.shown import place
from corpus.errors import InputError
from search.citation.formatted import formatted
from search.citation.reference import reference
from search.engine import Engine
from search.question import Question

router = APIRouter(include_in_schema=False, route_class=PageRoute)

MOST_BYTES = 2_000_000
"""The largest file of questions."""

Form_ = Literal["table", "csv", "jsonl", "stream"]


@dataclass(frozen=True, slots=True)
class Row:
    """What answers one question best. ``fault`` says why it could not be asked."""

    question: str
    answerable: bool
    confidence: float
    quote: str = ""
    citation: str = ""
    place: str = ""
    address: str = ""
    fault: str = ""


@router.get("/batch")
def form(request: Request, engine: PinnedEngine) -> HTMLResponse:
    """Where a file of questions is given."""
    return page(request, "batch.html", rows=None, text="", fault=None, most=MOST, shelf=shelf_of(engine))


@router.post("/batch")
def answered(
    request: Request,
    engine: PinnedEngine,
    file: Annotated[UploadFile | None, File()] = None,
    text: Annotated[str, Form()] = "",
    out: Annotated[Form_, Form(alias="as")] = "table",
) -> Response:
    """The table: on the page, as a file, or row by row as it grows."""
    shelf = shelf_of(engine)
    try:
        questions = _questions(file, text)
    except InputError as error:
        return page(request, "batch.html", 422, rows=None, text=text, fault=str(error), most=MOST, shelf=shelf)
    rows = table(engine, shelf, questions, str(request.base_url))
    headers = HEADERS | {"X-Questions": str(len(questions))}
    if out == "stream":
        return StreamingResponse(lines(rows), media_type="application/x-ndjson", headers=headers)
    if out == "jsonl":
        return _download(lines(rows), "application/x-ndjson", "answers.jsonl")
    if out == "csv":
        return _download(as_csv(rows), "text/csv; charset=utf-8", "answers.csv")
    return page(request, "batch.html", rows=list(rows), text=text, fault=None, most=MOST, shelf=shelf)


def table(engine: Engine, shelf: Shelf, questions: Sequence[str], base: str) -> Iterator[Row]:
    """The best passage for each question, with its citation."""
    for question in questions:
        try:
            answer = engine.search(Question.parse(question, limit=1))
        except InputError as error:
            yield Row(question, answerable=False, confidence=0.0, fault=str(error))
            continue
        if not answer.results:
            yield Row(question, answerable=False, confidence=0.0)
            continue
        best = answer.results[0]
        passage = best.passage
        start, end = best.answer or (0, len(passage.text))
        yield Row(
            question=question,
            answerable=answer.answerable,
            confidence=round(answer.confidence, 3),
            quote=passage.text[start:end],
            citation=formatted(reference(engine, passage.id, base)).strip(),
            place=" › ".join(step.text for step in place(passage, best.document, shelf)),
            address=f"/passages/{passage.id}",
        )


def lines(rows: Iterator[Row]) -> Iterator[str]:
    """A JSON object a line."""
    for row in rows:
        yield json.dumps(asdict(row), ensure_ascii=False) + "\n"


def as_csv(rows: Iterator[Row]) -> Iterator[str]:
    """A table for spreadsheets, beginning with the mark by which they know UTF-8.

    A cell that would be taken for a formula begins with an apostrophe: text of documents must not compute.
    """
    names = [field.name for field in fields(Row)]
    yield "\ufeff" + ",".join(names) + "\r\n"
    for row in rows:
        out = io.StringIO()
        csv.writer(out).writerow([_inert(getattr(row, name)) for name in names])
        yield out.getvalue()


def _inert(value: object) -> object:
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _questions(file: UploadFile | None, text: str) -> list[str]:
    if file is None or not file.filename:
        return questions_of(text)
    raw = file.file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise InputError(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it.")
    try:
        return questions_of(raw.decode("utf-8-sig"), file.filename)
    except UnicodeDecodeError as error:
        raise InputError("The file is not text in UTF-8. Save it as CSV UTF-8, or as plain text.") from error


def _download(parts: Iterator[str], media_type: str, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(parts, media_type=media_type, headers=HEADERS | disposition)
