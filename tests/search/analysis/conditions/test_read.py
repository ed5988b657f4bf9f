"""Which conditions a question has."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import Analyzer
from search.analysis.conditions.read import MAX_CONDITIONS, read_conditions
from search.analysis.conditions.values import NumberCondition
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
        ("clusters in North Korea", [("place", "North Korea")]),
        ("workshop of 27-30.10.2006", [("date", "27-30.10.2006")]),
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
        "Who answers 010-68521234 and 555-1234?",
        "The line is open 24/7, says who?",
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
        "Por que no workshop falou-se de patentes?",
        "Quels sont les 3 conseils ?",
    ],
)
def test_names_and_numbers_in_another_language_are_no_conditions(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2006年10月在中国举行的研讨会", [("date", "2006年10月"), ("place", "中国")]),
        ("การประชุมในปี พ.ศ. 2549 ที่ประเทศไทย", [("year", "2549"), ("place", "ประเทศไทย")]),
        ("๒๗ ตุลาคม ๒๕๔๙", [("date", "๒๗ ตุลาคม ๒๕๔๙")]),
        ("Quel atelier en Thaïlande a réuni 40 participants ?", [("place", "Thaïlande"), ("number", "40")]),
        ("¿Qué se dijo en la sesión IX?", [("ordinal", "sesión IX")]),
        (
            "Apa tema sesi teknis IV pada 27 Oktober 2006?",
            [("ordinal", "sesi teknis IV"), ("date", "27 Oktober 2006")],
        ),
    ],
)
def test_dates_places_and_numbers_are_conditions_in_other_languages(
    text: str, wanted: list[tuple[str, str]]
) -> None:
    assert told(text) == wanted


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("more than 40 people came", 40, float("inf")),
        ("40 or more people came", 40, float("inf")),
        ("no more than 40 people came", float("-inf"), 40),
        ("under 40 people came", float("-inf"), 40),
        ("about 40 people came", 38, 42),
        ("between 30 and 40 people came", 30, 40),
        ("30-40 people came", 30, 40),
    ],
)
def test_a_number_may_be_a_bound_or_a_range(text: str, low: float, high: float) -> None:
    (number,) = (one for one in read_conditions(text).all if isinstance(one, NumberCondition))
    assert (number.low, number.high) == (low, high)


@pytest.mark.parametrize("text", ["I want a fund that would not lend", "We need helpers who aren't paid"])
def test_a_wish_may_deny(text: str) -> None:
    assert [kind for kind, _ in told(text)] == ["negation"]


def test_a_number_after_a_name_is_told_apart_from_the_name() -> None:
    assert told("Who flew on Apollo 56?") == [("name", "Apollo"), ("ordinal", "56")]


def test_a_currency_is_no_country() -> None:
    assert told("a fund of 4.5 million US dollars") == [("number", "4.5 million US dollars")]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("What you were not told was that the seas have cooled.", True),
        ("The workshop was held in May.", True),
        ("the workshop at the end of May", False),
        ("technology offices not in universities", False),
        ("share of students who complete a degree in six years, 12%", False),
    ],
)
def test_a_statement_is_told_from_a_topic(text: str, stated: bool) -> None:
    assert read_conditions(text).stated is stated


@given(st.text(alphabet="中国2009年月日 25ปี٣०III.,-/'$%แอ第 sesi article Mai", max_size=60))
def test_digits_letters_and_dates_of_all_languages_are_no_error(text: str) -> None:
    found = [one for one in read_conditions(text).all if one.told_if_met]
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@given(
    st.lists(
        st.sampled_from(
            ["in 2009", "not in 2009", "27 octobre 2006", "2006年", "Session IX", "Agenda 2030", "over 40 people",
             "in Kenya", "outside Kenya", "sesi 4", "$4.5m", "12 %", "+86 10 6852 1234", "or", "พ.ศ. 2549"]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_many_and_contradictory_conditions_are_read_without_error(parts: list[str]) -> None:
    found = [one for one in read_conditions(" ".join(parts)).all if one.told_if_met]
    assert len(found) <= MAX_CONDITIONS


@given(st.integers(10, 99), st.integers(100, 999), st.integers(1000, 9999))
def test_a_telephone_number_is_no_condition(area: int, first: int, last: int) -> None:
    assert told(f"who answers +{area} {first} {last}") == []
    assert told(f"who answers {area}-{first}{last}") == []


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
