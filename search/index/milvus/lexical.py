"""Passages by their words, from Milvus: BM25 on its sparse inverted index, with our own weights.

Milvus's BM25 function takes its statistics by shard (Milvus Lite: by segment), knows no weights of terms and has
an analyzer of its own; scores and so answers would differ from those of the embedded index. A snapshot never
changes, so the weights can be computed when it is built, over all of it, and the inner product is the same BM25.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from search.analysis.analyzer import Analyzer, Phrase, Term
from search.analysis.bm25 import idf
from search.arrays import Floats, Rows
from search.index.milvus.collection import MOST, Collection
from search.index.milvus.filters import WORDS, both, carrying, holding
from search.index.milvus.terms import Terms
from search.index.row_filter import FacetKeys

_AHEAD = 1000
"""How many passages with all words of a phrase are first checked for their order."""

Texts = Callable[[Sequence[int]], Sequence[str]]
"""Rows to their indexed texts."""


class MilvusLexicalIndex:
    """A :class:`search.index.protocols.LexicalIndex`; at most 16,384 matches come back, a limit of Milvus.

    Milvus finds the passages that hold every word of a phrase; whether they stand as asked is read in the text.
    """

    def __init__(self, collection: Collection, terms: Terms, texts: Texts) -> None:
        self._collection, self._terms, self._texts = collection, terms, texts
        self.terms = Analyzer().terms

    @property
    def size(self) -> int:
        """Number of passages."""
        return self._terms.passages

    def document_frequency(self, term: str) -> int:
        """See :class:`search.index.protocols.LexicalIndex`."""
        found = self._terms.find(term)
        return found[1] if found else 0

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """See :class:`search.index.protocols.LexicalIndex`."""
        return self._terms.beginning(prefix)

    def search(
        self, terms: Sequence[Term], k: int, facets: FacetKeys = (), phrases: Sequence[Phrase] = ()
    ) -> tuple[Rows, Floats]:
        """See :class:`search.index.protocols.LexicalIndex`."""
        question = self._weighed(terms)
        numbers = self._numbers(phrases)
        if not question or k == 0 or numbers is None:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        only = both([*carrying(facets), *([holding(numbers)] if numbers else [])])
        ordered = [phrase for phrase in phrases if len(phrase) > 1]
        if not ordered:
            return self._collection.nearest(WORDS, question, k, only, {})
        for depth in sorted({min(MOST, max(_AHEAD, 2 * k)), MOST}):
            rows, scores = self._collection.nearest(WORDS, question, depth, only, {})
            kept = self._with_phrases(rows, ordered)[:k]
            if len(kept) == k or len(rows) < depth:
                break
        return rows[kept], scores[kept]

    def _weighed(self, terms: Sequence[Term]) -> dict[int, float]:
        weights: dict[int, float] = {}
        for term in terms:
            if found := self._terms.find(term.text):
                number, passages = found
                weights[number] = weights.get(number, 0.0) + term.weight * idf(self.size, passages)
        return weights

    def _numbers(self, phrases: Sequence[Phrase]) -> list[int] | None:
        """The numbers of all terms of ``phrases``; None if the corpus lacks one."""
        found = [self._terms.find(term) for term in dict.fromkeys(t for phrase in phrases for _, t in phrase)]
        numbers = [item[0] for item in found if item is not None]
        return numbers if len(numbers) == len(found) else None

    def _with_phrases(self, rows: Rows, phrases: Sequence[Phrase]) -> list[int]:
        """Indices into ``rows`` of the passages that contain every phrase."""
        kept = []
        for start in range(0, len(rows), _AHEAD):
            texts = self._texts(rows[start : start + _AHEAD].tolist())
            for place, text in enumerate(texts, start=start):
                standing = set(self.terms(text))
                if all(_contains(phrase, standing) for phrase in phrases):
                    kept.append(place)
        return kept


def _contains(phrase: Phrase, standing: set[tuple[int, str]]) -> bool:
    (first, term), *others = phrase
    return any(
        all((at + position - first, other) in standing for position, other in others)
        for at, held in standing
        if held == term
    )
