"""Variety: what gives its place to passages of other documents, and what keeps it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from search.query import Query
from search.ranking.variety import spread

DOCUMENTS = st.lists(st.sampled_from("abc"), min_size=1, max_size=40)


def ranked(scores: list[float]) -> tuple[np.ndarray, np.ndarray]:
    own = np.array(scores, np.float32)
    return np.argsort(-own, kind="stable"), own


def test_a_fourth_passage_of_a_document_gives_its_place_to_one_nearly_as_good() -> None:
    order, scores = ranked([10, 9.5, 9, 8.5, 8, 0])
    assert spread(order, scores, list("aaaaba"), 3).order.tolist() == [0, 1, 2, 4, 3, 5]


def test_it_keeps_its_place_before_one_that_is_much_worse() -> None:
    order, scores = ranked([10, 9.5, 9, 8.5, 4, 0])
    assert spread(order, scores, list("aaaaba"), 3).order.tolist() == [0, 1, 2, 3, 4, 5]


@given(DOCUMENTS, st.integers(0, 20), st.integers(1, 5), st.integers(0, 99))
def test_no_candidate_is_lost_and_scores_fall(documents: list[str], others: int, most: int, seed: int) -> None:
    order, scores = ranked(np.random.default_rng(seed).normal(size=len(documents) + others).tolist())
    found = spread(order, scores, documents, most)
    assert sorted(found.order.tolist()) == list(range(len(scores)))
    assert (np.diff(found.scores[found.order]) <= 0).all()


@given(DOCUMENTS, st.integers(0, 99))
def test_the_best_passage_of_each_document_keeps_its_rank_among_these(documents: list[str], seed: int) -> None:
    order, scores = ranked(np.random.default_rng(seed).normal(size=len(documents)).tolist())
    found = spread(order, scores, documents, 3)
    of = dict(zip(order.tolist(), documents, strict=True))
    first = [list(dict.fromkeys(of[index] for index in one.tolist())) for one in (order, found.order)]
    assert first[0] == first[1]


@pytest.fixture
def engine(library: Any) -> Any:
    library.add(
        "long", *(f"Credit for village {number} and its bank." for number in "one two three four five".split())
    )
    for name in ("x", "y", "z"):
        library.add(name, f"Credit for the village of {name} and its bank.")
    library.publish()
    return library.engine()


def test_a_document_filtered_for_is_answered_in_full_order(engine: Any) -> None:
    document = engine.search(Query("credit village bank")).hits[0].document.id
    hits = engine.search(Query("credit village bank", filters={"document": (document,)}, dedupe=False)).hits
    assert all(hit.more == 0 for hit in hits)


def test_what_was_left_out_is_told_once_beside_its_document(engine: Any) -> None:
    answer = engine.search(Query("credit village bank", limit=4, per_document=1, dedupe=False))
    for document in {hit.document.id for hit in answer.hits}:
        assert sum(hit.more > 0 for hit in answer.hits if hit.document.id == document) <= 1
    everything = engine.search(Query("credit village bank", limit=100, per_document=1, dedupe=False))
    assert len(everything.hits) == 8
    assert all(hit.more == 0 for hit in everything.hits)


@pytest.mark.parametrize("wrong", [0, 101])
def test_a_number_out_of_range_is_refused(wrong: int) -> None:
    with pytest.raises(InputError, match="per_document"):
        Query.parse("credit", per_document=wrong)
