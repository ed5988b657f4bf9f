"""Near-duplicates are listed under the best of them, and demoted passages follow those that answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Passage, Span
from search.query import Query
from search.ranking.dedupe import duplicates_of, near_duplicates, read_deduplicated


def passage(text: str) -> Passage:
    return Passage("p", "d", "paper", 1, None, 0, len(text), text)


@given(st.lists(st.sampled_from(["one two three", "One  two three", "four five six", "seven"]), max_size=12))
def test_repeats_point_at_the_first_passage_with_the_same_text(texts: list[str]) -> None:
    vectors = np.tile(np.array([[1.0, 0.0]], np.float32), (len(texts), 1))
    copies = duplicates_of([passage(text) for text in texts], vectors)
    said = [" ".join(text.lower().split()) for text in texts]
    assert copies == {at: said.index(text) for at, text in enumerate(said) if said.index(text) != at}


@given(
    st.lists(st.sampled_from(["one two three", "one two four", "five six", "seven", "eight nine"]), max_size=30),
    st.integers(1, 12),
    st.integers(0, 9),
)
def test_the_best_originals_are_found_however_few_passages_are_read(
    texts: list[str], wanted: int, seed: int
) -> None:
    vectors = np.random.default_rng(seed).normal(size=(len(texts), 2)).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    every = [passage(text) for text in texts]
    order = np.random.default_rng(seed).permutation(len(texts))
    read, copies = read_deduplicated(
        lambda chosen: [every[at] for at in chosen], vectors, order, wanted, dedupe=True
    )
    all_copies = duplicates_of([every[at] for at in order], vectors[order])
    expected = [place for place in range(len(texts)) if place not in all_copies][:wanted]
    assert [place for place in read if place not in copies][:wanted] == expected


def test_the_same_words_with_distant_vectors_are_no_duplicates() -> None:
    vectors = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    assert duplicates_of([passage("one two"), passage("two one")], vectors) == {}


def test_the_same_page_of_two_documents_is_one_result_that_names_the_other(library: Any) -> None:
    for name in ("deck as ppt", "deck as pdf"):
        library.add(name, "Guarantee funds halve the interest of small loans.")
    library.add("other", "Railways carry freight and small parcels.")
    library.publish()
    answer = library.engine().search(Query("guarantee funds small loans"))
    assert len(answer.hits) == 2
    (copy,) = answer.hits[0].also_in
    assert library.engine().passage(copy).text == answer.hits[0].passage.text
    plain = library.engine().search(Query("guarantee funds small loans", dedupe=False))
    assert len(plain.hits) == 3
    assert all(result.also_in == () for result in plain.hits)


def test_the_limit_is_filled_however_many_duplicates_there_are(library: Any) -> None:
    for number in range(30):
        library.add(f"copy {number}", "Small loans for villages.")
    for number in range(5):
        library.add(
            f"own {number}", f"Small loans number {number} differ from all the others by {number} reasons."
        )
    library.publish()
    assert len(library.engine().search(Query("small loans", limit=4)).hits) == 4


def test_a_list_of_references_ranks_below_the_text_that_answers(library: Any) -> None:
    text = "Guarantee funds halve interest. They need capital."
    references = "Guarantee funds halve interest: a review."
    span = Span(len(text) + 2, len(text) + 2 + len(references), "references")
    library.add("paper", f"{text}\n\n{references}", spans=(span,))
    library.publish()
    for mode in ("hybrid", "dense", "lexical"):
        question = replace(Query("guarantee funds halve interest"), mode=mode)
        labels = [result.passage.label for result in library.engine().search(question).hits]
        assert labels == [None, "references"]


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 5))
def test_only_passages_near_a_shown_one_are_candidates_for_duplicates(count: int, shown: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(count, 3)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    expected = [b for b in range(shown, count) if (vectors[:shown] @ vectors[b] >= 0.8).any()]
    assert near_duplicates(vectors, shown).tolist() == expected
