"""Quoted phrases as conditions, and how many of them are looked up."""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest

from search.query import MAX_QUERY_CHARS, Query

WORDS = "boat crane dock ferry gulf harbor inlet jetty keel lagoon mast net".split()


@pytest.fixture
def engine(library: Any) -> Any:
    library.add("all", "The " + " and ".join(WORDS) + " stand here.")
    library.add("most", "The " + " and ".join(WORDS[:8]) + " stand here.")
    library.publish()
    return library.engine()


def test_a_repeated_quote_is_one_phrase_and_at_most_eight_are_conditions(engine: Any) -> None:
    repeated = '"stand here" ' * (MAX_QUERY_CHARS // 13)
    assert len(engine.analyze(repeated).phrases) == 1
    many = " ".join(f'"{word}"' for word in WORDS)
    assert len(engine.analyze(many).phrases) == 8


def test_quotes_beyond_the_eighth_exclude_nothing(engine: Any) -> None:
    found = engine.search(Query(" ".join(f'"{word}"' for word in WORDS), dedupe=False))
    assert len(found.hits) == 2


def test_the_longest_query_of_quotes_is_answered_within_a_second(engine: Any) -> None:
    pairs = itertools.product(WORDS, WORDS, WORDS)
    parts = [f'"{one} {two} {three}" ' for one, two, three in pairs]
    began = time.perf_counter()
    engine.search(Query("".join(parts)[:MAX_QUERY_CHARS]))
    assert time.perf_counter() - began < 1


def test_a_letter_of_a_joined_word_is_not_taken_for_the_first_part_of_another(library: Any) -> None:
    library.add("rope", "The dock keeps a drope for the mast.")
    library.publish()
    assert library.engine().search(Query("R&D rope")).hits
