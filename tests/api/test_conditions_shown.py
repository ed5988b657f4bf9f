"""What people and programs are told of the conditions of a question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.mcp.schemas import SearchArgs
from api.mcp.tools import search
from api.v1.schemas.search import AnswerOut
from search.features.evidence_table import TableQuestion, rows

QUESTION = "How much did the seed fund disburse in 2009?"


@pytest.fixture
def filled(library: Any) -> Any:
    library.add("Fund", "In 2012 the seed fund disbursed US$ 3.9 million to 48 start-ups.")
    library.add("Licences", "The office for licensing handles technology agreements of the ministry.")
    library.publish()
    return library


@pytest.fixture
def site(filled: Any, serve: Callable[[Path], TestClient]) -> TestClient:
    return serve(filled.data)


def test_the_answer_on_the_wire_names_conditions_and_what_each_result_leaves_unmet(site: TestClient) -> None:
    answer = site.get("/v1/search", params={"q": QUESTION}).json()
    AnswerOut.model_validate(answer)
    start = QUESTION.index("2009")
    assert answer["conditions"] == [{"start": start, "end": start + 4, "kind": "year", "state": "contradicted"}]
    assert answer["reason"] == "conditions-not-met"
    assert answer["answerable"] is False
    assert answer["results"][0]["unmet"] == [0]
    assert answer["operators_ignored"] == []


def test_the_page_marks_the_words_that_are_not_met(site: TestClient) -> None:
    page = site.get("/", params={"q": QUESTION}).text
    assert "<mark>2009</mark>" in page
    assert "No passage about this mentions “2009”; the closest ones name another year." in page
    assert "Does not match: 2009" not in page  # none of the results matches it, which is said once


def test_the_page_shows_the_closest_text_of_a_quotation_that_stands_nowhere(site: TestClient) -> None:
    page = site.get("/", params={"q": '"the office for lending handles technology agreements"'}).text
    assert "together in this order" in page
    assert "The office for licensing handles technology agreements" in page
    assert "“licensing” instead of “lending”" in page


def test_the_page_says_what_is_not_read_as_an_operator(site: TestClient) -> None:
    assert "Not read as an operator: <code>AND</code>" in site.get("/", params={"q": "seed AND fund"}).text


def test_hostile_words_in_a_question_are_escaped(site: TestClient) -> None:
    page = site.get("/", params={"q": '"<script>alert(1)</script> lends" in 2009'}).text
    assert "<script>alert" not in page


def test_an_assistant_is_told_in_a_note(filled: Any) -> None:
    answer = search(filled.engine(), SearchArgs(query=QUESTION))
    assert answer.note is not None
    assert "2009" in answer.note
    assert [c.state for c in answer.conditions] == ["contradicted"]


def test_a_table_of_evidence_leaves_the_quote_empty_and_says_why(filled: Any) -> None:
    (row,) = rows(filled.engine(), [TableQuestion(QUESTION)])
    assert (row.quote, row.answerable) == ("", False)
    assert "2009" in row.note
