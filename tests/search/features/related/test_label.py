from __future__ import annotations

import pytest

from search.features.related.label import broader, relation
from search.features.related.similarity import Comparer
from search.index.memory import MemoryLexicalIndex

TEXTS = [
    "Set up licensing offices in universities and public institutes.",
    "Set up licensing offices in the universities and the public institutes",
    "Set up licensing offices in universities of the northern provinces with fishing harbours.",
    "Do not set up licensing offices in universities and public institutes.",
    "Set up 3 licensing offices in universities and public institutes.",
    "Teach repair of farm machinery.",
]


@pytest.fixture(scope="module")
def likening() -> Comparer:
    index = MemoryLexicalIndex([(row, text, ()) for row, text in enumerate(TEXTS)])
    return Comparer(index, len(TEXTS), TEXTS[0])


def test_the_same_words_are_near_identical(likening: Comparer) -> None:
    assert relation(likening.compare(TEXTS[1]), 0.9) == "near-identical"


@pytest.mark.parametrize("turned", [TEXTS[3], TEXTS[4]])
def test_a_negation_or_a_number_is_a_difference(likening: Comparer, turned: str) -> None:
    assert likening.compare(turned).negation_differs
    assert relation(likening.compare(turned), 0.95) == "related"


def test_what_says_most_of_it_and_adds_is_narrower(likening: Comparer) -> None:
    assert relation(likening.compare(TEXTS[2]), 0.7) == "narrower"


def test_what_it_is_narrower_than_is_broader() -> None:
    index = MemoryLexicalIndex([(row, text, ()) for row, text in enumerate(TEXTS)])
    likeness = Comparer(index, len(TEXTS), TEXTS[2]).compare(TEXTS[0])
    assert broader(likeness, 0.7)
    assert relation(likeness, 0.7) == "related"


def test_shared_words_are_shown_as_they_are_written(likening: Comparer) -> None:
    assert set(likening.compare("Offices that license machinery").shared) == {"Offices", "license"}


def test_nothing_shared_is_related_at_most(likening: Comparer) -> None:
    likeness = likening.compare(TEXTS[5])
    assert (likeness.overlap, likeness.longest_common_run, likeness.shared) == (0.0, 0, ())
    assert relation(likeness, 0.9) == "related"


def test_a_text_without_terms_is_like_nothing(likening: Comparer) -> None:
    assert likening.compare("of the").overlap == 0.0
