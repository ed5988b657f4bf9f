"""Nearest passages by exact inner products of unit vectors: FAISS's flat index."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedError
from search.arrays import Floats, Mask, Rows

library: Any = faiss  # its stubs describe the C++ signatures, not the Python ones


_GATHER_BELOW = 0.05
"""If less than this share of rows passes a mask, their vectors are gathered instead of comparing all."""


class FlatIndex:
    """FAISS's flat inner-product index: every vector is compared, memory-mapped from the file.

    One thread per query: BLAS threads wait for each other when queries overlap (on two busy cores 20 ms where one
    thread takes 0.6).
    """

    def __init__(self, index: Any) -> None:
        self._index = index  # owns the mapping that the matrix looks into
        count = index.ntotal * index.d
        self.matrix: Floats = library.rev_swig_ptr(index.get_xb(), count).reshape(-1, index.d)

    @classmethod
    def of(cls, matrix: Floats) -> FlatIndex:
        """An index of ``matrix``, shape (n, d), in memory."""
        index: Any = faiss.IndexFlatIP(matrix.shape[1])
        index.add(np.ascontiguousarray(matrix))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> FlatIndex:
        """Open what :func:`write_vectors` wrote. Raises DamagedError."""
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except (RuntimeError, AttributeError, ValueError) as error:
            raise DamagedError(f"{path} holds no readable vectors ({type(error).__name__}).") from error

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors and their dimension."""
        return int(self.matrix.shape[0]), int(self.matrix.shape[1])

    def search(self, query: Floats, k: int, mask: Mask | None = None) -> tuple[Rows, Floats]:
        """See :class:`search.index.row_filter.RowIndex`."""
        if mask is not None:
            return self._masked(query, k, mask)
        k = min(k, len(self.matrix))
        if k == 0:
            return _empty()
        use_one_thread()
        scores, rows = self._index.search(query.reshape(1, -1), k)
        return rows[0], scores[0]

    def _masked(self, query: Floats, k: int, mask: Mask) -> tuple[Rows, Floats]:
        rows = np.flatnonzero(mask)
        if len(rows) == 0 or k == 0:
            return _empty()
        if len(rows) < _GATHER_BELOW * len(mask):
            scores = inner_products(self.matrix[rows], query)
        else:
            scores = inner_products(self.matrix, query)[rows]
        best = top_k(scores, k)
        return rows[best], scores[best]

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`search.index.row_filter.RowIndex`."""
        return self.matrix[rows]


def _empty() -> tuple[Rows, Floats]:
    return np.empty(0, np.int64), np.empty(0, np.float32)


_THREAD = threading.local()


def use_one_thread() -> None:
    """Keep FAISS to the calling thread: other queries use the other cores. OpenMP stores this per thread."""
    if not getattr(_THREAD, "limited", False):
        faiss.omp_set_num_threads(1)
        _THREAD.limited = True


def inner_products(matrix: Floats, query: Floats) -> Floats:
    """Inner product of every row of ``matrix`` (n, d) with ``query`` (d,), on one thread."""
    scores = np.empty(len(matrix), np.float32)
    pointers = (faiss.swig_ptr(array) for array in (scores, np.ascontiguousarray(query), matrix))
    library.fvec_inner_products_ny(*pointers, matrix.shape[1], len(matrix))
    return scores


def top_k(scores: Floats, k: int) -> NDArray[np.intp]:
    """Indices of the ``k`` greatest scores, greatest first."""
    if k >= len(scores):
        return np.argsort(-scores, kind="stable")
    best = np.argpartition(scores, len(scores) - k)[len(scores) - k :]
    return best[np.argsort(-scores[best], kind="stable")]


_COUNT = slice(8, 16)
"""Where the file of FAISS's flat index holds the number of vectors; the number of floats is in the last eight
bytes before the vectors themselves."""


def write_vectors(path: Path, dimension: int, count: int, blocks: Iterable[Floats]) -> int:
    """Write the ``count`` vectors of ``blocks`` (each ``(m, dimension)``) as a flat inner-product index of FAISS.

    FAISS can write only what it holds in memory, gigabytes for a large corpus. Here the head of an empty index
    gets the counts, and the vectors follow as they come. Returns how many came; the caller compares that with
    ``count``.
    """
    head = bytearray(library.serialize_index(faiss.IndexFlatIP(dimension)).tobytes())
    head[_COUNT] = count.to_bytes(8, "little")
    head[-8:] = (count * dimension).to_bytes(8, "little")
    written = 0
    with path.open("wb") as file:
        file.write(head)
        for block in blocks:
            file.write(np.ascontiguousarray(block, dtype="<f4").data)
            written += len(block)
    return written
