"""BM25 over a few of a snapshot's passages, with statistics of their own, in memory."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, takewhile

import numpy as np
from numpy.typing import NDArray

from search.analysis.analyzer import Term
from search.analysis.bm25 import idf, saturation
from search.arrays import Floats, Rows

_Postings = tuple[NDArray[np.intp], Floats]


class SmallLexicalIndex:
    """A :class:`search.analysis.analyzer.TermDictionary` of some passages, and their BM25 scores. Thread-safe.

    It takes about a kilobyte and 50 µs per passage to make, so it is for thousands of passages, not for millions.
    """

    def __init__(self, rows: Rows, texts: Iterable[str], terms: Callable[[str], list[tuple[int, str]]]) -> None:
        """``rows`` (ascending) are the passages with these ``texts``; ``terms`` analyzes a text."""
        self.rows, self.terms = rows, terms
        counted = [Counter(term for _, term in terms(text)) for text in texts]
        lengths = [sum(counts.values()) for counts in counted]
        mean = sum(lengths) / max(1, len(lengths))
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, (counts, length) in enumerate(zip(counted, lengths, strict=True)):
            for term, count in counts.items():
                postings[term].append((index, saturation(count, length, mean)))
        self._postings: dict[str, _Postings] = {
            term: (np.array([index for index, _ in found], np.intp), np.array([s for _, s in found], np.float32))
            for term, found in sorted(postings.items())
        }
        self._sorted = tuple(self._postings)

    def document_frequency(self, term: str) -> int:
        """See :class:`search.analysis.analyzer.TermDictionary`."""
        return len(self._postings[term][0]) if term in self._postings else 0

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """See :class:`search.analysis.analyzer.TermDictionary`."""
        first = bisect_left(self._sorted, prefix)
        beginning = takewhile(lambda term: term.startswith(prefix), islice(self._sorted, first, None))
        return [(term, len(self._postings[term][0])) for term in beginning]

    def search(self, terms: Sequence[Term]) -> tuple[Rows, Floats]:
        """Rows and BM25 scores of every passage that contains one of ``terms``, best first."""
        scores = np.zeros(len(self.rows), np.float32)
        for term in terms:
            if (found := self._postings.get(term.text)) is not None:
                scores[found[0]] += np.float32(term.weight * idf(len(self.rows), len(found[0]))) * found[1]
        best = np.argsort(-scores, kind="stable")[: int(np.count_nonzero(scores))]
        return self.rows[best], scores[best]
