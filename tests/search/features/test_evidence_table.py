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
from search.features.evidence_table import read_questions, rows


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
    assert read_questions(text, given_as) == wanted


@pytest.mark.parametrize(
    ("text", "given_as", "said"),
    [
        ("", "csv", "contains no question"),
        ("question\n", "csv", "contains no question"),
        ('"Who pays?"\n{"text": 1}\n', "jsonl", "Line 2"),
        ('"Who pays?"\n{"question": \n', "jsonl", "Line 2"),
        ("question\nWho pays?\n" + "x" * 9000 + "\n", "csv", "Line 3"),
        ('question\n"Who pays?\n', "csv", "not valid CSV"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text: str, given_as: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_questions(text, given_as)


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
    (row,) = rows(engine, ["Micro credit helps small mills in villages"])
    assert row.answerable
    page = engine.snapshot.store.page(row.passage.split("-")[0], row.page)
    assert row.quote == page.text[row.start : row.end] != ""
    assert "http://h.example/c" in row.citation
    assert row.snapshot == engine.snapshot.manifest.id


def test_where_nothing_answers_there_is_no_quote(engine: Any) -> None:
    (row,) = rows(engine, ["zebra crossing"], {"kind": ("talk",)})
    assert (row.answerable, row.quote, row.citation, row.start) == (False, "", "", None)


def test_rows_come_in_the_order_of_the_questions(engine: Any) -> None:
    asked = ["patents of universities", "micro credit", "patents"]
    assert [row.question for row in rows(engine, asked)] == asked


@given(st.lists(st.lists(st.text(max_size=20), min_size=3, max_size=3), max_size=5))
def test_csv_is_read_back_but_for_what_would_be_a_formula(cells: list[list[str]]) -> None:
    text = "".join(lines(("a", "b", "c"), cells))
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [["a", "b", "c"], *([str(safe(cell)) for cell in row] for row in cells)]
    for row, given_row in zip(read[1:], cells, strict=True):
        for cell, original in zip(row, given_row, strict=True):
            assert cell in (original, f"'{original}")
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
