"""The interfaces of the two indexes that candidates come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from search.analysis.analyzer import Phrase, Term, TermDictionary
from search.arrays import Floats, Rows
from search.index.row_filter import FacetKeys, RowFilter


class VectorIndex(Protocol):
    """Nearest passages by vector. Rows are passages, numbered as in the snapshot's store."""

    def search(self, query: Floats, k: int, row_filter: RowFilter | None = None) -> tuple[Rows, Floats]:
        """Rows and cosines of the ``k`` passages nearest to ``query`` (shape (d,)), best first.

        Only rows that pass the filter count; fewer than ``k`` come back only if fewer exist.
        """

    def vectors(self, rows: Rows) -> Floats:
        """The vectors of ``rows``, shape (len(rows), d)."""


class LexicalIndex(TermDictionary, Protocol):
    """Passages by their words. Rows are passages, numbered as in the snapshot's store."""

    def search(
        self, terms: Sequence[Term], k: int, facets: FacetKeys = (), phrases: Sequence[Phrase] = ()
    ) -> tuple[Rows, Floats]:
        """Rows and BM25 scores of the ``k`` best matches of ``terms``, best first.

        A match contains at least one of ``terms``, all of ``phrases``, and carries the ``facets``.
        """
