"""Nearest passages among thousands: scanned as bytes, then the best compared exactly.

Comparing every vector in full is bound by memory bandwidth: fifteen megabytes per query for ten thousand passages,
which also evicts the model's weights from the processor's cache before the next query needs them. One byte per
component is a quarter of that and gives cosines to about a thousandth.
"""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np

from search.arrays import Floats, Mask, Rows
from search.index.flat import FlatIndex, top_k, use_one_thread

MIN_ROWS = 2000
"""Number of rows from which this is faster than comparing all in full."""

_MARGIN = 100
_BLOCK = 8192


class Int8Index:
    """A flat index behind an 8-bit copy of its vectors, which is made when it is opened.

    Scores are exact. One of the ``k`` nearest is missed only if rounding ranks a hundred others above it, which
    takes many times the usual error.
    """

    def __init__(self, flat: FlatIndex) -> None:
        self._flat = flat
        count, dimension = flat.shape
        greatest = max(float(flat.matrix.max(initial=0.0)), -float(flat.matrix.min(initial=0.0)), 1e-9)
        self._scale = np.float32(127.0 / greatest)
        # Compares bytes with bytes if the processor can.
        kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
        self._index: Any = faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)
        for start in range(0, count, _BLOCK):
            self._index.add(self._bytes(flat.matrix[start : start + _BLOCK]))

    def _bytes(self, vectors: Floats) -> Floats:
        whole: Floats = np.clip(np.rint(vectors * self._scale), -127, 127)
        return whole

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors and their dimension."""
        return self._flat.shape

    def search(self, query: Floats, k: int, mask: Mask | None = None) -> tuple[Rows, Floats]:
        """See :class:`search.index.row_filter.RowIndex`."""
        depth = k + _MARGIN
        if mask is not None or depth >= self.shape[0]:
            return self._flat.search(query, k, mask)
        use_one_thread()
        _, candidates = self._index.search(self._bytes(query.reshape(1, -1)), depth)
        rows = np.sort(candidates[0])
        scores = self._flat.vectors(rows) @ query
        best = top_k(scores, k)
        return rows[best], scores[best]

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`search.index.row_filter.RowIndex`."""
        return self._flat.vectors(rows)
