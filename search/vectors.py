"""Nearest passages by meaning: exact inner product over unit-length vectors."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedError

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


class VectorIndex(Protocol):
    """Rows are passages, numbered as in the snapshot's store."""

    def search(self, question: Floats, k: int, mask: Mask | None = None) -> tuple[Rows, Floats]:
        """Rows and cosines of the ``k`` nearest to ``question`` (shape ``(d,)``), best first.

        ``mask`` (shape ``(n,)``) says which rows count; fewer than ``k`` come back only when fewer exist.
        """

    def vectors(self, rows: Rows) -> Floats:
        """The vectors of ``rows``, shape ``(len(rows), d)``."""


class MemoryIndex:
    """The twin in memory: one product with the whole matrix."""

    def __init__(self, matrix: Floats) -> None:
        self._matrix = matrix

    def search(self, question: Floats, k: int, mask: Mask | None = None) -> tuple[Rows, Floats]:
        """See :class:`VectorIndex`."""
        scores = self._matrix @ question
        rows = np.arange(len(scores)) if mask is None else np.flatnonzero(mask)
        best = rows[np.argsort(-scores[rows], kind="stable")[:k]]
        return best.astype(np.int64), scores[best].astype(np.float32)

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`VectorIndex`."""
        return self._matrix[rows]


_GATHER_BELOW = 0.05
"""Share of rows under a filter below which its vectors are gathered: FAISS tests every row against a filter."""


class FaissIndex:
    """FAISS's exact flat index, its vectors mapped from the file rather than read."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._matrix: Floats = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d).reshape(-1, index.d)

    @classmethod
    def open(cls, path: Path) -> FaissIndex:
        """Open what :func:`write_faiss` wrote. Raises DamagedError."""
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except (RuntimeError, AttributeError) as error:
            raise DamagedError(f"{path} is not a readable vector index ({type(error).__name__}).") from error

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors and their dimension."""
        return int(self._index.ntotal), int(self._index.d)

    def search(self, question: Floats, k: int, mask: Mask | None = None) -> tuple[Rows, Floats]:
        """See :class:`VectorIndex`."""
        k = min(k, len(self._matrix) if mask is None else int(np.count_nonzero(mask)))
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if mask is not None and np.count_nonzero(mask) < _GATHER_BELOW * len(mask):
            return self._gathered(question, k, np.flatnonzero(mask))
        params = None
        if mask is not None:
            library: Any = faiss  # its stubs describe the C++ signatures, not the Python ones
            selector = library.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
            params = library.SearchParameters(sel=selector)
        scores, rows = self._index.search(question.reshape(1, -1), k, params=params)
        return rows[0].astype(np.int64), scores[0].astype(np.float32)

    def _gathered(self, question: Floats, k: int, rows: Rows) -> tuple[Rows, Floats]:
        scores = self._matrix[rows] @ question
        order = np.argsort(-scores, kind="stable")[:k]
        return rows[order].astype(np.int64), scores[order].astype(np.float32)

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`VectorIndex`."""
        return np.asarray(self._matrix[rows], dtype=np.float32)


def write_faiss(path: Path, dimension: int, blocks: Iterable[Floats]) -> int:
    """Write the vectors of ``blocks`` (each ``(m, dimension)``) as a flat inner-product index.

    Returns how many.
    """
    index = faiss.IndexFlatIP(dimension)
    for block in blocks:
        index.add(np.ascontiguousarray(block, dtype=np.float32))
    faiss.write_index(index, str(path))
    return int(index.ntotal)
