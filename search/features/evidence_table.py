"""A table of evidence: for each of many questions the best passage, quoted and cited."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Literal, get_args

from corpus.errors import InputError
from corpus.model import Document, Passage
from search.engine import Engine
from search.features.citation.formatted import formatted
from search.features.citation.location import location
from search.features.citation.reference import reference
from search.features.unmet import unmet_sentences
from search.query import Filters, Query

MAX_QUESTIONS = 10_000
_NAMES = ("question", "query", "q")

TableFormat = Literal["csv", "jsonl"]
TABLE_FORMATS: tuple[TableFormat, ...] = get_args(TableFormat)


@dataclass(frozen=True, slots=True)
class Row:
    """The evidence for one question.

    If the corpus does not answer it, ``quote`` and ``citation`` are empty, so that nothing is taken for an answer;
    ``passage`` and ``place`` still name the nearest passage. ``start`` and ``end`` of the quote are code points of
    its page; ``confidence`` is from 0 to 1. ``note`` says which conditions of the question no passage meets.
    """

    question: str
    quote: str
    citation: str
    place: str
    confidence: float
    answerable: bool
    passage: str
    document: str
    url: str
    page: int | None
    start: int | None
    end: int | None
    snapshot: str
    note: str = ""


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Row))


def read_questions(text: str, given_as: TableFormat) -> list[str]:
    """The questions in a file. Raises InputError, which names the line.

    CSV: the column "question" (or "query", "q"), or the first column if there is no such heading. JSONL: each line
    is a string, or an object with one of these keys. Blank lines are skipped.
    """
    pairs = _from_jsonl(text) if given_as == "jsonl" else _from_csv(text)
    found = []
    for line, question in pairs:
        if not question.strip():
            continue
        try:
            Query.parse(question)
        except InputError as error:
            raise InputError(f"Line {line}: {error}") from error
        found.append(question.strip())
        if len(found) > MAX_QUESTIONS:
            raise InputError(f"The file has more than {MAX_QUESTIONS} questions. Split it into several files.")
    if not found:
        raise InputError("The file contains no question. Put one on each line, in a column named question.")
    return found


def _from_jsonl(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"Line {number} is not valid JSON ({error}).") from error
        question = value if isinstance(value, str) else None
        if isinstance(value, dict):
            question = next((value[name] for name in _NAMES if isinstance(value.get(name), str)), None)
        if question is None:
            raise InputError(f'Line {number} contains no question. Write a string, or {{"question": "…"}}.')
        yield number, question


def _from_csv(text: str) -> Iterator[tuple[int, str]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    column: int | None = None
    try:
        for row in reader:
            if column is None:
                names = [cell.strip().casefold() for cell in row]
                column = next((names.index(name) for name in _NAMES if name in names), None)
                if column is not None:
                    continue
                column = 0
            if len(row) > column:
                yield reader.line_num, row[column]
    except csv.Error as error:
        raise InputError(f"Line {reader.line_num} is not valid CSV ({error}).") from error


def rows(engine: Engine, questions: Sequence[str], filters: Filters | None = None) -> Iterator[Row]:
    """The evidence for each of ``questions``, in order, computed as it is consumed."""
    for text in questions:
        yield _row(engine, text, filters or {})


def _row(engine: Engine, text: str, filters: Filters) -> Row:
    answer = engine.search(Query(text, limit=1, filters=filters))
    snapshot = engine.snapshot.manifest.id
    confidence = round(answer.confidence, 4)
    if not answer.hits:
        return Row(text, "", "", "", confidence, False, "", "", "", None, None, None, snapshot)
    best = answer.hits[0]
    passage = best.passage
    start, end = best.answer or (0, len(passage.text))
    answerable = answer.answerable
    return Row(
        question=text,
        quote=passage.text[start:end] if answerable else "",
        citation=formatted(reference(engine, passage.id)).strip() if answerable else "",
        place=_place(passage, best.document),
        confidence=confidence,
        answerable=answerable,
        passage=passage.id,
        document=best.document.title,
        url=best.document.url or "",
        page=passage.page,
        start=passage.start + start if answerable else None,
        end=passage.start + end if answerable else None,
        snapshot=snapshot,
        note=" ".join(unmet_sentences(answer)),
    )


def _place(passage: Passage, document: Document) -> str:
    steps = list(passage.heading_path)
    if passage.kind == "paper":
        steps.append(location(passage, document) or f"page {passage.page}")
    return " › ".join(steps)
