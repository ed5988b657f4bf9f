"""Operators in a query, and signs that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.operators import read_operators


def excluded(text: str) -> list[str]:
    return [text[start:end] for start, end in read_operators(text).excluded]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("incubators -university", ["university"]),
        ("incubators NOT university", ["university"]),
        ("incubators AND NOT university", ["university"]),
        ('incubators -"public university" -city', ["public university", "city"]),
    ],
)
def test_minus_and_not_exclude_a_word_or_a_phrase(text: str, wanted: list[str]) -> None:
    assert excluded(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "sub-national e-government",
        "parks - clusters - funds",
        "growth of -5 per cent",
        "why it is not paid",
        "INCUBATORS NOT UNIVERSITY",
        "2005-2010",
    ],
)
def test_a_hyphen_in_a_word_and_a_dash_exclude_nothing(text: str) -> None:
    operators = read_operators(text)
    assert (operators.excluded, operators.text) == ((), text)


def test_or_between_parts_makes_them_alternatives() -> None:
    assert read_operators('"seed fund" OR "loan fund"').either
    assert not read_operators("Portland, OR and its fund").either
    assert not read_operators("this or that").either


@pytest.mark.parametrize(
    ("text", "sign"), [("+fund report", "+"), ("fund AND report", "AND"), ("fund*", "*"), ("title:fund", "title:")]
)
def test_what_is_not_read_as_an_operator_is_said(text: str, sign: str) -> None:
    assert read_operators(text).ignored == (sign,)


@given(st.text(alphabet='ab -"+*NOTRD:', max_size=60))
def test_offsets_stay_valid_for_any_query(text: str) -> None:
    operators = read_operators(text)
    assert len(operators.text) == len(text)
    assert all(kept in (given_letter, " ") for kept, given_letter in zip(operators.text, text, strict=True))
    assert all(0 <= start < end <= len(text) for start, end in operators.excluded)
