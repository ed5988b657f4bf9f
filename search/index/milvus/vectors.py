"""Nearest passages by meaning, from Milvus."""

from __future__ import annotations

import numpy as np

from corpus.errors import DamagedError
from search.arrays import Floats, Rows
from search.index.flat import leading, products
from search.index.milvus.collection import MOST, Collection
from search.index.milvus.filters import VECTOR, expression
from search.index.row_filter import Passing
from search.runtime import check_deadline

_WIDER = 2
"""How many times as many candidates a graph is searched for as are asked for. Of the most results that one request
may have that is the most Milvus allows, 32,768."""


class MilvusVectors:
    """A :class:`search.index.flat.VectorIndex`; at most 16,384 nearest come back, a limit of Milvus.

    ``breadth`` is 0 where every vector is compared, else the least number of candidates kept in a graph's search.
    """

    def __init__(self, collection: Collection, shape: tuple[int, int], breadth: int = 0) -> None:
        self._collection, self._breadth = collection, breadth
        self._size, self._dimension = shape

    def search(self, question: Floats, k: int, passing: Passing | None = None) -> tuple[Rows, Floats]:
        """See :class:`search.index.flat.VectorIndex`."""
        k = min(k, MOST)
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if question.shape != (self._dimension,):
            raise ValueError(f"a question of {question.shape} where vectors have {self._dimension} dimensions")
        how = {"ef": max(self._breadth, _WIDER * k)} if self._breadth else {}
        rows, scores = self._collection.nearest(VECTOR, question.tolist(), k, expression(passing), how)
        if self._breadth and len(rows) < k:
            # A walk through the graph may end before it has met all that pass: then these are compared one by one.
            there = np.arange(self._size) if passing is None else np.flatnonzero(passing.mask)
            if len(rows) < min(k, len(there)):
                return self._compared(question, k, there)
        return rows, scores

    def _compared(self, question: Floats, k: int, there: Rows) -> tuple[Rows, Floats]:
        rows, scores = np.empty(0, np.int64), np.empty(0, np.float32)
        for start in range(0, len(there), MOST):
            check_deadline()
            part = there[start : start + MOST]
            rows = np.concatenate([rows, part])
            scores = np.concatenate([scores, products(self.vectors(part), question)])
            best = leading(scores, k)
            rows, scores = rows[best], scores[best]
        return rows, scores

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`search.index.flat.VectorIndex`."""
        wanted = np.unique(rows)
        found = self._collection.vectors(wanted)
        if len(found) != len(wanted):
            raise DamagedError(f"Milvus has vectors of {len(found)} of {len(wanted)} passages asked for.")
        if not len(wanted):
            return np.empty((0, self._dimension), np.float32)
        matrix = np.array([found[row] for row in wanted.tolist()], np.float32)
        return matrix[np.searchsorted(wanted, rows)]
