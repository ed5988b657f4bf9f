"""Terms noted while a collection is written, and questions by words that are made of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import DamagedError
from search.analysis.analyzer import Term
from search.analysis.bm25 import saturation
from search.index.memory import MemoryLexicalIndex
from search.index.milvus.build import MilvusWriter
from search.index.milvus.connection import Milvus
from search.index.milvus.filters import facet_number
from search.index.milvus.terms import Terms, write_terms
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

PASSAGES = [
    (0, "Credit for farms, credit for women.", ["year\x1f2001"]),
    (1, "Water for farms.", ["year\x1f2002"]),
    (2, "The of and.", []),
]


def test_terms_are_found_with_their_numbers_and_counted(tmp_path: Path) -> None:
    write_terms(tmp_path / "terms", 7, [("village7", 3, 2), ("villag", 1, 5), ("water", 2, 1)])
    terms = Terms(tmp_path / "terms")
    assert (terms.passages, terms.find("water"), terms.find("zebra")) == (7, (2, 1), None)
    assert terms.beginning("villag") == [("villag", 5), ("village7", 2)]
    assert terms.beginning("") == [("villag", 5), ("village7", 2), ("water", 1)]


def test_a_file_that_holds_no_terms_is_damage(tmp_path: Path) -> None:
    (tmp_path / "terms").write_text("no database")
    with pytest.raises(DamagedError, match="no readable terms"):
        Terms(tmp_path / "terms")


def test_what_passes_is_noted_with_its_facets_and_weights(tmp_path: Path, milvus: Milvus, server: Any) -> None:
    writer = MilvusWriter(milvus, tmp_path)
    assert list(writer.noting(PASSAGES)) == PASSAGES
    writer.write_terms(tmp_path / "terms")
    terms = Terms(tmp_path / "terms")
    assert (terms.passages, terms.find("credit"), terms.find("farm")) == (3, (1, 1), (2, 2))
    writer.write("a", 2, [np.eye(2, dtype=np.float32), np.ones((1, 2), np.float32)], exact=True)
    rows = server.collections["a"].rows
    assert [rows[row]["facets"] for row in rows] == [[facet_number(k) for k in keys] for _, _, keys in PASSAGES]
    mean = (5 + 2) / 3
    assert rows[0]["words"][1] == pytest.approx(saturation(2, 5 - 1, mean), rel=0.1)
    assert rows[2]["words"] == {0: 1.0}, "a passage of stop words alone holds a term that nobody asks for"
    assert rows[1]["vector"] == [0.0, 1.0]
    assert list(tmp_path.glob("notes*")) == []


def test_passages_and_vectors_that_differ_in_number_are_refused(tmp_path: Path, milvus: Milvus) -> None:
    from corpus.errors import StoreError

    writer = MilvusWriter(milvus, tmp_path)
    list(writer.noting(PASSAGES))
    with pytest.raises(StoreError, match="differ in number"):
        writer.write("a", 2, [np.eye(2, dtype=np.float32)], exact=True)


@pytest.fixture
def both(library: Any, layout: Layout, publish: Callable[..., Any]) -> Any:
    """The index on Milvus and its twin in memory, over the same passages."""
    for number in range(60):
        words = ("credit", "water", "school", "village")[number % 4 :]
        library.add(f"d{number}", f"{' '.join(words)} of small enterprises needs farms{number % 7}. Credit again.")
    publish()
    snapshot = Snapshot.open_current(layout)
    passages = snapshot.store.passages(list(range(snapshot.manifest.passages)))
    yield snapshot.lexical, MemoryLexicalIndex((row, p.indexed_text, []) for row, p in enumerate(passages))
    snapshot.close()


@pytest.mark.parametrize("words", [["credit"], ["water", "farms3"], ["school", "school", "zebra"]])
def test_scores_are_those_of_the_twin_in_memory(both: Any, words: list[str]) -> None:
    mine, theirs = both
    terms = [Term(term, 1.5) for word in words for _, term in mine.terms(word)]
    rows, scores = mine.search(terms, 20)
    _, expected = theirs.search(terms, 20)
    np.testing.assert_allclose(scores, expected, rtol=1e-4)
    assert len(rows) == len(expected)
    assert mine.document_frequency("credit") == theirs.document_frequency("credit")
    assert mine.vocabulary("farm") == theirs.vocabulary("farm")


@pytest.mark.parametrize(
    "phrase", ["small enterprises", "enterprises small", "needs farms3", "credit", "no zebra"]
)
def test_a_phrase_is_found_where_its_words_stand_in_its_order(both: Any, phrase: str) -> None:
    asked = both[0].terms(phrase)
    terms = [Term(term) for _, term in asked]
    found, expected = (index.search(terms, 100, (), [asked])[0].tolist() for index in both)
    assert sorted(found) == sorted(expected)


def test_a_phrase_is_asked_of_milvus_once_where_all_that_may_hold_it_come_back(both: Any, server: Any) -> None:
    mine, _ = both
    asked = mine.terms("small enterprises")
    server.asked.clear()
    mine.search([Term(term) for _, term in asked], 1_000_000, (), [asked])
    assert [question["limit"] for question in server.asked] == [16_384]
