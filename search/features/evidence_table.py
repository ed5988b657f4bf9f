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
    its page; ``confidence`` is from 0 to 1. ``note`` says what is wrong with the question, which of its conditions
    no passage meets, or which value of a filter no passage has.
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


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """One question of a table. ``problem`` says why it cannot be answered, and is empty where it can."""

    text: str
    problem: str = ""

    @classmethod
    def parse(cls, text: str, where: str) -> TableQuestion:
        """The question ``text``; ``where`` names its place in front of what is wrong with it."""
        try:
            Query.parse(text)
        except InputError as error:
            return cls(text.strip().encode("utf-8", "replace").decode(), f"{where}: {error}")
        return cls(text.strip())


def read_questions(text: str, given_as: TableFormat) -> list[TableQuestion]:
    """The questions in a file, each invalid one with its line and what is wrong with it.

    CSV: the column "question" (or "query", "q"), or the first column if there is no such heading. JSONL: each line
    is a string, or an object with one of these keys. Blank lines are skipped. Raises InputError for a file that is
    no such file, holds no valid question, or has too many.
    """
    found = []
    for question in _from_jsonl(text) if given_as == "jsonl" else _from_csv(text):
        found.append(question)
        if len(found) > MAX_QUESTIONS:
            raise InputError(f"The file has more than {MAX_QUESTIONS} questions. Split it into several files.")
    if not found:
        raise InputError("The file contains no question. Put one on each line, in a column named question.")
    return with_a_valid_one(found)


def with_a_valid_one(questions: list[TableQuestion]) -> list[TableQuestion]:
    """``questions``, of which at least one can be answered. Raises InputError, which says what is wrong."""
    if all(question.problem for question in questions):
        first = questions[0].problem
        raise InputError(first if len(questions) == 1 else f"All questions are invalid. The first: {first}")
    return questions


def _from_jsonl(text: str) -> Iterator[TableQuestion]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield TableQuestion("", f"Line {number} is not valid JSON ({error}).")
            continue
        question = value if isinstance(value, str) else None
        if isinstance(value, dict):
            question = next((value[name] for name in _NAMES if isinstance(value.get(name), str)), None)
        if question is None:
            problem = f'Line {number} contains no question. Write a string, or {{"question": "…"}}.'
            yield TableQuestion("", problem)
        elif question.strip():
            yield TableQuestion.parse(question, f"Line {number}")


def _from_csv(text: str) -> Iterator[TableQuestion]:
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
            if len(row) > column and row[column].strip():
                yield TableQuestion.parse(row[column], f"Line {reader.line_num}")
    except csv.Error as error:
        raise InputError(f"Line {reader.line_num} is not valid CSV ({error}).") from error


def rows(engine: Engine, questions: Sequence[TableQuestion], filters: Filters | None = None) -> Iterator[Row]:
    """The evidence for each of ``questions``, in order, computed as it is consumed."""
    for question in questions:
        if question.problem:
            yield _without_passage(engine, question.text, note=question.problem)
        else:
            yield _row(engine, question.text, filters or {})


def _without_passage(engine: Engine, text: str, confidence: float = 0.0, note: str = "") -> Row:
    snapshot = engine.snapshot.manifest.id
    return Row(text, "", "", "", confidence, False, "", "", "", None, None, None, snapshot, note)


def _row(engine: Engine, text: str, filters: Filters) -> Row:
    answer = engine.search(Query(text, limit=1, filters=filters))
    confidence = round(answer.confidence, 4)
    if not answer.hits:
        return _without_passage(engine, text, confidence, " ".join(map(str, answer.warnings)))
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
        snapshot=engine.snapshot.manifest.id,
        note=" ".join(unmet_sentences(answer)),
    )


def _place(passage: Passage, document: Document) -> str:
    steps = list(passage.heading_path)
    if passage.kind == "paper":
        steps.append(location(passage, document) or f"page {passage.page}")
    return " › ".join(steps)
