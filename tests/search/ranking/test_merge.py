"""Parts that were ranked apart, as one ranking."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.ranker import Ranking, aboutness, brevity, merge
from search.retrieval import Candidates

SIZES = st.lists(st.integers(1, 20), min_size=1, max_size=4)


def part(rows: np.ndarray, seed: int) -> tuple[Candidates, Ranking]:
    chance = np.random.default_rng(seed)
    scores, strength, dense = chance.normal(size=(3, len(rows))).astype(np.float32)
    vectors = chance.normal(size=(len(rows), 4)).astype(np.float32)
    return Candidates(rows, dense, dense, vectors), Ranking(scores, np.argsort(-scores, kind="stable"), strength)


def parts(sizes: list[int], seed: int) -> list[tuple[Candidates, Ranking]]:
    rows = np.random.default_rng(seed).permutation(sum(sizes))
    cut = np.split(rows, np.cumsum(sizes)[:-1])
    return [part(np.sort(own), seed + number) for number, own in enumerate(cut)]


@given(SIZES, st.integers(0, 99))
def test_the_order_within_each_part_is_kept(sizes: list[int], seed: int) -> None:
    apart = parts(sizes, seed)
    candidates, ranking = merge(apart)
    order = candidates.rows[ranking.order].tolist()
    for own, ranked in apart:
        expected = own.rows[ranked.order].tolist()
        assert [row for row in order if row in set(expected)] == expected


@given(SIZES, st.integers(0, 99))
def test_merged_candidates_are_all_candidates_by_row_with_what_is_known_of_each(
    sizes: list[int], seed: int
) -> None:
    apart = parts(sizes, seed)
    candidates, ranking = merge(apart)
    assert candidates.rows.tolist() == list(range(sum(sizes)))
    assert (np.diff(ranking.scores[ranking.order]) <= 0).all()
    for own, _ in apart:
        assert (candidates.dense[own.rows] == own.dense).all()
        assert (candidates.vectors[own.rows] == own.vectors).all()


def test_the_strongest_candidate_of_all_lends_its_strength_to_the_best_of_its_part() -> None:
    rows = np.arange(2)
    flat = np.zeros(2, np.float32)
    own = Candidates(rows, flat, flat, np.zeros((2, 1), np.float32))
    weak = Candidates(rows + 2, flat, flat, np.zeros((2, 1), np.float32))
    first = Ranking(np.array([1, 2], np.float32), np.array([1, 0]), np.array([9, 1], np.float32))
    second = Ranking(np.array([2, 1], np.float32), np.array([0, 1]), np.array([5, 4], np.float32))
    candidates, ranking = merge([(own, first), (weak, second)])
    assert candidates.rows[ranking.order].tolist() == [1, 2, 3, 0]


def test_a_short_passage_is_lifted_and_a_long_one_is_not() -> None:
    lifted = brevity(np.array([5, 40, 90, 200, 500]))
    assert lifted.tolist() == sorted(lifted.tolist(), reverse=True)
    assert (lifted[0], lifted[1], lifted[3], lifted[4]) == (1.0, 1.0, 0.0, 0.0)


def test_a_page_is_lifted_for_what_it_says_and_not_for_its_subject() -> None:
    says_it = np.concatenate([np.full(4, 0.6), np.linspace(0.0, 0.3, 40)]).astype(np.float32)
    shares_the_subject = says_it + np.float32(0.3) * (says_it < 0.5)
    assert aboutness(says_it) > 1.0 > aboutness(shares_the_subject)


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=60), st.floats(-0.5, 0.5, width=32))
def test_how_near_all_statements_of_a_page_are_does_not_matter(cosines: list[float], shift: float) -> None:
    near = np.array(cosines, np.float32)
    assert aboutness(near + np.float32(shift)) == pytest.approx(aboutness(near), abs=1e-3)


@pytest.mark.parametrize("statements", [1, 2, 4])
def test_a_page_of_a_few_statements_is_not_lifted(statements: int) -> None:
    assert aboutness(np.linspace(0.2, 0.9, statements).astype(np.float32)) == 0.0
