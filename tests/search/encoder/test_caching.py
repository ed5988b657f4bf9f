"""The encoder that remembers questions."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from search.encoder.caching import CachingEncoder
from search.encoder.memory import HashingEncoder
from search.encoder.token_space import QueryVectors, TokenCodes, TokenSpace


def test_a_question_asked_again_is_remembered_with_the_same_vector() -> None:
    plain = HashingEncoder()
    encoder = CachingEncoder(plain)
    first, again = encoder.encode_query("micro credit"), encoder.encode_query("micro credit")
    np.testing.assert_array_equal(first, plain.encode_query("micro credit"))
    np.testing.assert_array_equal(first, again)
    assert (encoder.requests, encoder.hits) == (2, 1)


def test_another_question_is_encoded() -> None:
    encoder = CachingEncoder(HashingEncoder())
    vectors = [encoder.encode_query(text) for text in ("micro credit", "Micro credit", "micro credit ")]
    assert encoder.hits == 0
    assert len(vectors) == 3


def test_the_question_longest_unasked_is_forgotten_first() -> None:
    encoder = CachingEncoder(HashingEncoder(), size=2)
    for text in ("a", "b", "a", "c"):
        encoder.encode_query(text)
    before = encoder.hits
    encoder.encode_query("a")
    assert encoder.hits == before + 1
    encoder.encode_query("b")
    assert encoder.hits == before + 1


def test_a_remembered_vector_cannot_be_written_to() -> None:
    vector = CachingEncoder(HashingEncoder()).encode_query("a")
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 1.0


def test_many_threads_count_every_question() -> None:
    encoder = CachingEncoder(HashingEncoder(), size=4)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(encoder.encode_query, (str(n % 16) for n in range(400))))
    assert encoder.requests == 400
    assert encoder.hits <= 400 - 16


def test_identity_passages_and_offsets_are_the_other_encoders() -> None:
    plain = HashingEncoder()
    encoder = CachingEncoder(plain)
    assert encoder.identity == plain.identity
    np.testing.assert_array_equal(encoder.encode_passages(["x y"]), plain.encode_passages(["x y"]))
    np.testing.assert_array_equal(encoder.token_offsets(["x y"])[0], plain.token_offsets(["x y"])[0])


class _LongWinded(HashingEncoder):
    """Gives many tokens for every question."""

    token_space = TokenSpace("t0", 2)

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[TokenCodes]]:
        return self.encode_passages(texts), [np.ones((self._count, 2), np.int8) for _ in texts]

    def query_with_tokens(self, text: str) -> QueryVectors:
        places = np.zeros((self._count, 2), np.int32)
        return QueryVectors(self.encode_query(text), np.ones((self._count, 2), np.float32), places)


def test_of_questions_with_many_tokens_fewer_are_remembered() -> None:
    encoder = CachingEncoder(_LongWinded(20_000))
    for text in ("a", "b", "c", "d", "d", "c"):
        encoder.query_with_tokens(text)
    assert encoder.hits == 2
    encoder.query_with_tokens("a")
    assert encoder.hits == 2


def test_threads_that_ask_the_same_at_once_do_not_use_up_the_memory() -> None:
    both = threading.Barrier(2)

    class Slow(_LongWinded):
        def query_with_tokens(self, text: str) -> QueryVectors:
            if text == "a":
                both.wait(10)  # neither is remembered before the other is asked
            return super().query_with_tokens(text)

    encoder = CachingEncoder(Slow(30_000))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(encoder.query_with_tokens, ["a", "a"]))
    for text in ("b", "a"):
        encoder.query_with_tokens(text)
    assert (encoder.requests, encoder.hits) == (4, 1)
