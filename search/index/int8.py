"""Nearest passages in a corpus of thousands: looked through as bytes, the best compared exactly.

Comparing every vector in full is bound by memory: fifteen megabytes a question for ten thousand passages, which
also push the model's weights out of the processor's cache before the next question needs them. A byte a number is
a quarter of that and tells cosines to about a thousandth.
"""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np

from search.arrays import Floats, Mask, Rows
from search.index.flat import ExactIndex, leading, one_core

WORTH_IT_FROM = 2000
"""Rows from which it is faster than comparing all in full."""

_MORE = 100
_BLOCK = 8192


class BytewiseIndex:
    """An exact index with the same vectors as bytes before it, made when it is opened.

    Scores are exact. A row among the ``k`` nearest is missed only where its bytes put a hundred others between it
    and them, which takes many times the usual error.
    """

    def __init__(self, exact: ExactIndex) -> None:
        self._exact = exact
        count, dimension = exact.shape
        greatest = max(float(exact.matrix.max(initial=0.0)), -float(exact.matrix.min(initial=0.0)), 1e-9)
        self._scale = np.float32(127.0 / greatest)
        # Where the processor can, bytes are compared with bytes.
        kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
        self._index: Any = faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)
        for start in range(0, count, _BLOCK):
            self._index.add(self._bytes(exact.matrix[start : start + _BLOCK]))

    def _bytes(self, vectors: Floats) -> Floats:
        whole: Floats = np.clip(np.rint(vectors * self._scale), -127, 127)
        return whole

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors and their dimension."""
        return self._exact.shape

    def search(self, question: Floats, k: int, mask: Mask | None = None) -> tuple[Rows, Floats]:
        """See :class:`search.index.flat.RowIndex`."""
        looked = k + _MORE
        if mask is not None or looked >= self.shape[0]:
            return self._exact.search(question, k, mask)
        one_core()
        _, found = self._index.search(self._bytes(question.reshape(1, -1)), looked)
        rows = np.sort(found[0])
        scores = self._exact.vectors(rows) @ question
        best = leading(scores, k)
        return rows[best], scores[best]

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`search.index.flat.RowIndex`."""
        return self._exact.vectors(rows)
