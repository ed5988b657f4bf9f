from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from corpus.model import KINDS
from search.query import FILTER_NAMES, MAX_LIMIT, MAX_QUERY_CHARS, Query

WORDY = st.text(st.characters(codec="utf-8"), min_size=1, max_size=50).filter(lambda text: text.strip() != "")


@given(
    WORDY,
    st.integers(1, MAX_LIMIT),
    st.dictionaries(st.sampled_from(["speaker", "session"]), st.lists(st.text(), max_size=20)),
)
def test_what_fits_is_taken_as_it_is(text: str, limit: int, filters: dict[str, list[str]]) -> None:
    question = Query.parse(text, limit=limit, filters=filters)
    assert (question.text, question.limit) == (text, limit)
    assert {name: set(values) for name, values in question.filters.items()} == {
        name: set(values) for name, values in filters.items() if values
    }


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0"])
def test_an_empty_question_is_refused_with_what_to_give(text: str) -> None:
    with pytest.raises(InputError, match=r"empty: give q .* at least one word"):
        Query.parse(text)


def test_the_longest_question_is_read_and_one_character_more_is_refused() -> None:
    assert Query.parse("x" * MAX_QUERY_CHARS)
    with pytest.raises(InputError, match=f"{MAX_QUERY_CHARS + 1} characters; at most {MAX_QUERY_CHARS}"):
        Query.parse("x" * (MAX_QUERY_CHARS + 1))


@pytest.mark.parametrize("limit", [0, -1, MAX_LIMIT + 1, 10**9])
def test_a_limit_out_of_range_is_refused_with_the_range(limit: int) -> None:
    with pytest.raises(InputError, match=f"must be from 1 to {MAX_LIMIT}"):
        Query.parse("x", limit=limit)


def test_an_unknown_mode_is_refused_with_the_modes() -> None:
    with pytest.raises(InputError, match="hybrid, dense, lexical"):
        Query.parse("x", mode="fuzzy")


def test_an_unknown_filter_is_refused_with_the_filters() -> None:
    with pytest.raises(InputError, match=f"no filter 'speakers'; the filters are .*{FILTER_NAMES[-1]}"):
        Query.parse("x", filters={"speakers": ["a"]})


def test_an_unknown_kind_is_refused_with_the_kinds() -> None:
    with pytest.raises(InputError, match=f"no kind 'slide'; the kinds are {', '.join(KINDS)}"):
        Query.parse("x", filters={"kind": ["talk", "slide"]})


@pytest.mark.parametrize("year", ["two thousand", "２００６", "-1", "2006.0", ""])
def test_a_year_that_is_no_number_is_refused(year: str) -> None:
    with pytest.raises(InputError, match="must be a year in digits"):
        Query.parse("x", filters={"year": [year]})


@pytest.mark.parametrize("where", ["text", "filter"])
def test_characters_that_are_no_text_are_refused(where: str) -> None:
    # What a shell passes when its argument is not UTF-8.
    broken = b"caf\xe9".decode("utf-8", "surrogateescape")
    with pytest.raises(InputError, match="not valid Unicode"):
        Query.parse(broken if where == "text" else "x", filters={"speaker": [broken]} if where != "text" else {})
