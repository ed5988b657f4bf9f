"""Nearest passages by meaning: inner products of unit-length vectors, exact."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedError
from search.arrays import Floats, Mask, Rows

if TYPE_CHECKING:
    from search.index.row_filter import Passing


library: Any = faiss  # its stubs describe the C++ signatures, not the Python ones


class VectorIndex(Protocol):
    """What a question is asked of. Rows are passages, numbered as in the snapshot's store."""

    def search(self, question: Floats, k: int, passing: Passing | None = None) -> tuple[Rows, Floats]:
        """Rows and cosines of the ``k`` nearest to ``question`` (shape ``(d,)``), best first.

        Only rows that pass count; fewer than ``k`` come back only when fewer exist.
        """

    def vectors(self, rows: Rows) -> Floats:
        """The vectors of ``rows``, shape ``(len(rows), d)``."""


class RowIndex(Protocol):
    """The same where all rows are at hand: which of them count is a mask."""

    def search(self, question: Floats, k: int, mask: Mask | None = None) -> tuple[Rows, Floats]:
        """As :class:`VectorIndex`; ``mask`` (shape ``(n,)``) says which rows count."""

    def vectors(self, rows: Rows) -> Floats:
        """The vectors of ``rows``, shape ``(len(rows), d)``."""


class MemoryIndex:
    """The twin in memory: one product with the whole matrix."""

    def __init__(self, matrix: Floats) -> None:
        self._matrix = matrix

    def search(self, question: Floats, k: int, mask: Mask | None = None) -> tuple[Rows, Floats]:
        """See :class:`RowIndex`."""
        scores = self._matrix @ question
        rows = np.arange(len(scores)) if mask is None else np.flatnonzero(mask)
        best = rows[np.argsort(-scores[rows], kind="stable")[:k]]
        return best.astype(np.int64), scores[best].astype(np.float32)

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`RowIndex`."""
        return self._matrix[rows]


_GATHER_BELOW = 0.05
"""Share of rows under a mask below which their vectors are copied together rather than all looked at."""


class ExactIndex:
    """FAISS's flat inner-product index: every vector compared, mapped from the file rather than read.

    One core a question: the threads of a BLAS wait for each other when questions come together (on two busy cores
    20 ms where one thread takes .6).
    """

    def __init__(self, index: Any) -> None:
        self._index = index  # owns the mapping that the matrix looks into
        count = index.ntotal * index.d
        self.matrix: Floats = library.rev_swig_ptr(index.get_xb(), count).reshape(-1, index.d)

    @classmethod
    def of(cls, matrix: Floats) -> ExactIndex:
        """An index of vectors in memory."""
        index: Any = faiss.IndexFlatIP(matrix.shape[1])
        index.add(np.ascontiguousarray(matrix))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> ExactIndex:
        """Open what :func:`write_vectors` wrote. Raises DamagedError."""
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except (RuntimeError, AttributeError, ValueError) as error:
            raise DamagedError(f"{path} holds no readable vectors ({type(error).__name__}).") from error

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors and their dimension."""
        return int(self.matrix.shape[0]), int(self.matrix.shape[1])

    def search(self, question: Floats, k: int, mask: Mask | None = None) -> tuple[Rows, Floats]:
        """See :class:`RowIndex`."""
        if mask is not None:
            return self._masked(question, k, mask)
        k = min(k, len(self.matrix))
        if k == 0:
            return _nothing()
        one_core()
        scores, rows = self._index.search(question.reshape(1, -1), k)
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
        """See :class:`RowIndex`."""
        return self.matrix[rows]


def _nothing() -> tuple[Rows, Floats]:
    return np.empty(0, np.int64), np.empty(0, np.float32)


_THREAD = threading.local()


def one_core() -> None:
    """Keep FAISS to the calling thread: other questions use the other cores. OpenMP notes it for each thread."""
    if not getattr(_THREAD, "told", False):
        faiss.omp_set_num_threads(1)
        _THREAD.told = True


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


_COUNT = slice(8, 16)
"""Where FAISS's flat index file says how many vectors it holds; how many numbers that are are its last eight bytes
before the vectors themselves."""


def write_vectors(path: Path, dimension: int, count: int, blocks: Iterable[Floats]) -> int:
    """Write the ``count`` vectors of ``blocks`` (each ``(m, dimension)``) as a flat inner-product index of FAISS.

    FAISS itself writes only what it holds in memory, which for a large corpus is gigabytes; here the head of an
    empty index gets the counts, and the vectors follow as they come. Returns how many came; the caller compares
    that with ``count``.
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
