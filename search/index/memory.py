"""Both indexes in memory, written out plainly: what tests compare the others with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from search.analysis.analyzer import Analyzer, Phrase, Term
from search.analysis.bm25 import idf, saturation
from search.arrays import Floats, Mask, Rows
from search.index.row_filter import FacetKeys


class MemoryIndex:
    """A :class:`search.index.row_filter.RowIndex`: one product with the whole matrix."""

    def __init__(self, matrix: Floats) -> None:
        self._matrix = matrix

    def search(self, query: Floats, k: int, mask: Mask | None = None) -> tuple[Rows, Floats]:
        """See :class:`search.index.row_filter.RowIndex`."""
        scores = self._matrix @ query
        rows = np.arange(len(scores)) if mask is None else np.flatnonzero(mask)
        best = rows[np.argsort(-scores[rows], kind="stable")[:k]]
        return best.astype(np.int64), scores[best].astype(np.float32)

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`search.index.row_filter.RowIndex`."""
        return self._matrix[rows]


class MemoryLexicalIndex:
    """A :class:`search.index.protocols.LexicalIndex` over dictionaries, with tantivy's scores.

    Of equal scores the lower row comes first.
    """

    def __init__(self, passages: Iterable[tuple[int, str, Sequence[str]]]) -> None:
        self.terms = Analyzer().terms
        self._positions: dict[str, dict[int, list[int]]] = defaultdict(dict)
        self._lengths: dict[int, int] = {}
        self._facets: dict[int, frozenset[str]] = {}
        for row, text, keys in passages:
            terms = self.terms(text)
            self._lengths[row] = len(terms)
            self._facets[row] = frozenset(keys)
            for position, term in terms:
                self._positions[term].setdefault(row, []).append(position)
        self._mean_length = sum(self._lengths.values()) / max(1, len(self._lengths))

    def document_frequency(self, term: str) -> int:
        """See :class:`search.analysis.analyzer.TermDictionary`."""
        return len(self._positions.get(term, ()))

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """See :class:`search.analysis.analyzer.TermDictionary`."""
        return sorted((term, len(rows)) for term, rows in self._positions.items() if term.startswith(prefix))

    def search(
        self, terms: Sequence[Term], k: int, facets: FacetKeys = (), phrases: Sequence[Phrase] = ()
    ) -> tuple[Rows, Floats]:
        """See :class:`search.index.protocols.LexicalIndex`."""
        scores: dict[int, float] = defaultdict(float)
        for term in terms:
            for row, positions in self._positions.get(term.text, {}).items():
                scores[row] += term.weight * self._bm25(term.text, row, len(positions))
        matches = [
            row
            for row in scores
            if all(self._facets[row].intersection(keys) for keys in facets)
            and all(self._contains(row, phrase) for phrase in phrases)
        ]
        best = sorted(matches, key=lambda row: (-scores[row], row))[:k]
        return np.array(best, np.int64), np.array([scores[row] for row in best], np.float32)

    def _bm25(self, term: str, row: int, count: int) -> float:
        weight = idf(len(self._lengths), len(self._positions[term]))
        return weight * saturation(count, self._lengths[row], self._mean_length)

    def _contains(self, row: int, phrase: Phrase) -> bool:
        (first, term), *others = phrase
        return any(
            all(
                start + position - first in self._positions.get(other, {}).get(row, ())
                for position, other in others
            )
            for start in self._positions.get(term, {}).get(row, ())
        )
