"""Misspelt words: which are corrected, into what, and what the answer says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from search.answer import Correction
from search.correction import corrected_text
from search.encoder.memory import HashingEncoder
from search.query import Query

KNOWN = frozenset("advice firms forest give levy parks property science small spoke venture who".split())


class Pieces(HashingEncoder):
    """Splits every word that it does not know into two tokens, as the encoders of real models do."""

    def token_offsets(self, texts: Sequence[str]) -> list[np.ndarray]:
        return [np.array([piece for word in WORD.finditer(text) for piece in pieces(word)]) for text in texts]


WORD = re.compile(r"\w+")


def pieces(word: re.Match[str]) -> list[tuple[int, int]]:
    start, end = word.span()
    if word[0].lower() in KNOWN or end - start < 2:
        return [(start, end)]
    return [(start, start + 1), (start + 1, end)]


@pytest.fixture
def engine(library: Any) -> Any:
    library.encoder = Pieces()
    library.add("one", "An incubator gives intellectual property advice to small firms.")
    library.add("two", "Science parks and venture capital. Mr. Intarakumnerd spoke of regional innovation.")
    library.add("three", "Forest owners pay a levy.")
    library.publish()
    return library.engine()


def corrected(engine: Any, text: str, **asked: Any) -> list[tuple[str, str]]:
    return [(one.typed, one.meant) for one in engine.search(Query(text, **asked)).corrected]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("intelectual property", [("intelectual", "intellectual")]),
        ("incubtor", [("incubtor", "incubator")]),
        ("Regoinal innovaton", [("Regoinal", "Regional"), ("innovaton", "innovation")]),
        ("who is Intarakumnered?", [("Intarakumnered", "Intarakumnerd")]),
    ],
)
def test_a_misspelt_word_is_taken_for_the_word_of_the_corpus(
    engine: Any, text: str, meant: list[tuple[str, str]]
) -> None:
    assert corrected(engine, text) == meant


@pytest.mark.parametrize("text", ["science parks", "xylophone", "foresite", "IL6 2006", "small firms"])
def test_words_spelt_right_and_words_near_no_other_stay_as_they_are(engine: Any, text: str) -> None:
    assert corrected(engine, text) == []


def test_a_quoted_word_stays_as_it_is(engine: Any) -> None:
    assert corrected(engine, '"intelectual" property') == []


def test_a_question_may_be_asked_as_typed(engine: Any) -> None:
    assert corrected(engine, "intelectual property", correct=False) == []


def test_a_misspelt_question_is_answered_as_the_right_one_is(engine: Any) -> None:
    typed, meant = (engine.search(Query(text)) for text in ("intelectual property", "intellectual property"))
    assert [hit.passage.id for hit in typed.hits] == [hit.passage.id for hit in meant.hits]
    assert typed.confidence == meant.confidence


def test_all_corrections_are_applied_at_their_places() -> None:
    corrections = (Correction(0, 3, "sme", "some"), Correction(4, 7, "txt", "text"))
    assert corrected_text("sme txt.", corrections) == "some text."
