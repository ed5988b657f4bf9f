import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.answerability import (
    Features,
    background_rows,
    confidence,
    expected_type_missing,
    name_missing,
    prominence,
    weak_words,
)
from search.ranking.parameters import Confidence

FEATURES = st.builds(
    Features,
    cosine=st.floats(-1, 1),
    passages=st.integers(0, 10**9),
    weak_words=st.none() | st.floats(-1, 1),
    margin=st.floats(0, 1),
    prominence=st.floats(-60, 60),
    names_missing=st.floats(0, 1),
    kind_missing=st.booleans(),
)


@given(FEATURES)
def test_confidence_is_a_probability(features: Features) -> None:
    assert 0 <= confidence(features, Confidence()) <= 1


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 10**7))
def test_a_nearer_passage_raises_the_confidence(a: float, b: float, passages: int) -> None:
    low, high = (confidence(Features(cosine, passages), Confidence()) for cosine in sorted((a, b)))
    assert low <= high


def test_the_same_cosine_gives_less_confidence_in_a_larger_corpus() -> None:
    few, many = (confidence(Features(0.35, passages), Confidence()) for passages in (100, 10_000))
    assert many < few


def test_in_a_large_corpus_a_passage_that_stands_out_alone_gives_less_confidence() -> None:
    usual, alone = (confidence(Features(0.6, 12_000, prominence=far), Confidence()) for far in (5.0, 11.0))
    assert alone < usual


@given(st.floats(-1, 1), st.floats(-0.5, 0.5))
def test_prominence_does_not_depend_on_how_near_all_passages_are(cosine: float, shift: float) -> None:
    background = np.linspace(-0.2, 0.3, 50).astype(np.float32)
    assert prominence(cosine + shift, background + np.float32(shift)) == pytest.approx(
        prominence(cosine, background), abs=1e-3
    )


@pytest.mark.parametrize("passages", [1, 2, 93, 255, 256, 257, 12_401])
def test_the_background_is_taken_from_the_whole_library_and_each_passage_once(passages: int) -> None:
    rows = background_rows(passages)
    assert (rows[0], rows[-1]) == (0, passages - 1)
    assert len(set(rows.tolist())) == len(rows) == min(passages, 256)


def test_missing_names_missing_answer_types_and_missing_words_lower_the_confidence() -> None:
    plain = confidence(Features(0.5, 300, 0.5), Confidence())
    assert confidence(Features(0.5, 300, 0.5, names_missing=1), Confidence()) < plain
    assert confidence(Features(0.5, 300, 0.5, kind_missing=True), Confidence()) < plain
    assert confidence(Features(0.5, 300, 0.1), Confidence()) < plain


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_a_name_counts_as_less_missing_the_nearer_its_tokens_come(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 1 >= name_missing(low) >= name_missing(high) >= 0


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("How much did the workshop cost?", "It was held in Beijing.", True),
        ("How much did the workshop cost?", "It cost $4,000.", False),
        ("How many experts came?", "16 international experts", False),
        ("How many experts came?", "International experts came.", True),
        ("How much know-how should be bought?", "Firms buy technology.", False),
        ("Tools that send budgets to the right places", "Firms buy technology.", False),
        ("When was it held?", "27-30 October 2006", False),
        ("What is the phone number of APCTT?", "APCTT, New Delhi", True),
        ("Who spoke about clusters?", "Ms. Wang Jici", False),
        ("Who chaired the second session?", "Technical Session II", True),
        ("Who chaired the second session?", "It was chaired by Ms. Wang Jici.", False),
        ("When is the next workshop?", "27-30 October 2006", True),
        ("annual budget of the fund", "The fund helps small firms.", True),
        ("What is the interest rate of the loans?", "Small firms get loans.", True),
    ],
)
def test_a_text_without_the_expected_answer_type_is_noticed(question: str, text: str, missing: bool) -> None:
    assert expected_type_missing(question, [text]) == missing


def test_words_that_a_passage_matches_least_are_counted_by_word_and_not_by_token() -> None:
    offsets = np.array([(0, 4), (4, 6), (7, 10), (11, 14), (15, 18), (19, 22)], np.int32)
    similarity = np.array([0.2, 0.4, 0.9, 0.9, 0.9, 0.9], np.float32)
    assert weak_words(similarity, offsets) == pytest.approx(0.9)
    assert weak_words(similarity[:3], offsets[:3]) == pytest.approx(0.3 + 0.25 * 0.6)
