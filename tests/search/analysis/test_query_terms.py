import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.query_terms import QueryTerms, name_spans

WORDS = st.text(alphabet="abcdef", min_size=1, max_size=3)


def query_terms(text: str, frequencies: dict[str, int], passages: int = 100) -> QueryTerms:
    return QueryTerms.of(text, lambda part: part.lower().split(), lambda term: frequencies.get(term, 0), passages)


@given(st.lists(WORDS, max_size=8), st.dictionaries(WORDS, st.integers(1, 100)))
def test_the_oov_share_is_between_0_and_1(words: list[str], frequencies: dict[str, int]) -> None:
    assert -1e-9 <= query_terms(" ".join(words), frequencies).oov_share() <= 1 + 1e-9


def test_rare_words_weigh_more_in_the_oov_share() -> None:
    assert query_terms("the telescope", {"the": 99}).oov_share() > 0.9


def test_finding_the_names_of_a_long_query_takes_time_in_proportion_to_its_length() -> None:
    began = time.process_time()
    name_spans("and Ana Bo " * 8_000)
    assert time.process_time() - began < 3


def test_a_query_of_unknown_words_is_all_out_of_vocabulary() -> None:
    assert query_terms("zebra", {}).oov_share() == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What did the speaker from Japan present?", ["Japan"]),
        ("Who is Mr. Agarwal?", ["Agarwal"]),
        ("How many patents in 2005?", ["2005"]),
        ("impact of WTO rules", ["WTO"]),
        ("Which talks are on clusters?", []),
        ("One size does not fit all. Should each area go slowly?", []),
        ("I missed it: What Did they agree on in Beijing?", ["Beijing"]),
        ("WHAT IS SHOUTED NAMES NOTHING", []),
        ("Ngân hàng Phát triển Châu Á có thể làm gì?", []),
        ("Welche Hochschulen und Institute in der Region?", []),
        ("APCTT 和 Wang Jici 是谁？", ["APCTT", "Wang", "Jici"]),
        ("2006年的研讨会在哪里举行？", []),
    ],
)
def test_names_are_recognised_by_capitals_and_digits(text: str, names: list[str]) -> None:
    assert [text[start:end].rstrip(".") for start, end in name_spans(text)] == names
