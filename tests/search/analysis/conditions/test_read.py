"""Which conditions a question has."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import Analyzer
from search.analysis.conditions.read import MAX_CONDITIONS, read_conditions
from search.analysis.query_terms import QueryTerms

TERMS = Analyzer().terms


def told(text: str) -> list[tuple[str, str]]:
    """(kind, words) of the conditions of ``text``, without the words that a passage might deny."""
    names = QueryTerms.of(text, lambda part: [term for _, term in TERMS(part)], lambda _: 1, 100).names
    return [(c.kind, text[c.start : c.end]) for c in read_conditions(text, names).all if c.told_if_met]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("How much was paid in 2009?", [("year", "2009")]),
        ("Held in October 2006", [("date", "October 2006")]),
        ("What was Session IX about?", [("ordinal", "Session IX")]),
        ("Who spoke from Kenya?", [("place", "Kenya")]),
        ("Were there 16 experts?", [("number", "16")]),
        ("roads in the northern provinces", [("region", "northern")]),
        ("Who makes the annual survey?", [("frequency", "annual")]),
        ("What did Mr. Takeshi Mori say?", [("person", "Takeshi Mori")]),
        ("What should the UNICEF do?", [("name", "UNICEF")]),
        ("What does document S/2023/970 say?", [("name", "S/2023/970")]),
        ("Which firms do not export?", [("negation", "not")]),
    ],
)
def test_a_condition_is_read_with_its_kind_and_place(text: str, wanted: list[tuple[str, str]]) -> None:
    assert told(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Call +49 30 1234 5678 or write to a2006@example.org",
        "See https://example.org/2006/Kenya",
        "How can small firms borrow money?",
        "How are the two firms linked?",
        "HOW CAN SMALL FIRMS BORROW MONEY?",
        "Banks do not lend to us. What would help?",
    ],
)
def test_what_is_no_condition_is_not_read_as_one(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ngân hàng Phát triển Châu Á cho vay 2.500 triệu như thế nào?",
        "Welche der 1,5 Millionen Betriebe in der Region haben sich beteiligt",
        "การประชุมในปี พ.ศ. 2549 จัดขึ้นที่ไหน",
    ],
)
def test_names_and_numbers_in_another_language_are_no_conditions(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("text", ["该机构在 2006 年做了什么？", "Que s'est-il passé dans les pays en 2006 ?"])
def test_a_year_is_a_condition_in_any_language(text: str) -> None:
    assert told(text) == [("year", "2006")]


def test_a_year_within_a_name_is_not_required() -> None:
    (condition,) = (c for c in read_conditions("goals of Agenda 2030").all if c.told_if_met)
    assert (condition.kind, condition.required) == ("name", False)


def test_a_name_given_as_an_example_is_not_required() -> None:
    text = "What is planned for cities such as Nairobia or Mombasia?"
    names = QueryTerms.of(text, lambda part: [term for _, term in TERMS(part)], lambda _: 1, 100).names
    assert not any(condition.required for condition in read_conditions(text, names).all)


def test_conditions_joined_by_or_are_alternatives() -> None:
    assert read_conditions("paid in 2011 or 2012").alternatives == (frozenset({0, 1}),)
    assert read_conditions("paid in 2011 and 2012").alternatives == ()


def test_at_most_twenty_conditions_are_read() -> None:
    text = ", ".join(f"in {year}" for year in range(1980, 2020))
    assert len(read_conditions(text).all) == MAX_CONDITIONS


@given(st.text(max_size=200))
def test_any_text_has_conditions_in_order_that_do_not_overlap(text: str) -> None:
    found = [c for c in read_conditions(text).all if c.told_if_met]
    assert all(0 <= c.start < c.end <= len(text) for c in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


def test_reading_takes_time_linear_in_the_length() -> None:
    def seconds(text: str) -> float:
        began = time.perf_counter()
        read_conditions(text)
        return time.perf_counter() - began

    short = min(seconds("in 2006 Kenya 5 of IV, " * 20) for _ in range(3))
    assert min(seconds("in 2006 Kenya 5 of IV, " * 200) for _ in range(3)) < 40 * short + 0.01


@pytest.mark.parametrize("unit", ["贷款银行", "a", "&’-/(", "1", "a@", "1)", "(1 "])
def test_reading_a_question_without_spaces_takes_time_in_proportion_to_its_length(unit: str) -> None:
    began = time.process_time()
    read_conditions((unit * 60_000)[:60_000], [])
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("text", "required"), [("What can't banks do?", True), ("Which loans never went to farms?", False)]
)
def test_only_a_question_whose_verb_is_denied_needs_a_passage_that_denies(text: str, required: bool) -> None:
    denied = [one for one in read_conditions(text).all if one.kind == "negation" and one.told_if_met]
    assert [one.required for one in denied] == [required]


def test_what_a_statement_quotes_need_not_be_repeated() -> None:
    text = 'The fund "changed everything for us" and it has lent money to farms since.'
    start = text.index("changed")
    for quoting, required in ((text, False), (text[start - 1 : start + 25], True)):
        at = quoting.index("changed")
        conditions = read_conditions(quoting, quoted=[(at, at + len("changed everything for us"))])
        assert conditions.all[0].required is required
