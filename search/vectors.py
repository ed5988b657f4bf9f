"""Nearest passages by meaning: inner products of unit-length vectors, exact."""

from __future__ import annotations

import mmap
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from corpus.errors import DamagedError

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

library: Any = faiss  # its stubs describe the C++ signatures, not the Python ones


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
"""Share of rows under a mask below which their vectors are copied together rather than all looked at."""


class ExactIndex:
    """Every vector compared, mapped from a NumPy file rather than read.

    One core a question, by FAISS's kernels: the threads of a BLAS wait for each other when questions come together
    (on two busy cores 20 ms where one thread takes .6).
    """

    def __init__(self, matrix: Floats) -> None:
        self.matrix = matrix

    @classmethod
    def open(cls, path: Path) -> ExactIndex:
        """Open what :func:`write_vectors` wrote. Raises DamagedError."""
        try:
            with path.open("rb") as file:
                npy.read_magic(file)
                shape, column_major, kind = npy.read_array_header_1_0(file)
                start = file.tell()
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            if len(shape) != 2 or column_major or kind != np.dtype("<f4"):
                raise ValueError("another kind of array")
            matrix = np.frombuffer(mapped, "<f4", shape[0] * shape[1], start).reshape(shape)
        except (OSError, ValueError, TypeError, EOFError) as error:
            raise DamagedError(f"{path} holds no readable vectors ({type(error).__name__}).") from error
        return cls(matrix)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors and their dimension."""
        return int(self.matrix.shape[0]), int(self.matrix.shape[1])

    def search(self, question: Floats, k: int, mask: Mask | None = None) -> tuple[Rows, Floats]:
        """See :class:`VectorIndex`."""
        if mask is not None:
            return self._masked(question, k, mask)
        k = min(k, len(self.matrix))
        if k == 0:
            return _nothing()
        one_core()
        scores, rows = library.knn(question.reshape(1, -1), self.matrix, k, metric=faiss.METRIC_INNER_PRODUCT)
        return rows[0], scores[0]

    def _masked(self, question: Floats, k: int, mask: Mask) -> tuple[Rows, Floats]:
        rows = np.flatnonzero(mask)
        if len(rows) == 0 or k == 0:
            return _nothing()
        if len(rows) < _GATHER_BELOW * len(mask):
            scores = products(self.matrix[rows], question)
        else:
            scores = products(self.matrix, question)[rows]
        best = leading(scores, k)
        return rows[best], scores[best]

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`VectorIndex`."""
        return self.matrix[rows]


def _nothing() -> tuple[Rows, Floats]:
    return np.empty(0, np.int64), np.empty(0, np.float32)


def one_core() -> None:
    """Keep FAISS to the calling thread: other questions use the other cores."""
    faiss.omp_set_num_threads(1)


def products(matrix: Floats, question: Floats) -> Floats:
    """Inner product of every row with ``question``, on one core."""
    scores = np.empty(len(matrix), np.float32)
    pointers = (faiss.swig_ptr(array) for array in (scores, np.ascontiguousarray(question), matrix))
    library.fvec_inner_products_ny(*pointers, matrix.shape[1], len(matrix))
    return scores


def leading(scores: Floats, k: int) -> NDArray[np.intp]:
    """Places of the ``k`` greatest, greatest first."""
    if k >= len(scores):
        return np.argsort(-scores, kind="stable")
    best = np.argpartition(scores, len(scores) - k)[len(scores) - k :]
    return best[np.argsort(-scores[best], kind="stable")]


def write_vectors(path: Path, dimension: int, count: int, blocks: Iterable[Floats]) -> int:
    """Write the ``count`` vectors of ``blocks`` (each ``(m, dimension)``), keeping none in memory.

    Returns how many came; the caller compares that with ``count``.
    """
    written = 0
    with path.open("wb") as file:
        header = {"descr": "<f4", "fortran_order": False, "shape": (count, dimension)}
        npy.write_array_header_1_0(file, header)
        for block in blocks:
            file.write(np.ascontiguousarray(block, dtype="<f4").data)
            written += len(block)
    return written
