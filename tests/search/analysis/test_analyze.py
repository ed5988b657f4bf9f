"""What of a question is a condition, and how many of them are looked up."""

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


def test_a_quote_that_is_repeated_is_one_condition_and_few_are_looked_up(engine: Any) -> None:
    repeated = '"stand here" ' * (MAX_QUERY_CHARS // 13)
    assert len(engine.ranker.read(repeated).phrases) == 1
    many = " ".join(f'"{word}"' for word in WORDS)
    assert len(engine.ranker.read(many).phrases) == 8


def test_quotes_beyond_those_looked_up_hold_nothing_back(engine: Any) -> None:
    found = engine.search(Query(" ".join(f'"{word}"' for word in WORDS), dedupe=False))
    assert len(found.hits) == 2


def test_the_longest_question_of_quotes_is_answered_soon(engine: Any) -> None:
    pairs = itertools.product(WORDS, WORDS, WORDS)
    parts = [f'"{one} {two} {three}" ' for one, two, three in pairs]
    began = time.perf_counter()
    engine.search(Query("".join(parts)[:MAX_QUERY_CHARS]))
    assert time.perf_counter() - began < 1
