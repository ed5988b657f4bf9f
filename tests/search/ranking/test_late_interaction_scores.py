"""Late interaction: which tokens count, with what weight, and what reranking may change."""

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


def _offsets(text: str) -> np.ndarray:
    return np.array([match.span() for match in re.finditer(r"\w+|[^\w\s]", text)], np.int32).reshape(-1, 2)


def _content(text: str) -> list[str]:
    offsets = _offsets(text)
    return [text[a:b] for a, b in offsets[content_tokens(text, offsets)]]


def test_punctuation_and_function_words_are_not_content() -> None:
    text = "What is the role of small-scale farms, and who (in 2006) paid?"
    assert _content(text) == ["role", "small", "scale", "farms", "2006", "paid"]


def test_words_of_any_script_are_content() -> None:
    assert _content("APCTT 是什么 — naïve Москва?") == ["APCTT", "是什么", "naïve", "Москва"]


def test_part_of_a_word_is_content_even_if_it_reads_like_a_function_word() -> None:
    text = "thesis of Who"
    pieces = np.array([(0, 4), (4, 6), (7, 9), (10, 13)])  # thes, is, of, Who
    assert content_tokens(text, pieces) == [0, 1]
    assert content_tokens("is isotopes", np.array([(0, 2), (3, 5), (5, 11)])) == [1, 2]


@pytest.mark.parametrize("text", ["Who was that?", "?!", "of"])
def test_a_text_of_function_words_alone_is_all_content(text: str) -> None:
    offsets = _offsets(text)
    assert content_tokens(text, offsets) == list(range(len(offsets)))


def test_a_query_without_tokens_has_no_content() -> None:
    assert content_tokens("", _offsets("")) == []


@given(st.text("aof wh?.\ud800中 ", max_size=40))
def test_content_tokens_are_in_order_without_repeats(text: str) -> None:
    offsets = _offsets(text)
    kept = content_tokens(text, offsets)
    assert kept == sorted(set(kept))
    assert bool(kept) == bool(len(offsets))
    assert set(kept) <= set(range(len(offsets)))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(32, 400), st.floats(32, 400))
def test_the_weight_grows_with_unknown_words_and_falls_with_passage_length(
    a: float, b: float, c: float, d: float
) -> None:
    (known, unknown), (short, long) = sorted((a, b)), sorted((c, d))
    least, less = rerank_weight(Fusion(), known, long), rerank_weight(Fusion(), known, short)
    assert 0 < least <= less
    assert least <= rerank_weight(Fusion(), unknown, long)
    if unknown - known > 1e-3 and long - short > 1e-3:
        assert least < less < rerank_weight(Fusion(), unknown, short)


def test_very_short_passages_do_not_raise_the_weight_further() -> None:
    assert rerank_weight(Fusion(), 0.5, 3.0) == rerank_weight(Fusion(), 0.5, 32.0)


@given(SCORES, st.floats(0, 400), st.floats(0, 400))
def test_the_pool_holds_the_best_candidates_and_fewer_of_them_for_longer_passages(
    scores: np.ndarray, a: float, b: float
) -> None:
    short, long = sorted((a, b))
    chosen = rerank_pool(scores, short)
    assert scores[chosen].tolist() == sorted(scores.tolist(), reverse=True)[: len(chosen)]
    assert min(20, len(scores)) <= len(rerank_pool(scores, long)) <= len(chosen) <= 50


def test_the_weight_is_finite_for_an_empty_corpus() -> None:
    assert np.isfinite(rerank_weight(Fusion(), 1.0, 0.0))


@given(SCORES, st.integers(1, 80), st.floats(0, 5), st.integers(0, 99))
def test_the_pool_stays_above_the_rest_and_the_rest_in_order(
    scores: np.ndarray, size: int, weight: float, seed: int
) -> None:
    order = np.argsort(-scores, kind="stable")
    pool, rest = order[:size], order[size:]
    similarity = np.random.default_rng(seed).normal(size=len(pool)).astype(np.float32)
    made = rerank(scores, pool, similarity, weight)
    assert made.dtype == np.float32
    assert np.isfinite(made).all()
    rounding = 1e-5 * max(1.0, float(np.abs(made).max()))
    if len(rest):
        assert made[pool].min() >= made[rest].max() - rounding
    assert (np.diff(made[rest]) <= 0).all()
    assert ((np.diff(made[rest]) < 0) == (np.diff(scores[rest]) < 0)).all()


@given(SCORES, st.integers(1, 80), st.integers(0, 99))
def test_a_weight_of_zero_changes_no_order(scores: np.ndarray, size: int, seed: int) -> None:
    order = np.argsort(-scores, kind="stable")
    pool = order[:size]
    similarity = np.random.default_rng(seed).normal(size=len(pool)).astype(np.float32)
    made = rerank(scores, pool, similarity, 0.0)
    np.testing.assert_array_equal(np.argsort(-made, kind="stable"), order)


@given(st.integers(2, 50), st.floats(0.1, 5), st.integers(0, 99))
def test_of_equal_candidates_the_more_similar_comes_first(count: int, weight: float, seed: int) -> None:
    similarity = np.random.default_rng(seed).permutation(count).astype(np.float32)
    made = rerank(np.full(count, 0.3, np.float32), np.arange(count), similarity, weight)
    np.testing.assert_array_equal(np.argsort(-made), np.argsort(-similarity))


def test_a_candidate_far_ahead_is_not_overtaken_by_one_slightly_more_similar() -> None:
    scores = np.array([9.0, 1.0, 0.9, 0.8], np.float32)
    similarity = np.array([0.5, 0.6, 0.4, 0.5], np.float32)
    made = rerank(scores, np.arange(4), similarity, 0.3)
    assert made.argmax() == 0
