"""Nearest passages by meaning, from Milvus."""

from __future__ import annotations

import numpy as np

from corpus.errors import DamagedError
from search.milvus.collection import Collection
from search.milvus.filters import VECTOR, expression
from search.passing import Passing
from search.vectors import Floats, Rows

_WIDER = 2
"""How many times as many candidates a graph is searched for as are asked for."""


class MilvusVectors:
    """A :class:`search.vectors.VectorIndex`; at most 16,384 nearest come back, a limit of Milvus.

    ``breadth`` is 0 where every vector is compared, else the least number of candidates kept in a graph's search.
    """

    def __init__(self, collection: Collection, dimension: int, breadth: int = 0) -> None:
        self._collection, self._dimension, self._breadth = collection, dimension, breadth

    def search(self, question: Floats, k: int, passing: Passing | None = None) -> tuple[Rows, Floats]:
        """See :class:`search.vectors.VectorIndex`."""
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if question.shape != (self._dimension,):
            raise ValueError(f"a question of {question.shape} where vectors have {self._dimension} dimensions")
        how = {"ef": max(self._breadth, _WIDER * k)} if self._breadth else {}
        return self._collection.nearest(VECTOR, question.tolist(), k, expression(passing), how)

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`search.vectors.VectorIndex`."""
        wanted = np.unique(rows)
        found = self._collection.vectors(wanted)
        if len(found) != len(wanted):
            raise DamagedError(f"Milvus has vectors of {len(found)} of {len(wanted)} passages asked for.")
        if not len(wanted):
            return np.empty((0, self._dimension), np.float32)
        matrix = np.array([found[row] for row in wanted.tolist()], np.float32)
        return matrix[np.searchsorted(wanted, rows)]
