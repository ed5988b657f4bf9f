"""Late interaction: which words count, how much, and what it may change."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from search.ranking.late_interaction import content_tokens, rerank, rerank_pool, rerank_weight
from search.ranking.parameters import Fusion

# Steps far above the rounding of float32: what is told apart before must be afterwards.
STEPS = st.integers(-500, 500).map(lambda step: step / 16)
SCORES = hnp.arrays(np.float32, st.integers(1, 80), elements=STEPS)


def _places(text: str) -> np.ndarray:
    return np.array([match.span() for match in re.finditer(r"\w+|[^\w\s]", text)], np.int32).reshape(-1, 2)


def _kept(text: str) -> list[str]:
    places = _places(text)
    return [text[a:b] for a, b in places[content_tokens(text, places)]]


def test_punctuation_and_function_words_carry_nothing() -> None:
    text = "What is the role of small-scale farms, and who (in 2006) paid?"
    assert _kept(text) == ["role", "small", "scale", "farms", "2006", "paid"]


def test_words_of_any_script_carry_something() -> None:
    assert _kept("APCTT 是什么 — naïve Москва?") == ["APCTT", "是什么", "naïve", "Москва"]


def test_a_piece_of_a_word_is_kept_though_it_reads_like_a_function_word() -> None:
    text = "thesis of Who"
    pieces = np.array([(0, 4), (4, 6), (7, 9), (10, 13)])  # thes, is, of, Who
    assert content_tokens(text, pieces) == [0, 1]
    assert content_tokens("is isotopes", np.array([(0, 2), (3, 5), (5, 11)])) == [1, 2]


@pytest.mark.parametrize("text", ["Who was that?", "?!", "of"])
def test_a_text_of_nothing_else_is_taken_whole(text: str) -> None:
    places = _places(text)
    assert content_tokens(text, places) == list(range(len(places)))


def test_a_question_without_tokens_keeps_none() -> None:
    assert content_tokens("", _places("")) == []


@given(st.text("aof wh?.\ud800中 ", max_size=40))
def test_what_is_kept_is_in_order_and_named_once(text: str) -> None:
    places = _places(text)
    kept = content_tokens(text, places)
    assert kept == sorted(set(kept))
    assert bool(kept) == bool(len(places))
    assert set(kept) <= set(range(len(places)))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(32, 400), st.floats(32, 400))
def test_the_weight_grows_with_what_the_corpus_lacks_and_falls_with_the_length_of_passages(
    a: float, b: float, c: float, d: float
) -> None:
    (known, unknown), (short, long) = sorted((a, b)), sorted((c, d))
    least, less = rerank_weight(Fusion(), known, long), rerank_weight(Fusion(), known, short)
    assert 0 < least <= less
    assert least <= rerank_weight(Fusion(), unknown, long)
    if unknown - known > 1e-3 and long - short > 1e-3:
        assert least < less < rerank_weight(Fusion(), unknown, short)


def test_passages_of_a_few_words_do_not_make_nearness_all_that_counts() -> None:
    assert rerank_weight(Fusion(), 0.5, 3.0) == rerank_weight(Fusion(), 0.5, 32.0)


@given(SCORES, st.floats(0, 400), st.floats(0, 400))
def test_the_best_are_compared_and_fewer_of_them_the_longer_passages_are(
    scores: np.ndarray, a: float, b: float
) -> None:
    short, long = sorted((a, b))
    chosen = rerank_pool(scores, short)
    assert scores[chosen].tolist() == sorted(scores.tolist(), reverse=True)[: len(chosen)]
    assert min(20, len(scores)) <= len(rerank_pool(scores, long)) <= len(chosen) <= 50


def test_an_empty_corpus_has_a_weight_too() -> None:
    assert np.isfinite(rerank_weight(Fusion(), 1.0, 0.0))


@given(SCORES, st.integers(1, 80), st.floats(0, 5), st.integers(0, 99))
def test_all_of_the_pool_stays_above_the_rest_and_the_rest_in_order(
    scores: np.ndarray, size: int, strength: float, seed: int
) -> None:
    order = np.argsort(-scores, kind="stable")
    rerank_pool, rest = order[:size], order[size:]
    nearness = np.random.default_rng(seed).normal(size=len(rerank_pool)).astype(np.float32)
    made = rerank(scores, rerank_pool, nearness, strength)
    assert made.dtype == np.float32
    assert np.isfinite(made).all()
    rounding = 1e-5 * max(1.0, float(np.abs(made).max()))
    if len(rest):
        assert made[rerank_pool].min() >= made[rest].max() - rounding
    assert (np.diff(made[rest]) <= 0).all()
    assert ((np.diff(made[rest]) < 0) == (np.diff(scores[rest]) < 0)).all()


@given(SCORES, st.integers(1, 80), st.integers(0, 99))
def test_without_strength_no_order_changes(scores: np.ndarray, size: int, seed: int) -> None:
    order = np.argsort(-scores, kind="stable")
    rerank_pool = order[:size]
    nearness = np.random.default_rng(seed).normal(size=len(rerank_pool)).astype(np.float32)
    made = rerank(scores, rerank_pool, nearness, 0.0)
    np.testing.assert_array_equal(np.argsort(-made, kind="stable"), order)


@given(st.integers(2, 50), st.floats(0.1, 5), st.integers(0, 99))
def test_of_equal_candidates_the_nearer_comes_first(count: int, strength: float, seed: int) -> None:
    nearness = np.random.default_rng(seed).permutation(count).astype(np.float32)
    made = rerank(np.full(count, 0.3, np.float32), np.arange(count), nearness, strength)
    np.testing.assert_array_equal(np.argsort(-made), np.argsort(-nearness))


def test_a_candidate_far_ahead_is_not_overtaken_by_one_a_little_nearer() -> None:
    scores = np.array([9.0, 1.0, 0.9, 0.8], np.float32)
    nearness = np.array([0.5, 0.6, 0.4, 0.5], np.float32)
    made = rerank(scores, np.arange(4), nearness, 0.3)
    assert made.argmax() == 0
