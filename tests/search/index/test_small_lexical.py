"""The small lexical index scores as the plain one does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import Analyzer, Term
from search.index.memory import MemoryLexicalIndex
from search.index.small_lexical import SmallLexicalIndex

TEXTS = st.lists(
    st.lists(st.sampled_from("fund credit village school loan".split()), max_size=8).map(" ".join), max_size=12
)


@given(TEXTS, st.lists(st.sampled_from("fund credit villag zebra".split()), min_size=1, unique=True))
def test_rows_and_scores_are_those_of_the_plain_index(texts: list[str], terms: list[str]) -> None:
    rows = np.arange(len(texts)) * 2 + 1
    small = SmallLexicalIndex(rows, texts, Analyzer().terms)
    plain = MemoryLexicalIndex((int(row), text, ()) for row, text in zip(rows, texts, strict=True))
    asked = [Term(term, 1.5) for term in terms]
    found, scores = small.search(asked)
    expected, expected_scores = plain.search(asked, len(texts) + 1)
    assert dict(zip(found.tolist(), scores.tolist(), strict=True)) == pytest.approx(
        dict(zip(expected.tolist(), expected_scores.tolist(), strict=True)), abs=1e-4
    )
    assert (np.diff(scores) <= 0).all()
    assert [small.document_frequency(term) for term in terms] == [plain.document_frequency(t) for t in terms]
    assert small.vocabulary("") == plain.vocabulary("")
