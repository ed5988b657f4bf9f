import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.spelling import possible_stems, suggestions

CORPUS = {"abhyankar": 1, "paudel": 1, "ghazali": 2, "innov": 40, "invest": 3, "il6": 1}


def vocabulary(prefix: str) -> list[tuple[str, int]]:
    return [(term, count) for term, count in CORPUS.items() if term.startswith(prefix)]


@pytest.mark.parametrize(
    ("slip", "meant"), [("abhyanker", "abhyankar"), ("poudel", "paudel"), ("gazali", "ghazali"), ("inov", "innov")]
)
def test_a_slip_finds_what_was_meant(slip: str, meant: str) -> None:
    assert meant in dict(suggestions(slip, vocabulary))


@pytest.mark.parametrize("word", ["zzzzzz", "abc", "il7", "2006", "xhazali"])
def test_codes_short_words_and_strangers_stay_as_they_are(word: str) -> None:
    assert suggestions(word, vocabulary) == []


@given(st.text(max_size=12))
def test_a_guess_never_counts_as_much_as_an_exact_word(word: str) -> None:
    assert all(0 < weight < 1 and term != word for term, weight in suggestions(word, vocabulary))


def test_a_word_as_long_as_a_question_may_be_is_compared_in_time_in_proportion_to_its_length() -> None:
    began = time.process_time()
    possible_stems("loan" * 50_000, lambda _: [("loan", 3), ("loanword", 1)])
    assert time.process_time() - began < 2
