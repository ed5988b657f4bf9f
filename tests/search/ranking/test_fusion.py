import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from search.ranking.fusion import dense_weight, feedback, feedback_weight, fuse, smooth, standardise
from search.ranking.parameters import Fusion

SCORES = hnp.arrays(np.float32, st.integers(1, 60), elements=st.floats(-1, 1, width=32))


def units(count: int, seed: int = 0) -> np.ndarray:
    matrix = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


@given(SCORES)
def test_standardised_scores_keep_their_order_and_have_no_mean(scores: np.ndarray) -> None:
    made = standardise(scores)
    assert abs(float(made.mean())) < 1e-2
    assert (np.diff(made[np.argsort(scores, kind="stable")]) >= -1e-4).all()


@given(SCORES, st.floats(0, 1))
def test_fusing_a_list_with_itself_keeps_its_order(scores: np.ndarray, weight: float) -> None:
    order = np.argsort(scores, kind="stable")
    assert (np.diff(fuse(scores, scores, weight)[order]) >= -1e-4).all()


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_dense_weight_is_between_0_and_1_and_grows_with_unknown_words(a: float, b: float) -> None:
    low, high = sorted((a, b))
    first, second = (dense_weight(Fusion(), unknown) for unknown in (low, high))
    assert 0 < first <= second < 1


@given(st.integers(1, 40), st.integers(0, 60))
def test_smoothing_changes_only_the_pool_and_stays_within_its_range(count: int, pool: int) -> None:
    scores = np.random.default_rng(count).normal(size=count).astype(np.float32)
    made = smooth(scores, units(count), Fusion(), pool)
    outside = np.argsort(-scores, kind="stable")[pool:]
    assert (made[outside] == scores[outside]).all()
    assert made.max() <= scores.max() + 1e-6
    assert made.min() >= scores.min() - 1e-6


def test_a_passage_among_good_neighbours_rises_above_an_equal_one_among_bad() -> None:
    good, bad = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
    vectors = np.stack([good, good, bad, bad])
    scores = np.array([0.5, 0.9, 0.5, 0.1], np.float32)
    made = smooth(scores, vectors, Fusion(pull=0.3, neighbours=1), 4)
    assert made[0] > made[2]


def test_feedback_raises_candidates_similar_to_the_best() -> None:
    vectors = units(20)
    dense = vectors @ vectors[0]
    moved = feedback(dense, dense, vectors, 0.5)
    leaders = np.argsort(-dense)[:3]
    like = vectors @ vectors[leaders].mean(axis=0)
    assert np.allclose(moved - dense, 0.5 * like, atol=1e-5)


@pytest.mark.parametrize("weight", [0.0, -1.0])
def test_a_feedback_weight_of_zero_changes_nothing(weight: float) -> None:
    dense = np.linspace(0, 1, 9, dtype=np.float32)
    assert feedback(dense, dense, units(9), weight) is dense


def test_feedback_has_no_weight_if_no_words_match() -> None:
    assert feedback_weight(Fusion(), 0.0) == 0.0
    assert feedback_weight(Fusion(), 0.9) > feedback_weight(Fusion(), 0.5) > 0.0
