"""Nearest passages by vector, from Milvus."""

from __future__ import annotations

import numpy as np

from corpus.errors import DamagedError
from search.arrays import Floats, Rows
from search.index.flat import inner_products, top_k
from search.index.milvus.collection import MOST, Collection
from search.index.milvus.filters import VECTOR, expression
from search.index.row_filter import RowFilter
from search.runtime import check_deadline

_WIDER = 2
"""Factor on k for the candidates that a graph search keeps (``ef``). For the largest k of one request this is the
most Milvus allows, 32,768."""


class MilvusVectors:
    """A :class:`search.index.protocols.VectorIndex`; at most 16,384 results come back, a limit of Milvus.

    ``breadth`` is 0 if every vector is compared, else the least number of candidates that a graph search keeps.
    """

    def __init__(self, collection: Collection, shape: tuple[int, int], breadth: int = 0) -> None:
        self._collection, self._breadth = collection, breadth
        self._size, self._dimension = shape

    def search(self, query: Floats, k: int, row_filter: RowFilter | None = None) -> tuple[Rows, Floats]:
        """See :class:`search.index.protocols.VectorIndex`."""
        k = min(k, MOST)
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if query.shape != (self._dimension,):
            raise ValueError(f"a query of {query.shape} where vectors have {self._dimension} dimensions")
        how = {"ef": max(self._breadth, _WIDER * k)} if self._breadth else {}
        rows, scores = self._collection.nearest(VECTOR, query.tolist(), k, expression(row_filter), how)
        if self._breadth and len(rows) < k:
            # A graph search may end before it has met k rows that pass the filter: then all that pass are
            # compared.
            allowed = np.arange(self._size) if row_filter is None else np.flatnonzero(row_filter.mask)
            if len(rows) < min(k, len(allowed)):
                return self._compare_all(query, k, allowed)
        return rows, scores

    def _compare_all(self, query: Floats, k: int, allowed: Rows) -> tuple[Rows, Floats]:
        rows, scores = np.empty(0, np.int64), np.empty(0, np.float32)
        for start in range(0, len(allowed), MOST):
            check_deadline()
            part = allowed[start : start + MOST]
            rows = np.concatenate([rows, part])
            scores = np.concatenate([scores, inner_products(self.vectors(part), query)])
            best = top_k(scores, k)
            rows, scores = rows[best], scores[best]
        return rows, scores

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`search.index.protocols.VectorIndex`."""
        wanted = np.unique(rows)
        found = self._collection.vectors(wanted)
        if len(found) != len(wanted):
            raise DamagedError(f"Milvus has vectors of {len(found)} of {len(wanted)} requested passages.")
        if not len(wanted):
            return np.empty((0, self._dimension), np.float32)
        matrix = np.array([found[row] for row in wanted.tolist()], np.float32)
        return matrix[np.searchsorted(wanted, rows)]
