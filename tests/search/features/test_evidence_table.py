from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from search.features.csv_safe import lines, safe
from search.features.evidence_table import TableQuestion, read_questions, rows


@pytest.mark.parametrize(
    ("text", "given_as", "wanted"),
    [
        ('id,Question\n1,Who pays?\n2,\n3,"Who, then?"\n', "csv", ["Who pays?", "Who, then?"]),
        ("Who pays?\nWho teaches?\n", "csv", ["Who pays?", "Who teaches?"]),
        ("\ufeffquery\r\nWho pays?\r\n", "csv", ["Who pays?"]),
        ('"Who pays?"\n\n{"id": 1, "query": "Who\u2028teaches?"}\n', "jsonl", ["Who pays?", "Who\u2028teaches?"]),
    ],
)
def test_questions_are_read_from_what_people_have(text: str, given_as: Any, wanted: list[str]) -> None:
    assert read_questions(text, given_as) == [TableQuestion(question) for question in wanted]


@pytest.mark.parametrize(
    ("text", "given_as", "said"),
    [
        ("", "csv", "contains no question"),
        ("question\n", "csv", "contains no question"),
        ('question\n"Who pays?\n', "csv", "not valid CSV"),
        ('{"text": 1}\n', "jsonl", "^Line 1 contains no question"),
        ('{"text": 1}\n"\\ud800"\n', "jsonl", "^All questions are invalid. The first: Line 1"),
    ],
)
def test_a_file_without_a_valid_question_is_refused(text: str, given_as: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_questions(text, given_as)


@pytest.mark.parametrize(
    ("text", "given_as", "problem"),
    [
        ('"Who pays?"\n{"text": 1}\n', "jsonl", "Line 2 contains no question"),
        ('"Who pays?"\n{"question": \n', "jsonl", "Line 2 is not valid JSON"),
        ('"Who pays?"\n"half \\ud800"\n', "jsonl", "Line 2: The question, quote or filter is not valid Unicode"),
        ("question\nWho pays?\n" + "x" * 9000 + "\n", "csv", "Line 3: The question has 9000 characters"),
    ],
)
def test_an_invalid_question_is_named_by_its_line(text: str, given_as: Any, problem: str) -> None:
    good, bad = read_questions(text, given_as)
    assert good == TableQuestion("Who pays?")
    assert bad.problem.startswith(problem)
    assert bad.text.encode().decode() == bad.text


@pytest.fixture
def engine(make_library: Callable[[], Any]) -> Any:
    library = make_library()
    library.add(
        "credit", "Villages are poor. Micro credit helps small mills in villages.", url="http://h.example/c"
    )
    library.add("patents", "Patents protect inventions in universities.")
    library.publish()
    return library.engine()


def test_a_quote_stands_verbatim_at_its_place(engine: Any) -> None:
    (row,) = rows(engine, [TableQuestion("Micro credit helps small mills in villages")])
    assert row.answerable
    page = engine.snapshot.store.page(row.passage.split("-")[0], row.page)
    assert row.quote == page.text[row.start : row.end] != ""
    assert "http://h.example/c" in row.citation
    assert row.snapshot == engine.snapshot.manifest.id


def test_where_nothing_answers_there_is_no_quote(engine: Any) -> None:
    (row,) = rows(engine, [TableQuestion("zebra crossing")], {"kind": ("talk",)})
    assert (row.answerable, row.quote, row.citation, row.start) == (False, "", "", None)


def test_rows_come_in_the_order_of_the_questions(engine: Any) -> None:
    asked = ["patents of universities", "micro credit", "patents"]
    assert [row.question for row in rows(engine, list(map(TableQuestion, asked)))] == asked


def test_a_question_with_a_problem_has_a_row_that_says_so(engine: Any) -> None:
    bad, good = rows(engine, [TableQuestion("x", "Line 1: too short."), TableQuestion("micro credit")])
    assert (bad.question, bad.note, bad.passage, bad.answerable) == ("x", "Line 1: too short.", "", False)
    assert good.passage


def test_a_row_without_a_passage_names_the_filter_value_that_no_passage_has(engine: Any) -> None:
    (row,) = rows(engine, [TableQuestion("micro credit")], {"country": ("Atlantis",)})
    assert (row.passage, row.note) == ("", "No passage has the country 'Atlantis'.")


@given(st.lists(st.lists(st.text(max_size=20), min_size=3, max_size=3), max_size=5))
def test_csv_is_read_back_but_for_what_would_be_a_formula(cells: list[list[str]]) -> None:
    text = "".join(lines(("a", "b", "c"), cells))
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [["a", "b", "c"], *([str(safe(cell)) for cell in row] for row in cells)]
    for row, given_row in zip(read[1:], cells, strict=True):
        for cell, original in zip(row, given_row, strict=True):
            assert cell in (original, f"'{original}")
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
