"""The lexical index's twin in memory: the same BM25, written out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from search.analysis.normalize import fold
from search.arrays import Floats, Rows
from search.index.bm25 import rarity, saturation
from search.index.tantivy import FacetKeys, Phrase, Term, analyser


class MemoryLexicalIndex:
    """BM25 over dictionaries, with tantivy's scores; ties go to the lower row."""

    def __init__(self, passages: Iterable[tuple[int, str, Sequence[str]]]) -> None:
        self._analyser = analyser()
        self._positions: dict[str, dict[int, list[int]]] = defaultdict(dict)
        self._lengths: dict[int, int] = {}
        self._facets: dict[int, frozenset[str]] = {}
        for row, text, keys in passages:
            terms = self.terms(text)
            self._lengths[row] = len(terms)
            self._facets[row] = frozenset(keys)
            for position, term in terms:
                self._positions[term].setdefault(row, []).append(position)
        self._mean = sum(self._lengths.values()) / max(1, len(self._lengths))

    def terms(self, text: str) -> list[tuple[int, str]]:
        """See :class:`LexicalIndex`."""
        return [(token.position, token.text) for token in self._analyser.pre_tokenize(fold(text)).tokens]

    def document_frequency(self, term: str) -> int:
        """See :class:`LexicalIndex`."""
        return len(self._positions.get(term, ()))

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """See :class:`LexicalIndex`."""
        return sorted((term, len(rows)) for term, rows in self._positions.items() if term.startswith(prefix))

    def search(
        self, terms: Sequence[Term], k: int, facets: FacetKeys = (), phrases: Sequence[Phrase] = ()
    ) -> tuple[Rows, Floats]:
        """See :class:`LexicalIndex`."""
        scores: dict[int, float] = defaultdict(float)
        for term in terms:
            for row, positions in self._positions.get(term.text, {}).items():
                scores[row] += term.weight * self._bm25(term.text, row, len(positions))
        found = [
            row
            for row in scores
            if all(self._facets[row].intersection(keys) for keys in facets)
            and all(self._holds(row, phrase) for phrase in phrases)
        ]
        best = sorted(found, key=lambda row: (-scores[row], row))[:k]
        return np.array(best, np.int64), np.array([scores[row] for row in best], np.float32)

    def _bm25(self, term: str, row: int, count: int) -> float:
        rare = rarity(len(self._lengths), len(self._positions[term]))
        return rare * saturation(count, self._lengths[row], self._mean)

    def _holds(self, row: int, phrase: Phrase) -> bool:
        (first, term), *others = phrase
        return any(
            all(at + position - first in self._positions.get(other, {}).get(row, ()) for position, other in others)
            for at in self._positions.get(term, {}).get(row, ())
        )
